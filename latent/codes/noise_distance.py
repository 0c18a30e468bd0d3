"""How far noise moves what a layer gives, beside how far images are from each other."""

import numpy as np

from latent.codes.estimates import Estimate, mean


def noise_distance(clean: np.ndarray, noisy: np.ndarray) -> Estimate:
    """Return the distance of noisy from clean activations, relative to that of two clean ones.

    `clean`, `noisy`: what a layer gives for n images and for the same with noise, (n, size) each.
    0 means that the layer sees no noise; 1 that noise makes an image another one. NaN if the layer
    gives the same for all clean images. An image's distance to the one after it stands for the
    distance of two.

    >>> noise_distance(np.array([[0.0], [4.0]]), np.array([[1.0], [5.0]])).value
    np.float64(0.25)
    """
    clean, noisy = np.asarray(clean, np.float32), np.asarray(noisy, np.float32)
    moved = np.linalg.norm(noisy - clean, axis=1).astype(np.float64)
    apart = np.linalg.norm(np.roll(clean, 1, axis=0) - clean, axis=1).mean(dtype=np.float64)
    return mean(moved / apart if apart > 0 else np.full(len(clean), np.nan))
