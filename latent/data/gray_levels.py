"""Gray levels: images are stored and drawn as bytes, 0 to 255, and computed with as 0 to 1."""

import math

import numpy as np

from latent.data.images_in_file import Images, ImagesInFile, runs_of


def to_bytes(images: np.ndarray) -> np.ndarray:
    """Return pixels as uint8 of the same shape: 0 becomes 0, 1 becomes 255, beyond is cut off.

    >>> to_bytes(np.array([-0.5, 0, 0.5, 1, 1.5])).tolist()
    [0, 0, 128, 255, 255]
    """
    return np.rint(np.clip(images, 0, 1) * 255).astype(np.uint8)


def from_bytes(images: np.ndarray) -> np.ndarray:
    """Return uint8 images as pixels in [0, 1], float32 of the same shape."""
    return images / np.float32(255)


def pixel_vectors(images: np.ndarray) -> np.ndarray:
    """Return uint8 images (n, …) as vectors of their pixels in [0, 1], float32 (n, d)."""
    return from_bytes(images).reshape(len(images), math.prod(images.shape[1:]))


def mean_image(images: Images) -> np.ndarray:
    """Return the mean of uint8 images (n, …) as a vector float64 (d,) in [0, 1].

    Those in a file are gone through once, however often their mean is asked for.
    """
    if not isinstance(images, ImagesInFile):
        return _mean_image(images)
    if images.mean is None:
        images.mean = _mean_image(images)
    return images.mean.copy()


def _mean_image(images: Images) -> np.ndarray:
    # Whole numbers, so the sum is the same whatever its order.
    total = sum(run.reshape(len(run), -1).sum(0, dtype=np.float64) for run in runs_of(images))
    return total / len(images) / 255


def centred_vectors(images: np.ndarray, mean: np.ndarray) -> np.ndarray:
    """Return `pixel_vectors` less a mean image (d,), float32 (n, d)."""
    pixels = pixel_vectors(images)
    pixels -= mean
    return pixels
