"""Whether a network has learnt more than to draw the mean image, whatever it is shown."""

import numpy as np

from latent.codes.measures import squared_error_per_image
from latent.data.gray_levels import mean_image

# A test error from this share of the mean image's on counts as having learnt next to nothing.
HARDLY_BETTER = 0.8


def mean_image_error(training_images: np.ndarray, test_images: np.ndarray) -> float:
    """Return the mean squared error of the mean training image as every test image's likeness.

    Both are uint8 (n, h, w[, 3]).

    >>> images = np.array([[[0]], [[255]]], np.uint8)
    >>> mean_image_error(images, images)
    0.25
    """
    mean = mean_image(training_images).reshape(test_images.shape[1:])
    same = np.broadcast_to(mean, test_images.shape)
    return float(squared_error_per_image(test_images, same).mean())


def mean_image_lines(error: float, error_of_mean: float) -> list[str]:
    """Return a line of words if a test error is hardly below that of the mean image.

    >>> mean_image_lines(0.0539, 0.0674)
    []
    >>> mean_image_lines(0.0674, 0.0675)[0].split(":")[0]
    'this network has learnt next to nothing'
    """
    if error < HARDLY_BETTER * error_of_mean:
        return []
    return [
        f"this network has learnt next to nothing: its test MSE is {error:.5f}, that of the mean "
        f"image {error_of_mean:.5f}; try more epochs, another --learn_rate or a "
        "weaker penalty, with --fresh"
    ]
