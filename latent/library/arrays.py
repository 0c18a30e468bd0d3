"""Images and codes that a program gives, checked before a model gets them."""

import math
from typing import Any

import numpy as np

from latent.codes.bits import PackedBits
from latent.codes.kinds import LARGEST_NUMBER
from latent.data.gray_levels import from_bytes
from latent.tools.check import UserError


def check_images(images: Any, array_shape: tuple[int, ...]) -> np.ndarray:
    """Return images as an array uint8 (n, h, w[, 3]) from 0 to 255, or of floats from 0 to 1.

    `array_shape`: that of one image. Raises UserError for anything else.
    """
    images = _array("images", images)
    wanted = f"(n, {', '.join(map(str, array_shape))})"
    if images.shape[1:] != array_shape or images.ndim == 0:
        advice = "; give one image as image[None]" if images.shape == array_shape else ""
        raise UserError(f"images of shape {images.shape}: the model takes {wanted}{advice}")
    if images.dtype == np.uint8:
        return images
    if images.dtype.kind != "f":
        raise UserError(
            f"images of type {images.dtype}: give uint8 from 0 to 255, or floats from 0 to 1"
        )
    low, high = (images.min(), images.max()) if images.size else (0, 0)
    if not (low >= 0 and high <= 1):  # which NaN is not either
        raise UserError(
            f"images of floats from {low:g} to {high:g}: floats must be from 0 to 1; give pixels "
            "from 0 to 255 as uint8"
        )
    return images


def pixels_of(images: np.ndarray, is_binary: bool) -> np.ndarray:
    """Return checked images as vectors of their pixels, float32 (n, n_pixels) in [0, 1].

    `is_binary`: as a model of images in black and white gets them, cut at half.
    """
    pixels = from_bytes(images) if images.dtype == np.uint8 else images.astype(np.float32)
    pixels = pixels.reshape(len(pixels), math.prod(pixels.shape[1:]))
    return (pixels >= 0.5).astype(np.float32) if is_binary else pixels


def check_codes(name: str, codes: Any, shape: tuple[int | None, ...]) -> np.ndarray | PackedBits:
    """Return codes as an array of floats of this shape, in which None is any length; bits as bits.

    Raises UserError, naming what it is by `name`, for anything else.
    """
    if not isinstance(codes, PackedBits):
        codes = _array(name, codes)
        if codes.dtype.kind not in "fiub":
            raise UserError(f"{name} of type {codes.dtype}: codes are numbers")
    fits = len(codes.shape) == len(shape) and all(
        want in (None, have) for want, have in zip(shape, codes.shape, strict=True)
    )
    if not fits:
        words = ", ".join("n" if length is None else str(length) for length in shape)
        comma = "," if len(shape) == 1 else ""
        raise UserError(f"{name} of shape {codes.shape}: must be of shape ({words}{comma})")
    if isinstance(codes, PackedBits):
        return codes
    codes = codes.astype(np.float32)
    if not (np.abs(codes) <= LARGEST_NUMBER).all():
        raise UserError(f"{name}: must be finite numbers, none beyond {LARGEST_NUMBER:g}")
    return codes


def _array(name: str, values: Any) -> np.ndarray:
    try:
        return np.asarray(values)
    except ValueError as problem:  # lists of unequal lengths
        raise UserError(f"{name}: must be an array, its rows all of one shape") from problem
