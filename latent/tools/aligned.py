"""Arrays whose memory other libraries can use without copying it."""

import math

import numpy as np

ALIGNMENT = 64  # bytes: TensorFlow ends the process over an array that begins elsewhere


def aligned_empty(shape: tuple[int, ...]) -> np.ndarray:
    """Return an array uint8 of this shape, still without values, that begins at an alignment.

    >>> aligned_empty((3, 5)).ctypes.data % ALIGNMENT
    0
    """
    n_bytes = math.prod(shape)
    memory = np.empty(n_bytes + ALIGNMENT, np.uint8)
    start = -memory.ctypes.data % ALIGNMENT
    return memory[start : start + n_bytes].reshape(shape)
