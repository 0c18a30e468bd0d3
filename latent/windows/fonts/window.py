"""The window in which typefaces are clustered: panels, what they and the keys do, and the work."""

import re
import threading
import time
from collections.abc import Callable
from functools import partial

from latent.clustering.result import Cancelled, Clustering
from latent.clustering.settings import ALGORITHMS, RANGES, ClusterSettings
from latent.clustering.workbench import Workbench
from latent.tiles.palette import TOO_HIGH
from latent.tools.check import UserError
from latent.windows.controls import Button, Mark, Slider, Table
from latent.windows.fonts.layout import arrange
from latent.windows.fonts.panels.characters import CharacterStrip
from latent.windows.fonts.panels.clusters import ClustersPanel
from latent.windows.fonts.panels.epsilon import EpsilonPlot
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
HINT = "click: choose · right click: the character that is shown"
MOUSE = (
    "Drag a cluster up or down, or turn the wheel over it, to choose from it; click a typeface to "
    "choose or exclude it; turn the wheel over a slider for single steps."
)


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
        self._add_panels()
        self._show_parameters()
        self.window.lay_out(self._places)
        self._ask(False)
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
        """Stop clustering; what there was before stays."""
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
        """Keep the files, if it is asked whether to overwrite them; else stop clustering."""
        if self.is_asking:
            self.keep()
        else:
            self.cancel()

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
        self.status.say("undone")

    def explain_keys(self) -> None:
        """Say what the keys do."""
        keys = " · ".join(f"{key.name}: {key.words}" for key in self.window.input.keys)
        self.status.say(f"{keys}. {MOUSE}")

    def choose_algorithm(self, algorithm: str) -> None:
        """Show the parameters of another algorithm, which Cluster will then use."""
        self.state.set("algorithm", algorithm)
        self._show_parameters()
        self.window.lay_out_again()

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
                Key("escape", "cancel", {"escape": self.escape}),
                Key("backspace", "undo", {"backspace": self._unless_asking(self.undo)}),
                Key("h", "these words", {"h": self._unless_asking(self.explain_keys)}),
            ]
        )
        self.sizes = Table(window, "sizes", lambda: "Chosen data set", state.size_lines)
        self.clusters = ClustersPanel(window, state, self.sizes.show)
        self.characters = CharacterStrip(window, state, self._characters_changed)
        self.status = Words(window, "status")
        Words(window, "hint", HINT)
        self.summary = Table(window, "summary", lambda: state.title, state.summary_lines)
        EpsilonPlot(window, state)
        for algorithm in ALGORITHMS.values():
            is_on = partial(state.has, "algorithm", algorithm.value)
            choose = partial(self.choose_algorithm, algorithm.value)
            Mark(window, "radio", algorithm.title, is_on, choose)
        self.controls: dict[str, Panel] = {
            name: Slider(window, limits, getattr(state.settings, name), partial(state.set, name))
            for name, limits in RANGES.items()
        }
        for name, title, on, off in (
            ("metric", "cosine distance", "cosine", "euclidean"),
            ("mutual", "mutual neighbours only", True, False),
        ):
            is_on, toggle = partial(state.has, name, on), partial(state.toggle, name, on, off)
            self.controls[name] = Mark(window, "switch", title, is_on, toggle)
        Button(window, "Cluster", self.cluster)
        Button(window, "Save", self.save)
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
            len(self.state.summary_lines()),
        )

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
        self._ask(False)  # of what was chosen among the clusters before
        self.window.lay_out_again()
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
        chosen = self.state.settings.characters
        if self.state.clustering is not None and chosen != self.state.clustered_characters:
            words = "Other characters were clustered than are chosen now"
            self.status.say(f"{words}: Cluster and Save go by those chosen now.")

    def _tell_progress(self) -> None:
        """Say what is being done and for how long; a timer calls this."""
        if self.is_busy and not self.is_asking:
            seconds = time.monotonic() - self._started
            self.status.say(f"{self._doing}, {seconds:.1f} s. Press Cluster again to cancel.")


def without_flags(words: str) -> str:
    """Return an error's words with the controls' titles in place of the flags.

    >>> without_flags("--n_clusters 25: there are only 3 typefaces")
    'N clusters 25: there are only 3 typefaces'
    """
    titles = {"characters": "characters"} | {name: each.title for name, each in RANGES.items()}
    return re.sub(r"--(\w+)", lambda found: titles.get(found[1], found[0]), words)
