"""The window of the latent explorer: panels, what they and the keys do, and work beside it."""

import math
import os
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

import numpy as np
from matplotlib.backend_bases import Event

from latent.codes.kinds import as_codes
from latent.data.selection import ENDING, TABLE_ENDING
from latent.figures.style import house_style
from latent.maps.embedding_file import METHOD_TITLES, EmbeddingFile
from latent.tiles.palette import INK
from latent.tools.check import UserError
from latent.tools.plain_words import shown
from latent.windows.controls import Button
from latent.windows.explorer.choice import EVERYTHING
from latent.windows.explorer.coder import Decode, Encode
from latent.windows.explorer.coloring import CLASS, ERROR
from latent.windows.explorer.decoding import MOST_RESTARTS, DecoderLost, LastingDecoder
from latent.windows.explorer.experiments.base import Work
from latent.windows.explorer.experiments.compare import COMPARE, model_names
from latent.windows.explorer.experiments.experiment import Experiment
from latent.windows.explorer.layout import arrange
from latent.windows.explorer.naming import Naming
from latent.windows.explorer.own_image import Found as FoundOwn
from latent.windows.explorer.panels.card import CardPanel
from latent.windows.explorer.panels.entry import EntryPanel
from latent.windows.explorer.panels.here import HerePanel
from latent.windows.explorer.panels.keys import KeysPanel
from latent.windows.explorer.panels.legend import LegendPanel
from latent.windows.explorer.panels.map import MapPanel
from latent.windows.explorer.panels.maps import Maps
from latent.windows.explorer.panels.naming import NamingPanel
from latent.windows.explorer.panels.neighbors import NeighborsPanel
from latent.windows.explorer.panels.pad import CLEAR, OPEN, PadPanel
from latent.windows.explorer.panels.results import ResultsPanel
from latent.windows.explorer.panels.scale import ScalePanel
from latent.windows.explorer.panels.scrubber import ScrubberPanel
from latent.windows.explorer.panels.search import SearchPanel
from latent.windows.explorer.panels.selection import SelectionPanel
from latent.windows.explorer.panels.tabs import TabsPanel
from latent.windows.explorer.picks import load_picks
from latent.windows.explorer.saved_view import read_view
from latent.windows.explorer.saving import save_experiment
from latent.windows.explorer.saving_selection import save_selection
from latent.windows.explorer.script import run_script
from latent.windows.explorer.state import Explorer
from latent.windows.explorer.summary import Summary
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
SUMMARY = "summary"
HERE = "here"
SECONDS_BETWEEN_WORDS = 0.5  # on how far long work has come
OWN = "own image"
WARM_UP = "warm up"
SAVING = "saving"


class ExploreWindow:
    """A map of images beside the results of experiments with their codes.

    `path`: the embedding's file, beside which results are saved. `load_decoder`: returns what
    decodes codes; it is called in another thread once the map can be used. A map of the pixels
    themselves needs none. `encode`: encodes images once there is a decoder. `picks`: a file of
    picks to begin with, `image`: an image file. `compared`: further maps of the same images, each
    with what loads its decoder.
    """

    def __init__(
        self,
        content: EmbeddingFile,
        path: str | os.PathLike,
        screen: Screen,
        load_decoder: Callable[[], Decode] | None = None,
        picks: str | os.PathLike | None = None,
        size: tuple[int, int] = SIZE,
        encode: Encode | None = None,
        image: str | os.PathLike | None = None,
        compared: Sequence[tuple[EmbeddingFile, Callable[[], Decode] | None]] = (),
    ):
        explorer = self.explorer = _explorer_of(content, size, [each for each, _ in compared])
        self._load_others = [load for _, load in compared]
        if compared:
            explorer.choose_experiment(COMPARE)
        self._path, self._load_decoder, self._encode = Path(path), load_decoder, encode
        if image is not None:
            explorer.own.open(image)
        view = None
        if picks is not None:
            view = read_view(picks, explorer)
            current = load_picks(
                picks,
                explorer.boards,
                content.dataset,
                explorer.n_images,
                explorer.tabs.setting_readers(),
                explorer.coder.read_own_code,
            )
            explorer.choose_experiment(current)
        if view is not None:
            view.restore(explorer)
        self.title = map_title(content)
        self.window = Window(f"Latent explorer: {self._path.name}", screen, size)
        self._has_begun = False
        self._n_restarts = 0
        self._tab_work: Work | None = None  # the last that was started
        # What the images are, or shall be, coloured by, and whether they shall be decoded.
        self._wanted = explorer.coloring.kind if view is None else view.coloring
        self._wants_decoded = view is not None and view.shows_decoded
        with house_style():
            self._add_panels()
            self.window.lay_out(self._places)
        self._show_open_parts()
        self.window.on("draw_event", self._begin)
        self._find()
        if screen.snapshot is not None:
            self._begin()

    def run(self, script: str = "") -> None:
        """Do what a script says, then show the window until it is closed, or write its picture."""
        if script:
            self._begin()
            run_script(script, self)
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
                "+  -",
                "enlarge the map, or the opposite",
                {"+": nearer, "=": nearer, "-": farther},
                may_repeat=True,
            ),
            Key("arrows", "move over the map", arrows, may_repeat=True),
            Key("r", "see the whole map", {"r": self.show_all}),
            Key(",  .", "smaller and larger tiles", tiles, may_repeat=True),
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
            Key("d", "decode the place under the pointer; click: pick it", {"d": self.toggle_here}),
            Key("i", "an image of your own: draw it, or open a file", {"i": self.toggle_pad}),
            Key("e", "the next tab", {"e": self.toggle_experiment}),
            Key("w", "another way to interpolate, other rows to vary", {"w": self.choose_next}),
            Key("a", "name the step from A to B, to vary by it", {"a": self.open_naming}),
            Key("m", "pick the mean of the selected images", {"m": self.pick_selected}),
            Key("space", "clear the tab", {" ": self.clear}),
            Key(
                "backspace",
                "undo the last change, and selecting",
                {"backspace": self.undo},
                may_repeat=True,
            ),
            Key("s", "save the results, the picks and the view", {"s": self.save}),
            Key("S", "save the selected images, to train on them", {"S": self.save_selection}),
            Key("g", "write the interpolation as a GIF", {"g": self.write_film}),
            Key("h", "these keys, or the results", {"h": self.toggle_keys}),
        ]
        window.input.listen_to(keys)
        self.scale = ScalePanel(window, explorer)
        self.legend = LegendPanel(window, explorer, self.show_choice)
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
        self.selection = SelectionPanel(window, explorer, self.save_selection)
        self.here = HerePanel(window, explorer)
        self.file = EntryPanel(window, "file", "file:", "return: open it, escape: close")
        self.pad = PadPanel(
            window, explorer, self.show_drawing, self._act_on_pad, self.map.show_ring
        )
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
                self.show_picks,
                self.show_selection,
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
        is_replaced = self.keys.is_visible or self.pad.is_visible
        self.scrubber.set_visible(strip_height > 0 and not is_replaced)
        places = arrange(self.window.size, self.legend.fit_into, ratio, strip_height)
        self.map.show_others(explorer.experiment is COMPARE)
        return places | self.map.places(places["map"], ratio)

    def _status_words(self, said: str) -> str:
        """Return what was said, or what to click, and what else is to be known."""
        explorer, board = self.explorer, self.explorer.board
        what = "any place" if explorer.decodes_here else "an image"
        parts = [said or f"click {what}: {board.experiment.asks[board.slot]}"]
        if explorer.decodes_here:
            parts.append("decoding the place under the pointer, d: end")
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
            words = f"decoding {explorer.n_images:,} images"
            self.status.say(f"{words} …")
            decode = partial(explorer.decode_all, self._share_teller(ALL_DECODED, words))
            background.start(ALL_DECODED, decode, self._take_decoded, self._excuse)

    def show_only(self, kind: str) -> None:
        """Show only the "class" or "typeface" of the image pointed at, or all images again."""
        self.window.input.point_again()
        self.show_choice(self.explorer.toggle_only(kind))

    def show_everything(self) -> None:
        """Show all classes and typefaces, and select nothing."""
        self.explorer.show_everything()
        self.show_choice(EVERYTHING)

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
            words = f"finding the {kind} of {explorer.n_images:,} images"
            self.status.say(f"{words} …")
            find = partial(explorer.find_measure, kind, self._share_teller(MEASURE, words))
            background.start(MEASURE, find, partial(self._take_measure, kind), self._excuse)

    def open_search(self) -> None:
        """Show the line to search in; keys are written into it until it is closed."""
        self.explorer.search_for("")
        self._open_search_line()
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
            self.show_picks()

    def close_search(self) -> None:
        """Hide the search line, and show again what had faded."""
        self.explorer.close_search()
        self.window.input.write_with(None)
        self._show_search(False)
        self.show_choice()

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

    def toggle_here(self) -> None:
        """Decode the place of the map that is pointed at, whether an image is there or not."""
        explorer, background = self.explorer, self.window.background
        if explorer.decodes_here:
            self._here_toggled()
        elif not background.is_busy(HERE):
            background.start(HERE, explorer.prepare_decoding_here, self._here_toggled)

    def point_at(self, index: int) -> None:
        """Point at an image."""
        self.explorer.point_at_image(index)
        self.map.show()
        self._pointed()

    def show_near(self, index: int) -> None:
        """Show the nearest codes of an image."""
        self.explorer.point_at_image(index)
        self.explorer.show_near(index)
        self._near_changed()

    def decode_at(self, x: float, y: float) -> None:
        """Decode a position of the map."""
        if not self.explorer.decodes_here:
            self.explorer.toggle_decoding_here()
        self.explorer.look_at_place(x, y)
        self.map.show()
        self._pointed()
        self.status.say("")

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

    def pick_selected(self) -> None:
        """Put the mean of the selected images into the current slot."""
        if self.explorer.pick_mean(self.explorer.selection.indices):
            self.show_picks()
        else:
            self.status.say("nothing is selected yet: shift and drag a box over images")

    def clear(self) -> None:
        """Empty all slots of the tab; backspace takes it back."""
        self.explorer.board.clear()
        self.show_picks()

    def undo(self) -> None:
        """Take back the last pick, clearing or selection, or what was drawn last."""
        owner = self.explorer.undo(*[self.explorer.own] * self.pad.is_visible)
        if owner is None:
            self.status.say("there is nothing to undo")
        elif owner is self.explorer.selection:
            self.show_selection()
        elif owner is self.explorer.own:
            self.show_drawing()
        else:
            self.show_picks()

    def save(self) -> None:
        """Write the results as a picture, and picks and view as JSON, beside the embedding."""
        if self.window.background.is_busy(TAB_WORK):
            self.status.say("save when it is found:")
            return
        try:
            stem = save_experiment(self.explorer, self.title, self._path)
        except UserError as problem:
            self.status.say(str(problem))
        else:
            what = f"{stem}.picks.json, how the map is looked at"
            if not self.explorer.board.is_empty:
                what = f"{stem}.png and {stem.name}.picks.json"
            self.status.say(f"saved {what}")

    def save_selection(self) -> None:
        """Write the selected images, to train on, beside the embedding."""
        explorer = self.explorer
        if explorer.selection.is_empty:
            self.status.say("nothing is selected yet: shift and drag a box over images")
            return
        self.status.say(f"saving {len(explorer.selection.indices):,} images …")
        save = partial(save_selection, explorer.content, explorer.selection.indices, self._path)
        self.window.background.start(SAVING, save, self._say_saved_selection, self._say_problem)

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
        self._show_instead(None if self.keys.is_visible else self.keys)

    def toggle_pad(self) -> None:
        """Show paper to draw on in place of the results, or the results again."""
        if self.pad.is_visible:
            self._show_instead(None)
            self.status.say("")
            return
        self._show_instead(self.pad)
        self.status.say("draw, or open a file; i: back to the results")
        # The first image takes longest, so it is not one that somebody waits for.
        if self.explorer.encode is not None:
            warm_up = partial(self.explorer.encode, np.zeros_like(self.explorer.content.images[:1]))
            self.window.background.start(WARM_UP, warm_up, otherwise=self._excuse)

    def open_image(self, path: str) -> None:
        """Take an image file for the own image, and show what becomes of it."""
        try:
            self.explorer.own.open(path)
        except UserError as problem:
            self.status.say(str(problem))
            return
        self.show_own()
        self.status.say(f"opened {path}")

    def show_own(self) -> None:
        """Show the own image, and what the model makes of it."""
        if not self.pad.is_visible:
            self.toggle_pad()
        self.show_drawing()

    # What follows from it.

    def _pointed(self) -> None:
        """Tell of the image that is pointed at, or, if there is none, of all that are selected."""
        explorer = self.explorer
        is_in_tab = explorer.tabs.pointed is not None
        is_near = explorer.near is not None
        is_selection = explorer.hovered is None and explorer.summary is not None
        shown = self.near if is_near else self.selection if is_selection else self.card
        shown = self.here if explorer.decodes_here else shown
        shown = self.card if is_in_tab else shown
        for panel in (self.near, self.selection, self.here, self.card):
            if panel.is_visible != (panel is shown):
                panel.set_visible(panel is shown)
        shown.show()

    def show_selection(self) -> None:
        """Show which images are selected now."""
        self._find_summary()
        words = "" if self.explorer.selection.is_empty else "S: save, backspace: undo, escape: none"
        self.show_choice(words)

    def _find_summary(self) -> None:
        """Find what there is to say of the selected images, which can take long for very many."""
        explorer, background = self.explorer, self.window.background
        background.forget(SUMMARY)
        if not explorer.selection.is_empty:
            background.start(SUMMARY, explorer.find_summary, self._take_summary, self._excuse)

    def _take_summary(self, summary: Summary) -> None:
        self.explorer.take_summary(summary)
        self._pointed()

    def _say_saved_selection(self, stem: Path) -> None:
        self.status.say(f"saved {stem}{ENDING} and {stem.name}{TABLE_ENDING}")

    def _here_toggled(self, nothing: None = None) -> None:
        self.explorer.toggle_decoding_here()
        self.map.show_moved()
        self._pointed()
        self.status.say("")

    def _show_instead(self, panel: Panel | None) -> None:
        """Show a panel in place of the results, or with None the results."""
        if [self.keys.is_visible, self.pad.is_visible] == [self.keys is panel, self.pad is panel]:
            return
        for other in (self.keys, self.pad):
            other.set_visible(other is panel)
        self.results.set_visible(panel is None)
        self.window.lay_out_again()

    def show_drawing(self) -> None:
        """Show what follows from what is on the paper now."""
        try:
            self.explorer.run_own_through()
        except DecoderLost as problem:
            self._restart_decoder(problem)
        self.pad.show()
        if self.explorer.own.is_empty:
            self.map.show()
        self._find_own()

    def _find_own(self) -> None:
        """Find where the own image lies and what is near, which can take long."""
        find = self.explorer.own_finder()
        if find is not None and not self.window.background.is_busy(OWN):
            self.window.background.start(OWN, find, self._take_own, self._excuse)

    def _take_own(self, found: FoundOwn) -> None:
        if not self.explorer.own.take_found(found):
            self._find_own()  # it was drawn on meanwhile
        self.pad.show()
        self.map.show()

    def _act_on_pad(self, action: str) -> None:
        if action == CLEAR:
            self.explorer.own.clear()
            self.show_drawing()
        elif action == OPEN:
            self._show_line(self.file, True)
            self.window.input.write_with(self._write_path)
        elif self.explorer.pick_own():
            self.show_picks()
        else:
            self.status.say("draw something first, or wait until its place is found")

    def _write_path(self, key: str) -> None:
        """Do what a key does in the line for a file."""
        match key:
            case "escape" | "enter":
                path, self.file.text = self.file.text, ""
                self.window.input.write_with(None)
                self._show_line(self.file, False)
                if key == "enter":
                    self.open_image(path)
                return
            case "backspace":
                self.file.text = self.file.text[:-1]
            case _ if len(key) == 1:
                self.file.text += key
        self.file.show()

    def _slot_changed(self) -> None:
        self.results.show()
        self.status.say("")

    def show_picks(self) -> None:
        """Show what follows from the picks and the slot as they are now."""
        self._show_instead(None)
        self.explorer.tabs.pointed = None
        self._tab_changed()

    def _experiment_changed(self) -> None:
        self._show_instead(None)
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
        for panel in (self.scrubber, self.map):
            panel.show()
        self._pointed()

    def _show_tab(self) -> None:
        for panel in (self.results, self.scrubber, self.map):
            panel.show()
        self._pointed()

    def _pointed_in_tab(self) -> None:
        self.explorer.link_pointing(self.explorer)
        self._find()
        self.map.show_ring()
        self._pointed()

    def _pointed_on_map(self, explorer: Explorer) -> None:
        self.explorer.link_pointing(explorer)
        if self.explorer.others:
            self.map.show_ring()
        self._pointed()

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

    def _open_search_line(self) -> None:
        self._show_search(True)
        self.window.input.write_with(self._write)

    def _show_open_parts(self) -> None:
        """Show the panels that belong to how the map is looked at from the beginning."""
        explorer = self.explorer
        if explorer.search is not None:
            self._open_search_line()
        if explorer.near is not None:
            self._near_changed()
        if explorer.coloring.kind != CLASS:
            self._colors_changed()
        if not explorer.own.is_empty:
            self.toggle_pad()

    def _show_search(self, is_open: bool) -> None:
        self._show_line(self.search, is_open)

    def _show_line(self, line: EntryPanel, is_open: bool) -> None:
        """Show a line to write in where the heading is, or the heading again."""
        line.set_visible(is_open)
        self.heading.set_visible(not is_open)
        line.show()
        self.heading.show()

    def _show_found(self) -> None:
        self.search.show()
        self._pointed()
        for panel in (self.map, self.legend, self.status):
            panel.show()

    def _colors_changed(self) -> None:
        is_class = self.explorer.coloring.kind == CLASS
        self.legend.set_visible(is_class)
        self.scale.set_visible(not is_class)
        lower = (self.card, self.near, self.selection)
        for panel in (self.legend, self.scale, self.map, *lower, self.results):
            panel.show()
        self.status.say(f"coloured by {self.explorer.coloring.kind}, k: the next")

    def _near_changed(self) -> None:
        is_open = self.explorer.near is not None
        self._pointed()
        self.map.show()
        self.status.say("click one to go on from there, n: close" if is_open else "")

    def show_choice(self, words: str = "") -> None:
        """Show which images are shown, faded and hidden now, and say `words`."""
        self._pointed()
        for panel in (self.legend, self.map):
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
        self._find_summary()
        if not self.explorer.own.is_empty:
            self.show_drawing()
        self._go_on_as_wanted()

    def _go_on_as_wanted(self) -> None:
        """Begin the long work without which the map is not yet as it was when it was saved."""
        is_finding = self.window.background.is_busy(MEASURE)
        if self._wanted != self.explorer.coloring.kind and not is_finding:
            self.color_by(self._wanted)
        if self._wants_decoded and self.explorer.decode is not None:
            self._wants_decoded = False
            self.toggle_decoded()

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
        shape = self.explorer.content.images.shape[1:]
        lasting = LastingDecoder(decode, shape, self._restart_decoder)
        self.explorer.take_decoder(lasting, self._encode)
        if not self.explorer.own.is_empty:
            self.show_drawing()
        self._find()
        self._show_tab()
        if self.explorer.decode is not None:  # it may have ended at once
            self.status.say("")
            self._go_on_as_wanted()

    def _restart_decoder(self, problem: Exception) -> None:
        """Load the decoder once more, after it has ended, and say so."""
        self.explorer.take_decoder(None)
        if self._n_restarts == MOST_RESTARTS:
            self.status.say(str(problem))
        elif not self.window.background.is_busy(DECODER):
            self._n_restarts += 1
            load = self._load_decoder
            self.window.background.start(DECODER, load, self._take_decoder, self._excuse)
            self.status.say("the decoder has ended and is started again")

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

    def _share_teller(self, name: str, words: str) -> Callable[[float], None]:
        """Return what work of a name can call to say how much of it is done, from 0 to 1."""
        said = [0.0]

        def tell(share: float) -> None:
            now = time.monotonic()
            if now - said[0] > SECONDS_BETWEEN_WORDS:
                said[0] = now
                self.window.background.tell(name, self.status.say, f"{words}: {share:.0%}")

        return tell

    def _say_problem(self, problem: Exception) -> None:
        """Say what hindered something that a user asked for."""
        if not isinstance(problem, UserError):
            raise problem
        if isinstance(problem, DecoderLost) and self.explorer.decode is not None:
            self._restart_decoder(problem)
        else:
            self.status.say(str(problem))

    def _excuse(self, problem: Exception) -> None:
        """Say what went wrong in another thread; where nobody would read it, stop."""
        if self.window.screen.snapshot is not None:
            raise problem
        if isinstance(problem, DecoderLost) and self.explorer.decode is not None:
            self._restart_decoder(problem)
        else:
            self._say_problem(problem)


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
    words = f"{_method(content)} of {len(content.images):,} images of "
    words += shown(Path(content.dataset).name)
    if content.codes is None:
        return f"{words} as their {math.prod(content.images.shape[1:]):,} pixels"
    n, kind = content.codes.shape[1], as_codes(content.codes).kind
    return f"{words} as codes of {n:,} {kind} by {shown(Path(content.weights_path).name)}"


def _method(content: EmbeddingFile) -> str:
    return METHOD_TITLES.get(content.method, shown(content.method))
