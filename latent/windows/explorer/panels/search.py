"""The line in which one writes what is searched for."""

from latent.windows.explorer.panels.entry import EntryPanel
from latent.windows.explorer.search import HELP
from latent.windows.explorer.state import Explorer
from latent.windows.window import Window


class SearchPanel(EntryPanel):
    """What was written, and how much was found."""

    def __init__(self, window: Window, explorer: Explorer):
        super().__init__(window, "search", "/")
        self._explorer = explorer

    def words(self) -> str:
        """Return what is said of what was found."""
        search = self._explorer.search
        if not search.text.strip():
            return HELP
        n = len(search.found.indices)
        if n == 0:
            return f"nothing found: {HELP}"
        which = "" if search.current is None else f"{search.current + 1:,} of "
        return f"{which}{n:,} found"

    def paint(self) -> None:
        """Paint the line."""
        self.text, self.help_words = self._explorer.search.text, self.words()
        super().paint()
