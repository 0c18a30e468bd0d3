"""What the mouse and the keys do, handed on to the panel or the action that it is for."""

import time
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import NamedTuple

from matplotlib.backend_bases import KeyEvent, LocationEvent, MouseButton, MouseEvent
from matplotlib.figure import Figure

from latent.windows.background import Background
from latent.windows.panel import Panel

SHIFT = "shift"
LET_GO = "let go"  # the name of work in the background
LEAST_SECONDS_HELD = 0.4  # of a key that is held down, and not only pressed
LEAST_SECONDS_UP = 0.02  # of a key that a hand lets go and presses again


class Key(NamedTuple):
    """A key, or several that belong together: name, words on what it does, and what each does.

    `may_repeat`: whether it does that again and again while it is held down. `let_go`: what follows
    when it is let go after it was held down for a while.
    """

    name: str
    words: str
    actions: Mapping[str, Callable[[], object]]
    may_repeat: bool = False
    let_go: Callable[[], object] | None = None


class Input:
    """Tells `panels`, by their labels, what the mouse does in them, and does what keys are for.

    `show_tip` gets words that are cut where the mouse is, or None, and the mouse's place, from the
    figure's upper left corner.
    """

    def __init__(
        self,
        figure: Figure,
        panels: Mapping[str, Panel],
        background: Background,
        show_tip: Callable[[str | None, float, float], object] = lambda words, x, y: None,
    ):
        self.keys: Sequence[Key] = ()
        self._figure, self._panels, self._show_tip = figure, panels, show_tip
        self._pointed: Panel | None = None  # where the mouse is
        self._held: Panel | None = None  # which panel follows it until the button is released
        self._last_key: KeyEvent | None = None
        self._is_shift_down = False
        self._background = background
        self._released: tuple[str | None, float] = (None, 0.0)  # the last key let go, and when
        self._began: tuple[str | None, float] = (None, 0.0)  # the last key pressed, and since when
        self._write: Callable[[str], object] | None = None
        self.modifiers: frozenset[str] = frozenset()  # keys held beside the mouse: "shift", "alt"
        for name, handler in (
            ("button_press_event", self._press),
            ("motion_notify_event", self._move),
            ("button_release_event", self._release),
            ("scroll_event", self._scroll),
            ("figure_leave_event", self._leave),
            ("key_press_event", self._press_key),
            ("key_release_event", self._release_key),
        ):
            figure.canvas.mpl_connect(name, handler)

    def listen_to(self, keys: Sequence[Key]) -> None:
        """Do what these keys, and no others, are for."""
        self.keys = keys

    def write_with(self, write: Callable[[str], object] | None) -> None:
        """Hand all keys to what is written in, or, with None, do again what they are for."""
        self._write = write

    def point_again(self) -> None:
        """Tell a panel where the mouse was when the last key was pressed.

        What the panel shows may have moved since the mouse itself moved.
        """
        if self._last_key is not None and self._last_key.inaxes is not None:
            self._point(self._last_key)

    def _find(self, event: LocationEvent) -> Panel | None:
        """Return the panel that the mouse is in; one that it has left is told so."""
        panel = None if event.inaxes is None else self._panels.get(event.inaxes.get_label())
        if self._pointed not in (panel, None):
            self._pointed.leave()
        self._pointed = panel
        return panel

    def _point(self, event: LocationEvent) -> None:
        panel = self._find(event)
        words = None
        if panel is not None:
            place = panel.pixel_of(event)
            panel.point(*place)
            words = panel.whole_words_at(*place)
        self._show_tip(words, event.x, self._figure.bbox.height - event.y)

    def _press(self, event: MouseEvent) -> None:
        panel = self._find(event)
        self._show_tip(None, 0, 0)
        if panel is None:
            return
        if event.button == MouseButton.LEFT:
            self.modifiers = event.modifiers
            self._held = panel if panel.is_draggable else None
            press = panel.press_twice if event.dblclick else panel.press
            press(*panel.pixel_of(event))
        elif event.button == MouseButton.RIGHT:
            panel.press_right(*panel.pixel_of(event))

    def _move(self, event: MouseEvent) -> None:
        if self._held is None:
            self._point(event)
        else:
            self._held.drag(*self._held.pixel_of(event))

    def _release(self, event: MouseEvent) -> None:
        if event.button == MouseButton.LEFT and self._held is not None:
            held, self._held = self._held, None
            held.release(*held.pixel_of(event))

    def _scroll(self, event: MouseEvent) -> None:
        panel = self._find(event)
        if panel is not None and self._held is None:
            panel.scroll(*panel.pixel_of(event), event.step)

    def _leave(self, event: LocationEvent) -> None:
        self._show_tip(None, 0, 0)
        if self._pointed is not None and self._held is None:
            self._pointed.leave()
            self._pointed = None

    def _press_key(self, event: KeyEvent) -> None:
        self._last_key = event
        if event.key == SHIFT:
            self._is_shift_down = True
        if self._write is not None:
            if event.key is not None:
                # Not every toolkit tells the one from the other.
                is_shifted = event.key == "enter" and self._is_shift_down
                self._write("shift+enter" if is_shifted else event.key)
            return
        is_held = self._is_held(event)
        if is_held:
            self._background.forget(LET_GO)
        else:
            self._began = (event.key, _seconds_of(event))
        for key in self.keys:
            if event.key in key.actions and (key.may_repeat or not is_held):
                key.actions[event.key]()

    def _is_held(self, event: KeyEvent) -> bool:
        """Whether a key that is pressed was never let go: some displays tell so in between."""
        is_repeat = getattr(event, "is_repeat", None)  # as a browser says it
        if is_repeat is not None:
            return is_repeat
        released, when = self._released
        return event.key == released and _seconds_of(event) - when < LEAST_SECONDS_UP

    def _release_key(self, event: KeyEvent) -> None:
        now, (began, since) = _seconds_of(event), self._began
        self._released = (event.key, now)
        was_held = event.key == began and now - since >= LEAST_SECONDS_HELD
        for key in self.keys if was_held and self._write is None else ():
            if key.let_go is not None and event.key in key.actions:
                self._wait_to_let_go(key.let_go)
        if event.key is not None and event.key.endswith(SHIFT):
            self._is_shift_down = False

    def _wait_to_let_go(self, let_go: Callable[[], object]) -> None:
        """Call this soon, unless the display only told so and the key is still held down."""
        wait = partial(time.sleep, 2 * LEAST_SECONDS_UP)
        self._background.start(LET_GO, wait, lambda nothing: let_go())


def _seconds_of(event: KeyEvent) -> float:
    """Return when a key was pressed or let go, in seconds of some clock.

    That is when the hand did it, where a toolkit says so in milliseconds: a window that was busy
    hears of several keys at once.
    """
    when = getattr(event.guiEvent, "time", getattr(event.guiEvent, "timestamp", None))
    when = when() if callable(when) else when
    return when / 1000 if isinstance(when, int) else time.monotonic()
