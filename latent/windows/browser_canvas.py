"""A canvas whose drawings go to a page in a browser, and whose events come from there."""

from collections.abc import Callable
from typing import Any

from matplotlib.backend_bases import (
    Event,
    KeyEvent,
    LocationEvent,
    MouseButton,
    MouseEvent,
    ResizeEvent,
)
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.backends.backend_webagg_core import TimerTornado
from matplotlib.figure import Figure
from matplotlib.transforms import Bbox

from latent.windows.browser_messages import MODIFIERS

OWN_KEYS = {"ctrl": "control", "super": "meta"}  # where a modifier's key has another name


class BrowserCanvas(FigureCanvasAgg):
    """Draws a figure in memory; `draw_soon` asks for a drawing, `show` tells of a finished one."""

    _timer_cls = TimerTornado

    def __init__(self, figure: Figure, draw_soon: Callable[[], object], show: Callable[[], object]):
        super().__init__(figure)
        self._draw_soon, self._show = draw_soon, show
        self._pointer: tuple[float | None, float | None] = (None, None)

    def draw(self) -> None:
        """Draw the whole figure now."""
        super().draw()
        self._show()

    def draw_idle(self) -> None:
        """Draw the whole figure once all events that wait are handled."""
        self._draw_soon()

    def blit(self, bbox: Bbox | None = None) -> None:
        """Show what was drawn onto the canvas in parts."""
        self._show()

    def take(self, message: dict[str, Any]) -> None:
        """Send the event of matplotlib that a message of the page, already checked, stands for."""
        kind = message["type"]
        if kind == "size":
            self._take_size(message["width"], message["height"], message["ratio"])
        elif kind in ("key_press", "key_repeat", "key_release"):
            name = "key_release_event" if kind == "key_release" else "key_press_event"
            event = KeyEvent(name, self, key_name(message), *self._pointer)
            event.is_repeat = kind == "key_repeat"
            self._send(event)
        elif kind == "figure_leave":
            self._pointer = (None, None)
            self._send(LocationEvent("figure_leave_event", self, *self._pointer))
        else:
            self._take_pointer(kind, message)

    def _take_pointer(self, kind: str, message: dict[str, Any]) -> None:
        # The page counts from the upper left corner, matplotlib from the lower left.
        self._pointer = message["x"], round(self.figure.bbox.height) - message["y"]
        more = {"modifiers": message["modifiers"]}
        if kind == "figure_enter":
            self._send(LocationEvent("figure_enter_event", self, *self._pointer, **more))
            return
        if kind == "scroll":
            more["step"] = message["step"]
        elif kind != "motion_notify":
            more["button"] = MouseButton(message["button"])
            more["dblclick"] = message.get("is_double", False)
        self._send(MouseEvent(f"{kind}_event", self, *self._pointer, **more))

    def _take_size(self, width: float, height: float, ratio: float) -> None:
        """Make the canvas as large as the page; `width`, `height`: pixels of the screen."""
        figure = self.figure
        self._set_device_pixel_ratio(ratio)
        # By a hair more, or rounding could make the canvas a pixel smaller.
        sides = [(int(side) + 1e-6) / figure.dpi for side in (width, height)]
        figure.set_size_inches(*sides, forward=False)
        self._send(ResizeEvent("resize_event", self))
        self.draw_idle()

    def _send(self, event: Event) -> None:
        self.callbacks.process(event.name, event)


def key_name(message: dict[str, Any]) -> str:
    """Return matplotlib's name of a key that a page tells of, with what is held beside it."""
    key = message["key"]
    if len(key) > 1:  # ArrowLeft is left, PageUp is pageup, Control is control
        key = key.lower().removeprefix("arrow")
    # A capital letter says already that shift is held, and a key is not held beside itself.
    held = [
        modifier
        for modifier in MODIFIERS
        if modifier in message["modifiers"]
        and key != OWN_KEYS.get(modifier, modifier)
        and not (modifier == "shift" and len(key) == 1)
    ]
    return "+".join([*held, key])
