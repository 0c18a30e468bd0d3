"""A small plot of what another radius, or another number of clusters, would give.

For DBSCAN it is the number of clusters against the radius, for the others how clear and how stable
the clusters are against their number. A click sets what it is clicked at, and clusters by it.
"""

from collections.abc import Callable

import numpy as np

from latent.clustering.checks import KPoint
from latent.clustering.result import EpsilonCurve
from latent.figures.style import QUIET_COLOR, house_style
from latent.tiles.palette import ACCENT, to_hex
from latent.windows.fonts.state import ClusterState
from latent.windows.panel import Panel
from latent.windows.rectangles import Rectangle
from latent.windows.window import Window

LETTERS = 8  # points
LEFT, BOTTOM, TOP, RIGHT = 38, 34, 22, 6  # pixels of a plain display around the plot
LEAST_HEIGHT = 30


class CurvePlot(Panel):
    """A plot that is there only while there is a curve, and room for it.

    A click calls `chosen` with the name of a setting and its value there.
    """

    def __init__(self, window: Window, state: ClusterState, chosen: Callable[[str, float], object]):
        super().__init__(window, "curve")
        self._state, self._chosen = state, chosen
        self._wide = (1.0, 1.0)  # the places at the left and the right edge
        with house_style():
            self.axes.xaxis.set_visible(True)
            self.axes.yaxis.set_visible(True)
            self.axes.spines[["left", "bottom"]].set_visible(True)
            self.axes.tick_params(labelsize=LETTERS, length=2, pad=3)
            self.axes.set_xlabel("", fontsize=LETTERS, labelpad=1)
            self.axes.set_ylabel("", fontsize=LETTERS, labelpad=2)
            self._title = self.axes.set_title("", fontsize=LETTERS + 1, loc="left", pad=4)
            color = to_hex(ACCENT)
            self._lines = [
                self.axes.plot([], [], color=each, linewidth=1, marker="o", markersize=3)[0]
                for each in (color, QUIET_COLOR)
            ]
            (self._mark,) = self.axes.plot([], [], "o", color=color, markersize=5)
            self._rule = self.axes.axvline(0, color=color, linewidth=0.8)

    @property
    def has_curve(self) -> bool:
        """Whether there is something to plot."""
        return self._epsilons is not None or bool(self._state.k_curve)

    @property
    def _epsilons(self) -> EpsilonCurve | None:
        clustering = self._state.clustering
        return None if clustering is None else clustering.curve

    def place(self, where: Rectangle) -> None:
        """Put the plot with all its words to a place in the window; nothing is drawn yet."""
        left, top, right, bottom = map(self.scaled, (LEFT, TOP, RIGHT, BOTTOM))
        width, height = where.width - left - right, where.height - top - bottom
        super().place(Rectangle(where.left + left, where.top + top, max(width, 1), max(height, 1)))

    def update(self) -> None:
        """Take over the curve of the last clustering, if it has one; nothing is drawn yet."""
        has_room = self.size[1] >= LEAST_HEIGHT * self.window.pixel_ratio
        self.set_visible(self.has_curve and has_room)
        if self._epsilons is not None:
            self._show_epsilons(self._epsilons)
        elif self._state.k_curve:
            self._show_numbers(self._state.k_curve, self._state.clustered_by.n_clusters)

    def press(self, x: float, y: float) -> None:
        """Set what the plot shows at a point."""
        low, high = self._wide
        value = low + x / self.size[0] * (high - low)
        curve = self._epsilons
        if curve is not None:
            self._chosen("epsilon", value / curve.largest if curve.largest else 1)
        elif self._state.k_curve:
            nearest = min(self._state.k_curve, key=lambda point: abs(point.k - value))
            self._chosen("n_clusters", nearest.k)

    def _show_epsilons(self, curve: EpsilonCurve) -> None:
        epsilons = np.concatenate([[0.0], curve.epsilons, [curve.largest]])
        counts = np.concatenate([[0], curve.counts, curve.counts[-1:]])
        line, other = self._lines
        other.set(data=(np.empty(0), np.empty(0)), label="")
        line.set(data=(epsilons, counts), drawstyle="steps-post", color=QUIET_COLOR, marker="")
        chosen = curve.count_at(curve.chosen)
        self._mark.set_data([curve.chosen], [chosen])
        self._rule.set_xdata([curve.chosen])
        self._set_edges(0, max(curve.largest, curve.chosen) * 1.02 or 1)
        self.axes.set_ylim(0, max(int(counts.max()), 1) * 1.1)
        self.axes.set_xlabel("epsilon; click to cluster by it")
        self.axes.set_ylabel("clusters")
        self._title.set_text(f"{chosen:,} clusters at epsilon {curve.chosen:.3g}")

    def _show_numbers(self, points: tuple[KPoint, ...], chosen: int) -> None:
        numbers = [point.k for point in points]
        agreement, silhouette = self._lines
        agreement.set(data=(numbers, [point.agreement for point in points]), color=to_hex(ACCENT))
        silhouette.set(data=(numbers, [point.silhouette for point in points]))
        for line in self._lines:
            line.set(drawstyle="default", marker="o")
        self._mark.set_data([], [])
        self._rule.set_xdata([chosen])
        self._set_edges(0, max(*numbers, chosen) * 1.02)
        lowest = min(0, *(point.silhouette for point in points))
        self.axes.set_ylim(1.1 * lowest, 1.05)
        self.axes.set_xlabel("number of clusters; click to cluster by it")
        self.axes.set_ylabel("")
        self._title.set_text("agreement (blue) and silhouette (grey)")

    def _set_edges(self, low: float, high: float) -> None:
        self._wide = (low, high)
        self.axes.set_xlim(low, high)
