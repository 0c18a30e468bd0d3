"""A sheet of named pictures."""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from latent.data.gray_levels import to_bytes
from latent.figures.drawing import Drawing, Page
from latent.figures.style import PAGE_WIDTH, frame, ground_of, on_white
from latent.figures.text import fitting_text
from latent.tiles.mosaic import mosaic

Picture = tuple[str, np.ndarray]  # its name and its pixels

SHEET_SHAPE = 0.75  # height for width that the sheet comes near to
NAME_SIZE = 12  # points

# All in inches.
MARGIN = 0.2
TITLE_HEIGHT = 0.5
NAME_HEIGHT = 0.42


def contact_sheet(pictures: Sequence[Picture], title: str) -> Drawing:
    """Show pictures of any shapes in rows, each with its name above, in the order given.

    `pictures`: names and uint8 arrays (height, width, 3), at least one. They fill the rows from
    side to side; in a window of another shape they keep their shapes.
    """
    rows = _rows(pictures)
    sheet_height = _sheet_height(rows)

    def draw(page: Page) -> None:
        page.title(title, MARGIN, MARGIN, top=MARGIN, height=TITLE_HEIGHT - 0.1)
        top = MARGIN + TITLE_HEIGHT
        scale = (page.height - top) / (sheet_height - MARGIN)
        for row in rows:
            top += NAME_HEIGHT * scale
            height = _row_height(row) * scale
            left = MARGIN
            for (name, pixels), shape in zip(row, _shapes(row), strict=True):
                width = (page.width - MARGIN * (len(row) + 1)) * shape / sum(_shapes(row))
                axes = page.axes(name, left, width, height, top=top)
                axes.imshow(pixels)
                frame(axes)
                words, size = fitting_text(name, width, NAME_HEIGHT * scale, NAME_SIZE)
                axes.set_title(words, fontsize=size, loc="left")
                left += width + MARGIN
            top += height + MARGIN * scale

    return Drawing((PAGE_WIDTH, sheet_height + TITLE_HEIGHT), draw)


def image_sheet(images: np.ndarray, n_columns: int, scale: int = 2) -> np.ndarray:
    """Set images (n, h, w[, 3]) in [0, 1] into a grid, grey ones dark on white.

    Returns a picture for a contact sheet, uint8 (height, width, 3), in which every pixel of an
    image is a square of `scale` pixels.
    """
    levels = to_bytes(images)
    picture = on_white(mosaic(levels, n_columns, fill=ground_of(images.ndim == 4)))
    return np.repeat(np.repeat(picture, scale, 0), scale, 1)


def _rows(pictures: Sequence[Picture]) -> list[Sequence[Picture]]:
    """Divide the pictures into as many rows as bring the sheet's shape nearest to SHEET_SHAPE."""
    if not pictures:
        raise ValueError("a contact sheet needs at least one picture")
    divisions = []
    for n_rows in range(1, len(pictures) + 1):
        ends = np.linspace(0, len(pictures), n_rows + 1).round().astype(int)
        divisions.append([pictures[start:end] for start, end in pairwise(ends)])
    return min(divisions, key=lambda rows: abs(_sheet_height(rows) / PAGE_WIDTH - SHEET_SHAPE))


def _sheet_height(rows: Sequence[Sequence[Picture]]) -> float:
    return MARGIN + sum(NAME_HEIGHT + _row_height(row) + MARGIN for row in rows)


def _row_height(row: Sequence[Picture]) -> float:
    return (PAGE_WIDTH - MARGIN * (len(row) + 1)) / sum(_shapes(row))


def _shapes(row: Sequence[Picture]) -> list[float]:
    """Return each picture's width for a height of 1."""
    return [pixels.shape[1] / pixels.shape[0] for _, pixels in row]
