"""The panel with the classes and their colours, in which each can be hidden."""

import math

from matplotlib.axes import Axes
from matplotlib.patches import Rectangle as Patch

from latent.figures.style import house_style
from latent.figures.text import POINTS_PER_INCH, text_width
from latent.tiles.palette import to_hex
from latent.windows.explorer.state import Explorer
from latent.windows.rectangles import Rectangle
from latent.windows.window import DPI, Window

SIZES = (10, 9, 8, 7, 6)  # points
MOST_LETTERS = (22, 16, 12, 8, 5)
LINE = 1.75  # of the letters' size, like the next three
PATCH = 1.0
GAP = 0.5
COLUMN_GAP = 1.0
MOST_WIDTH = 320  # pixels of a plain screen, if it can be
FADED = 0.25


class LegendPanel:
    """Draws the names of an explorer's classes beside patches of their colours."""

    def __init__(self, window: Window, explorer: Explorer):
        self.axes: Axes = window.add_panel("legend")
        self._window, self._explorer = window, explorer
        names = explorer.content.label_names
        with house_style():
            self._texts = [
                self.axes.text(0, 0, "", verticalalignment="center", clip_on=True) for _ in names
            ]
            self._patches = [self.axes.add_patch(Patch((0, 0), 1, 1, linewidth=1.2)) for _ in names]
        self._places: list[Rectangle] = []

    def arrange(self, height: float) -> float:
        """Lay the classes out in columns of `height` pixels; returns the width that they take."""
        names = self._explorer.content.label_names
        pixel = self._window.pixel_ratio
        for size, most_letters in zip(SIZES, MOST_LETTERS, strict=True):
            shown = [_shortened(name, most_letters) for name in names]
            letter = size * DPI / POINTS_PER_INCH * pixel
            n_rows = max(int(height / (LINE * letter)), 1)
            n_columns = math.ceil(len(names) / n_rows)
            n_rows = math.ceil(len(names) / n_columns)
            words = max((text_width(name) for name in shown), default=0)
            column = (PATCH + GAP + words + COLUMN_GAP) * letter
            if n_columns * column <= MOST_WIDTH * pixel:
                break
        self._places = []
        for number, (name, text, patch) in enumerate(
            zip(shown, self._texts, self._patches, strict=True)
        ):
            place = Rectangle(
                (number // n_rows) * column,
                (number % n_rows) * LINE * letter,
                column,
                LINE * letter,
            )
            self._places.append(place)
            middle = place.top + place.height / 2
            patch.set_bounds(
                place.left, middle - PATCH * letter / 2, PATCH * letter, PATCH * letter
            )
            text.set_position((place.left + (PATCH + GAP) * letter, middle))
            text.set(text=name, fontsize=size)
        return n_columns * column

    def class_at(self, x: float, y: float) -> int | None:
        """Return the class whose entry is at a point of the panel, or None."""
        return next((k for k, place in enumerate(self._places) if place.contains(x, y)), None)

    def update(self) -> None:
        """Take over which classes are hidden; nothing is drawn yet."""
        explorer = self._explorer
        for label, (text, patch) in enumerate(zip(self._texts, self._patches, strict=True)):
            is_hidden = label in explorer.hidden_classes
            if explorer.only is not None and explorer.only[0] == "class":
                is_hidden = is_hidden or explorer.only[1] != label
            color = to_hex(explorer.colors[label])
            patch.set(facecolor="none" if is_hidden else color, edgecolor=color)
            patch.set_alpha(FADED * 2 if is_hidden else 1)
            text.set_alpha(FADED if is_hidden else 1)

    def redraw(self) -> None:
        """Draw the legend anew."""
        self.update()
        self._window.redraw(self.axes)


def _shortened(name: str, most_letters: int) -> str:
    return name if len(name) <= most_letters else f"{name[: most_letters - 1]}…"
