"""What stands in the middle: the clusters, typefaces most like one of them, or what keys do."""

from collections.abc import Callable
from functools import partial

from latent.clustering.similar import N_SIMILAR, Similar, find_similar
from latent.windows.background import Background
from latent.windows.fonts.panels.clusters import ClustersPanel
from latent.windows.fonts.panels.help import HelpPanel
from latent.windows.fonts.panels.similar import SimilarPanel
from latent.windows.fonts.state import ClusterState

WORK = "looking"


class Looking:
    """Shows `similar` in the place of `clusters` while there is a typeface to look at.

    On request `words`, on what keys do, stand in the place of both. `path`: the typefaces that were
    looked at, the last of them now.
    """

    def __init__(
        self,
        state: ClusterState,
        background: Background,
        clusters: ClustersPanel,
        similar: SimilarPanel,
        words: HelpPanel,
        failed: Callable[[Exception], object],
    ):
        self.path: list[int] = []
        self._asked: tuple | None = None  # what was found last, or is being found
        self._state, self._background, self._failed = state, background, failed
        self._clusters, self._similar, self._words = clusters, similar, words

    def look_at(self, font: int) -> None:
        """Find what is most like a typeface, and show it."""
        self.path.append(font)
        self.look_again()

    def go_back(self) -> bool:
        """Look at the typeface before, or at the clusters; returns whether there was a way back."""
        if self._words.is_visible:
            self.turn_help()
            return True
        if not self.path:
            return False
        self.path.pop()
        if self.path:
            self.look_again()
        else:
            self._background.forget(WORK)
            self._asked = None
            self._show(None)
        return True

    def turn_help(self) -> None:
        """Show what the keys do, or what was there before."""
        if self._words.is_visible:
            self._show(self._similar.similar)
            return
        for panel in (self._clusters, self._similar):
            panel.set_visible(False)
        self._words.set_visible(True)
        self._words.show()

    def turn_family(self) -> None:
        """Leave the typeface's own family out, or let it be among the others again."""
        if self.path:
            self._similar.has_family = not self._similar.has_family
            self.look_again()

    def look_again(self) -> None:
        """Find anew what is like the last typeface, if there is one and something has changed."""
        if not self.path:
            return
        settings = self._state.settings
        characters = settings.characters or self._state.shown
        asked = (self.path[-1], characters, settings.metric, N_SIMILAR, self._similar.has_family)
        if asked == self._asked:
            return
        self._asked = asked
        find = partial(find_similar, self._state.alphabets, *asked)
        self._background.start(WORK, find, self._show, self._failed)

    def _show(self, similar: Similar | None) -> None:
        was_covered = self._words.is_visible
        self._words.set_visible(False)
        self._similar.similar = similar
        self._similar.set_visible(similar is not None)
        self._clusters.set_visible(similar is None)
        (self._clusters if similar is None else self._similar).show()
        if was_covered:
            self._words.window.redraw()  # also the curve that they covered
