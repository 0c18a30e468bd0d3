"""The line that is drawn on a map around images that shall be selected: a box or a lasso."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from latent.figures.style import house_style
from latent.tiles.palette import ACCENT, to_hex
from latent.windows.explorer.states.seen_map import SeenMap
from latent.windows.explorer.states.selection import Selection, in_box, in_lasso

BOX, LASSO = "box", "lasso"
LEAST_STEP = 3  # pixels between two corners of a lasso
# Many desktops move windows by alt and the mouse, so control does the same.
LASSO_KEYS = frozenset({"alt", "ctrl"})


class Band:
    """Follows the mouse from a press with shift, or with alt or control, to the release.

    `line`: what is drawn around the images.
    """

    def __init__(self, axes: Axes, seen_map: SeenMap, selection: Selection):
        self._map, self._selection = seen_map, selection
        self.kind: str | None = None  # BOX or LASSO while one is drawn
        self._corners: list[tuple[float, float]] = []
        with house_style():
            style = {"color": to_hex(ACCENT), "linewidth": 1.4, "linestyle": "--", "zorder": 6}
            self.line = axes.add_line(Line2D([], [], **style))

    def begin(self, x: float, y: float, modifiers: frozenset[str]) -> bool:
        """Begin at a point if one of the keys is held; returns whether it is."""
        self.kind = BOX if "shift" in modifiers else LASSO if modifiers & LASSO_KEYS else None
        self._corners = [(x, y)]
        return self.kind is not None

    def extend(self, x: float, y: float) -> None:
        """Take the mouse's next place."""
        if self.kind == BOX:
            self._corners[1:] = [(x, y)]
        elif max(abs(x - self._corners[-1][0]), abs(y - self._corners[-1][1])) >= LEAST_STEP:
            self._corners.append((x, y))
        self.line.set_data(*np.transpose(self._outline()))

    def end(self) -> bool:
        """Select what is within; returns whether that is anything new."""
        kind, corners = self.kind, self._corners
        self.forget()
        view, positions = self._map.view, self._map.content.positions
        if kind == BOX:
            if len(corners) < 2:
                return False
            is_within = in_box(view, positions, *corners)
        else:
            is_within = in_lasso(view, positions, corners)
        return self._selection.add(is_within)

    def forget(self) -> None:
        """Draw no line any more."""
        self.kind, self._corners = None, []
        self.line.set_data([], [])

    def _outline(self) -> list[tuple[float, float]]:
        if self.kind == LASSO:
            return [*self._corners, self._corners[0]]
        (left, top), (right, bottom) = self._corners
        return [(left, top), (right, top), (right, bottom), (left, bottom), (left, top)]
