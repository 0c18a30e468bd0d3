"""What a tab of the explorer is: slots for images, and a sheet of cells made from their codes.

A further tab is one more module like `analogy`, listed in `latent.windows.explorer.tabs`.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from latent.figures.drawing import Drawing
from latent.windows.explorer.coder import Coder, Pick
from latent.windows.explorer.experiments.experiment import Experiment
from latent.windows.explorer.own_code import OwnCode
from latent.windows.explorer.picks import Board
from latent.windows.explorer.states.history import History

FIRST = 0  # the number of the model whose map was opened; with several, others are compared


@dataclass(frozen=True, eq=False)
class Cell:
    """One image of a sheet and its place in the grid, in squares, which can be fractions.

    It shows what was picked, or else what the model of number `model` decodes `code` (d,) to; with
    neither it is still empty, or, if `is_missing`, there can be no such image. A cell with a `slot`
    stands for that slot, and is clicked to change it; `action` is what another cell does when it
    is pressed. `name` and `words`: what is said of it when it is pointed at. `truth`: the index of
    the image that it should be. `is_off`: it is drawn as what does not count now. `letters`: which
    of a whole typeface are shown, the specimen by default.
    """

    name: str
    column: float = 0.0
    row: float = 0.0
    code: np.ndarray | None = None
    pick: Pick | None = None
    slot: int | None = None
    model: int = FIRST
    words: tuple[str, ...] = ()
    truth: int | None = None
    is_missing: bool = False
    is_off: bool = False
    action: str = ""
    letters: str = ""

    @cached_property
    def key(self) -> bytes:
        """What tells codes apart."""
        return self.code.tobytes()


@dataclass(frozen=True)
class Label:
    """Words in the grid of a sheet, in the middle of a square of it, or from its left edge on.

    `width`, `height`: the room that they have, in squares; letters become smaller to fit in, unless
    the words `may_be_cut`. `short`: words for where there is no room at all for them. `action`:
    what a press does; `is_on` marks what is chosen.
    """

    words: str
    column: float
    row: float
    width: float = 1.0
    height: float = 1.0
    is_left: bool = False
    may_be_cut: bool = False
    short: str = ""
    action: str = ""
    is_on: bool = False


@dataclass(frozen=True)
class Track:
    """A line below cells with a mark that is dragged along it.

    It goes from the middle of the square in column `start` to that in column `end`, for values from
    `low` to `high`; `row` is the row of its cells, `below` how far under their middle it lies.
    """

    name: str
    row: float
    start: float
    end: float
    low: float
    high: float
    value: float
    below: float = 0.62


@dataclass(frozen=True, eq=False)
class Sheet:
    """What a tab shows now.

    `paths`: for each line on the map the cells, by their number, whose codes lie on it. `size`:
    columns and rows of the grid that holds all cells and labels. `live`: cells without a place in
    the grid that follow the mouse. `page`: in words, which part is shown, if it is not all. `hint`:
    what a click does, for a window.
    """

    title: str
    size: tuple[float, float]
    cells: tuple[Cell, ...] = ()
    labels: tuple[Label, ...] = ()
    paths: tuple[tuple[int, ...], ...] = ()
    live: tuple[Cell, ...] = ()
    tracks: tuple[Track, ...] = ()
    page: str = ""
    hint: str = ""


@dataclass(frozen=True)
class Work:
    """What takes too long for a handler of events: `words` on it, what does it, and what follows.

    `run` can be called in another thread, `take` gets what it returns.
    """

    words: str
    run: Callable[[], Any]
    take: Callable[[Any], object]


@dataclass(frozen=True)
class Slide:
    """What a tab's slider goes over: from `low` to `high` in steps, with names for some values."""

    low: float
    high: float
    step: float
    ticks: Mapping[float, str]


class Tab:
    """One experiment with its picks; subclasses say in `make` what it shows.

    `coders`: the models, the first of which has the map that was opened. `history`: where changes
    of picks are noted.
    """

    experiment: Experiment
    slide: Slide | None = None  # of `t`, for tabs that have a slider
    slides_grid = True  # whether cells of the grid change with `t`, or with marks
    strip_height = 0  # pixels of a plain display for slider and live cells below the sheet

    def __init__(self, coders: Sequence[Coder], history: History | None = None):
        self.coders = tuple(coders)
        self.board = Board(self.experiment, history)
        self.t = 0.5
        self._made_from: tuple | None = None
        self._sheet: Sheet | None = None

    @property
    def coder(self) -> Coder:
        """The model of the map that was opened."""
        return self.coders[FIRST]

    @property
    def sheet(self) -> Sheet:
        """What the tab shows now; the same object as long as nothing changes."""
        made_from = (self.board.picks, self.board.extra, self.t, *self.made_from())
        if made_from != self._made_from:
            self._sheet, self._made_from = self.make(), made_from
        return self._sheet

    def made_from(self) -> tuple:
        """Return all that `make` uses besides picks, what stands with them, and `t`."""
        return ()

    def make(self) -> Sheet:
        """Return the sheet for what is picked now."""
        raise NotImplementedError

    def work(self) -> Work | None:
        """Return what has to be found before the sheet is whole, or None."""
        return None

    def choices(self) -> list[tuple[str, str, bool]]:
        """Return what can be chosen by a press: words, the action, and whether it is chosen."""
        return []

    def act(self, action: str) -> None:
        """Do what a choice, or a cell with an action, is for."""

    def scroll(self, steps: float) -> bool:
        """Show other rows, with steps above 0 those further up; returns whether there are any."""
        return False

    def slide_to(self, t: float) -> bool:
        """Set `t`, as near as the slider goes; returns whether it is another than before."""
        low, high, step = self.slide.low, self.slide.high, self.slide.step
        before = self.t
        self.t = round(min(max(round((t - low) / step) * step + low, low), high), 4)
        return self.t != before

    def drag(self, track: Track, value: float) -> None:
        """Move the mark of a track."""

    def pictures(self) -> dict[str, Drawing]:
        """Return further pictures that are saved with the sheet, by name, once all is found."""
        return {}

    def settings(self) -> dict[str, Any]:
        """Return what, besides picks, is to be saved, as JSON can hold it."""
        return {"t": self.t} if self.slide else {}

    def read_settings(self, values: dict[str, Any]) -> Callable[[], None]:
        """Check what `settings` returned once; returns what takes it over.

        Raises ValueError, in words, if it cannot be.
        """
        if self.slide is None:
            return lambda: None
        t = values.get("t", self.t)
        low, high = self.slide.low, self.slide.high
        if type(t) not in (int, float) or not low <= t <= high:
            raise ValueError(f"t must be a number from {low:g} to {high:g}")
        return lambda: self.slide_to(t)

    # What makers of sheets share.

    def pick_of(self, slot: int, model: int = FIRST) -> Pick | None:
        """Return what is in a slot, as a model has it; None if it has none of it."""
        pick = self.board.picks[slot]
        is_elsewhere = isinstance(pick, OwnCode) and model != FIRST  # only the first model's code
        return None if is_elsewhere else pick

    def slot_code(self, slot: int, model: int = FIRST) -> np.ndarray | None:
        """Return the code of what is in a slot, float32 (d,); None if a model has none of it."""
        pick = self.pick_of(slot, model)
        return None if pick is None else self.coders[model].pick_code(pick)

    def slot_cell(self, name: str, slot: int, column: float, row: float) -> Cell:
        """Return the cell of a slot, which shows what was picked for it."""
        pick, code = self.board.picks[slot], self.slot_code(slot)
        words = () if pick is None else (self.coder.pick_name(pick),)
        return Cell(name, column, row, code=code, pick=pick, slot=slot, words=words)
