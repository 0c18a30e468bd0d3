"""What the names of typefaces say of their weight, slant and width."""

import re
from typing import NamedTuple

from latent.data.families import family_of

# From light to heavy; each with the words that a name can say it with, in lower-case letters.
WEIGHTS = {
    "Thin": ("thin", "hairline"),
    "Extra Light": ("extralight", "ultralight", "extralt"),
    "Light": ("light", "lite", "lt", "semilight", "demilight"),
    "Regular": ("regular", "normal", "roman", "book", "plain"),
    "Medium": ("medium", "med"),
    "Semi Bold": ("semibold", "demibold", "semibd", "demi", "semi"),
    "Bold": ("bold", "bd"),
    "Extra Bold": ("extrabold", "ultrabold", "heavy"),
    "Black": ("black", "extrablack", "ultrablack", "ultra", "fat"),
}
ROMAN, ITALIC = "Roman", "Italic"
SLANTS = {ROMAN: (), ITALIC: ("italic", "oblique", "slanted", "ital", "obl")}
WIDTHS = {
    "Condensed": ("condensed", "cond", "cnd", "narrow", "compressed", "condense"),
    "Normal width": (),
    "Expanded": ("expanded", "extended", "expd", "wide", "exp", "ext"),
}
PLAIN_WEIGHT, PLAIN_WIDTH = "Regular", "Normal width"
DEGREES = ("semi", "demi", "extra", "ultra")
NAME_WORDS = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")


class Style(NamedTuple):
    """Keys of WEIGHTS, SLANTS and WIDTHS."""

    weight: str
    slant: str
    width: str

    @property
    def name(self) -> str:
        """Weight and slant in words, such as "Bold Italic" or "Italic"."""
        if self.slant == ROMAN:
            return self.weight
        return self.slant if self.weight == PLAIN_WEIGHT else f"{self.weight} {self.slant}"


# All names of styles: upright ones from light to heavy, then the italic ones.
STYLE_NAMES = tuple(Style(weight, slant, "").name for slant in SLANTS for weight in WEIGHTS)


def style_of(font_name: str) -> Style:
    """Return the style of a typeface by its name; what the name does not say is plain.

    Weight and slant stand behind the family's name; the width can also be a part of it.

    >>> style_of("Lato-BoldItalic")
    Style(weight='Bold', slant='Italic', width='Normal width')
    >>> style_of("CabinCondensed-SemiBold").width, style_of("BlackOpsOne-Regular").weight
    ('Condensed', 'Regular')
    >>> style_of("Tuffy-Bold-Italic").name, style_of("Antic").name
    ('Bold Italic', 'Regular')
    """
    family = family_of(font_name)
    words = _words(font_name[len(family) :])
    weight = _said(words, WEIGHTS, PLAIN_WEIGHT)
    slant = _said(words, SLANTS, ROMAN)
    said = [_without_degree(word) for word in words + _words(family)]
    return Style(weight, slant, _said(said, WIDTHS, PLAIN_WIDTH))


def _words(text: str) -> list[str]:
    """Return the words of a name in lower-case letters, a degree together with what follows."""
    found: list[str] = []
    for word in map(str.lower, NAME_WORDS.findall(text)):
        if found and found[-1] in DEGREES:
            found[-1] += word
        else:
            found.append(word)
    return found


def _without_degree(word: str) -> str:
    return next((word.removeprefix(each) for each in DEGREES if word.startswith(each)), word)


def _said(words: list[str], kinds: dict[str, tuple[str, ...]], otherwise: str) -> str:
    for kind, ways in kinds.items():
        if any(word in ways for word in words):
            return kind
    return otherwise
