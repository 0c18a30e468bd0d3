"""MNIST's format: 28×28 pixels, the ink within a box of 20×20, its centre of mass in the middle.

LeCun, Bottou, Bengio and Haffner, Gradient-Based Learning Applied to Document Recognition, 1998.
"""

from collections.abc import Sequence

import numpy as np
from PIL import Image

SIDE = 28
BOX = 20


def fitting_size(size: tuple[int, int], longest: int) -> tuple[int, int]:
    """Return the width and height of a picture whose longest side becomes `longest` pixels.

    It keeps its proportions, as far as whole pixels do, and no side vanishes.

    >>> fitting_size((8, 4), 20), fitting_size((100, 1), 20)
    ((20, 10), (20, 1))
    """
    scale = longest / max(size)
    width, height = (max(1, round(side * scale)) for side in size)
    return width, height


def to_mnist_format(
    image: np.ndarray, resampling: Image.Resampling = Image.Resampling.BICUBIC
) -> np.ndarray:
    """Fit an image into MNIST's format: longest side 20 pixels, centre of mass in the middle.

    `image`: numbers from 0 (ground) to 255 (ink), any shape, scaled by the filter `resampling`.
    Returns uint8 (28, 28). An image without ink comes back empty.
    """
    inked = np.argwhere(image > 0)
    if len(inked) == 0:
        return np.zeros((SIDE, SIDE), np.uint8)
    (top, left), (bottom, right) = inked.min(0), inked.max(0) + 1
    crop = Image.fromarray(image[top:bottom, left:right].astype(np.float32))
    crop = crop.resize(fitting_size(crop.size, BOX), resampling)
    glyph = np.clip(np.asarray(crop), 0, 255)
    return place_by_mass([np.rint(glyph).astype(np.uint8)])[0]


def place_by_mass(glyphs: Sequence[np.ndarray]) -> np.ndarray:
    """Put glyphs of at most 20×20 pixels each on 28×28, with their centre of mass in the middle.

    Returns uint8 (n, 28, 28).
    """
    heights, widths = np.array([glyph.shape for glyph in glyphs]).T
    canvases = np.zeros((len(glyphs), SIDE, SIDE), np.uint8)
    for canvas, glyph, height, width in zip(canvases, glyphs, heights, widths, strict=True):
        canvas[:height, :width] = glyph
    middles = np.arange(SIDE) + 0.5
    masses = np.maximum(canvases.sum((1, 2)), 1e-9)
    centers_y = (canvases.sum(2) * middles).sum(1) / masses
    centers_x = (canvases.sum(1) * middles).sum(1) / masses
    tops = np.clip(np.rint(SIDE / 2 - centers_y), 0, SIDE - heights).astype(int)
    lefts = np.clip(np.rint(SIDE / 2 - centers_x), 0, SIDE - widths).astype(int)
    for canvas, glyph, top, left in zip(canvases, glyphs, tops, lefts, strict=True):
        canvas[:] = 0
        canvas[top : top + len(glyph), left : left + glyph.shape[1]] = glyph
    return canvases
