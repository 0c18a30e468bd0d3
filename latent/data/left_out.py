"""Words about font files that take no part: what each lacks, long lists cut."""

from collections import Counter
from collections.abc import Iterator

import numpy as np

from latent.data.characters import CHARACTERS
from latent.tools.plain_words import shown

MOST_CHARACTERS = 10
MOST_REASONS = 5
LACKING = "lacks "
PLURALS = {"has": "have", "lacks": "lack", "draws": "draw"}


def lacking_words(is_lacking: np.ndarray) -> str:
    """Say which of the 94 characters are missing, from bool (94,).

    >>> lacking_words(np.array([character in "abc" for character in CHARACTERS]))
    'lacks a b c'
    """
    lacking = [CHARACTERS[place] for place in np.flatnonzero(is_lacking)]
    words = LACKING + " ".join(lacking[:MOST_CHARACTERS])
    rest = len(lacking) - MOST_CHARACTERS
    return f"{words} … and {rest} more" if rest > 0 else words


def left_out_words(left_out: list[tuple[str, str]], most_named: int) -> Iterator[str]:
    """Give lines on what is left out, from names and reasons: a count of reasons, then the names.

    At most `most_named` are named.
    """
    counts = Counter(_general(reason) for _, reason in left_out)
    reasons = [
        f"{n:,} {_of_so_many(shown(reason), n)}" for reason, n in counts.most_common(MOST_REASONS)
    ]
    noun = "font gives" if len(left_out) == 1 else "fonts give"
    yield f"{len(left_out):,} {noun} no typeface: {'; '.join(reasons)}"
    for name, reason in left_out[:most_named]:
        yield f"{shown(name)} {shown(reason)}"
    rest = len(left_out) - most_named
    if rest > 0:
        yield f"and {rest:,} more"


def _general(reason: str) -> str:
    """Leave out which character is missing, so that like reasons count as one."""
    return "lacks characters" if reason.startswith(LACKING) else reason.partition(":")[0]


def _of_so_many(reason: str, n: int) -> str:
    """Say of several fonts what is said of one.

    >>> _of_so_many("lacks characters", 1), _of_so_many("lacks characters", 2)
    ('lacks characters', 'lack characters')
    """
    verb, _, rest = reason.partition(" ")
    return reason if n == 1 else f"{PLURALS.get(verb, verb)} {rest}"
