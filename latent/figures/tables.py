"""A table of small images: rows with names, in blocks beside each other."""

from collections.abc import Sequence

import numpy as np
from matplotlib.figure import Figure, SubFigure

from latent.figures.style import DPI, house_style
from latent.figures.text import add_title, fitting_text, shortened, size_in_inches, text_inches
from latent.tiles.palette import OFF_WHITE

SCALE = 2  # pixels as saved for one of an image
GAP, GROUP_GAP = 1, 5  # pixels of an image: between two of a group, and between groups
NAME_SIZE = 10  # points
NOTE_SIZE = 10

# All in inches.
MARGIN = 0.2
TITLE_HEIGHT, NOTE_HEIGHT = 0.55, 0.3
LEAST_WIDTH, NAME_GAP = 8.0, 0.1
MOST_NAME_WIDTH = 1.8

TableRow = tuple[str, np.ndarray]  # its name and its images, uint8 (n, 28, 28)


def image_table_size(
    blocks: Sequence[Sequence[TableRow]], group: int = 1, note: str = ""
) -> tuple[float, float]:
    """Return the width and height in inches of a figure that shows each pixel as a square."""
    width = sum(_name_width(rows) + _picture_shape(rows, group)[1] for rows in blocks)
    height = max(_picture_shape(rows, group)[0] for rows in blocks)
    width += MARGIN * (len(blocks) + 1)
    return max(width, LEAST_WIDTH), height + TITLE_HEIGHT + MARGIN + (NOTE_HEIGHT if note else 0)


def image_table(
    figure: Figure | SubFigure,
    blocks: Sequence[Sequence[TableRow]],
    title: str,
    group: int = 1,
    note: str = "",
) -> Figure | SubFigure:
    """Show rows of images, dark on white, each with its name before it.

    `blocks` stand beside each other, each a sequence of rows; all images are uint8 (n, 28, 28).
    `group` images that follow each other stand close together. `note` is a line below.
    """
    with house_style(figure):
        width, height = size_in_inches(figure)
        add_title(figure, title, MARGIN, MARGIN / 2, width - 2 * MARGIN, TITLE_HEIGHT)
        needed, _ = image_table_size(blocks, group, note)
        left = MARGIN
        for number, rows in enumerate(blocks):
            picture = _picture(rows, group)
            picture_height, picture_width = _picture_shape(rows, group)
            left += _name_width(rows) * width / needed
            top = height - TITLE_HEIGHT - MARGIN / 2
            axes = figure.add_axes(
                (
                    left / width,
                    (top - picture_height) / height,
                    picture_width / width,
                    picture_height / height,
                ),
                label=f"images {number + 1}",
            )
            axes.imshow(picture, interpolation="auto", aspect="auto")
            axes.set_axis_off()
            row_height = picture_height / len(rows)
            for k, (name, _) in enumerate(rows):
                words, size = fitting_text(
                    shortened(name), MOST_NAME_WIDTH - NAME_GAP, row_height, NAME_SIZE
                )
                figure.text(
                    (left - NAME_GAP) / width,
                    (top - (k + 0.5) * row_height) / height,
                    words,
                    fontsize=size,
                    horizontalalignment="right",
                    verticalalignment="center",
                )
            left += picture_width + MARGIN
        if note:
            words, size = fitting_text(note, width - 2 * MARGIN, NOTE_HEIGHT, NOTE_SIZE)
            figure.text(MARGIN / width, 0.13 / height, words, fontsize=size)
    return figure


def _name_width(rows: Sequence[TableRow]) -> float:
    widest = max(text_inches(shortened(name), NAME_SIZE) for name, _ in rows)
    return min(widest + NAME_GAP, MOST_NAME_WIDTH)


def _places(n: int, group: int, side: int) -> list[int]:
    """Return where each of `n` images begins, and at last where all of them end."""
    places = [0]
    for k in range(1, n + 1):
        places.append(places[-1] + side + (GROUP_GAP if k % group == 0 else GAP))
    return places


def _picture_shape(rows: Sequence[TableRow], group: int) -> tuple[float, float]:
    n_columns = max(len(images) for _, images in rows)
    height, width = rows[0][1].shape[1:]
    pixels = len(rows) * (height + GROUP_GAP), _places(n_columns, group, width)[-1]
    return tuple(SCALE * side / DPI for side in pixels)


def _picture(rows: Sequence[TableRow], group: int) -> np.ndarray:
    n_columns = max(len(images) for _, images in rows)
    height, width = rows[0][1].shape[1:]
    places = _places(n_columns, group, width)
    picture = np.full((len(rows) * (height + GROUP_GAP), places[-1], 3), OFF_WHITE, np.uint8)
    for k, (_, images) in enumerate(rows):
        top = k * (height + GROUP_GAP) + GROUP_GAP // 2
        for image, left in zip(images, places, strict=False):
            picture[top : top + height, left : left + width] = 255 - image[..., None]
    return picture
