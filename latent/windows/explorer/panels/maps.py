"""Several maps of the same images side by side, which are told the same things."""

from collections.abc import Sequence

from matplotlib.axes import Axes

from latent.windows.explorer.panels.map import MapPanel
from latent.windows.rectangles import Rectangle
from latent.windows.words import Words

NAME_HEIGHT = 22  # pixels of a plain display, of a model's name above its map


class Maps:
    """The map that was opened, and those that it is compared with, which are hidden at first.

    `names`: what is written above each map, if there are several.
    """

    def __init__(self, panels: Sequence[MapPanel], names: Sequence[Words] = ()):
        self.panels, self._names = list(panels), list(names)
        self.show_others(False)

    @property
    def axes(self) -> Axes:
        """The axes of the map that was opened."""
        return self.panels[0].axes

    @property
    def size(self) -> tuple[int, int]:
        """Width and height of the map that was opened, in pixels."""
        return self.panels[0].size

    def show_others(self, are_shown: bool) -> None:
        """Show all maps side by side, or only the first, with the next drawing."""
        for panel in (*self.panels[1:], *self._names):
            panel.set_visible(are_shown)

    def places(self, where: Rectangle, ratio: float) -> dict[str, Rectangle]:
        """Return the place of each map and name, by their panels' labels, in the maps' place."""
        are_shown = len(self.panels) > 1 and self.panels[1].is_visible
        name_height = ratio * NAME_HEIGHT if are_shown else 0
        n = len(self.panels) if are_shown else 1
        gap = ratio * 8
        width = max((where.width - (n - 1) * gap) / n, 1)
        found = {}
        for k, panel in enumerate(self.panels):
            left = where.left + (k if are_shown else 0) * (width + gap)
            height = max(where.height - name_height, 1)
            found[panel.axes.get_label()] = Rectangle(left, where.top + name_height, width, height)
            if self._names:
                name = Rectangle(left, where.top, width, max(name_height, 1))
                found[self._names[k].axes.get_label()] = name
        return found

    def show(self) -> None:
        """Draw the maps that are shown."""
        for panel in self._shown():
            panel.show()

    def show_moved(self) -> None:
        """Draw them after something moved."""
        for panel in self._shown():
            panel.show_moved()

    def show_ring(self) -> None:
        """Ring on each map what is pointed at."""
        for panel in self._shown():
            panel.show_ring()

    def enlarge(self, steps: float) -> None:
        """Enlarge the map that the mouse is on, or all."""
        for panel in self._here():
            panel.enlarge(steps)

    def move(self, right: int, down: int) -> None:
        """Look further to the right and down on the map that the mouse is on, or on all."""
        for panel in self._here():
            panel.move(right, down)

    def _shown(self) -> list[MapPanel]:
        return [panel for panel in self.panels if panel.is_visible]

    def _here(self) -> list[MapPanel]:
        shown = self._shown()
        return [panel for panel in shown if panel.has_pointer] or shown
