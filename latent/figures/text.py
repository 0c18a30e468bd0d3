"""Words in figures: how wide they are, and how they are broken, cut and set to fit."""

import textwrap
from functools import lru_cache

import numpy as np
from matplotlib.font_manager import FontProperties
from matplotlib.textpath import TextToPath

from latent.tools.plain_words import printable

POINTS_PER_INCH = 72
TITLE_SIZE = 14  # points
SMALLEST_SIZE = 8
LINE_HEIGHT = 1.4  # of the letters' size
# Letters on a coarse pixel grid come out up to 3 % wider than their outlines.
SAFE_SHARE = 0.97
WIDEST_LETTER = 1.0  # of the letters' size
MOST_LETTERS = 28  # of a class's name in a legend
FONT = "DejaVu Sans"  # comes with matplotlib, so figures are alike on every computer


def fitting_text(
    text: str, width: float, height: float, largest: float = TITLE_SIZE
) -> tuple[str, float]:
    """Return `text` broken into lines, and a letter size in points, that fit a box.

    `width` and `height` are in inches. The letters are as large as can be, at most `largest`
    points; below SMALLEST_SIZE they go only for a text that no other size fits.

    >>> fitting_text("two words", width=5, height=1)
    ('two words', 14.0)
    """
    for size in np.arange(largest, SMALLEST_SIZE / 2 - 0.5, -0.5):
        lines = wrapped_lines(text, width, size)
        if len(lines) * size * LINE_HEIGHT / POINTS_PER_INCH <= height:
            break
    return "\n".join(lines), float(size)


def wrapped_lines(text: str, width: float, size: float) -> list[str]:
    """Break `text` into lines of at most `width` inches at a letter size of `size` points.

    The lines of a paragraph are about equally long, so that no single word is left over.
    """
    limit = SAFE_SHARE * width * POINTS_PER_INCH / size
    return [line for paragraph in text.splitlines() for line in _wrapped(paragraph, limit)]


def _wrapped(paragraph: str, limit: float) -> list[str]:
    lines, most_letters = [paragraph], len(paragraph)
    while most_letters > 1 and (widest := max(map(text_width, lines))) > limit:
        share = limit / widest if len(lines) == 1 else 1
        most_letters = max(1, min(most_letters - 1, int(most_letters * share * 1.1)))
        lines = textwrap.wrap(paragraph, most_letters)
    while len(lines) > 1 and most_letters > 1:
        most_letters -= 1
        narrower = textwrap.wrap(paragraph, most_letters)
        if len(narrower) > len(lines):
            break
        if max(map(text_width, narrower)) <= limit:
            lines = narrower
    return lines


def shortened(name: str, most_letters: int = MOST_LETTERS) -> str:
    """Return a name of at most `most_letters`: a longer one is cut and ends in "…".

    What cannot be drawn is escaped.

    >>> shortened("T-shirt/top"), shortened("T-shirt/top", most_letters=8)
    ('T-shirt/top', 'T-shirt…')
    """
    name = printable(name[: most_letters + 1])
    return name if len(name) <= most_letters else f"{name[: most_letters - 1]}…"


def text_inches(text: str, size: float) -> float:
    """Return how wide a line of text comes out at most, in inches, at `size` points."""
    return text_width(text) * size / POINTS_PER_INCH / SAFE_SHARE


@lru_cache(maxsize=4096)
def fitting_size(line: str, room: float, largest: float) -> float:
    """Return the size, at most `largest`, in which a line fits a width; all are in points."""
    room *= SAFE_SHARE
    if len(line) * largest * WIDEST_LETTER <= room:  # measuring takes a while
        return largest
    return min(largest, room / text_width(line))


def text_width(line: str) -> float:
    """Return the width of a line in units of its letter size."""
    font = FontProperties(family=FONT, size=1)
    return TextToPath().get_text_width_height_descent(line, font, ismath=False)[0]
