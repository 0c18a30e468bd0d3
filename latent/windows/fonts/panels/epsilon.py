"""The number of clusters against the radius of a neighbourhood, with the chosen one marked."""

import numpy as np

from latent.figures.style import QUIET_COLOR, house_style
from latent.tiles.palette import ACCENT, to_hex
from latent.windows.fonts.state import ClusterState
from latent.windows.panel import Panel
from latent.windows.rectangles import Rectangle
from latent.windows.window import Window

LETTERS = 8  # points
LEFT, BOTTOM, TOP, RIGHT = 38, 34, 22, 6  # pixels of a plain display around the plot
LEAST_HEIGHT = 40


class EpsilonPlot(Panel):
    """A small plot that is there only while there is a curve, and room for it."""

    def __init__(self, window: Window, state: ClusterState):
        super().__init__(window, "curve")
        self._state = state
        with house_style():
            self.axes.xaxis.set_visible(True)
            self.axes.yaxis.set_visible(True)
            self.axes.spines[["left", "bottom"]].set_visible(True)
            self.axes.tick_params(labelsize=LETTERS, length=2, pad=2)
            self.axes.set_xlabel("epsilon", fontsize=LETTERS, labelpad=1)
            self.axes.set_ylabel("clusters", fontsize=LETTERS, labelpad=2)
            self._title = self.axes.set_title("", fontsize=LETTERS + 1, loc="left", pad=4)
            color = to_hex(ACCENT)
            (self._line,) = self.axes.step([], [], where="post", color=QUIET_COLOR, linewidth=1)
            (self._mark,) = self.axes.plot([], [], "o", color=color, markersize=5)
            self._rule = self.axes.axvline(0, color=color, linewidth=0.8)

    def place(self, where: Rectangle) -> None:
        """Put the plot with all its words to a place in the window; nothing is drawn yet."""
        left, top, right, bottom = map(self.scaled, (LEFT, TOP, RIGHT, BOTTOM))
        width, height = where.width - left - right, where.height - top - bottom
        super().place(Rectangle(where.left + left, where.top + top, max(width, 1), max(height, 1)))

    def update(self) -> None:
        """Take over the curve of the last clustering, if it has one; nothing is drawn yet."""
        clustering = self._state.clustering
        curve = None if clustering is None else clustering.curve
        has_room = self.size[1] >= LEAST_HEIGHT * self.window.pixel_ratio
        self.set_visible(curve is not None and has_room)
        if curve is not None:
            epsilons = np.concatenate([[0.0], curve.epsilons, [curve.largest]])
            counts = np.concatenate([[0], curve.counts, curve.counts[-1:]])
            chosen = int(counts[np.searchsorted(epsilons, curve.chosen, side="right") - 1])
            self._line.set_data(epsilons, counts)
            self._mark.set_data([curve.chosen], [chosen])
            self._rule.set_xdata([curve.chosen])
            self.axes.set_xlim(0, max(curve.largest, curve.chosen) * 1.02 or 1)
            self.axes.set_ylim(0, max(int(counts.max()), 1) * 1.1)
            self._title.set_text(f"{chosen:,} clusters at epsilon {curve.chosen:.3g}")
