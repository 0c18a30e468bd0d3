"""Pictures in memory as windows show them."""

import numpy as np

from latent.tiles.palette import OFF_WHITE
from latent.windows.rectangles import Rectangle


def blank_picture(height: int, width: int, ground: tuple[int, int, int] = OFF_WHITE) -> np.ndarray:
    """Return an opaque picture of one colour, uint8 (height, width, 4), rows from the top down.

    In memory its rows run from the bottom up, which is how renderers want them. `picture[..., :3]`
    is what `latent.tiles.map_drawing.blit_tiles` draws on.
    """
    stored = np.empty((max(height, 1), max(width, 1), 4), np.uint8)
    picture = stored[::-1]
    clear_picture(picture, ground)
    return picture


def clear_picture(picture: np.ndarray, ground: tuple[int, int, int] = OFF_WHITE) -> None:
    """Make a picture of `blank_picture`, or a part of one, blank again."""
    # As one number for each pixel it takes a fifth of the time.
    color = np.array([*ground, 255], np.uint8).view(np.uint32)[0]
    picture.view(np.uint32)[:] = color


def fill_rectangle(picture: np.ndarray, where: Rectangle, color: tuple[int, int, int]) -> None:
    """Colour a rectangle of a picture; what lies outside of it is left out."""
    left, top = max(round(where.left), 0), max(round(where.top), 0)
    right, bottom = max(round(where.right), 0), max(round(where.bottom), 0)
    clear_picture(picture[top:bottom, left:right], color)


def frame_rectangle(
    picture: np.ndarray, where: Rectangle, color: tuple[int, int, int], thickness: int
) -> None:
    """Draw a frame of so many pixels around a rectangle of a picture, outside of it."""
    outer = where.inset(-thickness)
    for side in (
        outer._replace(height=thickness),
        outer._replace(top=where.bottom, height=thickness),
        outer._replace(width=thickness),
        outer._replace(left=where.right, width=thickness),
    ):
        fill_rectangle(picture, side, color)
