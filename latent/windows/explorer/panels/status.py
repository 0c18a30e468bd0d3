"""The line at the bottom of the latent explorer."""

from latent.windows.explorer.state import Explorer
from latent.windows.window import Window
from latent.windows.words import Line

SIZE = 10  # points, or smaller where there is no room
DECODER = "decoder"  # the name of the work that loads it


class StatusPanel(Line):
    """What has happened, or what to click next; then what is under way and how much is shown."""

    def __init__(self, window: Window, explorer: Explorer):
        super().__init__(window, "status", SIZE)
        self._explorer = explorer

    def whole_words(self) -> str:
        """Return what was said, or what to click, and what else is to be known."""
        explorer, board = self._explorer, self._explorer.board
        parts = [self.words or f"click an image for {board.experiment.slots[board.slot]}"]
        if self.window.background.is_busy(DECODER):
            parts.append("the decoder is loading …")
        if explorer.n_shown < explorer.n_images:
            parts.append(f"{explorer.n_shown:,} of {explorer.n_images:,} images shown")
        return "   ·   ".join([*parts, "e: other experiment", "h: all keys"])
