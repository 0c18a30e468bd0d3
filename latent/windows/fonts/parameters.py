"""The controls of the clustering window: algorithms, and the parameters of the chosen one."""

from collections.abc import Callable
from functools import partial

from latent.clustering.settings import ALGORITHMS, RANGES
from latent.windows.controls import Mark, Slider
from latent.windows.fonts.state import ClusterState
from latent.windows.panel import Panel
from latent.windows.window import Window

SWITCHES = (
    ("metric", "cosine distance", "cosine", "euclidean"),
    ("mutual", "mutual neighbours", True, False),
)


class Parameters:
    """Panels that show and set the settings of a state; `changed` hears of every change.

    `controls`: those of the parameters, by their names.
    """

    def __init__(self, window: Window, state: ClusterState, changed: Callable[[], object]):
        self._window, self._state, self._changed = window, state, changed
        for algorithm in ALGORITHMS.values():
            is_on = partial(state.has, "algorithm", algorithm.value)
            Mark(window, "radio", algorithm.title, is_on, partial(self.choose, algorithm.value))
        self.controls: dict[str, Panel] = {
            name: Slider(window, limits, getattr(state.settings, name), partial(self._set, name))
            for name, limits in RANGES.items()
        }
        for name, title, on, off in SWITCHES:
            is_on, toggle = partial(state.has, name, on), partial(self._toggle, name, on, off)
            self.controls[name] = Mark(window, "switch", title, is_on, toggle)
        self.show()

    @property
    def labels(self) -> tuple[list[str], list[str]]:
        """The labels of the algorithms' panels, and of the chosen one's parameters."""
        radios = [label for label in self._window.panels if label.startswith("radio:")]
        names = self._state.settings.parameters
        return radios, [self.controls[name].axes.get_label() for name in names]

    def choose(self, algorithm: str) -> None:
        """Show the parameters of another algorithm, which Cluster will then use."""
        self._state.set("algorithm", algorithm)
        self.show()
        self._window.lay_out_again()
        self._changed()

    def set(self, name: str, value: float) -> None:
        """Set a number, as if its slider had been moved there."""
        self.controls[name].set(value)

    def follow(self) -> None:
        """Take over the settings after they were changed elsewhere; nothing is drawn yet."""
        for name in RANGES:
            self.controls[name].value = getattr(self._state.settings, name)
        self.show()

    def show(self) -> None:
        """Show the parameters of the algorithm and no others; nothing is drawn yet."""
        for name, control in self.controls.items():
            control.set_visible(name in self._state.settings.parameters)

    def _set(self, name: str, value: float) -> None:
        self._state.set(name, value)
        self._changed()

    def _toggle(self, name: str, on: object, off: object) -> None:
        self._state.toggle(name, on, off)
        self._changed()
