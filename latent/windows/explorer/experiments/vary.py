"""Changing the code of one image: unit by unit, along directions with names, or bit by bit."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from latent.codes.kinds import as_codes
from latent.windows.explorer.coder import Coder, Pick
from latent.windows.explorer.experiments.base import Cell, Sheet, Tab, Track, Work
from latent.windows.explorer.experiments.directions import (
    Direction,
    Spread,
    as_directions,
    named_steps,
)
from latent.windows.explorer.experiments.experiment import Experiment
from latent.windows.explorer.experiments.marks import with_mark
from latent.windows.explorer.experiments.vary_sheets import (
    BIT_COLUMNS,
    N_BITS,
    N_ROWS,
    N_WHOLE_ROWS,
    SWEEP,
    bits_sheet,
    rows_sheet,
    sigmas,
)
from latent.windows.explorer.picks import pick_values, read_pick
from latent.windows.explorer.states.history import History

LEAST_MARK = 0.12  # what is nearer to 0 is 0
UNITS, DIRECTIONS = "units", "directions"
LONGEST_NAME = 40

VARY = Experiment(
    name="vary",
    tab="Vary",
    title="One image, changed",
    slots=("X",),
    turns=(0,),
    asks=("the one to vary",),
)


class Vary(Tab):
    """One image, and what becomes of it when its code moves along one direction after the other.

    What the board keeps besides the pick are the marks: (name, value) for each that is not at 0;
    for codes of bits the bits that are switched off. `named`: steps that a user gave a name, each
    with its A and B.
    """

    experiment = VARY
    strip_height = 146

    def __init__(self, coders: Sequence[Coder], history: History | None = None):
        super().__init__(coders, history)
        self.named: tuple[tuple[str, Pick, Pick], ...] = ()
        self.section = UNITS
        self._first = 0  # the first row that is shown
        self._spread: Spread | None = None
        self._directions: dict[tuple, list[Direction]] = {}

    @property
    def has_bits(self) -> bool:
        """Whether codes are bits."""
        codes = self.coder.content.codes
        return codes is not None and as_codes(codes).kind == "bits"

    @property
    def n_rows(self) -> int:
        """How many rows are shown at a time."""
        return N_ROWS if self.coder.content.grid is None else N_WHOLE_ROWS

    def made_from(self) -> tuple:
        """Return what rows are shown, and whether they are known."""
        return self.section, self._first, self.named, self._spread is None, len(self._directions)

    def name_step(self, name: str, a: Pick, b: Pick) -> None:
        """Keep what leads from A to B as a direction; another of this name goes."""
        others = (step for step in self.named if step[0] != name)
        self.named = ((name, a, b), *others)

    # What has to be found.

    def work(self) -> Work | None:
        """Return the measuring of codes, and of the directions from this image's class."""
        if self.board.picks[0] is None or self.has_bits:
            return None
        if self._spread is None:
            n = len(self.coder.content.images)
            return Work(
                f"measuring how {n:,} codes vary …",
                lambda: Spread.of(self.coder),
                self._take_spread,
            )
        key, spread, named = self._key(), self._spread, self.named
        if key in self._directions:
            return None

        def run() -> tuple[tuple, list[Direction]]:
            steps = named_steps(self.coder, named) | spread.styles
            return key, as_directions(self.coder, steps | spread.steps(self.coder, key[0]))

        return Work("measuring directions …", run, self._take_directions)

    def _key(self) -> tuple:
        """Return what the directions depend on: the image's class, and the steps with names."""
        pick = self.board.picks[0]
        is_one = isinstance(pick, int)
        return int(self.coder.content.labels[pick]) if is_one else None, self.named

    def _take_spread(self, spread: Spread) -> None:
        self._spread = spread

    def _take_directions(self, found: tuple[tuple, list[Direction]]) -> None:
        self._directions[found[0]] = found[1]

    def _rows(self, section: str) -> list[Direction]:
        if self._spread is None or self.board.picks[0] is None:
            return []
        if section == UNITS:
            return self._spread.units
        return self._directions.get(self._key(), [])

    # What is shown.

    def make(self) -> Sheet:
        """Return the rows that are shown, or the bits that are on."""
        x, pick = self.slot_code(0), self.board.picks[0]
        others = {"title": VARY.title, "live": self._live(x)}
        if not self.has_bits:
            rows, marks = self._rows(self.section), dict(self.board.extra)
            first, section = self._first, self.section
            return rows_sheet(x, rows, first, marks, section, self.n_rows, **others)
        off = {bit for _, bit in self.board.extra}
        name = "" if pick is None else self.coder.pick_name(pick)
        return bits_sheet(x, self.slot_cell("X", 0, 0, 0), name, self._first, off, **others)

    def changed(self, x: np.ndarray) -> np.ndarray:
        """Return the code (d,) of the image with all marks where they are."""
        if self.has_bits:
            code = x.copy()
            code[[bit for _, bit in self.board.extra]] = 0
            return code
        code = x.astype(np.float64)
        for direction, value in self._moved():
            code = code + value * direction.vector
        return code.astype(np.float32)

    def _moved(self) -> list[tuple[Direction, float]]:
        """Return the directions whose marks are not at 0; some belong to classes of other picks."""
        marks = dict(self.board.extra)
        rows = (*self._rows(UNITS), *self._rows(DIRECTIONS))
        return [(row, marks[row.name]) for row in rows if row.name in marks]

    def _live(self, x: np.ndarray | None) -> tuple[Cell, ...]:
        if x is None:
            return ()
        marks = tuple(self._mark_words())
        return (
            Cell("changed", code=self.changed(x), words=marks[:4]),
            Cell("decoded", code=x),
            self.slot_cell("X", 0, 0, 0),
        )

    def _mark_words(self) -> list[str]:
        if self.has_bits:
            return [f"without {len(self.board.extra)} of its bits"] * bool(self.board.extra)
        return [f"{direction.name}: {sigmas(value)}" for direction, value in self._moved()]

    # What a user does.

    def choices(self) -> list[tuple[str, str, bool]]:
        """Return the two kinds of rows."""
        if self.has_bits or self.board.picks[0] is None or self._spread is None:
            return []
        return [
            (f"{len(self._rows(section))} {section}", f"show:{section}", section == self.section)
            for section in (UNITS, DIRECTIONS)
        ]

    def act(self, action: str) -> None:
        """Show the other rows, or switch a bit."""
        kind, _, what = action.partition(":")
        if kind == "bit":
            bit = int(what)
            others = tuple(mark for mark in self.board.extra if mark[1] != bit)
            self.board.remember()
            is_off = len(others) < len(self.board.extra)
            self.board.extra = others if is_off else (*others, ("bit", bit))
        else:
            self.section, self._first = what, 0

    def drag(self, track: Track, value: float) -> None:
        """Move the mark of a row."""
        self.board.extra = with_mark(self.board.extra, track.name, value, LEAST_MARK)

    def scroll(self, steps: float) -> bool:
        """Show other rows."""
        x = self.slot_code(0)
        step, n_shown, n = 1, self.n_rows, len(self._rows(self.section))
        if self.has_bits:
            step, n_shown = BIT_COLUMNS, N_BITS
            n = 0 if x is None else -(-int(x.sum()) // step) * step
        first = min(max(self._first - round(steps) * step, 0), max(n - n_shown, 0))
        before, self._first = self._first, first
        return first != before

    # What is saved.

    def settings(self) -> dict[str, Any]:
        """Return which rows are shown, the marks, and the steps with names."""
        return {
            "section": self.section,
            "marks": [list(mark) for mark in self.board.extra],
            "named": [[name, pick_values(a), pick_values(b)] for name, a, b in self.named],
        }

    def read_settings(self, values: dict[str, Any]) -> Callable[[], None]:
        """Check rows, marks and steps; returns what takes them over."""
        section = values.get("section", UNITS)
        if section not in (UNITS, DIRECTIONS):
            raise ValueError(f"section must be {UNITS} or {DIRECTIONS}")
        marks, named = values.get("marks", []), values.get("named", [])
        if not isinstance(marks, list) or not all(map(self._is_mark, marks)):
            raise ValueError("marks must be pairs of a name and a number from -3 to 3, or a bit")
        if not isinstance(named, list):
            raise ValueError("named must be lists of a name, A and B")
        steps = tuple(map(self._read_named, named))

        def take() -> None:
            self.section, self._first = section, 0
            self.board.extra = tuple((name, value) for name, value in marks)
            self.named = steps

        return take

    def _read_named(self, step: Any) -> tuple[str, Pick, Pick]:
        is_step = isinstance(step, list) and len(step) == 3 and type(step[0]) is str
        if not is_step or not 0 < len(step[0]) <= LONGEST_NAME or None in step:
            raise ValueError("named must be lists of a name, A and B")
        coder = self.coder
        try:
            a, b = (
                read_pick(value, len(coder.content.images), coder.read_own_code)
                for value in step[1:]
            )
        except (TypeError, ValueError) as problem:
            raise ValueError(f"named must be lists of a name, A and B: {problem}") from problem
        return step[0], a, b

    def _is_mark(self, mark: Any) -> bool:
        if not isinstance(mark, list) or len(mark) != 2 or type(mark[0]) is not str:
            return False
        if self.has_bits:
            return type(mark[1]) is int and 0 <= mark[1] < self.coder.content.codes.shape[1]
        return type(mark[1]) in (int, float) and SWEEP[0] <= mark[1] <= SWEEP[-1]
