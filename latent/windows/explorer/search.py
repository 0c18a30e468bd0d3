"""What a search line means: an index, a class, a typeface, or a class and a typeface."""

from dataclasses import dataclass

import numpy as np

from latent.windows.explorer.choice import Choice

HELP = "a class, a typeface, a class and a typeface, or #index"


@dataclass(frozen=True, eq=False)
class Found:
    """What was found: `words` that say what was searched for, and the `indices` of images."""

    words: str
    indices: np.ndarray


def find_images(text: str, choice: Choice, n_images: int) -> Found:
    """Find the images that `text` means, among `n_images`; case does not matter.

    "#12" is an index. Other words are a class's whole name, or the first is and the others are in
    a typeface's name, or all are in a typeface's name, or in a class's. What comes first in this
    list and finds something counts.
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
    words = text.casefold().split()
    return [
        number
        for number, name in enumerate(choice.typefaces[0])
        if all(word in name.casefold() for word in words)
    ]


def _of_groups(choice: Choice, kind: str, some: list[int]) -> np.ndarray:
    """Return whether each image is in one of these classes or typefaces, bool (n,)."""
    names, groups = choice.groups(kind) if some else ([], choice.groups("class")[1])
    is_wanted = np.zeros(max(len(names), int(groups.max(initial=0)) + 1), bool)
    is_wanted[some] = True
    return is_wanted[groups]
