"""Families of typefaces: a bold and its own regular must not stand on both sides of a split."""

import hashlib
import math
import re
from collections.abc import Iterable

from latent.tools.check import UserError

TEST_SHARE = 0.15
SPLIT_SEED = 0
STYLE_WORDS = re.compile(
    "(extra|ultra|semi|demi|thin|light|lite|regular|roman|medium|bold|black|heavy|italic|oblique|"
    "outline|half|display|cond|condensed|cnd|ext|expanded|extended)+",
    re.IGNORECASE,
)


def family_of(font_name: str) -> str:
    """Return the family of a typeface: its name up to the style suffix.

    The style is what follows the last hyphen, and what of a name with more hyphens are words of
    styles too; a name without a hyphen is a family of its own.

    >>> family_of("Lato-BoldItalic")
    'Lato'
    >>> family_of("IndUni-C-Bold")
    'IndUni-C'
    >>> family_of("Tuffy-Bold-Italic")
    'Tuffy'
    """
    first, *others = font_name.split("-")
    family = others[:-1]
    while family and STYLE_WORDS.fullmatch(family[-1]):
        family.pop()
    return "-".join([first, *family])


def choose_test_families(font_names: Iterable[str], seed: int = SPLIT_SEED) -> frozenset[str]:
    """Choose the families of the test part: 15 % of them all, rounded, but at least one.

    A family's place in the draw is a hash of the seed and its own name, so it hardly depends on
    which other families there are. Raises UserError if there are fewer than two families.

    >>> len(choose_test_families(["A-Bold", "A-Italic", "B-Regular"]))
    1
    """
    families = {family_of(name) for name in font_names}
    if len(families) < 2:
        raise UserError(
            f"typefaces of {len(families)} family: training and testing need families of their "
            "own, give typefaces of two families or more"
        )
    n_test = min(max(1, math.floor(TEST_SHARE * len(families) + 0.5)), len(families) - 1)
    return frozenset(sorted(families, key=lambda name: (_draw(seed, name), name))[:n_test])


def _draw(seed: int, family: str) -> str:
    return hashlib.sha256(f"{seed} {family}".encode("utf-8", "surrogatepass")).hexdigest()
