"""Words drawn into pictures: much faster than as parts of a figure, where there are hundreds."""

from functools import lru_cache

import numpy as np
from PIL import ImageFont

from latent.data.font_files import bundled_folder
from latent.tiles.palette import INK
from latent.tools.plain_words import printable
from latent.windows.pictures import Color

FONT_FILE = "DejaVuSans.ttf"  # the one that figures have
MISSING = "…"
LETTER_SIZE = 13  # pixels of a plain display
LINE_HEIGHT = 18


def draw_words(
    picture: np.ndarray,
    words: str,
    x: int,
    y: int,
    size: int,
    color: Color = INK,
    most_width: int | None = None,
) -> int:
    """Write one line onto a picture, uint8 (height, width, 3 or 4), its upper left corner at x, y.

    `size`: of the letters, in pixels. Words wider than `most_width` are cut, with dots. What
    falls outside the picture is left out. Returns the width in pixels.
    """
    words = printable(words)
    if most_width is not None:
        words = shortened_to(words, most_width, size)
    mask = _mask(words, size)
    height, width = mask.shape
    top, left = max(-y, 0), max(-x, 0)
    under = picture[y + top : max(y + height, 0), x + left : max(x + width, 0), :3]
    if under.size:
        part = mask[top : top + under.shape[0], left : left + under.shape[1], None]
        under[:] = (under * (255 - part) + np.array(color, np.uint16) * part + 127) // 255
    return width


def shortened_to(words: str, most_width: int, size: int) -> str:
    """Return words, or as many of their letters as fit, with dots after them."""
    if words_width(words, size) <= most_width:
        return words
    kept = words[: max(most_width, 0)]  # hardly a letter is narrower than a pixel
    while kept and words_width(kept + MISSING, size) > most_width:
        kept = kept[:-1]
    return kept + MISSING if kept else ""


def words_width(words: str, size: int) -> int:
    """Return how many pixels a line takes."""
    return round(_font(size).getlength(printable(words)))


@lru_cache(maxsize=8)
def _font(size: int) -> ImageFont.FreeTypeFont:
    layout = ImageFont.Layout.BASIC  # the same with and without the library for complex scripts
    return ImageFont.truetype(str(bundled_folder() / FONT_FILE), size, layout_engine=layout)


@lru_cache(maxsize=4096)
def _mask(words: str, size: int) -> np.ndarray:
    """Return a line's ink, uint16 (height, width), 0 to 255; its height is that of all lines."""
    font = _font(size)
    ascent, descent = font.getmetrics()
    width = max(round(font.getlength(words)), 1)
    mask = np.zeros((ascent + descent, width), np.uint16)
    ink, (x, y) = font.getmask2(words, mode="L", anchor="ls")
    if ink.size[0] and ink.size[1]:
        pixels = np.asarray(ink, np.uint16).reshape(ink.size[::-1])
        top, left = max(ascent + y, 0), max(x, 0)
        part = pixels[: mask.shape[0] - top, : width - left]
        mask[top : top + part.shape[0], left : left + part.shape[1]] = part
    mask.flags.writeable = False
    return mask


def wrapped_words(words: str, most_width: int, size: int) -> list[str]:
    """Break words into lines of at most `most_width` pixels; a longer word is cut."""
    lines: list[str] = []
    for word in words.split():
        if lines and words_width(f"{lines[-1]} {word}", size) <= most_width:
            lines[-1] = f"{lines[-1]} {word}"
        else:
            lines.append(shortened_to(word, most_width, size))
    return lines
