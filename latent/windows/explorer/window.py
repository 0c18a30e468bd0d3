"""The window of the latent explorer: panels, what they and the keys do, and work beside it."""

import os
from collections.abc import Callable, Sequence
from pathlib import Path

from matplotlib.backend_bases import Event

from latent.figures.style import house_style
from latent.maps.embedding_file import EmbeddingFile
from latent.tiles.palette import INK
from latent.windows.controls import Button
from latent.windows.explorer.actions.asking import Asking
from latent.windows.explorer.actions.decoders import Compared, Decoders
from latent.windows.explorer.actions.drawing import Drawing
from latent.windows.explorer.actions.experimenting import Experimenting
from latent.windows.explorer.actions.finding import Finding
from latent.windows.explorer.actions.keeping import Keeping
from latent.windows.explorer.actions.keys import explorer_keys
from latent.windows.explorer.actions.looking import Looking
from latent.windows.explorer.actions.selecting import Selecting
from latent.windows.explorer.actions.telling import Telling
from latent.windows.explorer.coder import Decode, Encode
from latent.windows.explorer.coloring import CLASS
from latent.windows.explorer.experiments.compare import COMPARE, model_names
from latent.windows.explorer.layout import arrange
from latent.windows.explorer.panels.card import CardPanel
from latent.windows.explorer.panels.entry import EntryPanel
from latent.windows.explorer.panels.here import HerePanel
from latent.windows.explorer.panels.keys import KeysPanel
from latent.windows.explorer.panels.legend import LegendPanel
from latent.windows.explorer.panels.map import MapPanel
from latent.windows.explorer.panels.maps import Maps
from latent.windows.explorer.panels.naming import NamingPanel
from latent.windows.explorer.panels.neighbors import NeighborsPanel
from latent.windows.explorer.panels.pad import PadPanel
from latent.windows.explorer.panels.results import ResultsPanel
from latent.windows.explorer.panels.scale import ScalePanel
from latent.windows.explorer.panels.scrubber import ScrubberPanel
from latent.windows.explorer.panels.search import SearchPanel
from latent.windows.explorer.panels.selection import SelectionPanel
from latent.windows.explorer.panels.tabs import TabsPanel
from latent.windows.explorer.picks import load_picks
from latent.windows.explorer.saved_view import SavedView, read_view
from latent.windows.explorer.script import run_script
from latent.windows.explorer.state import Explorer
from latent.windows.explorer.title import map_title, method_title
from latent.windows.panel import Panel
from latent.windows.rectangles import Rectangle
from latent.windows.screen import Screen
from latent.windows.window import SIZE, Window
from latent.windows.words import Line, Words

TITLE_SIZE, STATUS_SIZE = 12, 10  # points


class ExploreWindow:
    """A map of images beside the results of experiments with their codes.

    `path`: the embedding's file, beside which results are saved. `load_decoder`: returns what
    decodes codes; it is called in another thread once the map can be used. A map of the pixels
    themselves needs none. `encode`: encodes images once there is a decoder. `picks`: a file of
    picks to begin with, `image`: an image file. `compared`: further maps of the same images, each
    with its two functions as a `Compared` has them.
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
        compared: Sequence[tuple] = (),
    ):
        others = [Compared(*each) for each in compared]
        explorer = self.explorer = _explorer_of(content, size, [each.content for each in others])
        self.path = Path(path)
        if others:
            explorer.tabs.choose(COMPARE)
        view = None if picks is None else self._open_picks(picks)
        self._has_image = image is not None
        if image is not None:
            explorer.own.open(image)
        self.title = map_title(content)
        self.window = Window(f"Latent explorer: {self.path.name}", screen, size)
        self._has_begun = False
        self.telling, self.finding = Telling(self), Finding(self)
        self.experimenting = Experimenting(self)
        self.asking, self.drawing = Asking(self), Drawing(self)
        self.selecting, self.keeping = Selecting(self), Keeping(self)
        models = [(load_decoder, encode), *((each.load, each.encode) for each in others)]
        self.decoders = Decoders(self, models)
        coloring = explorer.colors.coloring.kind if view is None else view.coloring
        self.looking = Looking(self, coloring, view is not None and view.shows_decoded)
        with house_style():
            self._add_panels()
            self.window.lay_out(self._places)
        self._show_open_parts()
        self.window.on("draw_event", self._begin)
        self.finding.find()
        if screen.snapshot is not None:
            self._begin()

    def run(self, script: str = "") -> None:
        """Do what a script says, then show the window until it is closed, or write its picture."""
        if script:
            self._begin()
            run_script(script, self)
        self.window.run()

    def _open_picks(self, picks: str | os.PathLike) -> SavedView | None:
        """Take the picks of a file, and look at the map as it says, if it does."""
        explorer = self.explorer
        view = read_view(picks, explorer)
        current = load_picks(
            picks,
            explorer.tabs.boards,
            explorer.content.dataset,
            explorer.n_images,
            explorer.tabs.setting_readers(),
            explorer.coder.read_own_code,
        )
        explorer.tabs.choose(current)
        if view is not None:
            view.restore(explorer)
        return view

    def _add_panels(self) -> None:
        window, explorer = self.window, self.explorer
        self.card = CardPanel(window, explorer)
        self.map = self._add_maps()
        window.input.listen_to(explorer_keys(self))
        self.scale = ScalePanel(window, explorer)
        self.legend = LegendPanel(window, explorer, self.looking.show_choice)
        self.tabs = TabsPanel(window, explorer, self.experimenting.choose_experiment)
        tab = self.experimenting
        self.results = ResultsPanel(
            window,
            explorer,
            tab.show_slot,
            tab.show_acted,
            tab.show_pointed,
            tab.show_changed,
        )
        self.scrubber = ScrubberPanel(
            window, explorer, tab.show_slid, tab.show_changed, tab.show_pointed
        )
        self.search = SearchPanel(window, explorer)
        self.name_line = NamingPanel(window, self.experimenting.naming)
        self.near = NeighborsPanel(
            window, explorer, self.show_pointed_in_list, self.asking.show_near_found
        )
        self.selection = SelectionPanel(window, explorer, self.selecting.save_selection)
        self.here = HerePanel(window, explorer)
        self.file = EntryPanel(window, "file", "file:", "return: open it, escape: close")
        self.pad = PadPanel(
            window, explorer, self.drawing.show_drawing, self.drawing.act, self.show_pointed_in_list
        )
        self.heading = Line(window, "title", TITLE_SIZE, self.title, INK)
        self.status = Line(window, "status", STATUS_SIZE, complete=self.telling.status_words)
        keys = [(key.name, key.words) for key in window.input.keys]
        self.keys = KeysPanel(window, keys, self.toggle_keys)
        Button(window, "Undo", self.experimenting.undo)
        Button(window, "Clear", self.experimenting.clear)
        Button(window, "Save", self.keeping.save)
        Button(window, "GIF", self.keeping.write_film)
        Button(window, "Keys", self.toggle_keys)

    def _add_maps(self) -> Maps:
        """Make the map that was opened, and those that it is compared with."""
        window, explorer = self.window, self.explorer
        panels = [
            MapPanel(
                window,
                explorer,
                seen_map,
                self.show_pointed_on_map,
                self.experimenting.show_picks,
                self.selecting.show_selection,
                "map" if seen_map.is_first else f"map {k}",
            )
            for k, seen_map in enumerate(explorer.maps, 1)
        ]
        names = [
            Words(window, f"model {k}", f"{each.coder.name} · {method_title(each.content)}")
            for k, each in enumerate(explorer.maps if len(explorer.maps) > 1 else ())
        ]
        return Maps(panels, names)

    def _places(self) -> dict[str, Rectangle]:
        explorer, ratio = self.explorer, self.window.pixel_ratio
        strip_height = explorer.tabs.current.strip_height
        is_replaced = self.keys.is_visible or self.pad.is_visible
        self.scrubber.set_visible(strip_height > 0 and not is_replaced)
        places = arrange(self.window.size, self.legend.fit_into, ratio, strip_height)
        self.map.show_others(explorer.tabs.experiment is COMPARE)
        return places | self.map.places(places["map"], ratio)

    def toggle_keys(self) -> None:
        """Show the keys in place of the results, or the results again."""
        self.show_instead(None if self.keys.is_visible else self.keys)
        self.status.say("")

    def show_pointed(self) -> None:
        """Tell of the image that is pointed at, or, if there is none, of all that are selected."""
        explorer = self.explorer
        is_in_tab = explorer.tabs.pointed is not None
        is_near = explorer.neighbors.shown is not None
        is_selection = explorer.pointer.image is None and explorer.selection.summary is not None
        shown = self.near if is_near else self.selection if is_selection else self.card
        shown = self.here if explorer.here.is_on else shown
        shown = self.card if is_in_tab else shown
        for panel in (self.near, self.selection, self.here, self.card):
            if panel.is_visible != (panel is shown):
                panel.set_visible(panel is shown)
        shown.show()
        for panel in (self.results, self.scrubber, self.pad):
            panel.show_ring()
        self.telling.tell_names()

    def show_pointed_on_map(self) -> None:
        """Ring on all maps what is pointed at, and tell of it."""
        if len(self.explorer.maps) > 1:
            self.map.show_ring()
        self.show_pointed()

    def show_pointed_in_list(self) -> None:
        """Ring on all maps the image of a list that is pointed at, or none, and tell of it."""
        self.map.show_ring()
        self.show_pointed()

    def show_instead(self, panel: Panel | None) -> None:
        """Show a panel in place of the results, or with None the results."""
        if [self.keys.is_visible, self.pad.is_visible] == [self.keys is panel, self.pad is panel]:
            return
        for other in (self.keys, self.pad):
            other.set_visible(other is panel)
        self.results.set_visible(panel is None)
        self.window.lay_out_again()

    def show_line(self, line: EntryPanel, is_open: bool) -> None:
        """Show a line to write in where the heading is, or the heading again."""
        line.set_visible(is_open)
        self.heading.set_visible(not is_open)
        line.show()
        self.heading.show()

    def _show_open_parts(self) -> None:
        """Show the panels that belong to how the map is looked at from the beginning."""
        explorer = self.explorer
        if explorer.search.is_open:
            self.asking.open_line()
        if explorer.neighbors.shown is not None:
            self.asking.show_near_found()
        if explorer.colors.coloring.kind != CLASS:
            self.looking.show_colors()
        if self._has_image:
            self.drawing.toggle_pad()

    def _begin(self, event: Event | None = None) -> None:
        """Start, at the first call, the work that the map does not wait for."""
        if self._has_begun:
            return
        self._has_begun = True
        self.window.background.start("pointing", self.explorer.map.seen.prepare_pointing)
        self.looking.prepare_tiles()
        self.decoders.load()
        self.selecting.find_summary()
        if not self.explorer.own.is_empty:
            self.drawing.show_drawing()
        self.looking.go_on_as_wanted()


def _explorer_of(
    content: EmbeddingFile, size: tuple[int, int], compared: Sequence[EmbeddingFile]
) -> Explorer:
    """Return the state of a map and of those that it is compared with."""
    names = model_names([content, *compared]) if compared else [""]
    return Explorer(content, *size, compared, names)
