"""Pictures in memory as windows show them."""

from collections.abc import Sequence

import numpy as np

from latent.tiles.drawing import draw_tiles
from latent.tiles.map_drawing import centering
from latent.tiles.palette import OFF_WHITE
from latent.tiles.resizing import resize_tiles
from latent.windows.rectangles import Rectangle

Color = tuple[int, int, int]  # red, green and blue, 0 to 255


def blank_picture(height: int, width: int, ground: Color = OFF_WHITE) -> np.ndarray:
    """Return an opaque picture of one colour, uint8 (height, width, 4), rows from the top down.

    In memory its rows run from the bottom up, which is how renderers want them. `picture[..., :3]`
    is what `latent.tiles.drawing.draw_tiles` draws on.
    """
    stored = np.empty((max(height, 1), max(width, 1), 4), np.uint8)
    picture = stored[::-1]
    clear_picture(picture, ground)
    return picture


def clear_picture(picture: np.ndarray, ground: Color = OFF_WHITE) -> None:
    """Give all pixels of a picture, or of a part of one, the same colour."""
    if picture.shape[2] == 4:
        # As one number for each pixel it takes a fifth of the time.
        picture.view(np.uint32)[:] = np.array([*ground, 255], np.uint8).view(np.uint32)[0]
    else:
        picture[:] = ground


def fill_rectangle(picture: np.ndarray, where: Rectangle, color: Color) -> None:
    """Colour a rectangle of a picture; what lies outside the picture is left out."""
    left, top = max(round(where.left), 0), max(round(where.top), 0)
    right, bottom = max(round(where.right), 0), max(round(where.bottom), 0)
    clear_picture(picture[top:bottom, left:right], color)


def paste_picture(picture: np.ndarray, other: np.ndarray, left: int, top: int) -> None:
    """Put another picture over a picture; what falls outside is left out."""
    height, width = other.shape[:2]
    y0, x0 = max(-top, 0), max(-left, 0)
    part = picture[top + y0 : max(top + height, 0), left + x0 : max(left + width, 0)]
    part[:] = other[y0 : y0 + part.shape[0], x0 : x0 + part.shape[1]]


def frame_rectangle(picture: np.ndarray, where: Rectangle, color: Color, thickness: int) -> None:
    """Draw a frame of so many pixels along the edges of a rectangle, within it."""
    for side in (
        where._replace(height=thickness),
        where._replace(top=where.bottom - thickness, height=thickness),
        where._replace(width=thickness),
        where._replace(left=where.right - thickness, width=thickness),
    ):
        fill_rectangle(picture, side, color)


def cross_out(picture: np.ndarray, where: Rectangle, color: Color) -> None:
    """Draw both diagonals of a square; what lies outside the picture is left out."""
    left, top, side = round(where.left), round(where.top), round(where.width)
    steps = np.arange(side)
    for columns in (left + steps, left + side - 1 - steps):
        rows = top + steps
        is_within = (rows >= 0) & (rows < picture.shape[0])
        is_within &= (columns >= 0) & (columns < picture.shape[1])
        picture[rows[is_within], columns[is_within], :3] = color


def draw_images(
    picture: np.ndarray,
    images: Sequence[np.ndarray],
    squares: Sequence[Rectangle],
    colors: Sequence[Color],
) -> None:
    """Draw images, uint8 (h, w[, 3]), as large as fits the equal squares that they go to.

    The brighter a pixel of a grey image, the more it gets of the image's colour.
    """
    if len(images):
        size = squares[0].width
        resized = resize_tiles(np.stack(images), size)
        corners = np.array([square[:2] for square in squares], np.int64)
        draw_tiles(
            picture[..., :3],
            resized,
            corners + centering(resized, size),
            np.array(colors, np.uint8),
        )
