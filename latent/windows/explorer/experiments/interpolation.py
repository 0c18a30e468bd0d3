"""Going from images to another one, and beyond it, on a way between their codes."""

from collections.abc import Callable, Sequence
from typing import Any

from latent.windows.explorer.coder import Coder
from latent.windows.explorer.experiments.base import Cell, Label, Sheet, Slide, Tab, Work
from latent.windows.explorer.experiments.experiment import Experiment
from latent.windows.explorer.experiments.walks import STRAIGHT, Walks
from latent.windows.explorer.states.history import History

N_SOURCES = 10
TARGET = N_SOURCES  # the slot after the sources
N_STEPS = 7  # equal ones between source and target
BEYOND = (1.1, 1.5)
BETWEEN = tuple(k / (N_STEPS + 1) for k in range(N_STEPS + 2))
STEPS = (*BETWEEN, *BEYOND)
SLIDE = Slide(-0.5, 1.5, 0.01, {-0.5: "−0.5", 0: "source", 0.5: "0.5", 1: "target", 1.5: "1.5"})
# Where columns of images begin: words, the source, steps, the target, and what lies beyond it.
SOURCE_COLUMN, STEP_COLUMN = 0.75, 1.875
TARGET_COLUMN = STEP_COLUMN + len(BETWEEN) + 0.125
BEYOND_COLUMN = TARGET_COLUMN + 1.125

INTERPOLATION = Experiment(
    name="interpolation",
    tab="Interpolate",
    title="From each source to the target, t = 0 to 1, and beyond",
    slots=(*(str(k + 1) for k in range(N_SOURCES)), "T"),
    turns=(TARGET,),
    asks=(
        *(f"source {k + 1} of {N_SOURCES}, or click the target" for k in range(N_SOURCES)),
        "the target",
    ),
)


class Interpolate(Tab):
    """Ten sources, a target, and the way between their codes."""

    experiment = INTERPOLATION
    slide = SLIDE
    slides_grid = False
    strip_height = 140

    def __init__(self, coders: Sequence[Coder], history: History | None = None):
        super().__init__(coders, history)
        self.walks = Walks(self.coder, STEPS, SLIDE)

    def made_from(self) -> tuple:
        """Return the way, and how many parts of it were found."""
        return self.walks.state

    def complete_sources(self) -> list[int]:
        """Return the slots of the sources that a way to the target leads from."""
        picks = self.board.picks
        if picks[TARGET] is None:
            return []
        return [k for k in range(N_SOURCES) if picks[k] is not None]

    def make(self) -> Sheet:
        """Return a row for each source: itself, the steps, the target, and what lies beyond."""
        cells, paths = [], []
        for k in range(N_SOURCES):
            first = len(cells)
            cells.append(self.slot_cell(f"source {k + 1}", k, SOURCE_COLUMN, k))
            cells.append(self.slot_cell("target", TARGET, TARGET_COLUMN, k))
            codes = self._codes(k, STEPS)
            for t, code in zip(STEPS, codes, strict=True):
                column = BEYOND_COLUMN + BEYOND.index(t) if t > 1 else STEP_COLUMN + t * 8
                cells.append(self._step(k, t, code, column))
            if codes[0] is not None:
                # An image that was picked is at its own place, and so are the ends of the way.
                inner = range(first + 3, first + 2 + len(BETWEEN) - 1)
                beyond = range(first + 2 + len(BETWEEN), first + 2 + len(STEPS))
                paths.append((first, *inner, first + 1, *beyond))
        live = [self._step(k, self.t, self._codes(k, (self.t,))[0]) for k in range(N_SOURCES)]
        return Sheet(
            title=INTERPOLATION.title,
            size=(BEYOND_COLUMN + len(BEYOND), N_SOURCES),
            cells=tuple(cells),
            labels=_LABELS,
            paths=tuple(paths),
            live=tuple(cell for cell in live if cell.code is not None),
        )

    def _codes(self, source: int, ts: Sequence[float]) -> list:
        picks = self.board.picks
        if picks[source] is None or picks[TARGET] is None:
            return [None] * len(ts)
        return self.walks.codes(picks[source], picks[TARGET], ts)

    def _step(self, k: int, t: float, code: Any, column: float = 0) -> Cell:
        way = "" if self.walks.way == STRAIGHT else f", {self.walks.way}"
        picks = self.board.picks
        words = ()
        if code is not None:
            names = (self.coder.pick_name(picks[slot]) for slot in (k, TARGET))
            words = tuple(map(" ".join, zip(("from", "to"), names, strict=True)))
        return Cell(f"source {k + 1}, t = {t:g}{way}", column, k, code=code, words=words)

    def work(self) -> Work | None:
        """Return the search of the ways that are not known yet."""
        picks = self.board.picks
        pairs = [(picks[k], picks[TARGET]) for k in self.complete_sources()]
        return self.walks.work(pairs)

    def choices(self) -> list[tuple[str, str, bool]]:
        """Return the ways to go."""
        return [(way, f"way:{way}", way == self.walks.way) for way in self.walks.ways]

    def act(self, action: str) -> None:
        """Go another way."""
        self.walks.choose(action.removeprefix("way:"))

    def settings(self) -> dict[str, Any]:
        """Return the way and t."""
        return {**super().settings(), "way": self.walks.way}

    def read_settings(self, values: dict[str, Any]) -> Callable[[], None]:
        """Check the way and t; returns what takes them over."""
        take_t, way = super().read_settings(values), values.get("way", self.walks.way)
        if way not in self.walks.ways:
            raise ValueError(f"way must be one of {', '.join(self.walks.ways)}")

        def take() -> None:
            take_t()
            self.walks.choose(way)

        return take


def _labels() -> tuple[Label, ...]:
    above = -0.72
    ends = ((SOURCE_COLUMN, "source", "from"), (TARGET_COLUMN, "target", "to"))
    steps = [(STEP_COLUMN + k, t) for k, t in enumerate(BETWEEN)]
    steps += [(BEYOND_COLUMN + k, t) for k, t in enumerate(BEYOND)]
    return (
        *(
            Label(words, column, above, width=1.3, height=0.5, short=short)
            for column, words, short in ends
        ),
        *(
            Label(_number(t), column, above, height=0.5, short=_number(t).removeprefix("t = "))
            for column, t in steps
        ),
        *(Label(str(k + 1), 0, k, width=0.8) for k in range(N_SOURCES)),
    )


def _number(t: float) -> str:
    fractions = {0.125: "⅛", 0.25: "¼", 0.375: "⅜", 0.5: "½", 0.625: "⅝", 0.75: "¾", 0.875: "⅞"}
    return fractions.get(t, f"{t:g}" if t not in (0, 1) else f"t = {t:g}")


_LABELS = _labels()
