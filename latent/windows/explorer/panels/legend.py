"""The panel with the classes and their colours, in which each can be hidden."""

import math
from collections.abc import Callable
from functools import lru_cache
from typing import NamedTuple

from matplotlib.patches import Rectangle as Patch

from latent.figures.style import house_style
from latent.figures.text import POINTS_PER_INCH, text_width
from latent.tiles.palette import to_hex
from latent.windows.explorer.state import Explorer
from latent.windows.panel import Panel
from latent.windows.rectangles import Rectangle
from latent.windows.window import DPI, Window

SIZES = (10, 9, 8, 7, 6)  # points
MOST_LETTERS = (22, 16, 12, 8, 5)
LINE_HEIGHT = 1.75  # of the letters' size, like the next three
PATCH = 1.0
GAP = 0.5
COLUMN_GAP = 1.0
MOST_WIDTH = 320  # pixels of a plain display, if it can be
FADED = 0.25


class Columns(NamedTuple):
    """Names, perhaps shortened, in columns of `n_rows` lines: sizes in pixels, `size` in points."""

    names: list[str]
    size: float
    letter: float
    n_rows: int
    column_width: float
    width: float

    def place(self, number: int) -> Rectangle:
        """Return where an entry stands."""
        column, row = divmod(number, self.n_rows)
        line = LINE_HEIGHT * self.letter
        return Rectangle(column * self.column_width, row * line, self.column_width, line)


class LegendPanel(Panel):
    """The names of an explorer's classes beside patches of their colours.

    A press on one hides the class, or shows it again; `changed` hears of it.
    """

    def __init__(self, window: Window, explorer: Explorer, changed: Callable[[], object]):
        super().__init__(window, "legend")
        self._explorer, self._changed = explorer, changed
        self._names = tuple(explorer.content.label_names)
        self._texts = [self.add_text() for _ in self._names]
        with house_style():
            patches = [Patch((0, 0), 1, 1, linewidth=1.2) for _ in self._names]
        self._patches = [self.axes.add_patch(patch) for patch in patches]

    def width_at(self, height: float) -> float:
        """Return the width that the classes take in columns of `height` pixels."""
        return self._columns(round(height)).width

    def class_at(self, x: float, y: float) -> int | None:
        """Return the class whose entry is at a point of the panel, or None."""
        columns = self._columns(self.size[1])
        places = (columns.place(number) for number in range(len(self._names)))
        return next((number for number, place in enumerate(places) if place.contains(x, y)), None)

    def update(self) -> None:
        """Take over the panel's size and which classes are hidden; nothing is drawn yet."""
        explorer, columns = self._explorer, self._columns(self.size[1])
        for label, (text, patch) in enumerate(zip(self._texts, self._patches, strict=True)):
            is_hidden = label in explorer.hidden_classes
            if explorer.only is not None and explorer.only[0] == "class":
                is_hidden = is_hidden or explorer.only[1] != label
            color = to_hex(explorer.colors[label])
            patch.set(facecolor="none" if is_hidden else color, edgecolor=color)
            patch.set_alpha(FADED * 2 if is_hidden else 1)
            place, side = columns.place(label), PATCH * columns.letter
            middle = place.top + place.height / 2
            patch.set_bounds(place.left, middle - side / 2, side, side)
            text.set(text=columns.names[label], fontsize=columns.size)
            text.set_position((place.left + side + GAP * columns.letter, middle))
            text.set_alpha(FADED if is_hidden else 1)

    def press(self, x: float, y: float) -> None:
        """Hide or show the class at a point."""
        label = self.class_at(x, y)
        if label is not None:
            self._explorer.toggle_class(label)
            self._changed()

    def _columns(self, height: int) -> Columns:
        return _columns_of(self._names, height, self.window.pixel_ratio)


@lru_cache(maxsize=8)
def _columns_of(names: tuple[str, ...], height: int, pixel: float) -> Columns:
    """Lay names out in columns of `height` pixels, in the largest letters that are narrow enough.

    `pixel`: pixels for each pixel of a plain display.
    """
    for size, most_letters in zip(SIZES, MOST_LETTERS, strict=True):
        shown = [_shortened(name, most_letters) for name in names]
        letter = size * DPI / POINTS_PER_INCH * pixel
        n_rows = max(int(height / (LINE_HEIGHT * letter)), 1)
        n_columns = math.ceil(len(names) / n_rows)
        words = max((text_width(name) for name in shown), default=0)
        column = (PATCH + GAP + words + COLUMN_GAP) * letter
        if n_columns * column <= MOST_WIDTH * pixel:
            break
    n_rows = math.ceil(len(names) / n_columns)
    return Columns(shown, size, letter, n_rows, column, n_columns * column)


def _shortened(name: str, most_letters: int) -> str:
    return name if len(name) <= most_letters else f"{name[: most_letters - 1]}…"
