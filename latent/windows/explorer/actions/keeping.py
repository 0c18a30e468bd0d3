"""Files of results: a picture with its picks, and a film of the interpolation."""

from pathlib import Path

from latent.tools.check import UserError
from latent.windows.explorer.actions.base import Actions
from latent.windows.explorer.saving import save_experiment
from latent.windows.explorer.walk_film import film_writer

FILM = "film"  # the name of work in the background


class Keeping(Actions):
    """What is written beside the embedding."""

    def save(self) -> None:
        """Write the results as a picture, and picks and view as JSON, beside the embedding."""
        if self.whole.finding.words:
            self.status.say("save when it is found:")
            return
        try:
            stem = save_experiment(self.explorer, self.whole.title, self.whole.path)
        except UserError as problem:
            self.status.say(str(problem))
        else:
            what = f"{stem}.picks.json, how the map is looked at"
            if not self.explorer.board.is_empty:
                further = sorted(path.name for path in stem.parent.glob(f"{stem.name}.*.png"))
                pictures = ", ".join([f"{stem}.png", *further])
                what = f"{pictures} and {stem.name}.picks.json"
            self.status.say(f"saved {what}")

    def write_film(self) -> None:
        """Write the interpolation as a GIF beside the embedding, in the background."""
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
        self.status.say("writing a GIF of the interpolation …")

    def _say_film(self, path: Path) -> None:
        self.status.say(f"saved {path}")
