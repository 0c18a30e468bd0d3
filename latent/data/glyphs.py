"""Glyphs of many typefaces, and the data set that is made of some of them."""

import logging
from dataclasses import dataclass

import numpy as np

from latent.data.dataset import Dataset
from latent.data.families import choose_test_families, family_of
from latent.tools.check import UserError
from latent.tools.plain_words import shown

MOST_LISTED = 5

log = logging.getLogger(__name__)


@dataclass(frozen=True, eq=False)
class Glyphs:
    """Images of characters, each in a typeface.

    `images`: uint8 (n, 28, 28), possibly a memory map. `characters`: uint8 (n,), the ASCII code
    of each. `fonts`: int32 (n,), indices into `font_names`. `source`: where they came from.
    `files`: the font file of each typeface; () if the source is the one file of all.
    """

    images: np.ndarray
    characters: np.ndarray
    fonts: np.ndarray
    font_names: tuple[str, ...]
    source: str
    files: tuple[str, ...] = ()

    def to_dataset(
        self, name: str, title: str, charset: str, chosen_fonts: tuple[str, ...] | None = None
    ) -> Dataset:
        """Return the glyphs of some characters and typefaces, split by family.

        `charset`: characters, the classes in this order; `chosen_fonts`: names, or None for all.
        Names that are not there are counted and listed in a warning. Raises UserError if no
        glyph is left, or typefaces of one family only.
        """
        names = np.array(self.font_names, object)
        is_chosen = self.are_chosen(title, chosen_fonts)
        label_of = np.full(256, -1, np.int64)
        label_of[[ord(character) for character in charset]] = np.arange(len(charset))
        labels = label_of[self.characters]
        is_used = is_chosen[self.fonts] & (labels >= 0)
        if not is_used.any():
            raise UserError(
                f"{title}: no glyph of {charset!r} is in {self.source}, choose another --charset"
            )
        used_names = names[np.unique(self.fonts[is_used])]
        test_families = choose_test_families(used_names)
        is_test = np.array([family_of(font) in test_families for font in self.font_names], bool)
        train, test = (np.flatnonzero(is_used & part[self.fonts]) for part in (~is_test, is_test))
        return Dataset(
            name=name,
            title=title,
            source=self.source,
            x_train=self.images[train],
            y_train=labels[train],
            x_test=self.images[test],
            y_test=labels[test],
            label_names=tuple(charset),
            font_train=names[self.fonts[train]],
            font_test=names[self.fonts[test]],
        )

    def are_chosen(self, title: str, chosen_fonts: tuple[str, ...] | None) -> np.ndarray:
        """Return which typefaces are among the chosen ones, bool (n_fonts,); all with None.

        Names that are not there are counted and listed in a warning.
        """
        if chosen_fonts is None:
            return np.ones(len(self.font_names), bool)
        self._report_missing(title, chosen_fonts)
        wanted = frozenset(chosen_fonts)
        return np.array([font in wanted for font in self.font_names], bool)

    def _report_missing(self, title: str, chosen_fonts: tuple[str, ...]) -> None:
        there = frozenset(self.font_names)
        missing = sorted(set(chosen_fonts) - there)
        if not missing:
            return
        listed = ", ".join(map(shown, missing[:MOST_LISTED]))
        listed += f" and {len(missing) - MOST_LISTED:,} more" if len(missing) > MOST_LISTED else ""
        words = (
            f"{title}: {len(missing):,} of its {len(set(chosen_fonts)):,} typefaces are not in "
            f"{self.source}: {listed}"
        )
        if len(missing) == len(set(chosen_fonts)):
            raise UserError(f"{words}; none is left, use the data that the font set was made of")
        log.warning("%s", words)
