"""What the status line says: what was done, what went wrong, and how far long work has come."""

import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from latent.tools.check import UserError
from latent.windows.explorer.actions.base import Actions
from latent.windows.explorer.decoding import DecoderLost

if TYPE_CHECKING:
    from latent.windows.explorer.window import ExploreWindow

SECONDS_BETWEEN_WORDS = 0.5  # on how far long work has come


class Telling(Actions):
    """Words for the status line."""

    def __init__(self, whole: "ExploreWindow"):
        super().__init__(whole)
        self._names, self._said_before = "", ""

    def tell_names(self) -> None:
        """Say what the card has no room for, until something else is said or pointed at."""
        card = self.whole.card
        names = " · ".join(card.cut) if card.is_visible else ""
        if names != self._names:
            self._names, self._said_before = names, self.status.words
            self.status.show()

    def status_words(self, said: str) -> str:
        """Return what was said, or what to click, and what else is to be known."""
        if self._names and said == self._said_before:
            return self._names
        explorer, board = self.explorer, self.explorer.tabs.board
        what = "any place" if explorer.here.is_on else "an image"
        parts = [said or f"click {what}: {board.experiment.asks[board.slot]}"]
        if explorer.here.is_on:
            parts.append("decoding the place under the pointer, d: end")
        if self.whole.finding.words:
            parts.append(self.whole.finding.words)
        if self.whole.decoders.is_loading:
            parts.append("the decoder is loading …")
        if explorer.choice.layers is not None:
            parts.append(explorer.choice.words())
        if explorer.decoded.are_shown:
            parts.append("decoded images")
        return "   ·   ".join([*parts, "e: next tab", "h: all keys"])

    def say_problem(self, problem: Exception) -> None:
        """Say what hindered something that a user asked for."""
        if not isinstance(problem, UserError):
            raise problem
        if isinstance(problem, DecoderLost) and problem.decoder is not None:
            self.whole.decoders.restart(problem)
        else:
            self.status.say(str(problem))

    def excuse(self, problem: Exception) -> None:
        """Say what went wrong in another thread; where nobody would read it, stop."""
        if self.window.screen.snapshot is not None:
            raise problem
        self.say_problem(problem)

    def share_teller(self, name: str, words: str) -> Callable[[float], None]:
        """Return what work of a name can call to say how much of it is done, from 0 to 1."""
        said = [0.0]

        def tell(share: float) -> None:
            now = time.monotonic()
            if now - said[0] > SECONDS_BETWEEN_WORDS:
                said[0] = now
                self.background.tell(name, self.status.say, f"{words}: {share:.0%}")

        return tell
