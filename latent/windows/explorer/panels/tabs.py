"""The tabs: the names of all experiments that a map can have, with the one that is shown marked."""

from collections.abc import Callable

from latent.tiles.palette import ACCENT, INK, QUIET
from latent.windows.explorer.experiments.experiment import Experiment
from latent.windows.explorer.state import Explorer
from latent.windows.lettering import words_width
from latent.windows.panel import PicturePanel
from latent.windows.pictures import fill_rectangle
from latent.windows.rectangles import Rectangle, find_at
from latent.windows.window import Window

LETTER_SIZE = 14  # pixels of a plain display, or smaller where there is no room, like the others
LEAST_SIZE = 9
PADDINGS = (12, 6, 2)  # on both sides of a name: the first with which all tabs fit
GAP = 3
MARK = 3  # of the line under the tab that is shown
TAB_COLOR = (236, 235, 228)
SHOWN_COLOR = (255, 255, 255)
LINE_COLOR = (214, 212, 203)


class TabsPanel(PicturePanel):
    """A row of tabs; a press on one shows it, and `chosen` gets its experiment."""

    def __init__(self, window: Window, explorer: Explorer, chosen: Callable[[Experiment], object]):
        super().__init__(window, "tabs")
        self._explorer, self._chosen = explorer, chosen

    def places(self) -> list[tuple[Experiment, Rectangle]]:
        """Return where each tab stands."""
        (size, padding), (_, height) = self._letters(), self.size
        left, found = 0, []
        for tab in self._explorer.tabs.all:
            width = words_width(tab.experiment.tab, size) + 2 * padding
            found.append((tab.experiment, Rectangle(left, 0, width, height)))
            left += width + self.scaled(GAP)
        return found

    def paint(self) -> None:
        """Paint the tabs on a line."""
        (size, padding), mark = self._letters(), self.scaled(MARK)
        width, height = self.size
        line = Rectangle(0, height - self.scaled(1), width, self.scaled(1))
        fill_rectangle(self.picture, line, LINE_COLOR)
        for experiment, place in self.places():
            is_shown = experiment is self._explorer.tabs.experiment
            fill_rectangle(self.picture, place, SHOWN_COLOR if is_shown else TAB_COLOR)
            if is_shown:
                under = place._replace(top=place.bottom - mark, height=mark)
                fill_rectangle(self.picture, under, ACCENT)
            left = round(place.left) + padding
            top = round((height - 1.3 * size) / 2)
            self.write(experiment.tab, left, top, size, INK if is_shown else QUIET)

    def press(self, x: float, y: float) -> None:
        """Show the tab at a point."""
        experiment = find_at(self.places(), x, y)
        if experiment is not None:
            self._chosen(experiment)

    def _letters(self) -> tuple[int, int]:
        """Return the largest size of letters, and the padding, with which all tabs fit."""
        names = [tab.experiment.tab for tab in self._explorer.tabs.all]
        largest, least = self.scaled(LETTER_SIZE), self.scaled(LEAST_SIZE)
        for padding in map(self.scaled, PADDINGS):
            room = self.size[0] - len(names) * (2 * padding + self.scaled(GAP))
            for size in range(largest, least - 1, -1):
                if sum(words_width(name, size) for name in names) <= room:
                    return size, padding
        return least, padding
