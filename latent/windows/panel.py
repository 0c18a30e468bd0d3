"""Panels: the parts that a window is divided into, all placed, changed and drawn in one way.

A panel takes over what there is to see with `update`, which draws nothing; `show` does that and
draws the panel at once. What the mouse does in it arrives by the methods from `press` to `leave`,
in pixels from the panel's upper left corner.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.artist import Artist
from matplotlib.backend_bases import LocationEvent
from matplotlib.text import Text

from latent.figures.style import house_style
from latent.tiles.palette import OFF_WHITE, to_hex
from latent.windows.pictures import Color, blank_picture, clear_picture
from latent.windows.pixels import Pixels
from latent.windows.rectangles import Rectangle

if TYPE_CHECKING:
    from latent.windows.window import Window


class Panel:
    """An axes in a window whose data coordinates are pixels from its upper left corner.

    `label`: by it a layout, a test or a script finds the panel in `window.panels`.
    """

    is_draggable = False  # whether it follows the mouse from a press in it to the release

    def __init__(self, window: "Window", label: str, ground: Color = OFF_WHITE):
        self.window = window
        with house_style():
            self.axes = window.figure.add_axes(
                (0, 0, 0.1, 0.1), label=label, facecolor=to_hex(ground)
            )
        self.axes.xaxis.set_visible(False)
        self.axes.yaxis.set_visible(False)
        self.axes.spines[:].set_visible(False)
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

    def scaled(self, length: float) -> int:
        """Return a length on a plain display in pixels of this one."""
        return max(round(length * self.window.pixel_ratio), 1)

    def pixel_of(self, event: LocationEvent) -> tuple[float, float]:
        """Return where an event was, in pixels from the panel's upper left corner."""
        box = self.axes.bbox
        return event.x - box.x0, box.y1 - event.y

    def add_text(self, words: str = "", **style) -> Text:
        """Add words, cut off at the panel's edge; their place is the middle of their left edge."""
        with house_style():
            return self.axes.text(
                0, 0, words, **{"verticalalignment": "center", "clip_on": True, **style}
            )

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
        self.update()

    def show(self) -> None:
        """Take over what there is to see and draw it at once, unless the panel is hidden."""
        if self.is_visible:
            self.update()
            self.draw()

    def draw(self) -> None:
        """Draw the panel at once, as it was when it was last updated."""
        self.window.redraw(self.axes)

    def update(self) -> None:
        """Take over what there is to see; nothing is drawn yet."""

    def press(self, x: float, y: float) -> None:
        """Hear that the left button was pressed."""

    def press_right(self, x: float, y: float) -> None:
        """Hear that the right button was pressed."""

    def drag(self, x: float, y: float) -> None:
        """Hear where the mouse is while the button is held, perhaps beyond the panel."""

    def release(self, x: float, y: float) -> None:
        """Hear where the button was released, perhaps beyond the panel."""

    def point(self, x: float, y: float) -> None:
        """Hear where the mouse is."""

    def scroll(self, x: float, y: float, steps: float) -> None:
        """Hear that the wheel was turned, upwards if `steps` is above 0."""

    def leave(self) -> None:
        """Hear that the mouse is no longer in the panel."""


class PicturePanel(Panel):
    """A panel that is painted pixel by pixel; subclasses say how in `paint`."""

    def __init__(self, window: "Window", label: str, ground: Color = OFF_WHITE):
        super().__init__(window, label, ground)
        self.picture = blank_picture(1, 1)
        self._ground = ground
        self._pixels = self.axes.add_artist(Pixels())
        self._layout = self._drawn_layout = None
        self._parts: Sequence[Rectangle] = ()
        self._artists: Sequence[Artist] = ()

    @property
    def canvas(self) -> np.ndarray:
        """What is painted on, uint8 (height, width, 3)."""
        return self.picture[..., :3]

    def paint(self) -> None:
        """Paint on the empty picture."""
        raise NotImplementedError

    def paint_only(
        self, layout: object, parts: Sequence[Rectangle], artists: Sequence[Artist] = ()
    ) -> None:
        """Say, while painting, what alone is to be drawn as long as `layout` stays the same.

        That is these parts of the picture, and on them these artists.
        """
        self._layout, self._parts, self._artists = layout, parts, artists

    def set_visible(self, is_visible: bool) -> None:
        """Hide the panel, or bring it back with the next drawing."""
        super().set_visible(is_visible)
        self._drawn_layout = None

    def place(self, where: Rectangle) -> None:
        """Put the panel to a place in the window, in whole pixels; nothing is drawn yet."""
        self._drawn_layout = None
        super().place(where)

    def update(self) -> None:
        """Paint the picture; nothing is drawn yet."""
        width, height = self.size
        if self.picture.shape[:2] == (height, width):
            clear_picture(self.picture, self._ground)
        else:
            self.picture = blank_picture(height, width, self._ground)
        self._pixels.show(self.picture)
        self.paint()

    def draw(self) -> None:
        """Draw the panel at once, or of it what `paint_only` says."""
        if self._layout is not None and self._layout == self._drawn_layout:
            self.window.redraw_parts(self.axes, self._pixels, self._parts, self._artists)
        else:
            super().draw()
        self._drawn_layout = self._layout
