"""An experiment's names and slots, and in which order clicks fill them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Experiment:
    """The names of an experiment: `name` in files, `tab` on its tab, `title` over its results.

    `slots`: short names, in the order in which clicks fill them. `turns`: the slots that further
    clicks change in turn. `asks`: what the status asks for, slot by slot.
    """

    name: str
    tab: str
    title: str
    slots: tuple[str, ...]
    turns: tuple[int, ...]
    asks: tuple[str, ...]

    def slot_after(self, slot: int, picks: Sequence[Any]) -> int:
        """Return the slot that the next click fills after `slot` was filled; None is no pick."""
        if slot in self.turns:
            return self.turns[(self.turns.index(slot) + 1) % len(self.turns)]
        empty = [k for k, pick in enumerate(picks) if pick is None]
        return empty[0] if empty else self.turns[0]
