"""Finished pixels as a part of a matplotlib figure, drawn without any scaling or copying."""

import numpy as np
from matplotlib.artist import Artist
from matplotlib.backend_bases import RendererBase

from latent.windows.rectangles import Rectangle


class Pixels(Artist):
    """A picture that goes pixel for pixel to its place in a panel.

    `imshow` with `set_data` comes to the same picture in some six times the time. A picture is
    uint8 (height, width, 4), rows from the top down; one made by `pictures.blank_picture` is
    drawn without being copied.
    """

    def __init__(self, picture: np.ndarray | None = None, left: int = 0, top: int = 0):
        super().__init__()
        self.show(picture, left, top)

    def show(self, picture: np.ndarray | None, left: int = 0, top: int = 0) -> None:
        """Take another picture, or none, to be drawn from now on.

        `left`, `top`: its upper left corner, in pixels from the panel's. What does not fit into
        the panel is cut off.
        """
        self.picture, self.left, self.top = picture, left, top
        self.stale = True

    def draw(self, renderer: RendererBase) -> None:
        """Draw the picture; matplotlib calls this."""
        if self.picture is not None and self.get_visible():
            height, width = self.picture.shape[:2]
            self.draw_part(Rectangle(self.left, self.top, width, height), renderer)

    def draw_part(self, where: Rectangle, renderer: RendererBase) -> None:
        """Draw only what lies in a rectangle of the panel, whole pixels from its upper left."""
        x0, y0, x1, y1 = (round(value) for value in self.axes.bbox.extents)
        height, width = self.picture.shape[:2]
        left, top = max(where.left, self.left, 0), max(where.top, self.top, 0)
        right = min(where.right, self.left + width, x1 - x0)
        bottom = min(where.bottom, self.top + height, y1 - y0)
        if left >= right or top >= bottom:
            return
        part = self.picture[
            top - self.top : bottom - self.top, left - self.left : right - self.left
        ]
        context = renderer.new_gc()
        # Renderers count rows from below.
        renderer.draw_image(context, x0 + left, y1 - bottom, np.ascontiguousarray(part[::-1]))
        context.restore()
