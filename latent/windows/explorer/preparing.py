"""A user's own image made like the images of a map: the same size, ground, place and shades."""

import json
import os
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from latent.data import NAMES
from latent.data.image_files import read_color, read_gray, size_of
from latent.data.mnist_format import to_mnist_format
from latent.data.one_glyph_table import read_glyph_table
from latent.data.scans import without_paper
from latent.maps.embedding_file import EmbeddingFile
from latent.tiles.palette import INK
from latent.tools.check import UserError

SIDE = 280  # pixels of the paper that one draws on
HALF = 128
# How the loaders of these data sets scale what is in MNIST's format.
FILTERS = {"digits": Image.Resampling.BICUBIC, "optdigits": Image.Resampling.BICUBIC}
WHITE = 255


class Preparing:
    """Makes images like those of `content`; `words` say how."""

    def __init__(self, content: EmbeddingFile):
        self._shape = content.images.shape[1:]
        settings = _settings_of(content)
        name = settings.get("dataset") or content.dataset
        is_known = name in NAMES or settings.get("font_set") is not None
        self._is_binary = settings.get("binary_input") is True
        self._is_fashion = is_known and name == "fashion"
        self._is_mnist = is_known and not self._is_fashion and self._shape == (28, 28)
        self._filter = FILTERS.get(name, Image.Resampling.BILINEAR)
        self.is_color = len(self._shape) == 3
        self._grid = content.grid

    @property
    def is_whole(self) -> bool:
        """Whether an image is a whole typeface, which nobody draws on paper."""
        return self._grid is not None

    @property
    def words(self) -> str:
        """How an image is made like the others."""
        if self.is_whole:
            return "glyphs of a table"
        if self._is_mnist:
            return "ink in 20×20, its middle in that of 28×28"
        if self._is_fashion:
            return "cut to its ink, in 28×28"
        height, width = self._shape[:2]
        return f"scaled into {width}×{height}"

    def of_paper(self, ink: np.ndarray) -> np.ndarray:
        """Return a drawing, ink uint8 (n, n) on a ground of 0, as an image, uint8 (h, w[, 3])."""
        if self._is_mnist:
            return self._finished(to_mnist_format(ink, self._filter))
        if self._is_fashion:
            return self._finished(_fitted(_cropped(ink), self._shape[:2]))
        fitted = _fitted(ink, self._shape[:2])
        if not self.is_color:
            return self._finished(fitted)
        share = fitted[..., None] / WHITE
        return np.rint(share * np.array(INK) + (1 - share) * WHITE).astype(np.uint8)

    def of_file(self, path: str | os.PathLike) -> tuple[np.ndarray, np.ndarray]:
        """Return an image file as it looks, on a square of SIDE pixels, and as an image.

        The first is uint8 (n, n) with ink on a ground of 0, or (n, n, 3) in colour. A file that has
        the size of the map's images counts as one of them. On a map of whole typefaces it is a
        table of glyphs. Raises UserError, in one line, for what is no image, is too large or is not
        there.
        """
        path = Path(path)
        if not path.is_file():
            raise UserError(f"{path}: there is no such file, give an image")
        height, width = self._shape[:2]
        if self.is_whole:
            return self._of_table(path)
        try:
            if self.is_color:
                return read_color(path, SIDE, SIDE), read_color(path, height, width)
            paper = read_gray(path, SIDE, SIDE)
            is_same = size_of(path) == (height, width)
            if is_same or not (self._is_mnist or self._is_fashion):
                return paper, self._finished(read_gray(path, height, width))
        except OSError as problem:
            raise UserError(f"cannot read {path}: {problem.strerror or problem}") from problem
        return paper, self.of_paper(without_paper(paper))

    def _of_table(self, path: Path) -> tuple[np.ndarray, np.ndarray]:
        if path.suffix.lower() != ".csv":
            raise UserError(
                f"{path}: an image of this map is a whole typeface: give NAME.glyphs.csv, a table "
                "that complete_typeface.py writes"
            )
        grid = self._grid
        glyphs = read_glyph_table(path, grid.characters, (grid.height, grid.width))
        image = self._finished(grid.lay_out(glyphs[None])[0])
        return _fitted(image, (SIDE, SIDE)), image

    def _finished(self, image: np.ndarray) -> np.ndarray:
        return np.where(image >= HALF, np.uint8(WHITE), np.uint8(0)) if self._is_binary else image


def _settings_of(content: EmbeddingFile) -> dict[str, Any]:
    try:
        values = json.loads(content.settings_json)
    except (ValueError, RecursionError):
        return {}
    return values if isinstance(values, dict) else {}


def _cropped(ink: np.ndarray) -> np.ndarray:
    inked = np.argwhere(ink > 0)
    if len(inked) == 0:
        return ink
    (top, left), (bottom, right) = inked.min(0), inked.max(0) + 1
    return ink[top:bottom, left:right]


def _fitted(ink: np.ndarray, shape: tuple[int, int]) -> np.ndarray:
    """Return ink scaled, in its proportions, into the middle of `shape`, uint8."""
    (height, width), (own_height, own_width) = shape, ink.shape
    scale = min(height / own_height, width / own_width)
    size = max(1, round(own_width * scale)), max(1, round(own_height * scale))
    scaled = np.asarray(Image.fromarray(ink).resize(size, Image.Resampling.BOX))
    canvas = np.zeros(shape, np.uint8)
    top, left = (height - size[1]) // 2, (width - size[0]) // 2
    canvas[top : top + size[1], left : left + size[0]] = scaled
    return canvas
