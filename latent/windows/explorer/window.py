"""The window of the latent explorer: panels, what they and the keys do, and work beside it."""

import math
import os
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

import numpy as np
from matplotlib.backend_bases import Event

from latent.codes.kinds import as_codes
from latent.maps.embedding_file import METHOD_TITLES, EmbeddingFile
from latent.tiles.palette import INK
from latent.tools.check import UserError
from latent.windows.controls import Button
from latent.windows.explorer.choice import EVERYTHING
from latent.windows.explorer.coder import Decode
from latent.windows.explorer.coloring import CLASS, ERROR
from latent.windows.explorer.experiments.base import Work
from latent.windows.explorer.experiments.compare import COMPARE, model_names
from latent.windows.explorer.experiments.experiment import Experiment
from latent.windows.explorer.layout import arrange
from latent.windows.explorer.naming import Naming
from latent.windows.explorer.panels.card import CardPanel
from latent.windows.explorer.panels.keys import KeysPanel
from latent.windows.explorer.panels.legend import LegendPanel
from latent.windows.explorer.panels.map import MapPanel
from latent.windows.explorer.panels.maps import Maps
from latent.windows.explorer.panels.naming import NamingPanel
from latent.windows.explorer.panels.neighbors import NeighborsPanel
from latent.windows.explorer.panels.results import ResultsPanel
from latent.windows.explorer.panels.scale import ScalePanel
from latent.windows.explorer.panels.scrubber import ScrubberPanel
from latent.windows.explorer.panels.search import SearchPanel
from latent.windows.explorer.panels.tabs import TabsPanel
from latent.windows.explorer.picks import load_picks
from latent.windows.explorer.saving import save_experiment
from latent.windows.explorer.state import Explorer
from latent.windows.explorer.tile_sizes import SIZES
from latent.windows.explorer.walk_film import film_writer
from latent.windows.input import Key
from latent.windows.panel import Panel
from latent.windows.rectangles import Rectangle
from latent.windows.screen import Screen
from latent.windows.window import SIZE, Window
from latent.windows.words import Line, Words

ONLY_CLASS = "only the class of the image pointed at; again: all"
TITLE_SIZE, STATUS_SIZE = 12, 10  # points
DECODER = "decoder"  # the name of work, like the next six
ALL_DECODED = "decode all"
FILM = "film"
IMAGES, PLACES = "images of a tab", "places of a tab"
TAB_WORK = "work of a tab"
MEASURE = "measure"


class ExploreWindow:
    """A map of images beside the results of experiments with their codes.

    `path`: the embedding's file, beside which results are saved. `load_decoder`: returns what
    decodes codes; it is called in another thread once the map can be used. A map of the pixels
    themselves needs none. `picks`: a file of picks to begin with. `compared`: further maps of the
    same images, each with what loads its decoder.
    """

    def __init__(
        self,
        content: EmbeddingFile,
        path: str | os.PathLike,
        screen: Screen,
        load_decoder: Callable[[], Decode] | None = None,
        picks: str | os.PathLike | None = None,
        size: tuple[int, int] = SIZE,
        compared: Sequence[tuple[EmbeddingFile, Callable[[], Decode] | None]] = (),
    ):
        explorer = self.explorer = _explorer_of(content, size, [each for each, _ in compared])
        self._load_others = [load for _, load in compared]
        if compared:
            explorer.choose_experiment(COMPARE)
        self._path, self._load_decoder = Path(path), load_decoder
        if picks is not None:
            readers = explorer.tabs.setting_readers()
            current = load_picks(
                picks, explorer.boards, content.dataset, explorer.n_images, readers
            )
            explorer.choose_experiment(current)
        self.title = map_title(content)
        self.window = Window(f"Latent explorer: {self._path.name}", screen, size)
        self._has_begun = False
        self._tab_work: Work | None = None  # the last that was started
        self._wanted = explorer.coloring.kind  # what the images are, or shall be, coloured by
        self._add_panels()
        self.window.lay_out(self._places)
        self.window.on("draw_event", self._begin)
        self._find()
        if screen.snapshot is not None:
            self._begin()

    def run(self) -> None:
        """Show the window until it is closed, or write its picture."""
        self.window.run()

    def _add_panels(self) -> None:
        window, explorer = self.window, self.explorer
        tiles = {",": partial(self.enlarge_tiles, -1), ".": partial(self.enlarge_tiles, 1)}
        self.card = CardPanel(window, explorer)
        self.map = self._add_maps()
        nearer, farther = (partial(self.map.enlarge, steps) for steps in (2, -2))
        ways = {"left": (-1, 0), "right": (1, 0), "up": (0, -1), "down": (0, 1)}
        arrows = {key: partial(self.map.move, *way) for key, way in ways.items()}
        keys = [
            Key(
                "+  -", "enlarge the map, or the opposite", {"+": nearer, "=": nearer, "-": farther}
            ),
            Key("arrows", "move over the map", arrows),
            Key("r", "see the whole map", {"r": self.show_all}),
            Key(",  .", "smaller and larger tiles", tiles),
            Key("o", "original or decoded images", {"o": self.toggle_decoded}),
            Key("c", ONLY_CLASS, {"c": partial(self.show_only, "class")}),
            Key("f", "only its typeface; again: all", {"f": partial(self.show_only, "typeface")}),
            Key("escape", EVERYTHING, {"escape": self.show_everything}),
            Key("k", "colour by class, family, error, or neighbours kept", {"k": self.recolor}),
            Key(
                "/",
                "search; return: next, with shift: pick it, escape: end",
                {"/": self.open_search},
            ),
            Key("n", "the nearest codes of an image; again: close", {"n": self.toggle_near}),
            Key("e", "the next tab", {"e": self.toggle_experiment}),
            Key("w", "another way to interpolate, other rows to vary", {"w": self.choose_next}),
            Key("a", "name the step from A to B, to vary by it", {"a": self.open_naming}),
            Key("space", "clear the tab", {" ": self.clear}),
            Key("backspace", "undo the last change", {"backspace": self.undo}),
            Key("s", "save the results and the picks beside the map", {"s": self.save}),
            Key("g", "write the interpolation as a GIF", {"g": self.write_film}),
            Key("h", "these keys, or the results", {"h": self.toggle_keys}),
        ]
        window.input.listen_to(keys)
        self.scale = ScalePanel(window, explorer)
        self.legend = LegendPanel(window, explorer, self._shown_changed)
        self.tabs = TabsPanel(window, explorer, self.choose_experiment)
        self.results = ResultsPanel(
            window, explorer, self._slot_changed, self._acted_in_results, self._pointed_in_tab
        )
        self.scrubber = ScrubberPanel(
            window, explorer, self._slid, self._tab_changed, self._pointed_in_tab
        )
        self.search = SearchPanel(window, explorer)
        self.naming = Naming(explorer.tabs)
        self.name_line = NamingPanel(window, self.naming)
        self.near = NeighborsPanel(window, explorer, self.map.show_ring, self._near_changed)
        self.heading = Line(window, "title", TITLE_SIZE, self.title, INK, may_break=True)
        self.status = Line(window, "status", STATUS_SIZE, complete=self._status_words)
        self.keys = KeysPanel(window, [(key.name, key.words) for key in keys])
        Button(window, "Undo", self.undo)
        Button(window, "Clear", self.clear)
        Button(window, "Save", self.save)
        Button(window, "GIF", self.write_film)
        Button(window, "Keys", self.toggle_keys)

    def _add_maps(self) -> Maps:
        """Make the map that was opened, and those that it is compared with."""
        window, explorers = self.window, (self.explorer, *self.explorer.others)
        panels = [
            MapPanel(
                window,
                explorer,
                partial(self._pointed_on_map, explorer),
                self._picks_changed,
                "map" if explorer is self.explorer else f"map {k}",
            )
            for k, explorer in enumerate(explorers, 1)
        ]
        names = [
            Words(window, f"model {k}", f"{each.coder.name} · {_method(each.content)}")
            for k, each in enumerate(explorers if len(explorers) > 1 else ())
        ]
        return Maps(panels, names)

    def _places(self) -> dict[str, Rectangle]:
        explorer, ratio = self.explorer, self.window.pixel_ratio
        strip_height = explorer.tabs.current.strip_height
        self.scrubber.set_visible(strip_height > 0 and not self.keys.is_visible)
        places = arrange(self.window.size, self.legend.fit_into, ratio, strip_height)
        self.map.show_others(explorer.experiment is COMPARE)
        return places | self.map.places(places["map"], ratio)

    def _status_words(self, said: str) -> str:
        """Return what was said, or what to click, and what else is to be known."""
        explorer, board = self.explorer, self.explorer.board
        parts = [said or f"click an image: {board.experiment.asks[board.slot]}"]
        if self.window.background.is_busy(TAB_WORK):
            parts.append(self._tab_work.words)
        if self.window.background.is_busy(DECODER):
            parts.append("the decoder is loading …")
        if explorer.choice.layers is not None:
            parts.append(explorer.choice.words())
        if explorer.shows_decoded:
            parts.append("decoded images")
        return "   ·   ".join([*parts, "e: next tab", "h: all keys"])

    # What keys and buttons do.

    def show_all(self) -> None:
        """Show the whole map."""
        for explorer in (self.explorer, *self.explorer.others):
            explorer.view.show_all()
        self.map.show_moved()

    def enlarge_tiles(self, steps: int) -> None:
        """Make the tiles larger, or with a negative number smaller."""
        self.explorer.enlarge_tiles(steps)
        self.map.show_moved()

    def toggle_decoded(self) -> None:
        """Show what the model makes of the images in their place, or the images again."""
        explorer, background = self.explorer, self.window.background
        if explorer.content.codes is None:
            self.status.say("this is a map of the pixels themselves, there is nothing to decode")
        elif explorer.toggle_decoded():
            self._images_changed()
            self._say_which_images()
        elif explorer.decode is None:
            self.status.say("the decoder is still loading")
        elif not background.is_busy(ALL_DECODED):
            self.status.say(f"decoding {explorer.n_images:,} images …")
            background.start(ALL_DECODED, explorer.decode_all, self._take_decoded, self._excuse)

    def show_only(self, kind: str) -> None:
        """Show only the "class" or "typeface" of the image pointed at, or all images again."""
        self.window.input.point_again()
        self._shown_changed(self.explorer.toggle_only(kind))

    def show_everything(self) -> None:
        """Show all classes and typefaces."""
        self.explorer.show_everything()
        self._shown_changed(EVERYTHING)

    def recolor(self) -> None:
        """Colour the images by the next of what they can be coloured by."""
        kinds = self.explorer.coloring_kinds
        self.color_by(kinds[(kinds.index(self._wanted) + 1) % len(kinds)])

    def color_by(self, kind: str) -> None:
        """Colour the images by one of the explorer's kinds, as soon as its numbers are there."""
        explorer, background = self.explorer, self.window.background
        self._wanted = kind
        background.forget(MEASURE)
        if explorer.color_by(kind):
            self._colors_changed()
        elif kind == ERROR and explorer.decode is None:
            self.status.say(f"colour by {kind}: the decoder is still loading, k: the next")
        else:
            self.status.say(f"finding the {kind} of {explorer.n_images:,} images …")
            find = partial(explorer.find_measure, kind)
            background.start(MEASURE, find, partial(self._take_measure, kind), self._excuse)

    def open_search(self) -> None:
        """Show the line to search in; keys are written into it until it is closed."""
        self.explorer.search_for("")
        self._show_search(True)
        self.window.input.write_with(self._write)
        self.status.say("return: the next, shift+return: pick it, escape: close")

    def search_for(self, text: str) -> None:
        """Show what `text` means."""
        self.explorer.search_for(text)
        self._show_found()

    def fly_on(self) -> None:
        """Look at the next image that was found."""
        if self.explorer.fly_on():
            self._show_found()

    def pick_found(self) -> None:
        """Pick the image that was flown to, or the first one, for the current slot."""
        if self.explorer.search.current is None:
            self.fly_on()
        if self.explorer.pick_found():
            self._picks_changed()

    def close_search(self) -> None:
        """Hide the search line, and show again what had faded."""
        self.explorer.close_search()
        self.window.input.write_with(None)
        self._show_search(False)
        self._shown_changed()

    def toggle_near(self) -> None:
        """Show the nearest codes of the image pointed at, or, if they are shown, no more."""
        explorer = self.explorer
        self.window.input.point_again()
        index = explorer.hovered
        if index is None and explorer.near is None:
            self.status.say("point at an image, then press the key, to see its nearest codes")
            return
        is_same = explorer.near is not None and index in (None, explorer.near.index)
        if not explorer.show_near(None if is_same else index) and not is_same:
            self.status.say("there is no other image")
            explorer.show_near(None)
            return
        self._near_changed()

    def toggle_experiment(self) -> None:
        """Show the next tab, with the picks that it had."""
        self.explorer.toggle_experiment()
        self._experiment_changed()

    def choose_experiment(self, experiment: Experiment) -> None:
        """Show the tab of an experiment."""
        self.explorer.choose_experiment(experiment)
        self._experiment_changed()

    def choose_next(self) -> None:
        """Choose the next of what the tab lets choose from, such as another way."""
        choices = self.explorer.tabs.current.choices()
        if not choices:
            self.status.say("there is nothing to choose from on this tab")
            return
        now = [is_on for _, _, is_on in choices].index(True)
        words, action, _ = choices[(now + 1) % len(choices)]
        self.explorer.tabs.current.act(action)
        self._tab_changed()
        self.status.say(words)

    def open_naming(self) -> None:
        """Show the line to name a step in; keys are written into it until it is closed."""
        try:
            self.naming.begin()
        except UserError as problem:
            self.status.say(str(problem))
            return
        self.window.input.write_with(self._write_name)
        self._show_line(self.name_line, True)

    def _write_name(self, key: str) -> None:
        text = self.naming.text
        self.naming.write(key)
        if self.naming.text is not None:
            self.name_line.show()
            return
        self.window.input.write_with(None)
        self._show_line(self.name_line, False)
        is_kept = key == "enter" and bool(text.strip())
        self.status.say(f"kept {text}: a direction on the tab Vary" if is_kept else "no name kept")

    def clear(self) -> None:
        """Empty all slots of the tab; backspace takes it back."""
        self.explorer.board.clear()
        self._picks_changed()

    def undo(self) -> None:
        """Take the last change of the tab back."""
        if self.explorer.board.undo():
            self._picks_changed()
        else:
            self.status.say("there is nothing to undo")

    def save(self) -> None:
        """Write the results as a picture and the picks as JSON, beside the embedding."""
        if self.explorer.board.is_empty:
            self.status.say("there is nothing to save yet: pick images first")
            return
        if self.window.background.is_busy(TAB_WORK):
            self.status.say("save when it is found:")
            return
        try:
            stem = save_experiment(self.explorer, self.title, self._path)
        except UserError as problem:
            self.status.say(str(problem))
        else:
            self.status.say(f"saved {stem}.png and {stem.name}.picks.json")

    def write_film(self) -> None:
        """Write the interpolation as a GIF beside the embedding, in the background."""
        background = self.window.background
        if background.is_busy(FILM):
            self.status.say("the last GIF is still being written")
            return
        try:
            write = film_writer(self.explorer, self._path)
        except UserError as problem:
            self.status.say(str(problem))
            return
        background.start(FILM, write, self._say_film, self._excuse)
        self.status.say("writing a GIF of the interpolation …")

    def _say_film(self, path: Path) -> None:
        self.status.say(f"saved {path}")

    def toggle_keys(self) -> None:
        """Show the keys in place of the results, or the results again."""
        self.keys.set_visible(not self.keys.is_visible)
        self.results.set_visible(not self.keys.is_visible)
        self.window.lay_out_again()

    # What follows from it.

    def _slot_changed(self) -> None:
        self.results.show()
        self.status.say("")

    def _picks_changed(self) -> None:
        if self.keys.is_visible:
            self.toggle_keys()
        self.explorer.tabs.pointed = None
        self._tab_changed()

    def _experiment_changed(self) -> None:
        if self.keys.is_visible:
            self.toggle_keys()
        self._find()
        self.status.say("")
        self.window.lay_out_again()

    def _tab_changed(self) -> None:
        """Show what the tab shows now, and find what is missing."""
        self._find()
        self._show_tab()
        self.status.say("")

    def _acted_in_results(self) -> None:
        """Show what follows from a mark that was dragged, or from something that was pressed."""
        if self.explorer.tabs.sheet.live:
            self._slid()
        else:
            self._tab_changed()

    def _slid(self) -> None:
        """Show what follows the slider or a mark, the first of it large."""
        live = self.explorer.tabs.sheet.live
        self.explorer.point_at_cell(live[0] if live else None)
        self._find()
        if self.explorer.tabs.current.slides_grid:
            self.results.show()
        for panel in (self.scrubber, self.card, self.map):
            panel.show()

    def _show_tab(self) -> None:
        for panel in (self.results, self.scrubber, self.card, self.map):
            panel.show()

    def _pointed_in_tab(self) -> None:
        self.explorer.link_pointing(self.explorer)
        self._find()
        self.map.show_ring()
        self.card.show()

    def _pointed_on_map(self, explorer: Explorer) -> None:
        self.explorer.link_pointing(explorer)
        if self.explorer.others:
            self.map.show_ring()
        self.card.show()

    def _write(self, key: str) -> None:
        """Do what a key does in the search line."""
        text = self.explorer.search.text
        match key:
            case "escape":
                self.close_search()
            case "enter":
                self.fly_on()
            case "shift+enter":
                self.pick_found()
            case "backspace":
                self.search_for(text[:-1])
            case _ if len(key) == 1:
                self.search_for(text + key)

    def _show_search(self, is_open: bool) -> None:
        self._show_line(self.search, is_open)

    def _show_line(self, line: Panel, is_open: bool) -> None:
        """Show a line to write in, in place of the title, or the title again."""
        line.set_visible(is_open)
        self.heading.set_visible(not is_open)
        line.show()
        self.heading.show()

    def _show_found(self) -> None:
        self.search.show()
        for panel in (self.map, self.card, self.legend, self.status):
            panel.show()

    def _colors_changed(self) -> None:
        is_class = self.explorer.coloring.kind == CLASS
        self.legend.set_visible(is_class)
        self.scale.set_visible(not is_class)
        for panel in (self.legend, self.scale, self.map, self.card, self.near, self.results):
            panel.show()
        self.status.say(f"coloured by {self.explorer.coloring.kind}, k: the next")

    def _near_changed(self) -> None:
        is_open = self.explorer.near is not None
        self.near.set_visible(is_open)
        self.card.set_visible(not is_open)
        for panel in (self.near, self.card, self.map):
            panel.show()
        self.status.say("click one to go on from there, n: close" if is_open else "")

    def _shown_changed(self, words: str = "") -> None:
        for panel in (self.legend, self.map, self.card):
            panel.show()
        self.status.say(words)

    def _images_changed(self) -> None:
        self._prepare_tiles()
        self.map.show()
        self.results.show()

    # Work in other threads, and what it brings.

    def _load_compared(self) -> None:
        for other, load in zip(self.explorer.others, self._load_others, strict=True):
            if load is not None:
                name = f"{DECODER} of {other.coder.name}"
                take = partial(self._take_other_decoder, other)
                self.window.background.start(name, load, take, self._excuse)

    def _take_other_decoder(self, other: Explorer, decode: Decode) -> None:
        other.take_decoder(decode)
        self._find()
        self._show_tab()

    def _begin(self, event: Event | None = None) -> None:
        """Start, at the first call, the work that the map does not wait for."""
        if self._has_begun:
            return
        self._has_begun = True
        background = self.window.background
        background.start("pointing", self.explorer.prepare_pointing)
        self._prepare_tiles()
        self._load_compared()
        if self._load_decoder is not None:
            background.start(DECODER, self._load_decoder, self._take_decoder, self._excuse)
            self.status.update()

    def _prepare_tiles(self) -> None:
        """Make the tiles of all small sizes, the nearest sizes first."""
        tiles, now = self.explorer.tiles, self.explorer.tile_size

        def prepare() -> None:
            for size in sorted(SIZES, key=lambda size: abs(size - now)):
                tiles.prepare(size)

        self.window.background.start("tiles", prepare)

    def _find(self) -> None:
        """Find what the tab shows: first what takes long, then images and places of codes.

        While something of it is under way, only what is new comes after it.
        """
        tabs, background = self.explorer.tabs, self.window.background
        work = tabs.work()
        if work is not None and not background.is_busy(TAB_WORK):
            self._tab_work = work
            background.start(TAB_WORK, work.run, self._take_work, self._excuse)
        for name, missing in ((IMAGES, tabs.decoding), (PLACES, tabs.placing)):
            find = None if background.is_busy(name) else missing()
            if find is not None:
                background.start(name, find, self._take_found, self._excuse)

    def _take_work(self, result: object) -> None:
        self._tab_work.take(result)
        self._find()
        self._show_tab()
        self.status.show()

    def _take_found(self, keep: Callable[[], None]) -> None:
        keep()
        self._find()
        self._show_tab()

    def _take_decoder(self, decode: Decode) -> None:
        self.explorer.take_decoder(decode)
        self._tab_changed()

    def _take_measure(self, kind: str, values: np.ndarray) -> None:
        self.explorer.take_measure(kind, values)
        self._colors_changed()

    def _take_decoded(self, images: np.ndarray) -> None:
        self.explorer.show_decoded(images)
        self._images_changed()
        self._say_which_images()

    def _say_which_images(self) -> None:
        decoded = "every image as the model decodes its code, o: the images themselves"
        original = "the images themselves, o: as the model decodes them"
        self.status.say(decoded if self.explorer.shows_decoded else original)

    def _excuse(self, problem: Exception) -> None:
        """Say what went wrong in another thread; where nobody would read it, stop."""
        if self.window.screen.snapshot is not None or not isinstance(problem, UserError):
            raise problem
        self.status.say(str(problem))


def _explorer_of(
    content: EmbeddingFile, size: tuple[int, int], compared: Sequence[EmbeddingFile]
) -> Explorer:
    """Return the state of a map and of those that it is compared with."""
    names = model_names([content, *compared]) if compared else [""]
    others = [
        Explorer(each, *size, name=name) for each, name in zip(compared, names[1:], strict=True)
    ]
    return Explorer(content, *size, others, names[0])


def map_title(content: EmbeddingFile) -> str:
    """Return in one line what is on a map, and how it came there."""
    words = f"{_method(content)} of {len(content.images):,} images of {Path(content.dataset).name}"
    if content.codes is None:
        return f"{words} as their {math.prod(content.images.shape[1:]):,} pixels"
    n, kind = content.codes.shape[1], as_codes(content.codes).kind
    return f"{words} as codes of {n:,} {kind} by {Path(content.weights_path).name}"


def _method(content: EmbeddingFile) -> str:
    return METHOD_TITLES.get(content.method, content.method)
