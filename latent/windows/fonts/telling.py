"""What the window of typefaces says: what is done, what went wrong, how clusters were made."""

import re

from latent.clustering.result import Cancelled
from latent.clustering.settings import RANGES
from latent.tiles.palette import QUIET, TOO_HIGH
from latent.tools.check import UserError
from latent.windows.fonts.state import ClusterState
from latent.windows.fonts.summary import made_by_words
from latent.windows.fonts.work import Work
from latent.windows.window import Window
from latent.windows.words import Words

HINT = "click: choose · right click: show"
STALE = "The settings have changed since: press Cluster. Shown: "
SMALLEST, SMALLEST_HINT = 9, 8  # pixels of letters where there is little room


class Telling:
    """The lines of words: `status`, on what happens, and another on how clusters were made.

    `clustering`, `checking`: the two works that take long.
    """

    def __init__(self, window: Window, state: ClusterState, clustering: Work, checking: Work):
        self._state, self._clustering, self._checking = state, clustering, checking
        self.status = Words(window, "status", smallest=SMALLEST)
        Words(window, "hint", HINT, smallest=SMALLEST_HINT)
        self.made_by = Words(window, "made by", smallest=SMALLEST)

    def tell_settings(self) -> None:
        """Say what the clusters were made by, and whether that is still what is set."""
        is_stale, words = self._state.is_stale, made_by_words(self._state)
        self.made_by.say(STALE + words if is_stale else words, TOO_HIGH if is_stale else QUIET)

    def tell_progress(self) -> None:
        """Say what is being done and for how long."""
        clustering, checking = self._clustering, self._checking
        if clustering.is_busy:
            words = (
                f"{clustering.doing}, {clustering.seconds:.1f} s. Press Cluster again to cancel."
            )
            self.status.say(words)
        elif checking.is_busy:
            self.status.say(f"{checking.doing}, {checking.seconds:.0f} s. Escape cancels.")

    def tell_problem(self, what: str, problem: Exception) -> None:
        """Say what went wrong while doing something; raises what no user has caused."""
        if isinstance(problem, Cancelled):
            return
        if isinstance(problem, MemoryError):
            problem = UserError(f"out of memory while {what}, choose fewer characters")
        if not isinstance(problem, UserError):
            raise problem
        self.status.say(without_flags(str(problem)), TOO_HIGH)


def without_flags(words: str) -> str:
    """Return an error's words with the controls' titles in place of the flags.

    >>> without_flags("--n_clusters 25: there are only 3 typefaces")
    'N clusters 25: there are only 3 typefaces'
    """
    titles = {"characters": "characters"} | {name: each.title for name, each in RANGES.items()}
    return re.sub(r"--(\w+)", lambda found: titles.get(found[1], found[0]), words)
