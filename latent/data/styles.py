"""Styles of typefaces, from their names: which is the bold of which."""

import re
from collections.abc import Iterable
from typing import NamedTuple

# What is removed from a name to get that of the plain typeface.
STYLE_WORDS = {
    "bold": ("Bold",),
    "italic": ("Italic", "Oblique"),
    "condensed": ("Condensed", "Cond"),
}
DEGREES = ("Semi", "Demi", "Extra", "Ultra", "X")  # before a word: another style than the word's
PLAIN_NAMES = ("Regular", "Normal", "Roman", "Book", "")  # of what is left without any style
NAME_WORDS = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|[^A-Za-z]+")


class StylePair(NamedTuple):
    """A typeface and the same in a style, by their names."""

    plain: str
    styled: str


def style_pairs(font_names: Iterable[str], style: str) -> list[StylePair]:
    """Find every typeface in this style, a key of STYLE_WORDS, whose plain form is there too.

    They come in alphabetical order of the styled ones.

    >>> names = ["A-Regular", "A-Bold", "A-SemiBold", "A-BoldItalic", "A-Italic"]
    >>> [tuple(pair) for pair in style_pairs(names, "bold")]
    [('A-Regular', 'A-Bold'), ('A-Italic', 'A-BoldItalic')]
    >>> [tuple(pair) for pair in style_pairs(["CabinCondensed-Bold", "Cabin-Bold"], "condensed")]
    [('Cabin-Bold', 'CabinCondensed-Bold')]
    """
    names = set(font_names)
    pairs = []
    for name in sorted(names):
        plain = next((each for each in _plain_names(name, style) if each in names), None)
        if plain is not None:
            pairs.append(StylePair(plain, name))
    return pairs


def _plain_names(name: str, style: str) -> list[str]:
    """Return what the plain form of a typeface can be called, most likely names first."""
    family, hyphen, suffix = name.rpartition("-")
    if not hyphen:
        return []
    found = []
    without = _without_word(suffix, style)
    if without is not None:
        endings = [without] if without else PLAIN_NAMES
        found += [f"{family}-{ending}" if ending else family for ending in endings]
    if style == "condensed":  # more often a family of its own
        narrow = _without_word(family, style)
        if narrow:
            # CabinCondensed-RegularCondensed says it twice.
            found += [f"{narrow}-{ending}" for ending in dict.fromkeys([suffix, without or suffix])]
    return found


def _without_word(text: str, style: str) -> str | None:
    """Take a style's word out of a name; None if it is not there, or only in a degree."""
    parts = NAME_WORDS.findall(text)
    for k, part in enumerate(parts):
        if part in STYLE_WORDS[style] and (k == 0 or parts[k - 1] not in DEGREES):
            return "".join(parts[:k] + parts[k + 1 :])
    return None
