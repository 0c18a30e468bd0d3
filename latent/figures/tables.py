"""A table of small images: rows with names, in blocks beside each other."""

from collections.abc import Sequence

import numpy as np

from latent.figures.drawing import Drawing, Page
from latent.figures.style import DPI, on_white
from latent.figures.text import fitting_text, shortened, text_inches
from latent.tiles.palette import OFF_WHITE

SCALE = 2  # pixels as saved for one of an image
GAP, GROUP_GAP = 1, 5  # pixels of an image: between two of a group, and between groups
TEXT_SIZE = 10  # points, of names and the note, or smaller for long ones

# All in inches.
MARGIN = 0.2
TITLE_HEIGHT, NOTE_HEIGHT = 0.55, 0.3
LEAST_WIDTH, NAME_GAP = 8.0, 0.1
MOST_NAME_WIDTH = 1.8

TableRow = tuple[str, np.ndarray]  # its name and its images, uint8 (n, h, w[, 3])


def image_table(
    blocks: Sequence[Sequence[TableRow]], title: str, note: str, group: int = 1
) -> Drawing:
    """Show rows of images, dark on white, each with its name before it.

    `blocks` stand beside each other, each a sequence of rows; all images are uint8
    (n, h, w[, 3]), and each of their pixels is shown as a square. `group` images that follow each
    other stand close together. `note` is a line below.
    """
    pictures = [_picture(rows, group) for rows in blocks]
    sizes = [tuple(SCALE * side / DPI for side in picture.shape[:2]) for picture in pictures]
    widths = [width for _, width in sizes]
    needed = sum(_name_width(rows) + width for rows, width in zip(blocks, widths, strict=True))
    needed = max(needed + MARGIN * (len(blocks) + 1), LEAST_WIDTH)

    def draw(page: Page) -> None:
        page.title(title, MARGIN, MARGIN, top=MARGIN / 2, height=TITLE_HEIGHT)
        left, top = MARGIN, page.height - TITLE_HEIGHT - MARGIN / 2
        for k, (rows, picture, (height, width)) in enumerate(
            zip(blocks, pictures, sizes, strict=True)
        ):
            left += _name_width(rows) * page.width / needed
            axes = page.axes(f"images {k + 1}", left, width, height, bottom=top - height)
            axes.imshow(picture, interpolation="auto", aspect="auto")
            axes.set_axis_off()
            _write_names(page, rows, left - NAME_GAP, top, height / len(rows))
            left += width + MARGIN
        words, size = fitting_text(note, page.width - 2 * MARGIN, NOTE_HEIGHT, TEXT_SIZE)
        page.text(MARGIN, 0.13, words, fontsize=size)

    height = max(height for height, _ in sizes)
    return Drawing((needed, height + TITLE_HEIGHT + MARGIN + NOTE_HEIGHT), draw)


def _write_names(
    page: Page, rows: Sequence[TableRow], right: float, top: float, row_height: float
) -> None:
    """Write each row's name before it: up to `right` inches from the left edge of the page."""
    for k, (name, _) in enumerate(rows):
        room = MOST_NAME_WIDTH - NAME_GAP
        words, size = fitting_text(shortened(name), room, row_height, TEXT_SIZE)
        place = {"horizontalalignment": "right", "verticalalignment": "center"}
        page.text(right, top - (k + 0.5) * row_height, words, fontsize=size, **place)


def _name_width(rows: Sequence[TableRow]) -> float:
    widest = max(text_inches(shortened(name), TEXT_SIZE) for name, _ in rows)
    return min(widest + NAME_GAP, MOST_NAME_WIDTH)


def _places(n: int, group: int, side: int) -> list[int]:
    """Return where each of `n` images begins, and at last where all of them end."""
    places = [0]
    for k in range(1, n + 1):
        places.append(places[-1] + side + (GROUP_GAP if k % group == 0 else GAP))
    return places


def _picture(rows: Sequence[TableRow], group: int) -> np.ndarray:
    n_columns = max(len(images) for _, images in rows)
    height, width = rows[0][1].shape[1:3]
    places = _places(n_columns, group, width)
    picture = np.full((len(rows) * (height + GROUP_GAP), places[-1], 3), OFF_WHITE, np.uint8)
    for k, (_, images) in enumerate(rows):
        top = k * (height + GROUP_GAP) + GROUP_GAP // 2
        for image, left in zip(images, places, strict=False):
            picture[top : top + height, left : left + width] = on_white(image)
    return picture
