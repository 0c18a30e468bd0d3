"""Rows of small images, each row with its name before it."""

from collections.abc import Sequence

import numpy as np
from matplotlib.figure import Figure

from latent.figures.style import house_style
from latent.figures.text import POINTS_PER_INCH, add_title, fitting_size, size_in_inches
from latent.tiles.palette import INK, OFF_WHITE

DPI = 100
CELL = 28  # pixels, the images' own
NAME_SIZE = 9  # points, or smaller for a long name
MOST_LETTERS = 34
NAME_WIDTH = 2.7  # inches, like the next two
MARGIN = 0.15
TITLE_HEIGHT = 0.55
LEAST_WIDTH = 8.0

Row = tuple[str, np.ndarray]  # its name and its images, uint8 (n, 28, 28)


def image_rows_size(rows: Sequence[Row], zoom: int = 1) -> tuple[float, float, float]:
    """Return the width and height in inches, and the dpi, of a figure that shows all images."""
    cell = zoom * CELL / DPI
    width = NAME_WIDTH + max(len(images) for _, images in rows) * cell + MARGIN
    return max(width, LEAST_WIDTH), TITLE_HEIGHT + len(rows) * cell + MARGIN, DPI


def image_rows(figure: Figure, rows: Sequence[Row], title: str, zoom: int = 1) -> Figure:
    """Show images in rows, dark ink on the light ground, names at the left.

    `rows`: at least one; every pixel of an image is a square of `zoom` pixels. The figure's size
    is what `image_rows_size` says.
    """
    cell = zoom * CELL / DPI
    n_columns = max(len(images) for _, images in rows)
    with house_style(figure):
        width, height = size_in_inches(figure)
        add_title(figure, title, MARGIN, 0.05, width - 2 * MARGIN, TITLE_HEIGHT - 0.1)
        rows_height = len(rows) * cell
        panel = figure.add_axes(
            (
                NAME_WIDTH / width,
                MARGIN / height,
                n_columns * cell / width,
                rows_height / height,
            ),
            label="images",
        )
        panel.imshow(_picture(rows, n_columns), interpolation="nearest", aspect="auto")
        panel.set_axis_off()
        room = (NAME_WIDTH - 2 * MARGIN) * POINTS_PER_INCH
        for k, (name, _) in enumerate(rows):
            name = name if len(name) <= MOST_LETTERS else f"{name[: MOST_LETTERS - 1]}…"
            # Lowered by a third of the letters' height, so that they stand in the row's middle.
            middle = MARGIN + rows_height - (k + 0.5) * cell
            base = middle - NAME_SIZE / POINTS_PER_INCH / 3
            figure.text(
                (NAME_WIDTH - MARGIN) / width,
                base / height,
                name,
                fontsize=fitting_size(name, room, NAME_SIZE),
                horizontalalignment="right",
            )
    return figure


def _picture(rows: Sequence[Row], n_columns: int) -> np.ndarray:
    ink = np.zeros((len(rows) * CELL, n_columns * CELL, 1), np.float32)
    for k, (_, images) in enumerate(rows):
        strip = images.transpose(1, 0, 2).reshape(CELL, -1, 1)
        ink[k * CELL : (k + 1) * CELL, : strip.shape[1]] = strip / np.float32(255)
    mixed = ink * np.array(INK, np.float32) + (1 - ink) * np.array(OFF_WHITE, np.float32)
    return np.rint(mixed).astype(np.uint8)
