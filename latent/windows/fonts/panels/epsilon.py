"""The number of clusters against the radius of a neighbourhood, with the chosen one marked."""

import numpy as np

from latent.clustering.result import EpsilonCurve
from latent.figures.style import INK_COLOR, QUIET_COLOR, house_style
from latent.tiles.palette import ACCENT, to_hex
from latent.windows.rectangles import Rectangle
from latent.windows.window import Window

LETTERS = 8  # points
LEFT, BOTTOM, TOP, RIGHT = 38, 34, 22, 6  # pixels of a plain screen around the plot
LEAST_HEIGHT = 40


class EpsilonPlot:
    """A small plot that is there only while there is a curve."""

    def __init__(self, window: Window):
        self.window = window
        with house_style():
            self.axes = window.figure.add_axes((0, 0, 0.1, 0.1), label="curve")
            self.axes.tick_params(labelsize=LETTERS, length=2, pad=2)
            self.axes.set_xlabel("epsilon", fontsize=LETTERS, labelpad=1)
            self.axes.set_ylabel("clusters", fontsize=LETTERS, labelpad=2)
            self.title = self.axes.set_title("", fontsize=LETTERS + 1, loc="left", pad=4)
            color = to_hex(ACCENT)
            (self.line,) = self.axes.step([], [], where="post", color=QUIET_COLOR, linewidth=1)
            (self.mark,) = self.axes.plot([], [], "o", color=color, markersize=5)
            self.rule = self.axes.axvline(0, color=color, linewidth=0.8)
            self.title.set_color(INK_COLOR)
        self._has_curve = self._has_room = False

    def show_curve(self, curve: EpsilonCurve | None) -> None:
        """Take a curve, or none, to be drawn with the window from now on."""
        self._has_curve = curve is not None
        if curve is not None:
            epsilons = np.concatenate([[0.0], curve.epsilons, [curve.largest]])
            counts = np.concatenate([[0], curve.counts, curve.counts[-1:]])
            chosen = int(counts[np.searchsorted(epsilons, curve.chosen, side="right") - 1])
            self.line.set_data(epsilons, counts)
            self.mark.set_data([curve.chosen], [chosen])
            self.rule.set_xdata([curve.chosen])
            self.axes.set_xlim(0, max(curve.largest, curve.chosen) * 1.02 or 1)
            self.axes.set_ylim(0, max(int(counts.max()), 1) * 1.1)
            self.title.set_text(f"{chosen:,} clusters at epsilon {curve.chosen:.3g}")
        self._update()

    def place(self, where: Rectangle) -> None:
        """Put the plot with all its words to a place in the window."""
        scale = self.window.pixel_ratio
        width, height = self.window.size
        inner = Rectangle(
            where.left + LEFT * scale,
            where.top + TOP * scale,
            max(where.width - (LEFT + RIGHT) * scale, 1),
            max(where.height - (TOP + BOTTOM) * scale, 1),
        )
        self.axes.set_position(
            (
                inner.left / width,
                1 - inner.bottom / height,
                inner.width / width,
                inner.height / height,
            )
        )
        self._has_room = inner.height >= LEAST_HEIGHT * scale
        self._update()

    def _update(self) -> None:
        self.axes.set_visible(self._has_curve and self._has_room)
