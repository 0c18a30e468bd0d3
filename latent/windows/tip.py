"""The whole of words that had no room: it stands over the window while one points at them."""

import numpy as np
from matplotlib.artist import Artist
from matplotlib.backend_bases import RendererBase
from matplotlib.figure import Figure
from matplotlib.transforms import Bbox

from latent.tiles.palette import INK, QUIET
from latent.windows.lettering import LETTER_SIZE, LINE_HEIGHT, draw_words, fitted_lines, words_width
from latent.windows.pictures import Color, blank_picture, frame_rectangle
from latent.windows.rectangles import Rectangle

GROUND: Color = (255, 255, 255)
PADDING = 6  # pixels of a plain display, like the next one
OFFSET = 18  # from the pointer
MOST_SHARE = 0.8  # of the window's width, and of its height


class Tip(Artist):
    """Words on a small sheet near the pointer, above everything else in a figure."""

    def __init__(self, figure: Figure):
        super().__init__()
        self.words: str | None = None
        self._picture, self._left, self._top = blank_picture(1, 1), 0, 0
        self.set_zorder(100)
        figure.add_artist(self)

    def set(self, words: str | None, x: float, y: float) -> bool:
        """Take words, or none, for a pointer at a pixel of the figure; returns if they are others.

        `x` and `y` are counted from the figure's upper left corner.
        """
        if words == self.words:
            return False
        self.words = words
        if words is not None:
            self._picture = self._paint(words)
            height, width = self._picture.shape[:2]
            figure_width, figure_height = (round(side) for side in self.figure.bbox.size)
            offset = self._scaled(OFFSET)
            top = y + offset if y + offset + height <= figure_height else y - offset - height
            self._left = max(min(round(x), figure_width - width), 0)
            self._top = max(round(top), 0)
        self.stale = True
        return True

    @property
    def box(self) -> Bbox:
        """Where it stands on the canvas, counted from below as canvases do."""
        height, width = self._picture.shape[:2]
        bottom = round(self.figure.bbox.height) - self._top - height
        return Bbox.from_bounds(self._left, bottom, width, height)

    def draw(self, renderer: RendererBase) -> None:
        """Draw the sheet, if there are words; matplotlib calls this."""
        if self.words is None or not self.get_visible():
            return
        context = renderer.new_gc()
        x, y = round(self.box.x0), round(self.box.y0)
        renderer.draw_image(context, x, y, np.ascontiguousarray(self._picture[::-1]))
        context.restore()

    def _paint(self, words: str) -> np.ndarray:
        size, line, padding = map(self._scaled, (LETTER_SIZE, LINE_HEIGHT, PADDING))
        most_width, most_height = (MOST_SHARE * side for side in self.figure.bbox.size)
        room, most_lines = round(most_width) - 2 * padding, round(most_height) // line
        lines = fitted_lines(words, room, size, most_lines)
        width = max((words_width(each, size) for each in lines), default=0) + 2 * padding
        picture = blank_picture(len(lines) * line + 2 * padding, width, GROUND)
        for k, each in enumerate(lines):
            draw_words(picture, each, padding, padding + k * line, size, INK)
        frame_rectangle(picture, Rectangle(0, 0, width, len(picture)), QUIET, self._scaled(1))
        return picture

    def _scaled(self, length: float) -> int:
        return max(round(length * self.figure.canvas.device_pixel_ratio), 1)
