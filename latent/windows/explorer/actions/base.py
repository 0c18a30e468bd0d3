"""What all kinds of actions have: the window that they belong to, and its state."""

from typing import TYPE_CHECKING

from latent.windows.words import Line

if TYPE_CHECKING:
    from latent.windows.explorer.window import ExploreWindow


class Actions:
    """Actions in the explorer's window `whole`, which has all panels and the other actions."""

    def __init__(self, whole: "ExploreWindow"):
        self.whole, self.explorer = whole, whole.explorer
        self.window, self.background = whole.window, whole.window.background

    @property
    def status(self) -> Line:
        """The line that says what happened."""
        return self.whole.status
