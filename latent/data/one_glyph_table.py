"""Reading a table of the glyphs of one typeface, as `write_glyph_table` writes it."""

import csv
import io
import os

import numpy as np

from latent.tools.check import UserError
from latent.tools.files import read_bytes
from latent.tools.plain_words import shown

MOST_BYTES = 64 * 2**20


def read_glyph_table(
    path: str | os.PathLike, characters: str, shape: tuple[int, int]
) -> np.ndarray:
    """Return the images of `characters`, uint8 (len(characters), h, w), of the `shape` (h, w).

    Raises UserError, in one line, for a file that is no such table, that lacks some of them, or
    whose glyphs have another size.
    """
    content, found = read_bytes(path, "a table of the glyphs of one typeface", MOST_BYTES), {}
    try:
        rows = csv.reader(io.StringIO(content.decode("utf-8"), newline=""))
        next(rows, None)
        for _, character, *levels in rows:
            if character in found:
                raise ValueError(f"{character} stands in it twice")
            if len(character) == 1 and character in characters:
                found[character] = np.array(levels, np.int64)
    except (ValueError, OverflowError, csv.Error) as problem:
        reason = shown(str(problem))
        raise UserError(f"{path} is no table of the glyphs of one typeface: {reason}") from problem
    missing = [character for character in characters if character not in found]
    if missing:
        raise UserError(f"{path} lacks {shown(' '.join(missing))}, which this map has: add them")
    height, width = shape
    for character, levels in found.items():
        if levels.size != height * width or not ((levels >= 0) & (levels <= 255)).all():
            raise UserError(
                f"{path}: {character} must be {height * width:,} grey levels from 0 to 255, "
                f"{width}×{height} pixels as on this map"
            )
    return np.stack([found[each].reshape(shape) for each in characters]).astype(np.uint8)
