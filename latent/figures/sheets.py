"""A sheet of named pictures."""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from matplotlib.figure import Figure, SubFigure

from latent.figures.style import house_style
from latent.figures.text import add_title, fitting_text, size_in_inches

Picture = tuple[str, np.ndarray]  # its name and its pixels

SHEET_WIDTH = 40 / 3  # inches: 1600 pixels as saved
SHEET_SHAPE = 0.75  # height for width that the sheet comes near to
NAME_SIZE = 12  # points

# All in inches.
MARGIN = 0.2
TITLE_HEIGHT = 0.5
NAME_HEIGHT = 0.42


def contact_sheet_size(pictures: Sequence[Picture], title: str = "") -> tuple[float, float]:
    """Return the width and height in inches of a sheet that its pictures fill."""
    return SHEET_WIDTH, _sheet_height(_rows(pictures)) + (TITLE_HEIGHT if title else 0)


def contact_sheet(
    figure: Figure | SubFigure, pictures: Sequence[Picture], title: str = ""
) -> Figure | SubFigure:
    """Show pictures of any shapes in rows, each with its name above, in the order given.

    `pictures`: names and uint8 arrays (height, width, 3), at least one. On a figure of
    `contact_sheet_size` they fill the rows from side to side; on another they keep their shapes.
    """
    with house_style(figure):
        width, height = size_in_inches(figure)
        top = MARGIN
        if title:
            add_title(figure, title, MARGIN, MARGIN, width - 2 * MARGIN, TITLE_HEIGHT - 0.1)
            top += TITLE_HEIGHT
        rows = _rows(pictures)
        scale = (height - top) / (_sheet_height(rows) - MARGIN)
        for row in rows:
            top += NAME_HEIGHT * scale
            row_height = _row_height(row) * scale
            left = MARGIN
            for (name, pixels), shape in zip(row, _shapes(row), strict=True):
                picture_width = (width - MARGIN * (len(row) + 1)) * shape / sum(_shapes(row))
                axes = figure.add_axes(
                    (
                        left / width,
                        1 - (top + row_height) / height,
                        picture_width / width,
                        row_height / height,
                    ),
                    label=name,
                )
                axes.imshow(pixels)
                axes.set(xticks=[], yticks=[])
                axes.spines[:].set(visible=True, linewidth=0.8)
                words, size = fitting_text(name, picture_width, NAME_HEIGHT * scale, NAME_SIZE)
                axes.set_title(words, fontsize=size, loc="left")
                left += picture_width + MARGIN
            top += row_height + MARGIN * scale
    return figure


def _rows(pictures: Sequence[Picture]) -> list[Sequence[Picture]]:
    """Divide the pictures into as many rows as bring the sheet's shape nearest to SHEET_SHAPE."""
    if not pictures:
        raise ValueError("a contact sheet needs at least one picture")
    divisions = []
    for n_rows in range(1, len(pictures) + 1):
        ends = np.linspace(0, len(pictures), n_rows + 1).round().astype(int)
        divisions.append([pictures[start:end] for start, end in pairwise(ends)])
    return min(divisions, key=lambda rows: abs(_sheet_height(rows) / SHEET_WIDTH - SHEET_SHAPE))


def _sheet_height(rows: Sequence[Sequence[Picture]]) -> float:
    return MARGIN + sum(NAME_HEIGHT + _row_height(row) + MARGIN for row in rows)


def _row_height(row: Sequence[Picture]) -> float:
    return (SHEET_WIDTH - MARGIN * (len(row) + 1)) / sum(_shapes(row))


def _shapes(row: Sequence[Picture]) -> list[float]:
    """Return each picture's width for a height of 1."""
    return [pixels.shape[1] / pixels.shape[0] for _, pixels in row]
