"""Importing a library without other ones that it would load for parts that are not used here."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def blocked(*names: str) -> Iterator[None]:
    """Let imports of these libraries fail within the block, unless they are loaded already.

    For libraries that go on without them, as Keras does without scikit-learn.
    """
    absent = [name for name in names if name not in sys.modules]
    for name in absent:
        sys.modules[name] = None  # makes an import fail
    try:
        yield
    finally:
        for name in absent:
            del sys.modules[name]
