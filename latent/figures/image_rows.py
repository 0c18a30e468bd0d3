"""Rows of small images, each row with its name before it."""

from collections.abc import Sequence

import numpy as np

from latent.figures.drawing import Drawing, Page
from latent.figures.text import POINTS_PER_INCH, fitting_size, shortened
from latent.tiles.palette import INK_SHADES, OFF_WHITE

NAME_SIZE = 9  # points, or smaller for a long name
MOST_LETTERS = 34

# All in inches.
NAME_WIDTH = 2.7
MARGIN = 0.15
TITLE_HEIGHT = 0.55
LEAST_WIDTH = 8.0

Row = tuple[str, np.ndarray]  # its name and its images, uint8 (n, h, w[, 3])


def image_rows(rows: Sequence[Row], title: str, zoom: float = 1, dpi: float = 100) -> Drawing:
    """Show images in rows, dark ink on the light ground, names at the left.

    `rows`: at least one, of images of one size; every pixel of an image is a square of `zoom`
    pixels of a figure that has `dpi` of them in an inch.
    """
    cell_height, cell_width = (zoom * side / dpi for side in rows[0][1].shape[1:3])
    n_columns = max(len(images) for _, images in rows)
    height, width = len(rows) * cell_height, n_columns * cell_width

    def draw(page: Page) -> None:
        page.title(title, MARGIN, MARGIN, top=0.05, height=TITLE_HEIGHT - 0.1)
        panel = page.axes("images", NAME_WIDTH, width, height, bottom=MARGIN)
        panel.imshow(_picture(rows, n_columns), interpolation="nearest", aspect="auto")
        panel.set_axis_off()
        room = (NAME_WIDTH - 2 * MARGIN) * POINTS_PER_INCH
        for k, (name, _) in enumerate(rows):
            words = shortened(name, MOST_LETTERS)
            # Lowered by a third of the letters' height, so that they stand in the row's middle.
            middle = MARGIN + height - (k + 0.5) * cell_height
            base = middle - NAME_SIZE / POINTS_PER_INCH / 3
            size = fitting_size(words, room, NAME_SIZE)
            page.text(NAME_WIDTH - MARGIN, base, words, fontsize=size, horizontalalignment="right")

    size = (max(NAME_WIDTH + width + MARGIN, LEAST_WIDTH), TITLE_HEIGHT + height + MARGIN)
    return Drawing(size, draw, dpi)


def _picture(rows: Sequence[Row], n_columns: int) -> np.ndarray:
    height, width = rows[0][1].shape[1:3]
    picture = np.full((len(rows) * height, n_columns * width, 3), OFF_WHITE, np.uint8)
    for k, (_, images) in enumerate(rows):
        colors = images if images.ndim == 4 else INK_SHADES[images]
        strip = colors.swapaxes(0, 1).reshape(height, -1, 3)
        picture[k * height : (k + 1) * height, : strip.shape[1]] = strip
    return picture
