"""All typefaces of a source with all 94 characters each, read glyph by glyph as they are needed."""

import logging
from dataclasses import dataclass

import numpy as np

from latent.data.characters import CHARACTERS
from latent.data.glyphs import Glyphs
from latent.data.gray_levels import pixel_vectors
from latent.tools.check import UserError

log = logging.getLogger(__name__)


@dataclass(frozen=True, eq=False)
class Alphabets:
    """The 94 characters of typefaces.

    `images`: uint8 (n, 28, 28), possibly a memory map. `rows`: int64 (n_fonts, 94), where in
    `images` each typeface has each of `CHARACTERS`. `font_names`: sorted. `source`: where from.
    `files`: the font file of each typeface; () if the source is the one file of all.
    """

    images: np.ndarray
    rows: np.ndarray
    font_names: tuple[str, ...]
    source: str
    files: tuple[str, ...] = ()

    @classmethod
    def of(cls, glyphs: Glyphs) -> "Alphabets":
        """Sort glyphs by typeface and character; typefaces that lack characters are left out.

        How many are left out is said in a warning. Raises UserError if no typeface is left.
        """
        column_of = np.full(256, -1, np.int64)
        column_of[np.frombuffer(CHARACTERS.encode(), np.uint8)] = np.arange(len(CHARACTERS))
        columns = column_of[glyphs.characters]
        rows = np.full((len(glyphs.font_names), len(CHARACTERS)), -1, np.int64)
        known = np.flatnonzero(columns >= 0)[::-1]  # so that of two like glyphs the first stays
        rows[glyphs.fonts[known], columns[known]] = known
        whole = np.flatnonzero((rows >= 0).all(axis=1))
        n_left_out = len(rows) - len(whole)
        if not len(whole):
            raise UserError(
                f"{glyphs.source}: none of its {len(rows):,} typefaces has all {len(CHARACTERS)} "
                "characters, use --dataset typefaces or other --fonts"
            )
        if n_left_out:
            words = "typeface lacks" if n_left_out == 1 else "typefaces lack"
            words = f"{n_left_out:,} {words} characters, left out"
            log.warning("%s: %s", glyphs.source, words)
        order = sorted(whole.tolist(), key=lambda font: glyphs.font_names[font])
        names = tuple(glyphs.font_names[font] for font in order)
        files = tuple(glyphs.files[font] for font in order) if glyphs.files else ()
        return cls(glyphs.images, rows[order], names, glyphs.source, files)

    def __len__(self) -> int:
        return len(self.font_names)

    def file_of(self, font: int) -> str:
        """Return the file that a typeface came from."""
        return self.files[font] if self.files else self.source

    def glyphs(self, character: str) -> np.ndarray:
        """Return one character in every typeface, uint8 (n_fonts, 28, 28)."""
        return self.images[self.rows[:, CHARACTERS.index(character)]]

    def of_fonts(self, fonts: np.ndarray, characters: str) -> np.ndarray:
        """Return characters of some typefaces, uint8 (len(fonts), len(characters), 28, 28)."""
        columns = [CHARACTERS.index(character) for character in characters]
        return self.images[self.rows[np.asarray(fonts, np.int64)][:, columns]]

    def vectors(self, characters: str) -> np.ndarray:
        """Return the chosen glyphs' pixels one after the other, float32 (n_fonts, n * 784).

        0 is ground and 1 full ink.
        """
        return pixel_vectors(self.of_fonts(np.arange(len(self)), characters))
