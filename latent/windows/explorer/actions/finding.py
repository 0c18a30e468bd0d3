"""What the tab that is shown needs and does not have yet, found in other threads."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from latent.windows.explorer.actions.base import Actions
from latent.windows.explorer.experiments.base import Work

if TYPE_CHECKING:
    from latent.windows.explorer.window import ExploreWindow

# The names of work in the background.
IMAGES, PLACES = "images of a tab", "places of a tab"
TAB_WORK = "work of a tab"


class Finding(Actions):
    """The work for the tab that is shown: long searches, images of codes, and their places."""

    def __init__(self, whole: "ExploreWindow"):
        super().__init__(whole)
        self._tab_work: Work | None = None  # the last that was started

    @property
    def words(self) -> str:
        """What is searched for, in words; "" for nothing that takes long."""
        return self._tab_work.words if self.background.is_busy(TAB_WORK) else ""

    def find(self) -> None:
        """Find what the tab shows: first what takes long, then images and places of codes.

        While something of it is under way, only what is new comes after it.
        """
        tabs, background = self.explorer.tabs, self.background
        work = tabs.work()
        if work is not None and not background.is_busy(TAB_WORK):
            self._tab_work = work
            background.start(TAB_WORK, work.run, self._take_work, self.whole.telling.excuse)
        for name, missing in ((IMAGES, tabs.decoding), (PLACES, tabs.placing)):
            find = None if background.is_busy(name) else missing()
            if find is not None:
                background.start(name, find, self._take_found, self.whole.telling.excuse)

    def _take_work(self, result: object) -> None:
        self._tab_work.take(result)
        self.find()
        self.whole.experimenting.show_tab()
        self.status.show()
        self.whole.keeping.save_if_waiting()

    def _take_found(self, keep: Callable[[], None]) -> None:
        keep()
        self.find()
        self.whole.experimenting.show_tab()
