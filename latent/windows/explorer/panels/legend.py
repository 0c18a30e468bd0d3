"""The panel with the classes and their colours, in which each can be hidden."""

import math
from collections.abc import Callable
from typing import NamedTuple

from matplotlib.patches import Rectangle as Patch

from latent.figures.style import house_style
from latent.figures.text import POINTS_PER_INCH, SAFE_SHARE, shortened
from latent.tiles.palette import class_colors, to_hex
from latent.tools.plain_words import printable
from latent.windows.explorer.state import Explorer
from latent.windows.lettering import shortened_to, words_width
from latent.windows.panel import Panel
from latent.windows.rectangles import Rectangle, find_at
from latent.windows.window import DPI, Window

SIZES = (10, 9, 8, 7, 6)  # points
LINE_HEIGHT = 1.75  # of the letters' size, like the next three
PATCH = 1.0
GAP = 0.5
COLUMN_GAP = 1.0
MOST_WIDTH = 320  # pixels of a plain display, if it can be
FADED = 0.25


class Columns(NamedTuple):
    """How many columns and rows there are, of letters of `size` points, `letter` pixels.

    `wanted`: the width of a column in which all names are whole, in pixels.
    """

    n: int
    n_rows: int
    size: int
    letter: float
    wanted: float


class LegendPanel(Panel):
    """The names of an explorer's classes beside patches of their colours.

    A press on one hides the class, or shows it again; `changed` hears of it.
    """

    def __init__(self, window: Window, explorer: Explorer, changed: Callable[[], object]):
        super().__init__(window, "legend")
        self._explorer, self._changed = explorer, changed
        names = self._names = [printable(name) for name in explorer.content.label_names]
        self._colors = class_colors(len(names))
        self._texts = [self.add_text() for _ in names]
        with house_style():
            self._patches = [self.axes.add_patch(Patch((0, 0), 1, 1, linewidth=1.2)) for _ in names]
        self._places: list[Rectangle] = []

    def fit_into(self, height: float) -> float:
        """Return the width that the classes take in columns of `height` pixels, if they can."""
        most_width = MOST_WIDTH * self.window.pixel_ratio
        columns = self._columns(height, most_width)
        return min(columns.n * columns.wanted, most_width)

    def place(self, where: Rectangle) -> None:
        """Put the legend to a place, and set the classes in columns there; nothing is drawn yet."""
        self._set(self._columns(where.height, where.width), where.width)
        super().place(where)

    def _columns(self, height: float, width: float) -> Columns:
        """Return columns in the largest letters with which most of the names are whole."""
        names, pixel = self._explorer.content.label_names, self.window.pixel_ratio
        for size in SIZES:
            letter = size * DPI / POINTS_PER_INCH * pixel
            n_rows = max(int(height / (LINE_HEIGHT * letter)), 1)
            n = math.ceil(len(names) / n_rows)
            pixels = math.ceil(letter)
            words = max((words_width(shortened(name), pixels) for name in names), default=0)
            wanted = (PATCH + GAP + COLUMN_GAP) * letter + words / SAFE_SHARE
            if n * wanted <= width:
                break
        return Columns(n, math.ceil(len(names) / n), size, letter, wanted)

    def _set(self, columns: Columns, width: float) -> None:
        names, letter, line = self._names, columns.letter, LINE_HEIGHT * columns.letter
        width = min(columns.wanted, width / columns.n)
        room = int(SAFE_SHARE * (width - (PATCH + GAP + COLUMN_GAP / 2) * letter))
        self._places = [
            Rectangle(column * width, row * line, width, line)
            for column, row in (divmod(number, columns.n_rows) for number in range(len(names)))
        ]
        self._cut_words = []
        side = PATCH * letter
        for name, place, patch, text in zip(
            names, self._places, self._patches, self._texts, strict=True
        ):
            middle = place.top + line / 2
            patch.set_bounds(place.left, middle - side / 2, min(side, width), side)
            words = shortened_to(name, room, math.ceil(letter))
            if words != name:
                self.note_cut(name, place)
            text.set(text=words, fontsize=columns.size)
            text.set_position((place.left + (PATCH + GAP) * letter, middle))

    def class_at(self, x: float, y: float) -> int | None:
        """Return the class whose entry is at a point of the panel, or None."""
        return find_at(enumerate(self._places), x, y)

    def update(self) -> None:
        """Take over which classes are hidden; nothing is drawn yet."""
        choice = self._explorer.choice
        for label, (text, patch) in enumerate(zip(self._texts, self._patches, strict=True)):
            is_hidden = label in choice.hidden_classes
            if choice.only is not None and choice.only[0] == "class":
                is_hidden = is_hidden or choice.only[1] != label
            color = to_hex(self._colors[label])
            patch.set(facecolor="none" if is_hidden else color, edgecolor=color)
            patch.set_alpha(FADED * 2 if is_hidden else 1)
            text.set_alpha(FADED if is_hidden else 1)
        # Words take long to draw, and most of the time nothing of them has changed.
        self._layout = (choice.hidden_classes, choice.only, self.size)

    def press(self, x: float, y: float) -> None:
        """Hide or show the class at a point."""
        label = self.class_at(x, y)
        if label is not None:
            self._explorer.choice.toggle_class(label)
            self._changed()
