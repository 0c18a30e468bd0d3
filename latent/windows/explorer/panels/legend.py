"""The panel with the classes and their colours, in which each can be hidden."""

import math
from collections.abc import Callable

from matplotlib.patches import Rectangle as Patch

from latent.figures.style import house_style
from latent.figures.text import POINTS_PER_INCH, shortened, text_width
from latent.tiles.palette import class_colors, to_hex
from latent.windows.explorer.state import Explorer
from latent.windows.panel import Panel
from latent.windows.rectangles import Rectangle, find_at
from latent.windows.window import DPI, Window

SIZES = (10, 9, 8, 7, 6)  # points
MOST_LETTERS = (22, 16, 12, 8, 5)
LINE_HEIGHT = 1.75  # of the letters' size, like the next three
PATCH = 1.0
GAP = 0.5
COLUMN_GAP = 1.0
MOST_WIDTH = 320  # pixels of a plain display, if it can be
FADED = 0.25


class LegendPanel(Panel):
    """The names of an explorer's classes beside patches of their colours.

    A press on one hides the class, or shows it again; `changed` hears of it.
    """

    def __init__(self, window: Window, explorer: Explorer, changed: Callable[[], object]):
        super().__init__(window, "legend")
        self._explorer, self._changed = explorer, changed
        names = explorer.content.label_names
        self._colors = class_colors(len(names))
        self._texts = [self.add_text() for _ in names]
        with house_style():
            self._patches = [self.axes.add_patch(Patch((0, 0), 1, 1, linewidth=1.2)) for _ in names]
        self._places: list[Rectangle] = []

    def fit_into(self, height: float) -> float:
        """Set the classes in columns of `height` pixels; returns the width that they take."""
        names, pixel = self._explorer.content.label_names, self.window.pixel_ratio
        for size, most_letters in zip(SIZES, MOST_LETTERS, strict=True):
            shown = [shortened(name, most_letters) for name in names]
            letter = size * DPI / POINTS_PER_INCH * pixel
            line, side = LINE_HEIGHT * letter, PATCH * letter
            n_columns = math.ceil(len(names) / max(int(height / line), 1))
            words = max((text_width(name) for name in shown), default=0)
            width = (PATCH + GAP + words + COLUMN_GAP) * letter
            if n_columns * width <= MOST_WIDTH * pixel:
                break
        n_rows = math.ceil(len(names) / n_columns)
        self._places = [
            Rectangle(column * width, row * line, width, line)
            for column, row in (divmod(number, n_rows) for number in range(len(names)))
        ]
        for k, place in enumerate(self._places):
            middle = place.top + line / 2
            self._patches[k].set_bounds(place.left, middle - side / 2, side, side)
            self._texts[k].set(text=shown[k], fontsize=size)
            self._texts[k].set_position((place.left + (PATCH + GAP) * letter, middle))
        return n_columns * width

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
