"""A typeface and those most like it, each a strip of characters with its name and distance."""

from collections.abc import Sequence

import numpy as np

from latent.figures.drawing import Drawing, Page
from latent.figures.style import QUIET_COLOR
from latent.figures.text import shortened
from latent.tiles.mosaic import mosaic
from latent.tiles.palette import INK_SHADES

Row = tuple[str, float, np.ndarray]  # a typeface's name, its distance, and its characters

# All in inches.
GLYPH, MOST_STRIP = 0.42, 9.0
MOST_COLUMNS = 32  # characters; more go on in another line
GAP = 0.08  # between typefaces
MARGIN = 0.3
NAME, DISTANCE = 3.2, 0.8
TITLE_HEIGHT, WORDS_HEIGHT = 0.5, 0.3
MOST_LETTERS = 36  # of a name


def similar_typefaces(
    name: str, characters: np.ndarray, rows: Sequence[Row], title: str, words: str
) -> Drawing:
    """Show a typeface above those most like it, the nearest first.

    `characters`: of each typeface uint8 (n, 28, 28), in the same order; `words`: said below the
    title.
    """
    n_columns = min(len(characters), MOST_COLUMNS)
    n_lines = -(-len(characters) // n_columns)
    side = min(GLYPH, MOST_STRIP / n_columns)
    strip, row_height = side * n_columns, side * n_lines + GAP
    top = MARGIN + TITLE_HEIGHT + WORDS_HEIGHT
    width = max(2 * MARGIN + NAME + DISTANCE + strip, 7)
    height = top + (len(rows) + 1) * row_height + MARGIN

    def draw(page: Page) -> None:
        page.title(title, MARGIN, MARGIN, top=MARGIN / 2, height=TITLE_HEIGHT)
        base = page.height - MARGIN / 2 - TITLE_HEIGHT - 0.15
        page.text(MARGIN, base, words, fontsize=9, color=QUIET_COLOR)
        for k, (each, distance, images) in enumerate([(name, 0.0, characters), *rows]):
            place = top + k * row_height
            base = page.height - place - row_height / 2 - 0.05
            label = f"{k}  {shortened(each, MOST_LETTERS)}" if k else shortened(each, MOST_LETTERS)
            weight = "normal" if k else "bold"
            page.text(MARGIN, base, label, fontsize=10, weight=weight)
            if k:
                right = MARGIN + NAME + DISTANCE - 0.2
                page.text(
                    right, base, f"{distance:.3f}", fontsize=10, color=QUIET_COLOR, ha="right"
                )
            left = MARGIN + NAME + DISTANCE
            axes = page.axes(f"strip {k}", left, strip, side * n_lines, top=place + GAP / 2)
            axes.imshow(INK_SHADES[mosaic(images, n_columns)], aspect="auto")
            axes.set_axis_off()

    return Drawing((width, height), draw)
