"""Giving the step from A to B of an analogy a name, so that images can be varied by it."""

from functools import partial

from latent.tools.check import UserError
from latent.tools.plain_words import shown
from latent.windows.explorer.experiments.analogy import ANALOGY, A, B
from latent.windows.explorer.experiments.vary import LONGEST_NAME, VARY
from latent.windows.explorer.tabs import Tabs

ARROW = " → "


class Naming:
    """The name that is written for a step. `text`: so far, None while none is written.

    It begins with a suggestion. A letter takes its place; backspace changes it.
    """

    def __init__(self, tabs: Tabs):
        self._tabs = tabs
        self.text: str | None = None
        self._is_suggestion = False

    def begin(self) -> None:
        """Begin to write, with what A and B are; raises UserError if they are not picked."""
        board = self._tabs.tab_of(ANALOGY).board
        a, b = board.picks[A], board.picks[B]
        if self._tabs.current.board is not board or a is None or b is None:
            raise UserError("a names the step from A to B: pick both on the tab Analogy first")
        names = (self._tabs.coders[0].pick_name(pick) for pick in (a, b))
        most = (LONGEST_NAME - len(ARROW)) // 2
        self.text = ARROW.join(shown(name, most) for name in names)
        self._is_suggestion = True

    def write(self, key: str) -> None:
        """Do what a key does while one writes."""
        if self.text is None:
            return
        if key == "escape":
            self.text = None
        elif key == "enter":
            self.keep()
        elif key == "backspace":
            self.text, self._is_suggestion = self.text[:-1], False
        elif len(key) == 1 and self._is_suggestion:
            self.text, self._is_suggestion = key, False
        elif len(key) == 1 and len(self.text) < LONGEST_NAME:
            self.text += key

    def keep(self) -> None:
        """Keep the step under the name, if there is one, and end writing."""
        name = " ".join((self.text or "").split())[:LONGEST_NAME]
        if name:
            board = self._tabs.tab_of(ANALOGY).board
            vary = self._tabs.tab_of(VARY)
            board.note(partial(setattr, vary, "named", vary.named))
            vary.name_step(name, board.picks[A], board.picks[B])
        self.text = None
