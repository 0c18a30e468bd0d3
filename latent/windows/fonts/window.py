"""The clustering window: events in, changes of its state, panels painted anew."""

import re
import threading
import time

from matplotlib.backend_bases import Event, KeyEvent, MouseEvent

from latent.clustering.result import Cancelled, Clustering
from latent.clustering.settings import ALGORITHMS, RANGES, ClusterSettings
from latent.clustering.workbench import Workbench
from latent.tiles.palette import QUIET, TOO_HIGH
from latent.tools.check import UserError
from latent.windows.controls import (
    CHECKED,
    OFF,
    ON,
    UNCHECKED,
    Mark,
    PicturePanel,
    Slider,
    Table,
    Words,
)
from latent.windows.fonts.layout import arrange
from latent.windows.fonts.panels.characters import CharacterStrip
from latent.windows.fonts.panels.clusters import ClustersPanel
from latent.windows.fonts.panels.epsilon import EpsilonPlot
from latent.windows.fonts.saving import Choice, Target
from latent.windows.fonts.state import PRESETS, ClusterState, share_after_drag
from latent.windows.screen import Screen
from latent.windows.window import SIZE, Window

MILLISECONDS_BETWEEN_WORDS = 200
WORK = "clustering"
SAVING = "saving"
HINT = "click: choose · right click: the character that is shown"
KEYS = (
    "return: cluster, or cancel · s: save · escape: cancel · h: these words. Drag a cluster up or "
    "down to choose from it, turn the wheel over a slider for single steps."
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
        self._drag: tuple[int, float, int] | None = None
        self.window = Window("Choosing typefaces", screen, size)
        self._add_panels()
        self._connect()
        self._ask(False)
        self._arrange()
        self.say(message or f"{len(state.alphabets):,} typefaces, {state.alphabets.source}")

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

    def say(self, words: str, is_problem: bool = False) -> None:
        """Show what has happened, or what went wrong."""
        self.status.say(words, TOO_HIGH if is_problem else QUIET)

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

        self.window.background.start(
            WORK,
            work,
            lambda clustering: self._take(clustering, settings),
            lambda problem: self._fail("clustering", problem),
        )
        self._tell_progress()

    def cancel(self) -> None:
        """Stop clustering; what there was before stays."""
        if self.is_busy:
            self._cancelled.set()
            self.window.background.forget(WORK)
            self.say("cancelled; the clusters before it are still there")

    def save(self) -> None:
        """Write the choice, or ask first if that would overwrite files."""
        try:
            Choice.of(self.state)
        except UserError as problem:
            self.say(without_flags(str(problem)), is_problem=True)
            return
        taken = self.target.taken
        if taken:
            names = " and ".join(path.name for path in taken)
            self.say(f"{names} {'is' if len(taken) == 1 else 'are'} there already: overwrite?")
            self._ask(True)
        else:
            self.write()

    def write(self) -> None:
        """Write the choice over whatever is there."""
        self._ask(False)
        choice = Choice.of(self.state)
        self.say("saving")
        self.window.background.start(
            SAVING,
            lambda: self.target.save(choice),
            self.say,
            lambda problem: self._fail("saving", problem),
        )

    def keep(self) -> None:
        """Leave the files that are there as they are."""
        self._ask(False)
        self.say("nothing was saved")

    def choose_algorithm(self, algorithm: str) -> None:
        """Show the parameters of another algorithm, which Cluster will then use."""
        self.state.set("algorithm", algorithm)
        self._arrange()
        self.window.redraw()

    def choose_characters(self, preset: str) -> None:
        """Choose all characters, none, or the good ones."""
        self.state.choose_characters(PRESETS[preset])
        self._characters_changed()

    def _add_panels(self) -> None:
        window, state = self.window, self.state
        self.clusters = ClustersPanel(window, state)
        self.characters = CharacterStrip(window, state, self._characters_changed)
        self.status = Words(window, "status")
        self.hint = Words(window, "hint")
        self.hint.words = HINT
        self.sizes = Table(window, "sizes", "Chosen data set", state.size_lines)
        self.summary = Table(window, "summary", "", state.summary_lines)
        self.curve = EpsilonPlot(window)
        self.radios = {
            algorithm.value: Mark(
                window,
                f"radio:{algorithm.title}",
                algorithm.title,
                (ON, OFF),
                lambda value=algorithm.value: state.settings.algorithm == value,
                lambda value=algorithm.value: self.choose_algorithm(value),
            )
            for algorithm in ALGORITHMS.values()
        }
        self.controls: dict[str, PicturePanel] = {
            name: Slider(
                window,
                limits.title,
                (limits.least, limits.most, limits.step),
                getattr(state.settings, name),
                lambda value, name=name: state.set(name, value),
            )
            for name, limits in RANGES.items()
        }
        self._add_switch("metric", "cosine distance", ("euclidean", "cosine"))
        self._add_switch("mutual", "mutual neighbours only", (False, True))
        self.buttons = {
            words: window.add_button(words, action)
            for words, action in {
                "Cluster": self.cluster,
                "Save": self.save,
                "Overwrite": self.write,
                "Keep": self.keep,
                **{name: lambda name=name: self.choose_characters(name) for name in PRESETS},
            }.items()
        }

    def _add_switch(self, name: str, title: str, values: tuple) -> None:
        """Add what is on while a setting has the second of two values."""

        def is_on() -> bool:
            return getattr(self.state.settings, name) == values[1]

        def press() -> None:
            self.state.set(name, values[not is_on()])
            self.controls[name].show()

        label = f"switch:{title}"
        self.controls[name] = Mark(self.window, label, title, (CHECKED, UNCHECKED), is_on, press)

    def _connect(self) -> None:
        for name, handler in (
            ("resize_event", self._on_resize),
            ("button_press_event", self._on_press),
            ("motion_notify_event", self._on_motion),
            ("button_release_event", self._on_release),
            ("key_press_event", self._on_key),
        ):
            self.window.on(name, handler)

    def _arrange(self) -> None:
        """Put everything to its place, and paint it."""
        window, algorithm = self.window, ALGORITHMS[self.state.settings.algorithm]
        shown = {
            self.controls[name].axes.get_label(): self.controls[name]
            for name in algorithm.parameters
        }
        for control in self.controls.values():
            control.axes.set_visible(control in shown.values())
        radios = {radio.axes.get_label(): radio for radio in self.radios.values()}
        places = arrange(
            *window.size,
            window.pixel_ratio,
            list(radios),
            list(shown),
            len(self.state.summary_lines()),
        )
        for label, panel in (radios | shown).items():
            panel.place(places[label])
        for name in ("clusters", "characters", "status", "hint", "sizes", "summary"):
            getattr(self, name).place(places[name])
        self.curve.place(places["curve"])
        for words, axes in self.buttons.items():
            window.place(axes, places[f"button:{words}"])

    def _ask(self, is_asking: bool) -> None:
        """Put the answers to the question about overwriting in place of the two main buttons."""
        for words in ("Overwrite", "Keep"):
            self.buttons[words].set_visible(is_asking)
        for words in ("Cluster", "Save"):
            self.buttons[words].set_visible(not is_asking)
        self.window.redraw()

    def _take(self, clustering: Clustering, settings: ClusterSettings) -> None:
        self._drag = None
        self.state.take(clustering, settings)
        self.show_clustering()
        seconds = time.monotonic() - self._started
        self.say(f"{self.state.found_words()} in {seconds:.1f} s. Drag a cluster up to choose.")

    def show_clustering(self) -> None:
        """Paint what depends on the clustering, which is another now."""
        self.summary.title = self.state.title
        self.curve.show_curve(None if not self.state.clustering else self.state.clustering.curve)
        self._arrange()
        self.window.redraw()

    def _fail(self, what: str, problem: Exception) -> None:
        if isinstance(problem, Cancelled):
            return
        if isinstance(problem, MemoryError):
            problem = UserError(f"out of memory while {what}, choose fewer characters")
        if not isinstance(problem, UserError):
            raise problem
        self.say(without_flags(str(problem)), is_problem=True)

    def _characters_changed(self) -> None:
        self.characters.show()
        self.sizes.show()
        self.clusters.show()
        chosen = self.state.settings.characters
        if self.state.clustering is not None and chosen != self.state.clustered_characters:
            words = "Other characters are chosen than were clustered: press Cluster for clusters "
            self.say(f"{words}by them. Save takes the ones chosen now.")

    def _tell_progress(self) -> None:
        """Say what is being done, for how long already; called by a timer."""
        if self.is_busy:
            seconds = time.monotonic() - self._started
            self.say(f"{self._doing}, {seconds:.1f} s. Press Cluster again to cancel.")

    def _on_resize(self, event: Event) -> None:
        self._arrange()

    def _on_press(self, event: MouseEvent) -> None:
        if event.button != 1 or event.inaxes is not self.clusters.axes:
            return
        x, y = self.clusters.pixel_of(event)
        label = self.clusters.drawing.label_at(x, y)
        if label is not None:
            self._drag = (label, y, self.state.shares.get(label, 0))

    def _on_motion(self, event: MouseEvent) -> None:
        if self._drag is not None:
            label, start, percent = self._drag
            _, y = self.clusters.pixel_of(event)
            before = self.state.shares.get(label, 0)
            up = (start - y) / self.window.pixel_ratio
            self.state.set_share(label, share_after_drag(percent, up))
            if self.state.shares.get(label, 0) != before:
                self.clusters.point_at(None, 0, 0)
                self.clusters.paint_cluster(label)
                self.sizes.show()
            return
        x, y = self.clusters.pixel_of(event)
        is_inside = event.inaxes is self.clusters.axes
        font = self.clusters.drawing.font_at(x, y) if is_inside else None
        if self.clusters.point_at(font, x, y):
            self.window.redraw(self.clusters.axes)

    def _on_release(self, event: MouseEvent) -> None:
        if event.button == 1:
            self._drag = None

    def _on_key(self, event: KeyEvent) -> None:
        if event.key == "enter":
            self.cluster()
        elif event.key == "escape":
            self.keep() if self.buttons["Keep"].get_visible() else self.cancel()
        elif event.key == "s":
            self.save()
        elif event.key == "h":
            self.say(KEYS)


def without_flags(words: str) -> str:
    """Return an error's words with the controls' titles in place of the flags.

    >>> without_flags("--n_clusters 25: there are only 3 typefaces")
    'N clusters 25: there are only 3 typefaces'
    """
    titles = {"characters": "characters"} | {name: each.title for name, each in RANGES.items()}
    return re.sub(r"--(\w+)", lambda found: titles.get(found[1], found[0]), words)
