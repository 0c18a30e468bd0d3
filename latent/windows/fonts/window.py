"""The window in which typefaces are clustered: panels, what they and the keys do, and the work."""

import re
import threading
import time
from collections.abc import Callable
from functools import partial

from latent.clustering.result import Cancelled, Clustering
from latent.clustering.settings import ALGORITHMS, RANGES, ClusterSettings
from latent.clustering.workbench import Workbench
from latent.tiles.palette import QUIET, TOO_HIGH
from latent.tools.check import UserError
from latent.windows.controls import Button, Mark, Slider, Table
from latent.windows.fonts.checking import Checking
from latent.windows.fonts.layout import arrange
from latent.windows.fonts.looking import Looking
from latent.windows.fonts.panels.characters import CharacterStrip
from latent.windows.fonts.panels.clusters import ClustersPanel
from latent.windows.fonts.panels.curve import CurvePlot
from latent.windows.fonts.panels.help import HelpPanel
from latent.windows.fonts.panels.similar import SimilarPanel
from latent.windows.fonts.saving import Choice, Target
from latent.windows.fonts.state import PRESETS, ClusterState
from latent.windows.input import Key
from latent.windows.panel import Panel
from latent.windows.rectangles import Rectangle
from latent.windows.screen import Screen
from latent.windows.window import SIZE, Window
from latent.windows.words import Words

MILLISECONDS_BETWEEN_WORDS = 200
WORK = "clustering"
SAVING = "saving"
HINT = "click: choose · right click: show"
STALE = "The settings have changed since: press Cluster. Shown: "
LEAST_SUMMARY_LINES = 5  # that have a place before there are any
SMALLEST = 9  # pixels of letters where there is little room


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
        self.state, self.target = state, target
        self._workbench, self._lock = workbench, threading.Lock()
        self._cancelled = threading.Event()
        self._doing, self._started = "", 0.0
        self.window = Window("Choosing typefaces", screen, size)
        self.checking = Checking(
            state,
            workbench,
            self._lock,
            self.window.background,
            self._show_findings,
            partial(self._fail, "checking"),
        )
        self._add_panels()
        self._show_parameters()
        self.window.lay_out(self._places)
        self._ask(False)
        self._tell_settings()
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
            self._cancelled.set()  # a clustering under way would keep the program from ending
            self.checking.cancel()

    @property
    def is_busy(self) -> bool:
        """Whether typefaces are being clustered."""
        return self.window.background.is_busy(WORK)

    # What keys and buttons do.

    @property
    def is_asking(self) -> bool:
        """Whether it is asked if files are to be overwritten."""
        return self.window.panels["button:Keep"].is_visible

    def cluster(self) -> None:
        """Begin to cluster beside the window, or stop what is under way."""
        if self.is_busy:
            self.cancel()
            return
        self.checking.cancel()
        settings = self.state.settings
        cancelled = self._cancelled = threading.Event()
        self._doing, self._started = "starting", time.monotonic()

        def report(words: str) -> None:
            self._doing = words
            if cancelled.is_set():
                raise Cancelled

        def work() -> Clustering:
            with self._lock:  # one that was cancelled may still be at its last step
                report("starting")
                return self._workbench.cluster(settings, report)

        take, fail = partial(self._take, settings), partial(self._fail, "clustering")
        self.window.background.start(WORK, work, take, fail)
        self._tell_progress()

    def cancel(self) -> None:
        """Stop clustering, or checking; what there was before stays."""
        if self.checking.is_busy:
            self.checking.cancel()
            self.status.say("cancelled; what was found before is still shown")
        if self.is_busy:
            self._cancelled.set()
            self.window.background.forget(WORK)
            self.status.say("cancelled; the clusters found before are still shown")

    def save(self) -> None:
        """Write the choice, or ask first if that would overwrite files."""
        try:
            Choice.of(self.state)
        except UserError as problem:
            self._say_problem(problem)
            return
        taken = self.target.taken
        if taken:
            names = " and ".join(path.name for path in taken)
            is_or_are = "is" if len(taken) == 1 else "are"
            self.status.say(f"{names} {is_or_are} there already: overwrite?")
            self._ask(True)
        else:
            self.write()

    def write(self) -> None:
        """Write the choice over whatever is there."""
        self._ask(False)
        try:
            choice = Choice.of(self.state)
        except UserError as problem:  # nothing is chosen any more since it was asked
            self._say_problem(problem)
            return
        self.status.say("saving")
        save, fail = partial(self.target.save, choice), partial(self._fail, "saving")
        self.window.background.start(SAVING, save, self.status.say, fail)

    def keep(self) -> None:
        """Leave the files that are there as they are."""
        self._ask(False)
        self.status.say("nothing was saved")

    def escape(self) -> None:
        """Keep the files, if that is asked; else go back one typeface, or stop what is done."""
        if self.is_asking:
            self.keep()
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
        for name, control in self.controls.items():
            if isinstance(control, Slider):
                control.value = getattr(self.state.settings, name)
        self._show_parameters()
        self.window.lay_out_again()
        self._tell_settings()
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
            words = "these clusters have no number to try: the curve is over epsilon"
            self.status.say(words)
            return
        self.checking.try_numbers()
        self._tell_progress()

    def dim_unstable(self) -> None:
        """Draw typefaces that other seeds put elsewhere pale, or no longer; check if need be."""
        self.state.dims_unstable = not self.state.dims_unstable
        self.window.panels["switch:dim unstable"].show()
        self.clusters.show()
        if self.state.dims_unstable and self.state.check is None and not self.checking.is_busy:
            self.check()

    def cluster_by(self, name: str, value: float) -> None:
        """Set what was chosen on a curve, and cluster by it."""
        if self.is_busy or self.is_asking:
            return
        if name == "epsilon":
            self.state.set("algorithm", "dbscan")
        slider = self.controls[name]
        slider.set(value)
        self._show_parameters()
        self.window.lay_out_again()
        self.cluster()

    def explain_keys(self) -> None:
        """Show what the mouse and the keys do, or hide that again."""
        self.looking.turn_help()

    def choose_algorithm(self, algorithm: str) -> None:
        """Show the parameters of another algorithm, which Cluster will then use."""
        self.state.set("algorithm", algorithm)
        self._show_parameters()
        self.window.lay_out_again()
        self._tell_settings()

    def choose_characters(self, preset: str) -> None:
        """Choose all characters, none, or the good ones."""
        self.state.choose_characters(PRESETS[preset])
        self._characters_changed()

    def _add_panels(self) -> None:
        window, state = self.window, self.state
        window.input.listen_to(
            [
                Key("return", "cluster, or cancel", {"enter": self._unless_asking(self.cluster)}),
                Key("s", "save", {"s": self._unless_asking(self.save)}),
                Key(
                    "c",
                    "check how clear and stable the clusters are",
                    {"c": self._unless_asking(self.check)},
                ),
                Key(
                    "k",
                    "try other numbers of clusters",
                    {"k": self._unless_asking(self.try_numbers)},
                ),
                Key(
                    "d",
                    "make unstable typefaces pale, or not",
                    {"d": self._unless_asking(self.dim_unstable)},
                ),
                Key(
                    "l",
                    "look at what is most like the typeface pointed at",
                    {"l": self._unless_asking(self.look)},
                ),
                Key(
                    "f",
                    "there: with or without its own family",
                    {"f": self._unless_asking(self._turn)},
                ),
                Key(
                    "up, down",
                    "choose more or fewer of the cluster pointed at",
                    self._share_keys(),
                    True,
                ),
                Key("escape", "back, or cancel", {"escape": self.escape}),
                Key("backspace", "undo", {"backspace": self._unless_asking(self.undo)}),
                Key("h", "these words, or not", {"h": self._unless_asking(self.explain_keys)}),
            ]
        )
        self.sizes = Table(window, "sizes", lambda: "Chosen data set", state.size_lines)
        self.clusters = ClustersPanel(window, state, self.sizes.show, self._look_at)
        self.similar = SimilarPanel(window, state, self._look_at, self._say)
        help_panel = HelpPanel(window, [(key.name, key.words) for key in window.input.keys])
        self.looking = Looking(
            state,
            window.background,
            self.clusters,
            self.similar,
            help_panel,
            partial(self._fail, "comparing"),
        )
        self.characters = CharacterStrip(window, state, self._characters_changed)
        self.status = Words(window, "status", smallest=SMALLEST)
        Words(window, "hint", HINT, smallest=SMALLEST)
        self.made_by = Words(window, "made by", smallest=SMALLEST)
        self.summary = Table(window, "summary", lambda: state.title, state.summary_lines)
        self.curve = CurvePlot(window, state, self.cluster_by)
        for algorithm in ALGORITHMS.values():
            is_on = partial(state.has, "algorithm", algorithm.value)
            choose = partial(self.choose_algorithm, algorithm.value)
            Mark(window, "radio", algorithm.title, is_on, choose)
        self.controls: dict[str, Panel] = {
            name: Slider(window, limits, getattr(state.settings, name), partial(self._set, name))
            for name, limits in RANGES.items()
        }
        for name, title, on, off in (
            ("metric", "cosine distance", "cosine", "euclidean"),
            ("mutual", "mutual neighbours", True, False),
        ):
            is_on, toggle = partial(state.has, name, on), partial(self._toggle, name, on, off)
            self.controls[name] = Mark(window, "switch", title, is_on, toggle)
        Button(window, "Cluster", self.cluster)
        Button(window, "Save", self.save)
        Button(window, "Check", self._unless_asking(self.check))
        Button(window, "Try k", self._unless_asking(self.try_numbers))
        Mark(window, "switch", "dim unstable", lambda: state.dims_unstable, self.dim_unstable)
        Button(window, "Overwrite", self.write)
        Button(window, "Keep", self.keep)
        for preset in PRESETS:
            Button(window, preset, partial(self.choose_characters, preset))

    def _places(self) -> dict[str, Rectangle]:
        window = self.window
        return arrange(
            *window.size,
            window.pixel_ratio,
            [label for label in window.panels if label.startswith("radio:")],
            [
                self.controls[name].axes.get_label()
                for name in ALGORITHMS[self.state.settings.algorithm].parameters
            ],
            max(len(self.state.summary_lines()), LEAST_SUMMARY_LINES),
            self.curve.has_curve,
        )

    def _look_at(self, font: int) -> None:
        self.looking.look_at(font)

    def _say(self, words: str) -> None:
        self.status.say(words)

    def _turn(self) -> None:
        self.looking.turn_family()

    def _share_keys(self) -> dict[str, Callable[[], None]]:
        def step(steps: int) -> None:
            self.clusters.step(steps)

        return {
            name: self._unless_asking(partial(step, steps))
            for name, steps in (("up", 1), ("down", -1))
        }

    def _set(self, name: str, value: float) -> None:
        self.state.set(name, value)
        self._tell_settings()

    def _toggle(self, name: str, on: object, off: object) -> None:
        self.state.toggle(name, on, off)
        self.looking.look_again()
        self._tell_settings()

    def _tell_settings(self) -> None:
        """Say what the clusters were made by, and whether that is still what is set."""
        is_stale, words = self.state.is_stale, self.state.made_by_words
        self.made_by.say(STALE + words if is_stale else words, TOO_HIGH if is_stale else QUIET)

    def _can_check(self) -> bool:
        """Say whether there are clusters to check and nothing else is under way; if not, why."""
        if self.is_busy:
            return False
        if self.state.clustered_by is None:
            self.status.say("there are no clusters to check yet: press Cluster first")
            return False
        if self.checking.is_busy:
            self.cancel()
            return False
        return True

    def _show_findings(self) -> None:
        """Show what was found out about the clusters."""
        self.window.lay_out_again()
        if self.checking.is_busy:
            return
        check = self.state.check
        if check is not None:
            words = f"Silhouette {check.silhouette:.2f}"
            if check.agreement is not None:
                n_unstable = int(check.is_unstable.sum())
                words += (
                    f", agreement of seeds {check.agreement:.2f}; {n_unstable:,} typefaces are "
                    "unstable"
                )
            self.status.say(words)

    def _show_parameters(self) -> None:
        """Show the parameters of the algorithm and no others; nothing is drawn yet."""
        parameters = ALGORITHMS[self.state.settings.algorithm].parameters
        for name, control in self.controls.items():
            control.set_visible(name in parameters)

    def _unless_asking(self, action: Callable[[], None]) -> Callable[[], None]:
        """Return what a key does: nothing while it is asked about overwriting, which it hides."""
        return lambda: None if self.is_asking else action()

    def _ask(self, is_asking: bool) -> None:
        """Put the answers to the question about overwriting in place of the two main buttons."""
        for words in ("Overwrite", "Keep"):
            self.window.panels[f"button:{words}"].set_visible(is_asking)
        for words in ("Cluster", "Save"):
            self.window.panels[f"button:{words}"].set_visible(not is_asking)
        self.window.redraw()

    def _take(self, settings: ClusterSettings, clustering: Clustering) -> None:
        self.state.take(clustering, settings)
        self.state.dims_unstable = False  # what is stable of the new ones is not known yet
        self._ask(False)  # of what was chosen among the clusters before
        self.window.lay_out_again()
        self._tell_settings()
        seconds = time.monotonic() - self._started
        words = self.state.kept_words() or "Drag a cluster up to choose."
        words = f"{self.state.found_words()} in {seconds:.1f} s. {words}"
        self.status.say(words)

    def _fail(self, what: str, problem: Exception) -> None:
        if isinstance(problem, Cancelled):
            return
        if isinstance(problem, MemoryError):
            problem = UserError(f"out of memory while {what}, choose fewer characters")
        if not isinstance(problem, UserError):
            raise problem
        self._say_problem(problem)

    def _say_problem(self, problem: UserError) -> None:
        self.status.say(without_flags(str(problem)), TOO_HIGH)

    def _characters_changed(self) -> None:
        for panel in (self.characters, self.sizes, self.clusters):
            panel.show()
        self.looking.look_again()
        self._tell_settings()
        chosen = self.state.settings.characters
        if self.state.clustering is not None and chosen != self.state.clustered_characters:
            words = "Other characters were clustered than are chosen now"
            self.status.say(f"{words}: Cluster and Save go by those chosen now.")

    def _tell_progress(self) -> None:
        """Say what is being done and for how long; a timer calls this."""
        if self.is_busy and not self.is_asking:
            seconds = time.monotonic() - self._started
            self.status.say(f"{self._doing}, {seconds:.1f} s. Press Cluster again to cancel.")
        elif self.checking.is_busy and not self.is_asking:
            self.status.say(f"{self.checking.doing}. Escape cancels.")


def without_flags(words: str) -> str:
    """Return an error's words with the controls' titles in place of the flags.

    >>> without_flags("--n_clusters 25: there are only 3 typefaces")
    'N clusters 25: there are only 3 typefaces'
    """
    titles = {"characters": "characters"} | {name: each.title for name, each in RANGES.items()}
    return re.sub(r"--(\w+)", lambda found: titles.get(found[1], found[0]), words)
