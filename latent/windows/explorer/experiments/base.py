"""What an experiment with codes is: slots for images, and cells that are decoded from them.

A further experiment is one more module like `interpolation`, listed in `state.EXPERIMENTS`.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from latent.windows.explorer.own_code import OwnCode

Pick = int | OwnCode  # the index of an image, or a code that no image has
Picks = Sequence[Pick | None]  # for each slot what it holds, or None


@dataclass(frozen=True)
class Cell:
    """One image of an experiment's result and its place in the grid.

    `mix` makes its code (d,) from the codes (d,) of the slots that it `needs`. A cell with a
    `slot` stands for that slot: it shows the image that was picked, and is clicked to change it.
    `column` and `row` are in squares of the grid, and can be fractions.
    """

    name: str
    column: float
    row: float
    needs: tuple[int, ...]
    mix: Callable[..., np.ndarray]
    slot: int | None = None


@dataclass(frozen=True)
class Label:
    """Words in the grid of an experiment, in the middle of a square of it.

    `width`, `height`: the room that they have, in squares; letters become smaller to fit in.
    """

    words: str
    column: float
    row: float
    width: float = 1.0
    height: float = 1.0


@dataclass(frozen=True)
class Experiment:
    """Slots, what is decoded from what, and how it is laid out.

    `slots`: short names, in the order in which clicks fill them. `turns`: the slots that further
    clicks change in turn. `paths`: for each line on the map the cells, by their number, whose
    codes lie on it; the codes of a path lie on a straight line. `size`: columns and rows of the
    grid that holds all cells and labels.
    """

    name: str
    title: str
    slots: tuple[str, ...]
    turns: tuple[int, ...]
    cells: tuple[Cell, ...]
    labels: tuple[Label, ...]
    paths: tuple[tuple[int, ...], ...]
    size: tuple[float, float]

    def slot_after(self, slot: int, picks: Picks) -> int:
        """Return the slot that the next click fills after `slot` was filled."""
        if slot in self.turns:
            return self.turns[(self.turns.index(slot) + 1) % len(self.turns)]
        empty = [k for k, pick in enumerate(picks) if pick is None]
        return empty[0] if empty else self.turns[0]

    def codes(self, picks: Picks, slot_codes: dict[int, np.ndarray]) -> dict[int, np.ndarray]:
        """Return the code (d,) of every cell whose needs are all picked, by the cell's number.

        `slot_codes`: the code (d,) of each slot that is filled.
        """
        return {
            number: cell.mix(*(slot_codes[slot] for slot in cell.needs))
            for number, cell in enumerate(self.cells)
            if all(picks[slot] is not None for slot in cell.needs)
        }


def slot_cell(name: str, column: float, row: float, slot: int) -> Cell:
    """Return a cell that stands for a slot, whose code it has unchanged."""
    return Cell(name, column, row, needs=(slot,), mix=lambda code: code, slot=slot)
