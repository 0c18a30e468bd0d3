"""Saving a choice from the window, which asks before it overwrites files."""

from collections.abc import Callable
from functools import partial

from latent.tools.check import UserError
from latent.windows.controls import Button
from latent.windows.fonts.saving import Choice, Target
from latent.windows.fonts.state import ClusterState
from latent.windows.window import Window

WORK = "saving"
MAIN, ANSWERS = ("Cluster", "Save"), ("Overwrite", "Keep")  # buttons in the same place


class Saver:
    """Writes a state's choice to `target`; what happens is said by `say` and `failed`."""

    def __init__(
        self,
        window: Window,
        state: ClusterState,
        target: Target,
        say: Callable[[str], object],
        failed: Callable[[Exception], object],
    ):
        self.target = target
        self._window, self._state, self._say, self._failed = window, state, say, failed
        Button(window, "Save", self.save)
        Button(window, "Overwrite", self.write)
        Button(window, "Keep", self.keep)

    @property
    def is_asking(self) -> bool:
        """Whether it is asked if files are to be overwritten."""
        return self._window.panels["button:Keep"].is_visible

    def ask(self, is_asking: bool) -> None:
        """Put the answers to the question about overwriting in place of the two main buttons."""
        for names, is_visible in ((ANSWERS, is_asking), (MAIN, not is_asking)):
            for name in names:
                self._window.panels[f"button:{name}"].set_visible(is_visible)
        self._window.redraw()

    def save(self) -> None:
        """Write the choice, or ask first if that would overwrite files."""
        try:
            Choice.of(self._state)
        except UserError as problem:
            self._failed(problem)
            return
        taken = self.target.taken
        if taken:
            names = " and ".join(path.name for path in taken)
            is_or_are = "is" if len(taken) == 1 else "are"
            self._say(f"{names} {is_or_are} there already: overwrite?")
            self.ask(True)
        else:
            self.write()

    def write(self) -> None:
        """Write the choice over whatever is there."""
        self.ask(False)
        try:
            choice = Choice.of(self._state)
        except UserError as problem:  # nothing is chosen any more since it was asked
            self._failed(problem)
            return
        self._say("saving")
        save = partial(self.target.save, choice)
        self._window.background.start(WORK, save, self._say, self._failed)

    def keep(self) -> None:
        """Leave the files that are there as they are."""
        self.ask(False)
        self._say("nothing was saved")
