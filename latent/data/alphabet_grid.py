"""The characters of a typeface as one image: a grid of cells, and words that are set from it."""

import json
import math
from dataclasses import dataclass

import numpy as np

from latent.data.characters import choose_characters
from latent.data.selection import data_settings
from latent.settings import DIGIT_SHAPE, Settings
from latent.tools.check import UserError
from latent.tools.plain_words import shown

SPECIMEN = "Rag"
LONGEST_SPECIMEN = 15
# From these, in this order, comes what stands for characters of SPECIMEN that were not chosen.
TELLING = "RagbdhSGEAB"
PITCH = 5 / 7  # of a cell's width, from letter to letter: glyphs are set in the middle of theirs


@dataclass(frozen=True)
class AlphabetGrid:
    """How the images of `characters`, `height` by `width` pixels each, are laid out as one.

    They stand row by row in their order; cells that are left over at the end are empty.
    """

    characters: str
    height: int = DIGIT_SHAPE[0]
    width: int = DIGIT_SHAPE[1]

    @classmethod
    def of_settings(cls, settings: Settings) -> "AlphabetGrid | None":
        """Return the grid of a model's images; None if they are no whole typefaces."""
        if settings.unit != "typeface":
            return None
        characters = choose_characters(settings.charset or "good")
        if settings.image_shape is None:
            return cls(characters)
        n_rows, n_columns = rows_and_columns(len(characters))
        height, width, _ = settings.image_shape
        return cls(characters, height // n_rows, width // n_columns)

    @property
    def shape(self) -> tuple[int, int]:
        """Height and width of the whole image in pixels."""
        n_rows, n_columns = rows_and_columns(len(self.characters))
        return n_rows * self.height, n_columns * self.width

    @property
    def share(self) -> float:
        """The share of the image's pixels that belong to characters, above 0 and up to 1.

        An error over the image, divided by it, is the error over the characters.
        """
        return len(self.characters) / math.prod(rows_and_columns(len(self.characters)))

    def lay_out(self, glyphs: np.ndarray) -> np.ndarray:
        """Return glyphs (n, n_characters, height, width) as images of their type, (n, h, w)."""
        n = len(glyphs)
        n_rows, n_columns = rows_and_columns(len(self.characters))
        cells = np.zeros((n, n_rows * n_columns, self.height, self.width), glyphs.dtype)
        cells[:, : len(self.characters)] = glyphs
        cells = cells.reshape(n, n_rows, n_columns, self.height, self.width)
        return cells.swapaxes(2, 3).reshape(n, *self.shape)

    def glyphs(self, images: np.ndarray, text: str | None = None) -> np.ndarray:
        """Return characters of images (n, h, w): (n, len(text), height, width), of all without it.

        Raises ValueError for a character that is not there.
        """
        n_columns = rows_and_columns(len(self.characters))[1]
        found = []
        for character in self.characters if text is None else text:
            row, column = divmod(self.characters.index(character), n_columns)
            top, left = row * self.height, column * self.width
            found.append(images[:, top : top + self.height, left : left + self.width])
        return np.stack(found, axis=1)

    def words(self, images: np.ndarray, text: str) -> np.ndarray:
        """Return `text` set from the glyphs of images (n, h, w), of their type, (n, height, w').

        Letters stand closer than their cells do; where two overlap, the larger value counts.
        """
        step = max(round(PITCH * self.width), 1)
        line = np.zeros((len(images), *self.words_shape(text)), images.dtype)
        for place, letter in enumerate(text):
            part = line[:, :, place * step : place * step + self.width]
            glyphs = self.glyphs(images, letter)[:, 0]
            # Components of images can be below 0.
            np.copyto(part, glyphs, where=np.abs(glyphs) > np.abs(part))
        return line

    def words_shape(self, text: str) -> tuple[int, int]:
        """Return the height and width in pixels of a text of at least one letter."""
        step = max(round(PITCH * self.width), 1)
        return self.height, self.width + step * (len(text) - 1)

    def choose_specimen(self, text: str | None = None, flag: str = "--specimen") -> str:
        """Return the letters that stand for a typeface: `text`, or "Rag" as far as it is there.

        Raises UserError for letters that were not chosen.

        >>> AlphabetGrid("ABRSabgr").choose_specimen(), AlphabetGrid("ABDR").choose_specimen()
        ('Rag', 'RAB')
        """
        if text is None:
            there = [letter for letter in TELLING if letter in self.characters]
            there += [letter for letter in self.characters if letter not in there]
            return "".join(there[: len(SPECIMEN)])
        if not 1 <= len(text) <= LONGEST_SPECIMEN:
            raise UserError(f"{flag} {shown(text)}: give 1 to {LONGEST_SPECIMEN} letters")
        missing = sorted(set(text) - set(self.characters))
        if missing:
            raise UserError(
                f"{flag} {shown(text)}: {shown(''.join(missing))} is not among the chosen "
                f"characters {self.characters}"
            )
        return text


def rows_and_columns(n: int) -> tuple[int, int]:
    """Return the rows and columns of a grid for `n` cells: nearly a square, never higher than wide.

    >>> rows_and_columns(94), rows_and_columns(51), rows_and_columns(3)
    ((10, 10), (7, 8), (2, 2))
    """
    n_columns = math.isqrt(max(n, 1) - 1) + 1
    return -(-max(n, 1) // n_columns), n_columns


def grid_from_json(text: str, shape: tuple[int, ...]) -> AlphabetGrid | None:
    """Return the grid of images of a shape (h, w) whose settings are `text`, in JSON.

    None if they are of no whole typefaces, or of images of another shape.
    """
    try:
        values = json.loads(text)
        is_whole = isinstance(values, dict) and values.get("unit") == "typeface"
        grid = AlphabetGrid.of_settings(data_settings(values)) if is_whole else None
    except (ValueError, RecursionError, UserError):
        return None
    if grid is None or len(shape) != 2:
        return None
    n_rows, n_columns = rows_and_columns(len(grid.characters))
    fitting = AlphabetGrid(grid.characters, shape[0] // n_rows, shape[1] // n_columns)
    return fitting if fitting.shape == tuple(shape) and min(fitting.shape) > 0 else None
