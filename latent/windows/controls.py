"""Panels that any window can have: buttons, sliders, marks and tables."""

from collections.abc import Callable

import numpy as np

from latent.clustering.settings import Range
from latent.figures.style import QUIET_COLOR
from latent.figures.text import fitting_size
from latent.tiles.palette import ACCENT, INK, QUIET
from latent.windows.lettering import LETTER_SIZE, LINE_HEIGHT, words_width
from latent.windows.panel import Panel, PicturePanel
from latent.windows.pictures import fill_rectangle
from latent.windows.rectangles import Rectangle
from latent.windows.window import Window

BUTTON_COLOR = (236, 235, 228)
BUTTON_SIZE = 10  # points, or smaller where there is no room
BUTTON_SHARE = 0.93  # of a button's width is for its words
TRACK_COLOR = (214, 212, 203)
KNOB = 5  # pixels of a plain display
MARKS = {"radio": ("●", "○"), "switch": ("☑", "☐")}  # of each kind, where it is on and off


class Button(Panel):
    """Words that do something when they are pressed; its label is "button:" and the words."""

    def __init__(self, window: Window, words: str, action: Callable[[], object]):
        super().__init__(window, f"button:{words}", BUTTON_COLOR)
        self._action = action
        self._text = self.add_text(words, horizontalalignment="center")
        self.axes.spines[:].set(visible=True, color=QUIET_COLOR, linewidth=0.6)

    def update(self) -> None:
        """Take over how large the button is; nothing is drawn yet."""
        width, height = self.size
        room = BUTTON_SHARE * self.window.points(width)
        size = fitting_size(self._text.get_text(), room, BUTTON_SIZE)
        self._text.set(position=(width / 2, height / 2), fontsize=size)

    def press(self, x: float, y: float) -> None:
        """Do what the button is for."""
        self._action()


class Slider(PicturePanel):
    """A number between two others, in steps: press or drag, or turn the wheel for single steps."""

    is_draggable = True

    def __init__(
        self, window: Window, limits: Range, value: float, changed: Callable[[float], object]
    ):
        super().__init__(window, f"slider:{limits.title}")
        self.value, self._limits, self._changed = value, limits, changed

    def set(self, value: float) -> None:
        """Take a value, the nearest that the slider has, and tell if it is another."""
        limits = self._limits
        steps = round((min(max(value, limits.least), limits.most) - limits.least) / limits.step)
        value = round(limits.least + steps * limits.step, 6)
        value = int(value) if limits.step >= 1 else value
        if value != self.value:
            self.value = value
            self._changed(value)
            self.show()

    def position(self, value: float) -> float:
        """Return how far from the panel's left edge the knob is for a value, in pixels."""
        share = (value - self._limits.least) / (self._limits.most - self._limits.least)
        return self._edge + share * (self.size[0] - 2 * self._edge)

    def paint(self) -> None:
        """Paint the title, the value, and the knob on its track."""
        width, height = self.size
        size = min(self.scaled(LETTER_SIZE), max(height // 5 * 2, 1))
        text = f"{self.value:g}" if self._limits.step >= 1 else f"{self.value:.3f}"
        taken = words_width(text, size)
        self.write(self._limits.title, 0, 0, size, most_width=width - taken - size)
        self.write(text, width - taken, 0, size)
        radius = self.scaled(KNOB)
        middle, knob = round(1.9 * size), round(self.position(self.value))
        middle = max(min(middle, height - radius - 1), 0)
        half, edge = self.scaled(1), self._edge
        for right, color in ((width - edge, TRACK_COLOR), (knob, ACCENT)):
            track = Rectangle(edge, middle - half, right - edge, 2 * half)
            fill_rectangle(self.picture, track, color)
        rows, columns = np.ogrid[:height, :width]
        is_knob = (rows - middle) ** 2 + (columns - knob) ** 2 <= radius**2
        self.picture[is_knob, :3] = ACCENT

    def drag(self, x: float, y: float) -> None:
        """Move the knob with the mouse."""
        limits, width = self._limits, max(self.size[0] - 2 * self._edge, 1)
        self.set(limits.least + (x - self._edge) / width * (limits.most - limits.least))

    press = drag

    def scroll(self, x: float, y: float, steps: float) -> None:
        """Go so many steps up."""
        self.set(self.value + round(steps) * self._limits.step)

    @property
    def _edge(self) -> int:
        return self.scaled(KNOB + 1)


class Mark(PicturePanel):
    """A title with a mark before it that says whether it `is_on`; a press calls `pressed`.

    `kind`: one of MARKS. The panel's label is the kind, ":" and the title.
    """

    def __init__(
        self,
        window: Window,
        kind: str,
        title: str,
        is_on: Callable[[], bool],
        pressed: Callable[[], object],
    ):
        super().__init__(window, f"{kind}:{title}")
        self._title, self._is_on, self._pressed = title, is_on, pressed
        self._marks = MARKS[kind]

    def paint(self) -> None:
        """Paint the mark and the title."""
        is_on, (width, height) = self._is_on(), self.size
        size = min(self.scaled(LETTER_SIZE), max(round(0.75 * height), 1))
        left, top = self.scaled(20), min(self.scaled(2), max(height - round(1.2 * size), 0))
        while size > 1 and words_width(self._title, size) > width - left:
            size -= 1
        color = ACCENT if is_on else QUIET
        self.write(self._marks[not is_on], 0, top, size, color)
        self.write(self._title, left, top, size)

    def press(self, x: float, y: float) -> None:
        """Do what the mark is for, and show whether it holds now."""
        self._pressed()
        self.show()


class Table(PicturePanel):
    """A title and lines of a name and a value each, as `title` and `lines` return them."""

    def __init__(
        self,
        window: Window,
        label: str,
        title: Callable[[], str],
        lines: Callable[[], list[tuple[str, str]]],
    ):
        super().__init__(window, label)
        self.title, self.lines = title, lines

    def paint(self) -> None:
        """Paint the title and the lines."""
        lines, width = self.lines(), self.size[0]
        height = min(self.scaled(LINE_HEIGHT - 1), max(self.size[1] // (len(lines) + 1), 1))
        size = min(self.scaled(LETTER_SIZE - 1), max(round(0.8 * height), 1))
        if lines:
            self.write(self.title(), 0, 0, size, INK, most_width=width)
        for k, (name, value) in enumerate(lines, 1):
            taken = words_width(value, size)
            self.write(name, 0, k * height, size, QUIET, width - taken - size)
            self.write(value, width - taken, k * height, size, INK)
