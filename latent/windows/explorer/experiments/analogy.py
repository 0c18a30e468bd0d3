"""Applying the step from the code of image A to that of B to other images: D = C + (B - A).

Mikolov, Yih & Zweig 2013, "Linguistic Regularities in Continuous Space Word Representations",
completes analogies of words in this way.
"""

from collections.abc import Sequence

import numpy as np

from latent.windows.explorer.coder import Coder
from latent.windows.explorer.experiments.base import Cell, Label, Sheet, Tab
from latent.windows.explorer.experiments.experiment import Experiment
from latent.windows.explorer.experiments.glyphs import Glyphs
from latent.windows.explorer.states.history import History

N_IMAGES = 7
A, B = N_IMAGES, N_IMAGES + 1  # the slots after C 1 to C 7
PAIRS_PER_ROW = 2
ARROW = 0.6  # squares between two images
GAP = 0.5  # squares between pairs
PAIR_ROWS = 1.9

ANALOGY = Experiment(
    name="analogy",
    tab="Analogy",
    title="D = C + (B − A): the step from A to B, applied to each C",
    slots=(*(f"C{k + 1}" for k in range(N_IMAGES)), "A", "B"),
    turns=(A, B),
    asks=(
        *(f"image C{k + 1} of {N_IMAGES}, or click A" for k in range(N_IMAGES)),
        "A, where the step begins",
        "B, where the step ends",
    ),
)


def complete(image: np.ndarray, a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Return the code D: that of C, `image`, and the step from `a` to `b` added to it.

    >>> complete(np.array([1.0, 1.0]), np.array([0.0, 5.0]), np.array([2.0, 5.0])).tolist()
    [3.0, 1.0]
    """
    return image + (b - a)


class Analogy(Tab):
    """A, B, seven images C, and what the step from A to B makes of them.

    Where images belong to typefaces, the glyph that D should be stands beside it, if it is there.
    """

    experiment = ANALOGY

    def __init__(self, coders: Sequence[Coder], history: History | None = None):
        super().__init__(coders, history)
        self.glyphs = Glyphs.of(self.coder.content)

    def make(self) -> Sheet:
        """Return the pairs A and B, C and D, with names, and errors where they are known."""
        n_squares = 2 if self.glyphs is None else 3
        self._width = n_squares + ARROW + 0.1 * (n_squares - 2)
        cells, labels, paths = [], [], []
        a, b = self.slot_code(A), self.slot_code(B)
        for pair in range(N_IMAGES + 1):
            row, column = divmod(pair, PAIRS_PER_ROW)
            left, top = column * (self._width + GAP), row * PAIR_ROWS + 0.35
            right = left + 1 + ARROW
            if pair == 0:
                cells += [self.slot_cell("A", A, left, top), self.slot_cell("B", B, right, top)]
                labels += self._labels("A", "B", left, top)
                names = [self._name(slot) for slot in (A, B)]
                words = " → ".join(names) if all(names) else "".join(names)
                labels.append(self._under(words, left, top, 0))
            else:
                k = pair - 1
                c = self.slot_code(k)
                is_whole = not any(code is None for code in (a, b, c))
                code = complete(c, a, b) if is_whole else None
                truth = None
                if is_whole and self.glyphs is not None:
                    truth = self.glyphs.completed(*(self.board.picks[slot] for slot in (k, A, B)))
                cells += [
                    self.slot_cell(f"C{k + 1}", k, left, top),
                    Cell(f"D{k + 1}", right, top, code=code, truth=truth, words=self._step_words()),
                ]
                labels += self._labels(f"C{k + 1}", f"D{k + 1}", left, top)
                labels.append(self._under(self._name(k), left, top, 0))
                if self.glyphs is not None:
                    cells.append(self._truth(k, truth, right + 1.1, top))
                    labels.append(Label("true", right + 1.1, top - 0.66, height=0.3))
                    if truth is not None:
                        labels.append(self._under(self._error_words(code, truth), left, top, 1))
            first = len(cells) - (2 if pair == 0 or self.glyphs is None else 3)
            if a is not None and b is not None and cells[first].pick is not None:
                paths.append((first, first + 1))
        return Sheet(
            title=ANALOGY.title,
            size=(2 * self._width + GAP, 4 * PAIR_ROWS),
            cells=tuple(cells),
            labels=tuple(labels),
            paths=tuple(paths),
        )

    def made_from(self) -> tuple:
        """Return which errors are known."""
        return (self.coder.n_decoded,)

    def _truth(self, k: int, truth: int | None, column: float, row: float) -> Cell:
        words = () if truth is None else (self.coder.pick_name(truth),)
        decoded = None if truth is None else self.coder.pick_code(truth)
        name = f"what D{k + 1} should be"
        return Cell(name, column, row, code=decoded, pick=truth, truth=truth, words=words)

    def _name(self, slot: int) -> str:
        pick = self.board.picks[slot]
        return "" if pick is None else self.coder.pick_name(pick)

    def _step_words(self) -> tuple[str, ...]:
        a, b = self._name(A), self._name(B)
        return (f"by the step from {a}", f"to {b}") if a and b else ()

    def _error_words(self, code: np.ndarray, truth: int) -> str:
        """Return the errors of D and of the true glyph's own reconstruction, in words."""
        errors = [
            self.coder.error_of(each.tobytes(), truth)
            for each in (code, self.coder.pick_code(truth))
        ]
        if any(error is None for error in errors):
            return ""
        return f"error: D {errors[0]:.3f}, true decoded {errors[1]:.3f}"

    def _labels(self, first: str, second: str, left: float, row: float) -> tuple[Label, ...]:
        return (
            Label(first, left, row - 0.66, height=0.3),
            Label("→", left + (1 + ARROW) / 2, row, width=0.5),
            Label(second, left + 1 + ARROW, row - 0.66, height=0.3),
        )

    def _under(self, words: str, left: float, row: float, line: int) -> Label:
        row += 0.66 + 0.27 * line
        return Label(
            words, left, row, width=self._width, height=0.27, is_left=True, may_be_cut=True
        )
