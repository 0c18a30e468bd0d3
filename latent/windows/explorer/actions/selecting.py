"""What becomes of the images that are selected: a summary, a pick, files to train on."""

from functools import partial
from pathlib import Path

from latent.data.selection import ENDING, TABLE_ENDING
from latent.windows.explorer.actions.base import Actions
from latent.windows.explorer.saving_selection import save_selection
from latent.windows.explorer.summary import Summary

SUMMARY, SAVING = "summary", "save a selection"  # the names of work in the background


class Selecting(Actions):
    """The images that are selected."""

    def show_selection(self) -> None:
        """Show which images are selected now."""
        self.find_summary()
        words = ""
        if not self.explorer.selection.is_empty:
            self.explorer.neighbors.show(None)  # or the card would not tell of what is selected
            words = "S: save, backspace: undo, escape: none"
        self.whole.looking.show_choice(words)

    def find_summary(self) -> None:
        """Find what there is to say of the selected images, which can take long for very many."""
        selection, background = self.explorer.selection, self.background
        background.forget(SUMMARY)
        if not selection.is_empty:
            excuse = self.whole.telling.excuse
            background.start(SUMMARY, selection.find_summary, self._take_summary, excuse)

    def _take_summary(self, summary: Summary) -> None:
        self.explorer.selection.summary = summary
        self.whole.show_pointed()

    def pick_selected(self) -> None:
        """Put the mean of the selected images into the current slot."""
        if self.explorer.pick_mean(self.explorer.selection.indices):
            self.whole.experimenting.show_picks()
        else:
            self.status.say("nothing is selected yet: shift and drag a box over images")

    def save_selection(self) -> None:
        """Write the selected images, to train on, beside the embedding."""
        explorer = self.explorer
        if explorer.selection.is_empty:
            self.status.say("nothing is selected yet: shift and drag a box over images")
            return
        self.status.say(f"saving {len(explorer.selection.indices):,} images …")
        save = partial(
            save_selection, explorer.content, explorer.selection.indices, self.whole.path
        )
        self.background.start(
            SAVING, save, self._say_saved_selection, self.whole.telling.say_problem
        )

    def _say_saved_selection(self, stem: Path) -> None:
        self.status.say(f"saved {stem}{ENDING} and {stem.name}{TABLE_ENDING}")
