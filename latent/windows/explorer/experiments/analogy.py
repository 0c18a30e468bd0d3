"""Applying the step from the code of image A to that of B to other images: D = C + (B - A).

Mikolov, Yih & Zweig 2013, "Linguistic Regularities in Continuous Space Word Representations",
completes analogies of words in this way.
"""

import numpy as np

from latent.windows.explorer.experiments.base import Cell, Experiment, Label, slot_cell

N_IMAGES = 7
A, B = N_IMAGES, N_IMAGES + 1  # the slots after C 1 to C 7
PAIRS_PER_ROW = 2
PAIR_COLUMNS = 3.6  # two squares with an arrow between them, and a gap
PAIR_ROWS = 1.35


def complete(image: np.ndarray, a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Return the code D: that of C, `image`, and the step from `a` to `b` added to it.

    >>> complete(np.array([1.0, 1.0]), np.array([0.0, 5.0]), np.array([2.0, 5.0])).tolist()
    [3.0, 1.0]
    """
    return image + (b - a)


def _place(pair: int, is_second: bool = False) -> dict[str, float]:
    row, column = divmod(pair, PAIRS_PER_ROW)
    return {
        "column": column * PAIR_COLUMNS + (1.6 if is_second else 0),
        "row": row * PAIR_ROWS + 0.35,
    }


def _pair_of(k: int) -> tuple[Cell, Cell]:
    return (
        slot_cell(f"C{k + 1}", **_place(k + 1), slot=k),
        Cell(f"D{k + 1}", **_place(k + 1, is_second=True), needs=(k, A, B), mix=complete),
    )


def _labels(pair: int, first: str, second: str) -> tuple[Label, ...]:
    left, right = _place(pair), _place(pair, is_second=True)
    above = left["row"] - 0.66
    return (
        Label(first, left["column"], above, height=0.3),
        Label("→", (left["column"] + right["column"]) / 2, left["row"], width=0.5),
        Label(second, right["column"], above, height=0.3),
    )


ANALOGY = Experiment(
    name="analogy",
    title="Analogy: D = C + (B − A), the step from A to B, applied to each C",
    slots=(*(f"C{k + 1}" for k in range(N_IMAGES)), "A", "B"),
    turns=(A, B),
    cells=(
        slot_cell("A", **_place(0), slot=A),
        slot_cell("B", **_place(0, is_second=True), slot=B),
        *(cell for k in range(N_IMAGES) for cell in _pair_of(k)),
    ),
    labels=(
        *_labels(0, "A", "B"),
        *(label for k in range(N_IMAGES) for label in _labels(k + 1, f"C{k + 1}", f"D{k + 1}")),
    ),
    paths=tuple((2 * pair, 2 * pair + 1) for pair in range(N_IMAGES + 1)),
    size=(2 * PAIR_COLUMNS - 1, 4 * PAIR_ROWS),
)
