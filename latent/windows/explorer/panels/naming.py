"""The line in which one writes the name of a step from A to B."""

from latent.windows.explorer.naming import Naming
from latent.windows.explorer.panels.entry import EntryPanel
from latent.windows.window import Window

START = "name of the step from A to B:"
HELP = "return: keep it, a row of Vary; escape: do not"


class NamingPanel(EntryPanel):
    """The name as it is written; it stands where the title is, hidden at first."""

    def __init__(self, window: Window, naming: Naming):
        super().__init__(window, "naming", START, HELP)
        self._naming = naming

    def paint(self) -> None:
        """Paint the line."""
        self.text = self._naming.text or ""
        super().paint()
