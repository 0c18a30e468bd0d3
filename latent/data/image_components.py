"""Principal components of images, wherever they lie: of few pixels in one pass over all images."""

import logging
import math

import numpy as np

from latent.data.gray_levels import centred_vectors, mean_image
from latent.data.images_in_file import Images, ImagesInFile, runs_of
from latent.tools.pca import LONG_VECTORS, Components, fit_covariance, fit_pca

MOST_DRAWN = LONG_VECTORS  # images in a file that stand for all, where an image has many pixels
MOST_NUMBERS_DRAWN = 2**27  # pixels of theirs, which become numbers of 4 bytes
DRAW_SEED = 0

log = logging.getLogger(__name__)


def images_to_fit(images: Images) -> Images:
    """Return the images that principal components are found by: all of them if that can be.

    Images in a file that have more than 4,096 pixels each are too many numbers. Of these at most
    4,096 images are drawn, always the same, and it is said.
    """
    n_pixels = math.prod(images.shape[1:])
    if not isinstance(images, ImagesInFile) or n_pixels <= LONG_VECTORS:
        return images
    n, most = len(images), min(MOST_DRAWN, max(MOST_NUMBERS_DRAWN // n_pixels, 2))
    if n <= most:
        return images[:]
    log.warning(
        "%s: principal components of %s images drawn from %s, because images of more than %s "
        "pixels do not fit in memory",
        images.path,
        f"{most:,}",
        f"{n:,}",
        f"{LONG_VECTORS:,}",
    )
    return images[np.sort(np.random.default_rng(DRAW_SEED).choice(n, most, replace=False))]


def fit_image_components(images: Images, n_components: float) -> tuple[np.ndarray, Components]:
    """Return the mean of uint8 images (n, …), float64 (d,) in [0, 1], and their components.

    `images`: what `images_to_fit` returns, at least two; `n_components`: see `fit_pca`. Those in a
    file have the components that they would have in memory, to the last bit.
    """
    if math.prod(images.shape[1:]) > LONG_VECTORS:
        mean = mean_image(images)
        return mean, fit_pca(centred_vectors(images, mean.astype(np.float32)), n_components)
    mean, covariance = mean_and_covariance(images)
    return mean, fit_covariance(covariance, n_components)


def mean_and_covariance(images: Images) -> tuple[np.ndarray, np.ndarray]:
    """Return the mean of uint8 images (n, …), and the covariances of their d pixels, in one pass.

    float64 (d,) and (d, d), of pixels in [0, 1]; the covariances are sums divided by n - 1.
    """
    n, d = len(images), math.prod(images.shape[1:])
    total, squares, near_mean = np.zeros(d), np.zeros((d, d)), None
    for run in runs_of(images):
        levels = run.reshape(len(run), d)
        of_run = levels.sum(0, dtype=np.float64)
        total += of_run
        if near_mean is None:
            # Of what is near the mean single precision loses nothing that counts.
            near_mean = np.rint(of_run / len(run))
        beside = levels - near_mean.astype(np.float32)
        squares += beside.T @ beside
    mean = total / n
    left = mean - near_mean
    return mean / 255, (squares - n * np.outer(left, left)) / (n - 1) / 255**2
