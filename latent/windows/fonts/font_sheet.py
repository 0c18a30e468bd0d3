"""A picture of chosen typefaces, group by group, each a strip of its characters and its name."""

import math
import os
from collections.abc import Sequence

import numpy as np
from PIL import Image

from latent.data.alphabets import Alphabets
from latent.tiles.palette import INK_SHADES, OFF_WHITE, QUIET
from latent.tiles.resizing import resize_tiles
from latent.tools.files import replacing
from latent.windows.lettering import draw_words, words_width

GLYPH = 28  # pixels, the images' own
SMALLEST_GLYPH = 4
GAP = 8  # pixels between strips
LEAST_COLUMN = 150  # pixels, in which most names have room
NAME_HEIGHT = 14  # pixels, below each strip
ROW_GAP = 6  # pixels below a name, so that it is nearer to its own strip than to the next
NAME_SIZES = (10, 9, 8, 7)  # pixels, the largest in which a name has room
MOST_PIXELS = 34e6  # of all typefaces; glyphs of more than that get smaller
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
    column_width, row_height = _cell(glyph, len(characters))
    width = max(n_columns * column_width - GAP + 2 * MARGIN, LEAST_WIDTH)
    height = TITLE_HEIGHT + len(groups) * (HEADING_HEIGHT + GAP) + MARGIN
    height += sum(n_rows) * row_height
    sheet = np.full((height, width, 3), OFF_WHITE, np.uint8)
    room = width - 2 * MARGIN
    draw_words(sheet, title, MARGIN, MARGIN, TITLE_SIZE, most_width=room)
    top = TITLE_HEIGHT
    for heading, fonts in groups:
        draw_words(sheet, heading, MARGIN, top + 4, HEADING_SIZE, most_width=room)
        top += HEADING_HEIGHT
        for start in range(0, len(fonts), n_columns):
            shown = fonts[start : start + n_columns]
            images = alphabets.of_fonts(shown, characters)
            for column, (font, glyphs) in enumerate(zip(shown.tolist(), images, strict=True)):
                left = MARGIN + column * column_width
                ink = np.concatenate(resize_tiles(glyphs, glyph), axis=1)
                sheet[top : top + glyph, left : left + strip] = INK_SHADES[ink]
                name = alphabets.font_names[font]
                room_for_name = column_width - GAP
                size = max(
                    (s for s in NAME_SIZES if words_width(name, s) <= room_for_name),
                    default=NAME_SIZES[-1],
                )
                draw_words(sheet, name, left, top + glyph, size, QUIET, room_for_name)
            top += row_height
        top += GAP
    return sheet


def save_picture(picture: np.ndarray, path: str | os.PathLike) -> None:
    """Write uint8 (height, width, 3) as PNG, whole or not at all; the same gives the same bytes."""
    with replacing(path) as part:
        Image.fromarray(picture).save(part, format="png")


def _grid(n_fonts: int, n_characters: int) -> tuple[int, int]:
    """Return the side of a glyph in pixels, and how many strips stand beside each other."""
    sides = range(SMALLEST_GLYPH, GLYPH + 1)
    fitting = (
        side for side in sides if n_fonts * math.prod(_cell(side, n_characters)) < MOST_PIXELS
    )
    glyph = max(fitting, default=SMALLEST_GLYPH)
    width, height = _cell(glyph, n_characters)
    square = math.sqrt(n_fonts * height * width)
    return glyph, max(round(max(square, LEAST_WIDTH - 2 * MARGIN) / width), 1)


def _cell(glyph: int, n_characters: int) -> tuple[int, int]:
    """Return how wide and how high the place of a typeface is, with the gaps around it."""
    return max(n_characters * glyph, LEAST_COLUMN) + GAP, glyph + NAME_HEIGHT + ROW_GAP
