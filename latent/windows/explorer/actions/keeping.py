"""Files of results: a picture with its picks, and a film of what lies between images."""

from pathlib import Path
from typing import TYPE_CHECKING

from latent.tools.check import UserError
from latent.windows.explorer.actions.base import Actions
from latent.windows.explorer.experiments.experiment import Experiment
from latent.windows.explorer.saving import save_experiment
from latent.windows.explorer.walk_film import film_writer

if TYPE_CHECKING:
    from latent.windows.explorer.window import ExploreWindow

FILM = "film"  # the name of work in the background


class Keeping(Actions):
    """What is written beside the embedding."""

    def __init__(self, whole: "ExploreWindow"):
        super().__init__(whole)
        self._waits_for: Experiment | None = None  # to be whole, so that it can be saved

    def save(self) -> None:
        """Write the results as a picture, and picks and view as JSON, beside the embedding.

        If something is still searched for, that is waited for.
        """
        self._waits_for = self.explorer.tabs.experiment if self.whole.finding.words else None
        if self._waits_for is not None:
            self.status.say("saving as soon as it is found:")
            return
        try:
            stem = save_experiment(self.explorer, self.whole.title, self.whole.path)
        except UserError as problem:
            self.status.say(str(problem))
        else:
            what = f"{stem}.picks.json, how the map is looked at"
            if not self.explorer.tabs.board.is_empty:
                further = sorted(path.name for path in stem.parent.glob(f"{stem.name}.*.png"))
                pictures = ", ".join([f"{stem}.png", *further])
                what = f"{pictures} and {stem.name}.picks.json"
            self.status.say(f"saved {what}")

    def save_if_waiting(self) -> None:
        """Save what was to be saved once it was found, if it is still shown."""
        if self._waits_for is not None and not self.whole.finding.words:
            waits_for, self._waits_for = self._waits_for, None
            if self.explorer.tabs.experiment is waits_for:
                self.save()

    def write_film(self) -> None:
        """Write what lies between images as a GIF beside the embedding, in the background."""
        background = self.background
        if background.is_busy(FILM):
            self.status.say("the last GIF is still being written")
            return
        try:
            write = film_writer(self.explorer, self.whole.path)
        except UserError as problem:
            self.status.say(str(problem))
            return
        background.start(FILM, write, self._say_film, self.whole.telling.excuse)
        self.status.say("writing a GIF …")

    def _say_film(self, path: Path) -> None:
        self.status.say(f"saved {path}")
