"""Compiling with numba, kept on disk from one run to the next."""

from collections.abc import Callable

import numba


def compiled(function: Callable) -> Callable:
    """Compile with numba, free of the interpreter's lock; kept on disk where a folder allows it."""
    try:
        return numba.njit(nogil=True, cache=True)(function)
    except RuntimeError:  # there is no folder to keep it in
        return numba.njit(nogil=True)(function)
