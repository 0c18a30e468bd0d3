"""The 94 characters of the typeface data sets, and the "good" ones that stay sharp at 28×28."""

import string

import numpy as np

from latent.tools.check import UserError

CHARACTERS = "".join(map(chr, range(ord("!"), ord("~") + 1)))

# The 51 characters with the highest mean `sharpness` over the 2,990 typefaces of the 94-character
# TMNIST, in ASCII's order; benchmarks/good_characters.py derives them again.
GOOD_CHARACTERS = "!-012345679=?ABCDEFGHIJKLMNOPRSTUVXYZ[]_bdfhiklmpq|"

# What a word after `--charset` stands for.
PRESETS = {
    "good": GOOD_CHARACTERS,
    "all": CHARACTERS,
    "capitals": string.ascii_uppercase,
    "lowercase": string.ascii_lowercase,
    "figures": string.digits,
    # The word in which type designers look at most shapes of a typeface at once.
    "Hamburgefonstiv": "Hamburgefonstiv",
    "hamburgefonstiv": "Hamburgefonstiv",
}
PRESETS_IN_WORDS = (
    "good (the 51 that stay sharp at 28×28), all (94), capitals, lowercase, figures, "
    "Hamburgefonstiv (the letters of this word)"
)


def choose_characters(charset: str, own: str | None = None, flag: str = "--charset") -> str:
    """Return the characters that the value of `--charset` stands for, in ASCII's order.

    `charset`: a word of PRESETS, "set" or the characters themselves; `own`: the characters of a
    font set, which "set" stands for; `flag`: what errors name. Raises UserError for "set" without a
    font set, for no characters and for those that the data sets do not have.

    >>> choose_characters("CAB"), choose_characters("figures")
    ('ABC', '0123456789')
    """
    if charset == "set" and own is None:
        raise UserError(f"{flag} set: goes with a font set, --dataset FILE.json")
    named = {**PRESETS, "set": own}
    wanted = set(named.get(charset, charset))
    unknown = sorted(wanted.difference(CHARACTERS))
    if unknown or not wanted:
        what = "".join(unknown) if unknown else "nothing"
        raise UserError(
            f"{flag} {charset}: {what!r} is not among the 94 characters from ! to ~, "
            "give good, all, capitals, lowercase, figures, Hamburgefonstiv, set (of a font set) or "
            "characters"
        )
    return "".join(sorted(wanted))


def sharpness(images: np.ndarray) -> np.ndarray:
    """Return how sharp the edges in each image are: float64 (n,) from 0 (none) to 1.

    `images`: uint8 (n, height, width). The mean step between neighbouring pixels, each step
    weighed by its own size: 1 if all go from ground to full ink at once, 1/k if over k pixels. An
    image without ink has 0.

    >>> float(sharpness(np.array([[[0, 255, 255]]], np.uint8))[0])
    1.0
    """
    pixels = images.astype(np.float64) / 255
    steps = [np.abs(np.diff(pixels, axis=axis)) for axis in (1, 2)]
    total = sum(step.sum((1, 2)) for step in steps)
    weighed = sum((step**2).sum((1, 2)) for step in steps)
    return weighed / np.maximum(total, 1e-9)
