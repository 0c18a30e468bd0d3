"""What a search line means: an index, a class, a typeface, or a class and a typeface."""

import re
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from latent.windows.explorer.states.choice import Choice

# Of a typeface's name: a word, which a capital letter can begin, capitals, or a number.
PART = re.compile(r"[^\W\d_A-Z]+|[A-Z]+(?![^\W\d_A-Z])|[A-Z][^\W\d_A-Z]*|\d+|[^\w\s-]+")
HELP = "a class, a typeface, a class and a typeface, or #index"


@dataclass(frozen=True, eq=False)
class Found:
    """What was found: `words` that say what was searched for, and the `indices` of images."""

    words: str
    indices: np.ndarray


def find_images(text: str, choice: Choice, n_images: int) -> Found:
    """Find the images that `text` means, among `n_images`; case does not matter.

    "#12" is an index. Other words are a class's whole name, or the first is and the others begin
    parts of a typeface's name, or all do, or they are in a class's. What comes first in this list
    and finds something counts; if no typeface has such parts, words of two letters or more can be
    anywhere in it.
    """
    text = " ".join(text.split())
    if text.startswith("#"):
        number = int(text[1:]) if text[1:].isdecimal() and len(text) < 12 else n_images
        return Found(text, np.arange(n_images)[number : number + 1])
    if not text:
        return Found(text, np.empty(0, int))
    first, _, rest = text.partition(" ")
    for class_name, typeface_words in ((text, ""), (first, rest), ("", text)):
        is_found = np.ones(n_images, bool)
        if class_name:
            is_found &= _of_groups(choice, "class", _named(choice, class_name))
        if typeface_words:
            is_found &= _of_groups(choice, "typeface", _with_words(choice, typeface_words))
        if is_found.any():
            return Found(text, np.flatnonzero(is_found))
    names = choice.groups("class")[0]
    some = [label for label, name in enumerate(names) if text.casefold() in name.casefold()]
    return Found(text, np.flatnonzero(_of_groups(choice, "class", some)))


def _named(choice: Choice, name: str) -> list[int]:
    """Return the classes with this name, or those that have it but for small and large letters."""
    names = choice.groups("class")[0]
    exactly = [label for label, other in enumerate(names) if other == name]
    folded = name.casefold()
    return exactly or [label for label, other in enumerate(names) if other.casefold() == folded]


def _with_words(choice: Choice, text: str) -> list[int]:
    if choice.typefaces is None:
        return []
    words, names = text.casefold().split(), choice.typefaces[0]
    beginning = [
        number
        for number, name in enumerate(names)
        if all(any(part.startswith(word) for part in _from_parts(name)) for word in words)
    ]
    # "lato" means Lato before it means what only has these letters in it, like Platon.
    return beginning or [
        number
        for number, name in enumerate(names)
        if all(len(word) > 1 and word in name.casefold() for word in words)
    ]


@lru_cache(maxsize=65_536)
def _from_parts(name: str) -> tuple[str, ...]:
    """Return what a name reads from each of its parts on, in small letters.

    >>> _from_parts("LatoSemi-Bold2")
    ('latosemi-bold2', 'semi-bold2', 'bold2', '2')
    """
    return tuple(name[found.start() :].casefold() for found in PART.finditer(name))


def _of_groups(choice: Choice, kind: str, some: list[int]) -> np.ndarray:
    """Return whether each image is in one of these classes or typefaces, bool (n,)."""
    names, groups = choice.groups(kind) if some else ([], choice.groups("class")[1])
    is_wanted = np.zeros(max(len(names), int(groups.max(initial=0)) + 1), bool)
    is_wanted[some] = True
    return is_wanted[groups]
