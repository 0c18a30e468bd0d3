"""Gray levels: pixels from 0 to 1 as the bytes that images are stored and drawn in."""

import numpy as np


def to_bytes(images: np.ndarray) -> np.ndarray:
    """Return pixels as uint8 of the same shape: 0 becomes 0, 1 becomes 255, beyond is cut off.

    >>> to_bytes(np.array([-0.5, 0, 0.5, 1, 1.5])).tolist()
    [0, 0, 128, 255, 255]
    """
    return np.rint(np.clip(images, 0, 1) * 255).astype(np.uint8)
