"""What the words behind the name of a command mean."""

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from latent.tools.check import UserError

if TYPE_CHECKING:
    from latent.windows.explorer.window import ExploreWindow


def numbers(words: Sequence[str], *, least: int, most: int | None = None) -> list[float]:
    """Return words as finite numbers; raises UserError if they are none, too few or too many."""
    try:
        found = [float(word) for word in words]
    except ValueError:
        found = [math.nan]
    if not all(map(math.isfinite, found)):
        raise UserError(f"{' '.join(words)!r} must be numbers")
    if not least <= len(found) <= (most or len(found)):
        raise UserError(f"{len(found)} numbers are given, {least} are needed")
    return found


def positions(words: Sequence[str], *, least: int, most: int | None = None) -> np.ndarray:
    """Return pairs of words as positions of the map, x and y from 0 to 1 each, float64 (n, 2)."""
    found = numbers(words, least=2 * least, most=None if most is None else 2 * most)
    if len(found) % 2:
        raise UserError("a place has an x and a y")
    return np.array(found).reshape(-1, 2)


def index_of(word: str, window: "ExploreWindow") -> int:
    """Return the index that a word like "#12" stands for; raises UserError for any other."""
    n = window.explorer.n_images
    digits = word.removeprefix("#")
    if not digits.isascii() or not digits.isdecimal() or len(digits) > 12 or int(digits) >= n:
        raise UserError(f"{word} must be the index of an image, #0 to #{n - 1}")
    return int(digits)


def image_meant(words: Sequence[str], window: "ExploreWindow") -> int:
    """Return the image that is named, else the one that was found or is pointed at."""
    explorer = window.explorer
    if words:
        return index_of(words[0], window)
    search = explorer.search
    if search.is_open and len(search.found.indices):
        return int(search.found.indices[search.current or 0])
    if explorer.pointer.image is None:
        raise UserError("say which image, as #12, or search or point before")
    return explorer.pointer.image


def which_of(kind: str, words: Sequence[str], window: "ExploreWindow") -> int:
    """Return which class or typeface has this name; raises UserError if none has."""
    choice = window.explorer.choice
    if kind == "typeface" and choice.typefaces is None:
        raise UserError("these images belong to no typefaces")
    names, name = choice.groups(kind)[0], " ".join(words)
    if name not in names:
        raise UserError(f"there is no {kind} {name!r}")
    return names.index(name)
