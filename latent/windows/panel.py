"""Panels: the parts that a window is divided into, all placed, changed and drawn in one way.

A panel takes over what there is to see with `update`, which draws nothing; `show` does that and
draws the panel at once. What the mouse does in it comes to `press`, `drag`, `point` and so on.
"""

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from matplotlib.artist import Artist
from matplotlib.backend_bases import LocationEvent, RendererBase
from matplotlib.text import Text

from latent.figures.style import house_style
from latent.figures.text import POINTS_PER_INCH, fitting_size
from latent.tiles.palette import INK, OFF_WHITE, to_hex
from latent.windows.lettering import (
    LINE_SHARE,
    draw_words,
    fitted_lines,
    fitted_paragraphs,
    words_width,
    wrapped_words,
)
from latent.windows.pictures import Color, blank_picture
from latent.windows.pixels import Pixels
from latent.windows.rectangles import Rectangle, find_at

if TYPE_CHECKING:
    from latent.windows.window import Window

Draw = Callable[[RendererBase], object]


class Panel:
    """An axes in a window whose data coordinates are pixels from its upper left corner.

    `label`: by it a layout, a test or a script finds the panel in `window.panels`.
    """

    is_draggable = False  # whether it follows the mouse from a press in it to the release
    is_cover = False  # whether it may lie over other panels

    def __init__(self, window: "Window", label: str, ground: Color = OFF_WHITE):
        self.window = window
        with house_style():
            self.axes = window.figure.add_axes(
                (0, 0, 0.1, 0.1), label=label, facecolor=to_hex(ground)
            )
        self.axes.set_zorder(int(self.is_cover))
        self.axes.xaxis.set_visible(False)
        self.axes.yaxis.set_visible(False)
        self.axes.spines[:].set_visible(False)
        self._layout = self._drawn_layout = None  # if these are the same, only the parts changed
        self._parts: Sequence[Draw] = ()
        self._cut_words: list[tuple[str, Rectangle]] = []
        window.panels[label] = self

    @property
    def size(self) -> tuple[int, int]:
        """Width and height in pixels."""
        return round(self.axes.bbox.width), round(self.axes.bbox.height)

    @property
    def is_visible(self) -> bool:
        """Whether the panel is to be seen, and can be clicked."""
        return self.axes.get_visible()

    def set_visible(self, is_visible: bool) -> None:
        """Hide the panel, or bring it back with the next drawing."""
        self.axes.set_visible(is_visible)
        self._drawn_layout = None

    def scaled(self, length: float) -> int:
        """Return a length in pixels of a plain display in those of this one."""
        return max(round(length * self.window.pixel_ratio), 1)

    def pixel_of(self, event: LocationEvent) -> tuple[float, float]:
        """Return where an event was, in pixels from the panel's upper left corner."""
        box = self.axes.bbox
        return event.x - box.x0, box.y1 - event.y

    def note_cut(self, words: str, where: Rectangle) -> None:
        """Note words that are not shown whole in a part of the panel, until all is shown anew."""
        self._cut_words.append((words, where))

    def whole_words_at(self, x: float, y: float) -> str | None:
        """Return the whole of what is cut at a point of the panel, or None if nothing is."""
        return find_at(self._cut_words, x, y)

    def add_text(self, words: str = "", **style) -> Text:
        """Add words, cut off at the panel's edge; their place is the middle of their left edge."""
        with house_style():
            return self.axes.text(
                0, 0, words, **{"verticalalignment": "center", "clip_on": True, **style}
            )

    def letter_size(self, words: str, room: float, largest: float) -> float:
        """Return the size in points, at most `largest`, in which words fit into `room` pixels."""
        size = fitting_size(words, self.window.points(room), largest)
        # Letters are set in sizes of whole pixels, rounded up, so others may come out too wide.
        point = self.window.figure.dpi / POINTS_PER_INCH
        return size if size == largest else max(int(size * point), 1) / point

    def place(self, where: Rectangle) -> None:
        """Put the panel to a place in the window, in whole pixels; nothing is drawn yet."""
        width, height = self.window.size
        left, top = round(where.left), round(where.top)
        own_width, own_height = max(round(where.right) - left, 1), max(round(where.bottom) - top, 1)
        self.axes.set_position(
            (left / width, 1 - (top + own_height) / height, own_width / width, own_height / height)
        )
        self.axes.set_xlim(0, own_width)
        self.axes.set_ylim(own_height, 0)
        self._drawn_layout = None
        self.update()

    def show(self) -> None:
        """Take over what there is to see and draw it at once, unless the panel is hidden."""
        if self.is_visible:
            self.update()
            self.draw()

    def draw(self) -> None:
        """Draw the panel at once as it was last updated, or only what changed in it."""
        is_same = self._layout is not None and self._layout == self._drawn_layout
        self.window.redraw(self.axes, self._parts if is_same else None)
        self._drawn_layout = self._layout

    def update(self) -> None:
        """Take over what there is to see; nothing is drawn yet."""

    def ignore(self, *place: float) -> None:
        """Do nothing about the mouse, which is at x and y, from the panel's upper left corner."""

    press = press_right = ignore

    def press_twice(self, x: float, y: float) -> None:
        """Take the second press of a double click, by default as any other press."""
        self.press(x, y)

    drag = release = ignore  # after a press in a panel that is draggable, perhaps beyond its edge
    point = leave = ignore
    scroll = ignore  # with the wheel's steps after x and y, above 0 for upwards


class PicturePanel(Panel):
    """A panel that is painted pixel by pixel; subclasses say how in `paint`."""

    def __init__(self, window: "Window", label: str, ground: Color = OFF_WHITE):
        super().__init__(window, label, ground)
        self._ground = ground
        self._pixels = self.axes.add_artist(Pixels())
        self.picture = blank_picture(1, 1)

    def paint(self) -> None:
        """Paint on `picture`, uint8 (height, width, 4), which is empty."""
        raise NotImplementedError

    def update(self) -> None:
        """Paint the picture; nothing is drawn yet."""
        width, height = self.size
        self.picture = blank_picture(height, width, self._ground)
        self._pixels.show(self.picture)
        self._cut_words = []
        self.paint()

    def write(
        self,
        words: str,
        x: int,
        y: int,
        size: int,
        color: Color = INK,
        most_width: int | None = None,
    ) -> int:
        """Write one line as `draw_words` does; one that is cut is said whole when pointed at."""
        if most_width is not None and words_width(words, size) > most_width:
            self.note_cut(words, Rectangle(x, y, max(most_width, 1), LINE_SHARE * size))
        return draw_words(self.picture, words, x, y, size, color, most_width)

    def write_in(
        self,
        words: str,
        where: Rectangle,
        sizes: Sequence[int],
        color: Color = INK,
        is_centred: bool = False,
    ) -> None:
        """Write words into a rectangle, in the first of these sizes in which they have room.

        `sizes`: in pixels of a plain display. What has no room in the last one is cut.
        `is_centred`: they stand in the middle of the height.
        """
        room, pixels = round(where.width), [self.scaled(size) for size in sizes]
        (lines,), size, _ = fitted_paragraphs([words], room, where.height, pixels)
        if is_centred:
            free = max(where.height - LINE_SHARE * size * len(lines), 0)
            where = where._replace(top=where.top + free / 2, height=where.height - free / 2)
        self.write_lines(words, where, size, color)

    def write_lines(
        self,
        words: str,
        where: Rectangle,
        size: int,
        color: Color = INK,
        line: float | None = None,
    ) -> int:
        """Write words on as many lines as fit into a rectangle, `line` pixels high each.

        What is cut is said whole when it is pointed at. Returns the number of lines.
        """
        line = LINE_SHARE * size if line is None else line
        room, most = round(where.width), int((where.height + line - LINE_SHARE * size) // line)
        lines = fitted_lines(words, room, size, most)
        if lines != wrapped_words(words, room, size):
            self.note_cut(words, where)
        for k, each in enumerate(lines):
            x, y = round(where.left), round(where.top + k * line)
            draw_words(self.picture, each, x, y, size, color)
        return len(lines)

    def redraw_only(
        self, parts: Iterable[Rectangle], artists: Iterable[Artist], layout: object
    ) -> None:
        """Say, while painting, that no more has to be drawn as long as `layout` stays the same.

        That is these parts of the picture, and over them these artists.
        """
        self._layout = layout
        self._parts = [partial(self._pixels.draw_part, part) for part in parts]
        self._parts += [artist.draw for artist in artists]
