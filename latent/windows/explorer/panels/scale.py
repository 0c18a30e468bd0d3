"""The panel that says what the colours mean, where they are not those of classes."""

import numpy as np

from latent.tiles.palette import INK, QUIET
from latent.windows.explorer.coloring import ramp_colors
from latent.windows.explorer.state import Explorer
from latent.windows.lettering import LETTER_SIZE, LINE_HEIGHT, wrapped_words
from latent.windows.panel import PicturePanel
from latent.windows.pictures import fill_rectangle
from latent.windows.rectangles import Rectangle
from latent.windows.window import Window

BAR_WIDTH, BAR_HEIGHT = 16, 240  # pixels of a plain display
SIZE = LETTER_SIZE - 2


class ScalePanel(PicturePanel):
    """A bar from low to high, or the largest groups with their colours.

    It stands where the legend is and is hidden at first.
    """

    def __init__(self, window: Window, explorer: Explorer):
        super().__init__(window, "scale")
        self._explorer = explorer
        self.set_visible(False)

    def numbers(self) -> list[str]:
        """Return what is written beside the bar, from the top, where the highest is, down."""
        limits = self._explorer.colors.coloring.limits
        if limits is None:
            return []
        low, high = limits
        return [f"{value:.3g}" for value in (high, (low + high) / 2, low)]

    def paint(self) -> None:
        """Paint the title, and below it the bar or the groups."""
        coloring, (width, height) = self._explorer.colors.coloring, self.size
        size, line = self.scaled(SIZE), self.scaled(LINE_HEIGHT)
        top = 0
        for words in wrapped_words(coloring.kind, width, size):
            self.write(words, 0, top, size, INK)
            top += line
        top += line // 2
        side = self.scaled(BAR_WIDTH)
        if coloring.limits is None:
            for k, (name, label) in enumerate(coloring.names[: max((height - top) // line, 0)]):
                y = top + k * line
                patch = Rectangle(0, y, side // 2, size)
                fill_rectangle(self.picture, patch, coloring.colors[label].tolist())
                self.write(name, side, y, size, QUIET, width - side)
            return
        tall = max(min(self.scaled(BAR_HEIGHT), height - top - line), 1)
        part = self.picture[top : top + tall, :side, :3]
        part[:] = ramp_colors(tall)[::-1][: len(part), None]
        for words, y in zip(self.numbers(), np.linspace(0, tall, 3), strict=True):
            left = side + side // 3
            self.write(words, left, round(top + y - size / 2), size, QUIET)
