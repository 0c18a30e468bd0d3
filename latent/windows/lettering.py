"""Words drawn into pictures: much faster than as parts of a figure, where there are hundreds."""

from collections.abc import Callable, Sequence
from functools import lru_cache

import numpy as np
from PIL import ImageFont

from latent.data.font_files import bundled_folder
from latent.tiles.palette import INK
from latent.tools.plain_words import printable
from latent.windows.pictures import Color

FONT_FILE = "DejaVuSans.ttf"  # the one that figures have
MISSING = "…"
BREAKS = "/\\-_"  # behind these a long word, a path perhaps, is broken best
LEAST_WORD = 14  # letters of a word that loses its middle so that others stay
LETTER_SIZE = 13  # pixels of a plain display
LINE_HEIGHT = 18
LINE_SHARE = 1.2  # of the letters' size that a line takes, without room between lines


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

    `size`: of the letters, in pixels. Words wider than `most_width` get dots in place of their
    middle. What falls outside the picture is left out. Returns the width in pixels.
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
    return max(words_width(words, size), 1)


@lru_cache(maxsize=4096)
def shortened_to(words: str, most_width: int, size: int) -> str:
    """Return words, or as much of their beginning and end as fits, with dots in the middle."""
    if words_width(words, size) <= most_width:
        return words
    return with_most_letters(words, lambda cut: words_width(cut, size) <= most_width)


def with_most_letters(words: str, fits: Callable[[str], bool]) -> str:
    """Return the longest of the words that are cut in the middle that `fits`; "" if none does."""
    low, high = -1, len(words) - 1  # letters that stay: so many fit, so many may
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if fits(_cut(words, middle)) else (low, middle - 1)
    return _cut(words, low) if low >= 0 else ""


def abridged(words: str, fits: Callable[[str], bool]) -> str:
    """Return as much of the words as `fits`: the longest, paths perhaps, lose their middle first.

    If all are short and it is still too much, the middle of the whole goes; "" if nothing fits.
    """
    parts = words.split()
    low, high = LEAST_WORD, max(map(len, parts), default=0)
    if low < high and fits(_with_words_of(parts, low)):
        while low < high:  # until one letter more would be too many
            middle = (low + high + 1) // 2
            low, high = (middle, high) if fits(_with_words_of(parts, middle)) else (low, middle - 1)
        return _with_words_of(parts, low)
    return with_most_letters(words, fits)


def _with_words_of(parts: Sequence[str], most_letters: int) -> str:
    cut = (part if len(part) <= most_letters else _cut(part, most_letters - 1) for part in parts)
    return " ".join(cut)


def _cut(words: str, n_letters: int) -> str:
    """Return the first and the last of the letters, so many together, with dots between them."""
    end = n_letters // 2
    return f"{words[: n_letters - end].rstrip()}{MISSING}{words[len(words) - end :].lstrip()}"


def words_width(words: str, size: int) -> int:
    """Return how many pixels a line takes."""
    return round(_font(size).getlength(printable(words)))


@lru_cache(maxsize=8)
def _font(size: int) -> ImageFont.FreeTypeFont:
    layout = ImageFont.Layout.BASIC  # the same with and without the library for complex scripts
    return ImageFont.truetype(str(bundled_folder() / FONT_FILE), size, layout_engine=layout)


@lru_cache(maxsize=4096)
def _mask(words: str, size: int) -> np.ndarray:
    """Return a line's ink, uint16 (height, width), 0 to 255; its height is that of all lines.

    The arm of an r at the end reaches beyond the width that the line takes.
    """
    font = _font(size)
    ascent, descent = font.getmetrics()
    ink, (x, y) = font.getmask2(words, mode="L", anchor="ls")
    width = max(round(font.getlength(words)), max(x, 0) + ink.size[0], 1)
    mask = np.zeros((ascent + descent, width), np.uint16)
    if ink.size[0] and ink.size[1]:
        pixels = np.asarray(ink, np.uint16).reshape(ink.size[::-1])
        top, left = max(ascent + y, 0), max(x, 0)
        part = pixels[: mask.shape[0] - top, : width - left]
        mask[top : top + part.shape[0], left : left + part.shape[1]] = part
    mask.flags.writeable = False
    return mask


@lru_cache(maxsize=1024)
def wrapped_words(words: str, most_width: int, size: int) -> tuple[str, ...]:
    """Break words into lines of at most `most_width` pixels; a longer word is broken, too."""
    lines: list[str] = []
    for word in printable(words).split():
        if lines and words_width(f"{lines[-1]} {word}", size) <= most_width:
            lines[-1] = f"{lines[-1]} {word}"
            continue
        is_long = words_width(word, size) > most_width
        room = most_width - words_width(f"{lines[-1]} ", size) if lines else 0
        if is_long and room >= most_width / 3:
            n_letters = _break_at(word, room, size)
            lines[-1] = f"{lines[-1]} {word[:n_letters]}"
            word = word[n_letters:]
        while words_width(word, size) > most_width and len(word) > 1:
            n_letters = _break_at(word, most_width, size)
            lines.append(word[:n_letters])
            word = word[n_letters:]
        lines.append(word)
    return tuple(lines)


@lru_cache(maxsize=1024)
def fitted_lines(words: str, most_width: int, size: int, most_lines: int) -> tuple[str, ...]:
    """Break words into lines, or as much of their beginning and end as fits into `most_lines`."""
    lines = wrapped_words(words, most_width, size)
    if len(lines) <= most_lines:
        return lines
    if most_lines < 1 or words_width(MISSING, size) > most_width:
        return ()
    words = " ".join(printable(words).split())
    cut = abridged(words, lambda cut: len(wrapped_words(cut, most_width, size)) <= most_lines)
    return wrapped_words(cut, most_width, size)


def fitted_paragraphs(
    paragraphs: Sequence[str], most_width: int, height: float, sizes: Sequence[int]
) -> tuple[list[tuple[str, ...]], int, bool]:
    """Return each paragraph's lines, the size of their letters, and whether anything is cut.

    That is the first of `sizes` with which all fit; with none the longest are cut to fewer lines.
    """
    for size in sizes:
        found = [wrapped_words(words, most_width, size) for words in paragraphs]
        if sum(map(len, found)) * LINE_SHARE * size <= height:
            return found, size, False
    counts, most = [len(lines) for lines in found], int(height / (LINE_SHARE * size))
    while sum(counts) > most and max(counts) > 1:
        counts[counts.index(max(counts))] -= 1
    found = [
        fitted_lines(words, most_width, size, n)
        for words, n in zip(paragraphs, counts, strict=True)
    ]
    return found, size, True


def _break_at(word: str, most_width: int, size: int) -> int:
    """Return how many letters of a word to put on a line: behind a sign, if one is near its end."""
    low, high = 1, min(len(word), max(most_width, 1))  # hardly a letter is narrower than a pixel
    while low < high:
        middle = (low + high + 1) // 2
        fits = words_width(word[:middle], size) <= most_width
        low, high = (middle, high) if fits else (low, middle - 1)
    signs = [k + 1 for k in range(low // 2, low) if word[k] in BREAKS]
    return signs[-1] if signs else low
