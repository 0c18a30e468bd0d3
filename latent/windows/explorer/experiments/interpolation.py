"""Going from images to another one, and beyond it, on straight lines between their codes."""

from collections.abc import Callable

import numpy as np

from latent.windows.explorer.experiments.base import Cell, Experiment, Label, slot_cell

N_SOURCES = 10
TARGET = N_SOURCES  # the slot after the sources
N_STEPS = 7  # equal ones between source and target
BEYOND = (1.1, 1.5)
STEPS = (*(k / (N_STEPS + 1) for k in range(N_STEPS + 2)), *BEYOND)
LABEL_COLUMNS = 2.3  # room for "source, t = 0"


def step_between(t: float) -> Callable[[np.ndarray, np.ndarray], np.ndarray]:
    """Return the function that gives the code at `t` of the way from a source's to a target's.

    >>> step_between(0.25)(np.array([0.0, 4.0]), np.array([8.0, 0.0])).tolist()
    [2.0, 3.0]
    """
    return lambda source, target: (1 - t) * source + t * target


def _cell(source: int, row: int, t: float) -> Cell:
    place = LABEL_COLUMNS + source, row + 0.5
    if t == 0:
        return slot_cell(f"source {source + 1}", *place, source)
    if t == 1:
        return slot_cell(f"target {source + 1}", *place, TARGET)
    return Cell(f"source {source + 1}, t = {t:g}", *place, (source, TARGET), step_between(t))


def _row_words(t: float) -> str:
    return {0: "source, t = 0", 1: "target, t = 1"}.get(t, f"t = {t:g}")


INTERPOLATION = Experiment(
    name="interpolation",
    title="Interpolation: from each source to the target, t = 0 to 1, and beyond",
    slots=(*(str(k + 1) for k in range(N_SOURCES)), "T"),
    turns=(TARGET,),
    cells=tuple(
        _cell(source, row, t) for source in range(N_SOURCES) for row, t in enumerate(STEPS)
    ),
    labels=(
        *(Label(str(k + 1), LABEL_COLUMNS + k, -0.2, height=0.35) for k in range(N_SOURCES)),
        *(
            Label(_row_words(t), 0.5, row + 0.5, width=LABEL_COLUMNS - 0.1)
            for row, t in enumerate(STEPS)
        ),
    ),
    paths=tuple(tuple(range(k * len(STEPS), (k + 1) * len(STEPS))) for k in range(N_SOURCES)),
    size=(LABEL_COLUMNS + N_SOURCES, len(STEPS) + 0.5),
)
