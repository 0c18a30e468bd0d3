"""How well images are reconstructed: the error of each image, its summary, groups along its range.

The measures are computed here, once, and the figures draw what comes back.
"""

import math
from dataclasses import dataclass

import numpy as np

IMAGES_AT_ONCE = 2048
ACTIVE_VARIANCE = 0.01
QUARTILES = (0.25, 0.5, 0.75)


@dataclass(frozen=True, eq=False)
class ErrorGroup:
    """Images whose errors are neighbours in rank.

    `indices` (size,) are the images from the lowest error to the highest, `low` and `high` the
    first and the last of their errors, `quantile` in [0, 1] the place the group stands around.
    """

    indices: np.ndarray
    low: float
    high: float
    quantile: float


@dataclass(frozen=True, eq=False)
class UnitSpread:
    """How the values of each code unit are spread over images, float64 (d_latent,) each."""

    mean: np.ndarray
    sd: np.ndarray
    lower_quartile: np.ndarray
    median: np.ndarray
    upper_quartile: np.ndarray

    @classmethod
    def of(cls, codes: np.ndarray) -> "UnitSpread":
        """Summarise codes (n, d_latent), at least one.

        >>> UnitSpread.of(np.array([[0.0], [1.0], [2.0], [5.0]])).median.tolist()
        [1.5]
        """
        codes = np.asarray(codes, float)
        return cls(codes.mean(axis=0), codes.std(axis=0), *np.quantile(codes, QUARTILES, axis=0))


def squared_error_per_image(images: np.ndarray, reconstructions: np.ndarray) -> np.ndarray:
    """Return the squared error of each reconstruction, averaged over pixels and channels.

    `images` are uint8 (n, h, w[, 3]) and count as 0 to 1 (255 is 1); `reconstructions` are
    floats of the same shape on the scale from 0 to 1. The result is float64 (n,). Raises
    ValueError if the shapes differ or `images` are not uint8.

    >>> images = np.array([[[0, 255]]], np.uint8)
    >>> squared_error_per_image(images, np.array([[[0.5, 1.0]]]))
    array([0.125])
    """
    images, reconstructions = np.asarray(images), np.asarray(reconstructions)
    if images.dtype != np.uint8:
        raise ValueError(f"images must be uint8, got {images.dtype}")
    if images.shape != reconstructions.shape or images.ndim not in (3, 4):
        raise ValueError(
            "images and reconstructions must both be (n, h, w) or (n, h, w, 3), "
            f"got {images.shape} and {reconstructions.shape}"
        )
    errors, axes = np.empty(len(images)), tuple(range(1, images.ndim))
    for start in range(0, len(images), IMAGES_AT_ONCE):
        part = slice(start, start + IMAGES_AT_ONCE)
        difference = images[part] / 255.0 - reconstructions[part]  # (chunk, h, w[, 3])
        errors[part] = np.square(difference, dtype=np.float64).mean(axis=axes)
    return errors


def error_words(errors: np.ndarray) -> str:
    """Say the mean and the standard deviation (of the population) of errors per image (n,).

    Raises ValueError if there are no errors or one is not finite.

    >>> error_words(np.array([0.001, 0.003]))
    '0.00200 (sd 0.00100)'
    """
    errors = _checked(errors)
    return f"{errors.mean():.5f} (sd {errors.std():.5f})"


def error_groups(errors: np.ndarray, n_groups: int = 8, group_size: int = 39) -> list[ErrorGroup]:
    """Pick groups of images around evenly spaced quantiles of the error, lowest error first.

    Group k of `n_groups` (at least 2) stands around the quantile k / (n_groups - 1): the first
    holds the `group_size` images of lowest error, the last those of highest error, the others
    are centred in rank on their quantile. Groups of few images are smaller, so that together they
    hold about as many as there are, but none is empty. Equal errors are ranked by their place in
    `errors` (n,). Raises ValueError if there are no errors or one is not finite.

    >>> [group.indices.tolist() for group in error_groups(np.array([0.5, 0.1, 0.3, 0.2]), 2, 2)]
    [[1, 3], [2, 0]]
    """
    errors = _checked(errors)
    if n_groups < 2 or group_size < 1:
        raise ValueError(f"cannot make {n_groups} groups of {group_size} images")
    order = np.argsort(errors, kind="stable")
    size = min(group_size, math.ceil(len(errors) / n_groups))
    groups = []
    for quantile in np.arange(n_groups) / (n_groups - 1):
        centred_start = round(quantile * (len(errors) - 1) - (size - 1) / 2)
        start = min(max(centred_start, 0), len(errors) - size)
        indices = order[start : start + size]
        low, high = errors[indices[[0, -1]]]
        groups.append(ErrorGroup(indices, float(low), float(high), float(quantile)))
    return groups


def active_units(codes: np.ndarray) -> np.ndarray:
    """Return which code units tell anything of an image, bool (d_latent,).

    `codes`: the means of the posteriors of images, (n, d_latent). A unit is active if its
    variance over the images is above 0.01 (Burda, Grosse and Salakhutdinov, Importance Weighted
    Autoencoders, 2016, section 5).

    >>> active_units(np.array([[0.0, 1.0], [0.1, 3.0]])).tolist()
    [False, True]
    """
    return codes.var(axis=0, dtype=float) > ACTIVE_VARIANCE


def _checked(errors: np.ndarray) -> np.ndarray:
    errors = np.asarray(errors, np.float64)
    if errors.ndim != 1 or len(errors) == 0 or not np.isfinite(errors).all():
        raise ValueError("errors must be one finite number per image, for at least one image")
    return errors
