"""The window of the latent explorer: events in, changes of its state, panels drawn anew."""

import os
from collections.abc import Callable, Sequence
from pathlib import Path

from matplotlib.axes import Axes
from matplotlib.backend_bases import Event, KeyEvent, LocationEvent, MouseEvent

from latent.codes.kinds import as_codes
from latent.figures.style import QUIET_COLOR, house_style
from latent.figures.text import fitting_size, fitting_text
from latent.maps.embedding_file import METHOD_TITLES, EmbeddingFile
from latent.tools.check import UserError
from latent.windows.explorer.layout import arrange
from latent.windows.explorer.panels.card import CardPanel
from latent.windows.explorer.panels.keys import KeysPanel
from latent.windows.explorer.panels.legend import LegendPanel
from latent.windows.explorer.panels.map import MapPanel
from latent.windows.explorer.panels.results import ResultsPanel
from latent.windows.explorer.picks import load_picks
from latent.windows.explorer.saving import save_experiment
from latent.windows.explorer.state import Decode, Explorer
from latent.windows.explorer.tile_sizes import SIZES
from latent.windows.screen import Screen
from latent.windows.window import DPI, SIZE, Window

ZOOM_STEP = 1.25  # for one notch of the wheel
CLICK_PIXELS = 4  # a press that moves less than that is a click
TITLE_SIZE = 12  # points
STATUS_SIZE = 10


class ExploreWindow:
    """A map of images beside the results of experiments with their codes.

    `path`: the embedding's file, beside which results are saved. `load_decoder`: returns what
    decodes codes; it is called in another thread once the map can be used. A map of the pixels
    themselves needs none. `picks`: a file of picks to begin with.
    """

    def __init__(
        self,
        content: EmbeddingFile,
        path: str | os.PathLike,
        screen: Screen,
        load_decoder: Callable[[], Decode] | None = None,
        picks: str | os.PathLike | None = None,
        size: tuple[int, int] = SIZE,
    ):
        self.explorer = Explorer(content, *size)
        self._path, self._load_decoder = Path(path), load_decoder
        if picks is not None:
            current = load_picks(
                picks, self.explorer.boards, content.dataset, self.explorer.n_images
            )
            self.explorer.choose_experiment(current)
        self.title = map_title(content)
        self.window = Window(f"Latent explorer: {self._path.name}", screen, size)
        self.message = ""
        self._press: tuple[float, float] | None = None
        self._last: tuple[float, float] | None = None
        self._is_dragging = False
        self._has_begun = False
        self._add_panels()
        self._arrange()
        self._connect()
        self._find_lines()
        if screen.snapshot is not None:
            self._begin()

    def run(self) -> None:
        """Show the window until it is closed, or write its picture."""
        self.window.run()

    def _add_panels(self) -> None:
        window, explorer = self.window, self.explorer
        self.map = MapPanel(window, explorer)
        self.legend = LegendPanel(window, explorer)
        self.card = CardPanel(window, explorer)
        self.results = ResultsPanel(window, explorer)
        self._title = window.add_panel("title")
        self._status = window.add_panel("status")
        self.keys = KeysPanel(window)
        with house_style():
            self._title_text = self._title.text(0, 0, "", verticalalignment="center", clip_on=True)
            self._status_text = self._status.text(
                0,
                0,
                "",
                fontsize=STATUS_SIZE,
                color=QUIET_COLOR,
                verticalalignment="center",
                clip_on=True,
            )
        actions = {
            "Toggle experiment": self.toggle_experiment,
            "Undo": self.undo,
            "Clear": self.clear,
            "Save": self.save,
            "Keys": self.toggle_keys,
        }
        self._buttons = {words: window.add_button(words, act) for words, act in actions.items()}

    def _connect(self) -> None:
        for name, handler in (
            ("draw_event", self._on_draw),
            ("resize_event", self._on_resize),
            ("button_press_event", self._on_press),
            ("button_release_event", self._on_release),
            ("motion_notify_event", self._on_motion),
            ("scroll_event", self._on_scroll),
            ("figure_leave_event", self._on_leave),
            ("key_press_event", self._on_key),
        ):
            self.window.on(name, handler)

    def _arrange(self) -> None:
        """Give every panel its place in the window as large as it is now."""
        window, pixel = self.window, self.window.pixel_ratio
        legend_height = arrange(window.size, 0, pixel)["legend"].height
        places = arrange(window.size, self.legend.arrange(legend_height), pixel)
        panels = {
            "map": self.map.axes,
            "legend": self.legend.axes,
            "card": self.card.axes,
            "results": self.results.axes,
            "title": self._title,
            "status": self._status,
            "keys": self.keys.axes,
            **{f"button:{words}": axes for words, axes in self._buttons.items()},
        }
        for label, axes in panels.items():
            window.place(axes, places[label])
        self.explorer.view.resize(*_size_of(self.map.axes))
        width, height = (side / pixel / DPI for side in _size_of(self._title))
        words, size = fitting_text(self.title, width, height, TITLE_SIZE)
        self._title_text.set(text=words, fontsize=size, position=(0, height * pixel * DPI / 2))
        self._status_text.set_position((0, _size_of(self._status)[1] / 2))
        for panel in (self.map, self.legend, self.card, self.results, self.keys):
            panel.update()
        self._update_status()

    # What is done.

    def toggle_experiment(self) -> None:
        """Show the other experiment, with the picks that it had."""
        self.explorer.toggle_experiment()
        self._picks_changed()

    def undo(self) -> None:
        """Take the last pick back."""
        if self.explorer.board.undo():
            self._picks_changed()
        else:
            self.say("there is nothing to undo")

    def clear(self) -> None:
        """Empty all slots of the experiment."""
        self.explorer.board.clear()
        self._picks_changed()

    def toggle_keys(self) -> None:
        """Show the keys in place of the results, or the results again."""
        self.keys.show(not self.keys.is_shown)
        self.results.set_visible(not self.keys.is_shown)
        (self.keys if self.keys.is_shown else self.results).redraw()

    def save(self) -> None:
        """Write the results as a picture and the picks as JSON, beside the embedding."""
        explorer = self.explorer
        if not any(
            explorer.cell_image(k) is not None for k in range(len(explorer.experiment.cells))
        ):
            self.say("there is nothing to save yet: pick images first")
            return
        try:
            stem = save_experiment(explorer, self.title, self._path)
        except UserError as problem:
            self.say(str(problem))
            return
        self.say(f"saved {stem}.png and {stem.name}.picks.json")

    def toggle_decoded(self) -> None:
        """Show what the model makes of the images in their place, or the images again."""
        explorer, background = self.explorer, self.window.background
        if explorer.content.codes is None:
            self.say("this is a map of the pixels themselves, there is nothing to decode")
        elif explorer.toggle_decoded():
            self._images_changed()
        elif explorer.decode is None:
            self.say("the decoder is still loading")
        elif not background.is_busy("decode all"):
            self.say(f"decoding {explorer.n_images:,} images …")
            background.start("decode all", explorer.decode_all, self._take_decoded, self._excuse)

    def say(self, words: str) -> None:
        """Show a message in the line at the bottom, until the next pick."""
        self.message = " ".join(words.split())
        self._update_status()
        self.window.redraw(self._status)

    # What follows from it.

    def _picks_changed(self) -> None:
        self.message = ""
        self._find_lines()
        if self.keys.is_shown:
            self.toggle_keys()
        else:
            self.results.redraw()
        self.map.redraw()
        self._update_status()
        self.window.redraw(self._status)

    def _find_lines(self) -> None:
        """Let another thread find where the lines of codes fall on the map, which can take long."""
        self.map.lines = []
        background, board = self.window.background, self.explorer.board
        if any(pick is not None for pick in board.picks):
            background.start("lines", self.explorer.path_finder(), self._take_lines, self._excuse)
        else:
            background.forget("lines")

    def _take_lines(self, lines: Sequence) -> None:
        self.map.lines = list(lines)
        self.map.redraw()

    def _shown_changed(self) -> None:
        self.legend.redraw()
        self.map.redraw()
        self.card.redraw()

    def _images_changed(self) -> None:
        self._prepare_tiles()
        self.map.redraw()
        if not self.keys.is_shown:
            self.results.redraw()

    def _take_decoder(self, decode: Decode) -> None:
        self.explorer.decode = decode
        self.message = ""
        self.card.redraw()
        if not self.keys.is_shown:
            self.results.redraw()
        self._update_status()
        self.window.redraw(self._status)

    def _take_decoded(self, images) -> None:
        self.explorer.show_decoded(images)
        self.message = ""
        self._images_changed()
        self._update_status()
        self.window.redraw(self._status)

    def _excuse(self, problem: Exception) -> None:
        """Say what went wrong in another thread; without anybody to read it, stop."""
        if self.window.screen.snapshot is not None or not isinstance(problem, UserError):
            raise problem
        self.say(str(problem))

    def _begin(self) -> None:
        """Start, once, what the map can be used without."""
        self._has_begun = True
        background = self.window.background
        background.start("pointing", self.explorer.prepare_pointing, lambda nothing: None)
        self._prepare_tiles()
        if self._load_decoder is not None:
            background.start("decoder", self._load_decoder, self._take_decoder, self._excuse)
            self._update_status()

    def _prepare_tiles(self) -> None:
        """Make the tiles of all small sizes in another thread, the nearest sizes first."""
        tiles, now = self.explorer.tiles, self.explorer.tile_size

        def prepare() -> None:
            for size in sorted(SIZES, key=lambda size: abs(size - now)):
                tiles.prepare(size)

        self.window.background.start("tiles", prepare, lambda nothing: None)

    def _update_status(self) -> None:
        explorer = self.explorer
        board = explorer.board
        words = self.message or f"click an image for {board.experiment.slots[board.slot]}"
        if self.window.background.is_busy("decoder"):
            words += "   ·   the decoder is loading …"
        if explorer.n_shown < explorer.n_images:
            words += f"   ·   {explorer.n_shown:,} of {explorer.n_images:,} images shown"
        words += "   ·   e: other experiment   ·   h: all keys"
        room = self.window.points(_size_of(self._status)[0])
        self._status_text.set(text=words, fontsize=fitting_size(words, room, STATUS_SIZE))

    # Events.

    def _on_draw(self, event: Event) -> None:
        if not self._has_begun:
            self._begin()

    def _on_resize(self, event: Event) -> None:
        self._arrange()
        self.window.redraw()

    def _on_press(self, event: MouseEvent) -> None:
        if event.button != 1:
            return
        x, y = _place_in(event.inaxes, event)
        if event.inaxes is self.map.axes:
            self._press = self._last = (event.x, event.y)
            self._is_dragging = False
        elif event.inaxes is self.legend.axes:
            label = self.legend.class_at(x, y)
            if label is not None:
                self.explorer.toggle_class(label)
                self._shown_changed()
                self._update_status()
                self.window.redraw(self._status)
        elif event.inaxes is self.results.axes and self.results.axes.get_visible():
            slot = self.results.slot_at(x, y)
            if slot is not None:
                self.explorer.board.choose(slot)
                self.results.redraw()
                self.message = ""
                self._update_status()
                self.window.redraw(self._status)

    def _on_release(self, event: MouseEvent) -> None:
        if event.button != 1 or self._press is None:
            return
        was_click, self._press = not self._is_dragging, None
        if was_click:
            self._point(event)
            if self.explorer.pick():
                self._picks_changed()

    def _on_motion(self, event: MouseEvent) -> None:
        if self._press is None:
            self._point(event)
            return
        dx, dy = event.x - self._press[0], event.y - self._press[1]
        if not self._is_dragging and max(abs(dx), abs(dy)) < CLICK_PIXELS:
            return
        self._is_dragging = True
        view = self.explorer.view
        view.pan(event.x - self._last[0], self._last[1] - event.y)
        self._last = (event.x, event.y)
        self.map.redraw()

    def _on_scroll(self, event: MouseEvent) -> None:
        if event.inaxes is not self.map.axes or self._press is not None:
            return
        x, y = _place_in(self.map.axes, event)
        self.explorer.view.zoom_at(x, y, ZOOM_STEP**event.step)
        if self.explorer.point_at(x, y):
            self.card.redraw()
        self.map.redraw()

    def _on_leave(self, event: LocationEvent) -> None:
        if self._press is None and self.explorer.point_nowhere():
            self._pointing_changed()

    def _on_key(self, event: KeyEvent) -> None:
        action = {
            "r": self._show_all,
            ",": lambda: self._resize_tiles(-1),
            ".": lambda: self._resize_tiles(1),
            "o": self.toggle_decoded,
            "c": lambda: self._show_only("class", event),
            "f": lambda: self._show_only("typeface", event),
            "escape": self._show_everything,
            " ": self.clear,
            "backspace": self.undo,
            "e": self.toggle_experiment,
            "s": self.save,
            "h": self.toggle_keys,
        }.get(event.key)
        if action is not None:
            action()

    def _point(self, event: LocationEvent) -> None:
        if event.inaxes is self.map.axes:
            has_changed = self.explorer.point_at(*_place_in(self.map.axes, event))
        else:
            has_changed = self.explorer.point_nowhere()
        if has_changed:
            self._pointing_changed()

    def _pointing_changed(self) -> None:
        self.map.redraw_ring()
        self.card.redraw()

    def _show_all(self) -> None:
        self.explorer.view.show_all()
        self.map.redraw()

    def _resize_tiles(self, steps: int) -> None:
        self.explorer.enlarge_tiles(steps)
        self.map.redraw()

    def _show_only(self, kind: str, event: KeyEvent) -> None:
        # The map may have moved under the pointer since that moved itself.
        if event.inaxes is self.map.axes:
            self.explorer.point_at(*_place_in(self.map.axes, event))
        words = self.explorer.toggle_only(kind)
        self._shown_changed()
        self.say(words)

    def _show_everything(self) -> None:
        self.explorer.show_everything()
        self._shown_changed()
        self.say("all classes and typefaces")


def map_title(content: EmbeddingFile) -> str:
    """Return in one line what is on a map, and how it came there."""
    method = METHOD_TITLES.get(content.method, content.method)
    words = f"{method} of {len(content.images):,} images of {Path(content.dataset).name}"
    if content.codes is None:
        return f"{words} as their 784 pixels"
    n, kind = content.codes.shape[1], as_codes(content.codes).kind
    return f"{words} as codes of {n:,} {kind} by {Path(content.weights_path).name}"


def _place_in(axes: Axes | None, event: LocationEvent) -> tuple[float, float]:
    """Return where an event is in a panel, in pixels from its upper left corner."""
    if axes is None:
        return 0, 0
    return event.x - axes.bbox.x0, axes.bbox.y1 - event.y


def _size_of(axes: Axes) -> tuple[int, int]:
    return round(axes.bbox.width), round(axes.bbox.height)
