"""TensorFlow, imported without the start-up messages that mean nothing to our users.

Whoever needs TensorFlow or Keras imports them from here.
"""

import gc
import logging
import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from latent.tools.blocked_imports import blocked
from latent.tools.check import UserError

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("KERAS_BACKEND", "tensorflow")


@contextmanager
def silent_stderr() -> Iterator[None]:
    """Keep what is said on standard error within the block to itself, unless the block fails."""
    # Compiled code writes to the descriptor itself, so Python's sys.stderr is not enough.
    sys.stderr.flush()
    with tempfile.TemporaryFile() as said:
        original = os.dup(2)
        os.dup2(said.fileno(), 2)
        try:
            yield
        except BaseException:
            said.seek(0)
            os.write(original, said.read())
            raise
        finally:
            os.dup2(original, 2)
            os.close(original)


LEAST_ADDRESS_SPACE = 3 << 30  # bytes: with less it ends without a word from Python


def _check_address_space() -> None:
    """Raise UserError if a limit like `ulimit -v` leaves TensorFlow too little to start."""
    with suppress(ImportError):
        import resource  # not on Windows

        limit, _ = resource.getrlimit(resource.RLIMIT_AS)
        if limit != resource.RLIM_INFINITY and limit < LEAST_ADDRESS_SPACE:
            raise UserError(
                f"the address space is limited to {limit / 2**30:.1f} GB, TensorFlow needs "
                f"{LEAST_ADDRESS_SPACE >> 30}: raise the limit with ulimit -v"
            )


_check_address_space()


@contextmanager
def _collecting_no_garbage() -> Iterator[None]:
    """Look for no garbage within the block, and never again among what is there at its end.

    Modules hold a million objects that stay until the end. To look through them again and again
    while they come, and once more when Python ends, would take more than a second.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        if was_enabled:
            gc.enable()


# Keras loads scikit-learn, for wrappers that are not used here: more than a second.
with _collecting_no_garbage(), silent_stderr(), blocked("sklearn"):
    import keras
    import tensorflow as tf

logging.getLogger("tensorflow").setLevel(logging.ERROR)
logging.getLogger("absl").setLevel(logging.ERROR)

__all__ = ["keras", "silent_stderr", "tf"]
