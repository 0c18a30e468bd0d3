"""Images as PNG and JPEG: one by one, or many on a sheet."""

import io

import numpy as np
from PIL import Image

PNG_LEVEL = 6


def png_of(image: np.ndarray) -> bytes:
    """Return a picture uint8 (h, w[, 3]) as the bytes of a PNG file."""
    return _encoded(image, "PNG", compress_level=PNG_LEVEL)


def jpeg_of(image: np.ndarray, quality: int) -> bytes:
    """Return a picture uint8 (h, w[, 3]) as the bytes of a JPEG file.

    Colours are kept at every pixel, so no block is larger than 8 × 8 pixels.
    """
    return _encoded(image, "JPEG", quality=quality, subsampling=0)


def _encoded(image: np.ndarray, file_format: str, **options) -> bytes:
    file = io.BytesIO()
    Image.fromarray(image).save(file, file_format, **options)
    return file.getvalue()
