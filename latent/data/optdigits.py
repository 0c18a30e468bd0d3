"""The 1,797 handwritten digits that scikit-learn carries, as images in MNIST's format.

Source: Alpaydin and Kaynak, Optical Recognition of Handwritten Digits, UCI, 1998: 8×8 pixels of 0
to 16. MNIST's format (LeCun et al. 1998): fitted into a box of 20×20 pixels, then moved so that
the centre of mass of the ink is in the middle of 28×28.
"""

from collections.abc import Sequence

import numpy as np
from PIL import Image

SIDE = 28
BOX = 20
N_TEST = 360


def load_optdigits() -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Return x_train (1437, 28, 28), y_train, x_test (360, 28, 28), y_test; always the same split.

    Images are uint8, labels int64; each digit has the same share in both parts.
    """
    # Imported here because it takes a second, and whoever loads other data does not need it.
    from sklearn.datasets import load_digits
    from sklearn.model_selection import train_test_split

    digits = load_digits()
    images = np.stack([to_mnist_format(image / 16 * 255) for image in digits.images])
    x_train, x_test, y_train, y_test = train_test_split(
        images, digits.target, test_size=N_TEST, stratify=digits.target, random_state=0
    )
    return x_train, y_train.astype(np.int64), x_test, y_test.astype(np.int64)


def to_mnist_format(image: np.ndarray) -> np.ndarray:
    """Fit an image into MNIST's format: longest side 20 pixels, centre of mass in the middle.

    `image`: numbers from 0 (ground) to 255 (ink), any shape. Returns uint8 (28, 28). An image
    without ink comes back empty.
    """
    inked = np.argwhere(image > 0)
    if len(inked) == 0:
        return np.zeros((SIDE, SIDE), np.uint8)
    (top, left), (bottom, right) = inked.min(0), inked.max(0) + 1
    crop = Image.fromarray(image[top:bottom, left:right].astype(np.float32))
    scale = BOX / max(crop.size)
    size = tuple(max(1, round(length * scale)) for length in crop.size)
    glyph = np.clip(np.asarray(crop.resize(size, Image.Resampling.BICUBIC)), 0, 255)
    return place_by_mass(np.rint(glyph).astype(np.uint8))


def place_by_mass(glyph: np.ndarray) -> np.ndarray:
    """Put a glyph of at most 20×20 pixels on 28×28 so that its centre of mass is in the middle."""
    return place_all_by_mass([glyph])[0]


def place_all_by_mass(glyphs: Sequence[np.ndarray]) -> np.ndarray:
    """Do what `place_by_mass` does with many glyphs at once; returns uint8 (n, 28, 28)."""
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
