"""A picture of chosen typefaces, group by group, each typeface a strip of its characters."""

import math
import os
from collections.abc import Sequence

import numpy as np
from PIL import Image

from latent.data.alphabets import Alphabets
from latent.tiles.palette import INK_SHADES, OFF_WHITE
from latent.tiles.resizing import resize_tiles
from latent.tools.files import replacing
from latent.windows.lettering import draw_words

GLYPH = 28  # pixels, the images' own
SMALLEST_GLYPH = 4
GAP = 8  # pixels between strips
MOST_PIXELS = 24e6  # of all glyphs; more glyphs than that get smaller
LEAST_WIDTH = 800  # pixels, like the next three
TITLE_HEIGHT = 44
HEADING_HEIGHT = 24
MARGIN = 14
TITLE_SIZE, HEADING_SIZE = 18, 13  # pixels

Group = tuple[str, np.ndarray]  # its heading, and the places of its typefaces in the alphabets


def font_sheet(
    alphabets: Alphabets, groups: Sequence[Group], characters: str, title: str
) -> np.ndarray:
    """Return the characters of each group's typefaces as uint8 (height, width, 3), about square.

    `groups`: at least one typeface in all.
    """
    n_fonts = sum(len(fonts) for _, fonts in groups)
    glyph, n_columns = _grid(n_fonts, len(characters))
    n_rows = [math.ceil(len(fonts) / n_columns) for _, fonts in groups]
    strip = len(characters) * glyph
    width = max(n_columns * (strip + GAP) - GAP + 2 * MARGIN, LEAST_WIDTH)
    height = TITLE_HEIGHT + len(groups) * (HEADING_HEIGHT + GAP) + sum(n_rows) * glyph + MARGIN
    sheet = np.full((height, width, 3), OFF_WHITE, np.uint8)
    room = width - 2 * MARGIN
    draw_words(sheet, title, MARGIN, MARGIN, TITLE_SIZE, most_width=room)
    top = TITLE_HEIGHT
    for heading, fonts in groups:
        draw_words(sheet, heading, MARGIN, top + 4, HEADING_SIZE, most_width=room)
        top += HEADING_HEIGHT
        for start in range(0, len(fonts), n_columns):
            images = alphabets.of_fonts(fonts[start : start + n_columns], characters)
            for column, glyphs in enumerate(images):
                left = MARGIN + column * (strip + GAP)
                ink = np.concatenate(resize_tiles(glyphs, glyph), axis=1)
                sheet[top : top + glyph, left : left + strip] = INK_SHADES[ink]
            top += glyph
        top += GAP
    return sheet


def save_picture(picture: np.ndarray, path: str | os.PathLike) -> None:
    """Write uint8 (height, width, 3) as PNG, whole or not at all; the same gives the same bytes."""
    with replacing(path) as part:
        Image.fromarray(picture).save(part, format="png")


def _grid(n_fonts: int, n_characters: int) -> tuple[int, int]:
    """Return the side of a glyph in pixels, and how many strips stand beside each other."""
    needed = n_fonts * n_characters * GLYPH**2
    glyph = max(int(GLYPH * min(1.0, math.sqrt(MOST_PIXELS / needed))), SMALLEST_GLYPH)
    strip = n_characters * glyph + GAP
    square = math.sqrt(n_fonts * glyph * strip)
    return glyph, max(round(max(square, LEAST_WIDTH - 2 * MARGIN) / strip), 1)
