"""Parts of a window that are painted as pictures: sliders, switches, lines of words."""

from collections.abc import Callable

import numpy as np
from matplotlib.backend_bases import MouseEvent

from latent.tiles.palette import ACCENT, INK, OFF_WHITE, QUIET
from latent.windows.lettering import draw_words, words_width, wrapped_words
from latent.windows.pictures import blank_picture
from latent.windows.pixels import Pixels
from latent.windows.rectangles import Rectangle
from latent.windows.window import Window

TRACK = (214, 212, 203)
LETTERS = 13  # pixels of a plain screen, like the next two
LINE = 18
KNOB = 5
ON, OFF = "●", "○"
CHECKED, UNCHECKED = "☑", "☐"

Line = tuple[str, str]  # words at the left and at the right


class PicturePanel:
    """A panel that is painted pixel by pixel; subclasses say how in `paint`."""

    def __init__(self, window: Window, label: str):
        self.window = window
        self.axes = window.add_panel(label)
        self.pixels = Pixels()
        self.axes.add_artist(self.pixels)
        self.picture = blank_picture(1, 1)

    @property
    def canvas(self) -> np.ndarray:
        """What is painted on, uint8 (height, width, 3)."""
        return self.picture[..., :3]

    def place(self, where: Rectangle) -> None:
        """Put the panel to a place in the window, and paint it."""
        self.window.place(self.axes, where)
        height = round(where.bottom) - round(where.top)
        self.picture = blank_picture(height, round(where.right) - round(where.left))
        self.pixels.show(self.picture)
        self.repaint()

    def repaint(self) -> None:
        """Paint it anew, without showing it yet."""
        self.canvas[:] = OFF_WHITE
        self.paint()

    def show(self) -> None:
        """Paint it anew and show it at once."""
        self.repaint()
        if self.axes.get_visible():
            self.window.redraw(self.axes)

    def paint(self) -> None:
        """Paint on the empty canvas."""
        raise NotImplementedError

    def pixel_of(self, event: MouseEvent) -> tuple[float, float]:
        """Return where an event was, in pixels from the panel's upper left corner."""
        box = self.axes.bbox
        return event.x - box.x0, box.y1 - event.y

    def scaled(self, length: float) -> int:
        """Return a length on a plain screen in pixels of this one."""
        return max(round(length * self.window.pixel_ratio), 1)


class Slider(PicturePanel):
    """A number between two others, in steps: press or drag, or turn the wheel for single steps."""

    def __init__(
        self,
        window: Window,
        title: str,
        limits: tuple[float, float, float],
        value: float,
        changed: Callable[[float], object],
    ):
        super().__init__(window, f"slider:{title}")
        self.title, self.value, self._changed = title, value, changed
        self.least, self.most, self.step = limits
        self._is_held = False
        for name, handler in (
            ("button_press_event", self._press),
            ("motion_notify_event", self._move),
            ("button_release_event", self._release),
            ("scroll_event", self._scroll),
        ):
            window.on(name, handler)

    def set(self, value: float) -> None:
        """Take a value, the nearest that the slider has, and tell if it is another."""
        steps = round((min(max(value, self.least), self.most) - self.least) / self.step)
        value = round(self.least + steps * self.step, 6)
        value = int(value) if self.step >= 1 else value
        if value != self.value:
            self.value = value
            self._changed(value)
            self.show()

    def position(self, value: float) -> float:
        """Return how far from the panel's left edge the knob is for a value, in pixels."""
        share = (value - self.least) / (self.most - self.least)
        return self._edge + share * (self.canvas.shape[1] - 2 * self._edge)

    def paint(self) -> None:
        """Paint the title, the value, and the knob on its track."""
        size = self.scaled(LETTERS)
        text = f"{self.value:g}" if self.step >= 1 else f"{self.value:.3f}"
        width = self.canvas.shape[1]
        taken = words_width(text, size)
        draw_words(self.canvas, self.title, 0, 0, size, most_width=width - taken - size)
        draw_words(self.canvas, text, width - taken, 0, size)
        middle = min(round(1.9 * size), len(self.canvas) - 1)
        knob = round(self.position(self.value))
        half, radius = self.scaled(1), self.scaled(KNOB)
        track = self.canvas[max(middle - half, 0) : middle + half]
        track[:, self._edge : width - self._edge] = TRACK
        track[:, self._edge : knob] = ACCENT
        rows, columns = np.ogrid[: len(self.canvas), :width]
        is_knob = (rows - middle) ** 2 + (columns - knob) ** 2 <= radius**2
        self.canvas[is_knob] = ACCENT

    @property
    def _edge(self) -> int:
        return self.scaled(KNOB + 1)

    def _press(self, event: MouseEvent) -> None:
        if event.button == 1 and event.inaxes is self.axes:
            self._is_held = True
            self._move(event)

    def _move(self, event: MouseEvent) -> None:
        if self._is_held:
            x, _ = self.pixel_of(event)
            width = max(self.canvas.shape[1] - 2 * self._edge, 1)
            self.set(self.least + (x - self._edge) / width * (self.most - self.least))

    def _release(self, event: MouseEvent) -> None:
        if event.button == 1:
            self._is_held = False

    def _scroll(self, event: MouseEvent) -> None:
        if event.inaxes is self.axes:
            self.set(self.value + round(event.step) * self.step)


class Mark(PicturePanel):
    """A title with a mark before it that says whether it holds; a press calls `pressed`."""

    def __init__(
        self,
        window: Window,
        label: str,
        title: str,
        marks: tuple[str, str],
        is_on: Callable[[], bool],
        pressed: Callable[[], object],
    ):
        super().__init__(window, label)
        self.title, self.is_on, self._marks, self._pressed = title, is_on, marks, pressed
        window.on("button_press_event", self._press)

    def paint(self) -> None:
        """Paint the mark and the title."""
        is_on, size = self.is_on(), self.scaled(LETTERS)
        color = ACCENT if is_on else QUIET
        draw_words(self.canvas, self._marks[not is_on], 0, self.scaled(2), size, color)
        draw_words(self.canvas, self.title, self.scaled(20), self.scaled(2), size)

    def _press(self, event: MouseEvent) -> None:
        if event.button == 1 and event.inaxes is self.axes:
            self._pressed()


class Words(PicturePanel):
    """Words, broken into lines."""

    def __init__(self, window: Window, label: str):
        super().__init__(window, label)
        self.words, self.color = "", QUIET

    def say(self, words: str, color: tuple[int, int, int] = QUIET) -> None:
        """Show other words at once."""
        self.words, self.color = words, color
        self.show()

    def paint(self) -> None:
        """Paint as many lines as fit."""
        size, line = self.scaled(LETTERS - 1), self.scaled(LINE - 2)
        lines = wrapped_words(self.words, self.canvas.shape[1], size)
        fitting = max(len(self.canvas) // line, 1)
        if len(lines) > fitting:  # the last line that fits says that there is more
            lines = [*lines[: fitting - 1], f"{lines[fitting - 1]} …"]
        for k, words in enumerate(lines):
            draw_words(self.canvas, words, 0, k * line, size, self.color)


class Table(PicturePanel):
    """A title and lines of a name and a value each, which `lines` returns when it is painted."""

    def __init__(self, window: Window, label: str, title: str, lines: Callable[[], list[Line]]):
        super().__init__(window, label)
        self.title, self.lines = title, lines

    def paint(self) -> None:
        """Paint the title and the lines."""
        lines, size, height = self.lines(), self.scaled(LETTERS - 1), self.scaled(LINE - 1)
        if not lines:
            return
        width = self.canvas.shape[1]
        draw_words(self.canvas, self.title, 0, 0, size, INK, most_width=width)
        for k, (name, value) in enumerate(lines, 1):
            taken = words_width(value, size)
            draw_words(self.canvas, name, 0, k * height, size, QUIET, width - taken - size)
            draw_words(self.canvas, value, width - taken, k * height, size, INK)
