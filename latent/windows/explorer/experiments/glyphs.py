"""The glyphs of a map's typefaces: which image is a character of a typeface, and styles by name."""

from functools import cached_property

import numpy as np

from latent.data.families import family_of
from latent.data.styles import style_pairs
from latent.maps.embedding_file import EmbeddingFile
from latent.windows.explorer.coder import Pick

# What a step between styles is called, and the style that it leads to, as `style_pairs` knows it.
STYLES = {"weight": "bold", "slant": "italic", "width": "condensed"}


class Glyphs:
    """Where each class, a character mostly, of each typeface is among the images of `content`."""

    def __init__(self, content: EmbeddingFile):
        self._content = content

    @classmethod
    def of(cls, content: EmbeddingFile) -> "Glyphs | None":
        """Return the glyphs of a map, or None where images do not belong to typefaces."""
        return None if content.font_names is None else cls(content)

    @property
    def has_characters(self) -> bool:
        """Whether each class is one character."""
        names = self._content.label_names
        return len(names) > 0 and all(len(name) == 1 for name in names)

    @cached_property
    def fonts(self) -> list[str]:
        """The names of the typefaces."""
        return list(dict.fromkeys(self._content.font_names))

    def find(self, font: str, label: int) -> int | None:
        """Return the index of a class's first image in a typeface, or None."""
        return self._places.get((font, label))

    def completed(self, c: Pick, a: Pick, b: Pick) -> int | None:
        """Return the image that the step from `a` to `b` should make of `c`; None if not known.

        The class goes from C's to D's as from A's to B's; the typeface too, or it goes to the one
        of C's family whose style is B's, if A's style is C's and A and B are of one family.
        """
        if not all(isinstance(pick, int) for pick in (a, b, c)):
            return None
        labels, fonts = self._content.labels, self._content.font_names
        label = _gone_along(*(int(labels[pick]) for pick in (c, a, b)))
        font = _gone_along(*(fonts[pick] for pick in (c, a, b)))
        if font is None:
            families = [family_of(fonts[pick]) for pick in (c, a, b)]
            own_style, first_style, second_style = (
                fonts[pick].removeprefix(family)
                for pick, family in zip((c, a, b), families, strict=True)
            )
            if families[1] == families[2] and own_style == first_style:
                font = families[0] + second_style
        return None if label is None or font is None else self.find(font, label)

    def style_steps(self, name: str) -> tuple[np.ndarray, np.ndarray]:
        """Return the images, plain and styled, of all typefaces that come both ways, int (m,) each.

        `name`: a key of STYLES.
        """
        pairs = style_pairs(self.fonts, STYLES[name])
        if self._content.grid is None:
            found = [
                (plain, styled)
                for pair in pairs
                for label in range(len(self._content.label_names))
                if (plain := self.find(pair.plain, label)) is not None
                and (styled := self.find(pair.styled, label)) is not None
            ]
        else:  # an image for each typeface, whose class is its style
            place = {font: k for k, font in enumerate(self._content.font_names)}
            found = [(place[pair.plain], place[pair.styled]) for pair in pairs]
        plain, styled = np.array(found, int).reshape(-1, 2).T
        return plain, styled

    @cached_property
    def _places(self) -> dict[tuple[str, int], int]:
        content = self._content
        pairs = list(zip(content.font_names, content.labels.tolist(), strict=True))
        return {pair: len(pairs) - 1 - k for k, pair in enumerate(reversed(pairs))}


def _gone_along(own, first, second):
    """Return where `own` comes to if `first` comes to `second`, or None."""
    if own == first:
        return second
    return own if first == second else None
