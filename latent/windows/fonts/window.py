"""The window in which typefaces are clustered: panels, what they and the keys do, and the work."""

import threading
from collections.abc import Callable
from functools import partial

from latent.clustering.result import Clustering
from latent.clustering.settings import ClusterSettings
from latent.clustering.workbench import Workbench
from latent.windows.controls import Button, Mark, Table
from latent.windows.fonts.asking import Saver
from latent.windows.fonts.checking import Checking
from latent.windows.fonts.layout import arrange
from latent.windows.fonts.looking import Looking
from latent.windows.fonts.panels.characters import CharacterStrip
from latent.windows.fonts.panels.clusters import ClustersPanel
from latent.windows.fonts.panels.curve import CurvePlot
from latent.windows.fonts.panels.help import HelpPanel
from latent.windows.fonts.panels.similar import SimilarPanel
from latent.windows.fonts.parameters import Parameters
from latent.windows.fonts.saving import Target
from latent.windows.fonts.state import PRESETS, ClusterState
from latent.windows.fonts.summary import (
    finding_words,
    found_words,
    kept_words,
    size_lines,
    summary_lines,
)
from latent.windows.fonts.telling import Telling
from latent.windows.fonts.work import Work
from latent.windows.input import Key
from latent.windows.rectangles import Rectangle
from latent.windows.screen import Screen
from latent.windows.window import SIZE, Window

MILLISECONDS_BETWEEN_WORDS = 200
LEAST_SUMMARY_LINES = 5  # that have a place before there are any


class ClusterWindow:
    """Typefaces in clusters, how they are made, and what is chosen of them.

    `target`: where Save writes to. `message`: what is said at the beginning.
    """

    def __init__(
        self,
        state: ClusterState,
        workbench: Workbench,
        screen: Screen,
        target: Target,
        message: str = "",
        size: tuple[int, int] = SIZE,
    ):
        self.state, self._workbench = state, workbench
        self.window = Window("Choosing typefaces", screen, size)
        lock, background = threading.Lock(), self.window.background
        self.work = Work("clustering", background, lock)
        checking = Work("checking", background, lock)
        self.telling = Telling(self.window, state, self.work, checking)
        self.status = self.telling.status
        self.checking = Checking(
            state,
            workbench,
            checking,
            self._show_findings,
            partial(self.telling.tell_problem, "checking"),
        )
        self._add_panels(target)
        self.window.lay_out(self._places)
        self.saver.ask(False)
        self.telling.tell_settings()
        self.status.say(message or f"{len(state.alphabets):,} typefaces, {state.alphabets.source}")

    def run(self) -> None:
        """Show the window until it is closed, serve it, or write its picture."""
        timer = self.window.figure.canvas.new_timer(interval=MILLISECONDS_BETWEEN_WORDS)
        timer.add_callback(self._tell_progress)
        timer.start()
        try:
            self.window.run()
        finally:
            timer.stop()
            for work in (self.work, self.checking.work):
                work.cancel()  # it would keep the program from ending

    @property
    def is_busy(self) -> bool:
        """Whether typefaces are being clustered."""
        return self.work.is_busy

    # What keys and buttons do.

    def cluster(self) -> None:
        """Begin to cluster beside the window, or stop what is under way."""
        if self.is_busy:
            self.cancel()
            return
        self.checking.work.cancel()
        settings = self.state.settings
        cluster = partial(self._workbench.cluster, settings)
        take, fail = partial(self._take, settings), partial(self.telling.tell_problem, "clustering")
        self.work.start(cluster, take, fail)
        self._tell_progress()

    def cancel(self) -> None:
        """Stop clustering, or checking; what there was before stays."""
        for work in (self.checking.work, self.work):
            if work.is_busy:
                work.cancel()
                self.status.say("cancelled; what was found before is still shown")

    def escape(self) -> None:
        """Keep the files, if that is asked; else go back one typeface, or stop what is done."""
        if self.saver.is_asking:
            self.saver.keep()
        elif not self.looking.go_back():
            self.cancel()

    def look(self) -> None:
        """Look at what is most like the typeface that is pointed at."""
        if self.clusters.is_visible and self.clusters.font is not None:
            self.looking.look_at(self.clusters.font)

    def undo(self) -> None:
        """Take the last change back: of the choice, the clusters, the characters or a parameter."""
        if not self.state.undo():
            self.status.say("there is nothing to undo")
            return
        self.parameters.follow()
        self.window.lay_out_again()
        self.telling.tell_settings()
        self.status.say("undone")

    def check(self) -> None:
        """Begin to find out how far the clusters can be believed."""
        if self._can_check():
            self.checking.check()
            self._tell_progress()

    def try_numbers(self) -> None:
        """Begin to try other numbers of clusters."""
        if not self._can_check():
            return
        if "n_clusters" not in self.state.clustered_by.parameters:
            self.status.say("these clusters have no number to try: the curve is over epsilon")
            return
        self.checking.try_numbers()
        self._tell_progress()

    def dim_unstable(self) -> None:
        """Draw typefaces that other seeds put elsewhere pale, or no longer; check if need be."""
        self.state.dims_unstable = not self.state.dims_unstable
        self.window.panels["switch:dim unstable"].show()
        self.clusters.show()
        is_known = self.state.check is not None or self.checking.work.is_busy
        if self.state.dims_unstable and not is_known:
            self.check()

    def cluster_by(self, name: str, value: float) -> None:
        """Set what was chosen on a curve, and cluster by it."""
        if self.is_busy or self.saver.is_asking:
            return
        if name == "epsilon":
            self.parameters.choose("dbscan")
        self.parameters.set(name, value)
        self.cluster()

    def choose_characters(self, preset: str) -> None:
        """Choose the characters that a button stands for: all, none, the good ones, …"""
        self.state.choose_characters(PRESETS[preset])
        self._characters_changed()

    def _keys(self) -> list[Key]:
        """Return what keys do; all but escape do nothing while it is asked about overwriting."""

        def key(name: str, words: str, action: Callable[[], object], pressed: str = "") -> Key:
            return Key(name, words, {pressed or name: self._unless_asking(action)})

        shares = {
            name: self._unless_asking(partial(self.clusters.step, steps))
            for name, steps in (("up", 1), ("down", -1))
        }
        return [
            key("return", "cluster, or cancel", self.cluster, "enter"),
            key("s", "save", self.saver.save),
            key("c", "check how clear and stable the clusters are", self.check),
            key("k", "try other numbers of clusters", self.try_numbers),
            key("d", "make unstable typefaces pale, or not", self.dim_unstable),
            key("l", "look at what is most like the typeface pointed at", self.look),
            key("f", "there: with or without its own family", self.looking.turn_family),
            Key("up, down", "choose more or fewer of the cluster pointed at", shares, True),
            Key("escape", "back, or cancel", {"escape": self.escape}),
            key("backspace", "undo", self.undo),
            key("h", "these words, or not", self.looking.turn_help),
        ]

    def _add_panels(self, target: Target) -> None:
        window, state = self.window, self.state
        self.sizes = Table(window, "sizes", lambda: "Chosen data set", partial(size_lines, state))
        self.summary = Table(window, "summary", lambda: state.title, partial(summary_lines, state))
        self.curve = CurvePlot(window, state, self.cluster_by)
        self.characters = CharacterStrip(window, state, self._characters_changed)
        self.parameters = Parameters(window, state, self._settings_changed)
        Button(window, "Cluster", self.cluster)
        fail = partial(self.telling.tell_problem, "saving")
        self.saver = Saver(window, state, target, self.status.say, fail)
        Button(window, "Check", self._unless_asking(self.check))
        Button(window, "Try k", self._unless_asking(self.try_numbers))
        Mark(window, "switch", "dim unstable", lambda: state.dims_unstable, self.dim_unstable)
        for preset in PRESETS:
            Button(window, preset, partial(self.choose_characters, preset))
        self._add_middle()

    def _add_middle(self) -> None:
        """Add the panels of which one at a time stands in the middle, and the keys."""

        def look_at(font: int) -> None:
            self.looking.look_at(font)

        window, state = self.window, self.state
        self.clusters = ClustersPanel(window, state, self.sizes.show, look_at)
        self.similar = SimilarPanel(window, state, look_at, self.status.say)
        words = HelpPanel(window)
        fail = partial(self.telling.tell_problem, "comparing")
        self.looking = Looking(state, window.background, self.clusters, self.similar, words, fail)
        window.input.listen_to(self._keys())
        words.keys = [(key.name, key.words) for key in window.input.keys]

    def _places(self) -> dict[str, Rectangle]:
        window = self.window
        n_lines = max(len(summary_lines(self.state)), LEAST_SUMMARY_LINES)
        return arrange(
            *window.size,
            window.pixel_ratio,
            *self.parameters.labels,
            n_lines,
            self.curve.has_curve,
        )

    def _can_check(self) -> bool:
        """Say whether there are clusters to check and nothing else is under way; if not, why."""
        if self.is_busy:
            return False
        if self.state.clustered_by is None:
            self.status.say("there are no clusters to check yet: press Cluster first")
            return False
        if self.checking.work.is_busy:
            self.cancel()
            return False
        return True

    def _unless_asking(self, action: Callable[[], object]) -> Callable[[], object]:
        """Return what a key does: nothing while it is asked about overwriting, which it hides."""
        return lambda: None if self.saver.is_asking else action()

    # What is shown when something has changed.

    def _take(self, settings: ClusterSettings, clustering: Clustering) -> None:
        self.state.take(clustering, settings)
        self.state.dims_unstable = False  # what is stable of the new ones is not known yet
        self.saver.ask(False)  # of what was chosen among the clusters before
        self.window.lay_out_again()
        self.telling.tell_settings()
        words = kept_words(self.state) or "Drag a cluster up to choose."
        self.status.say(f"{found_words(self.state)} in {self.work.seconds:.1f} s. {words}")

    def _show_findings(self) -> None:
        """Show what was found out about the clusters."""
        self.window.lay_out_again()
        if not self.checking.work.is_busy:
            self.status.say(finding_words(self.state))

    def _settings_changed(self) -> None:
        self.looking.look_again()  # by the metric
        self.telling.tell_settings()

    def _characters_changed(self) -> None:
        for panel in (self.characters, self.sizes, self.clusters):
            panel.show()
        self._settings_changed()
        chosen = self.state.settings.characters
        if self.state.clustering is not None and chosen != self.state.clustered_characters:
            words = "Other characters were clustered than are chosen now"
            self.status.say(f"{words}: Cluster and Save go by those chosen now.")

    def _tell_progress(self) -> None:
        """Say what is being done, unless a question is open; a timer calls this."""
        if self.saver.is_asking:
            return
        self.telling.tell_progress()
