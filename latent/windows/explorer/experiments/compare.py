"""The same images through several models: what each makes of them, and what lies between."""

from collections.abc import Sequence

import numpy as np

from latent.codes.paths import StraightLine
from latent.maps.embedding_file import EmbeddingFile
from latent.tools.check import UserError
from latent.windows.explorer.coder import Coder, Pick
from latent.windows.explorer.experiments.base import FIRST, Cell, Label, Sheet, Tab, Work
from latent.windows.explorer.experiments.elsewhere import Elsewhere
from latent.windows.explorer.experiments.experiment import Experiment
from latent.windows.explorer.own_code import OwnCode
from latent.windows.explorer.states.history import History

N_SOURCES = 4
TARGET = N_SOURCES
STEPS = (0, 0.25, 0.5, 0.75, 1)
MOST_MODELS = 3
GAP = 0.25  # squares between the rows of two sources
SOURCE_COLUMN, STEP_COLUMN = 2.9, 4.025
TARGET_COLUMN = STEP_COLUMN + len(STEPS) + 0.125

COMPARE = Experiment(
    name="compare",
    tab="Compare",
    title="The same images through each model",
    slots=(*(str(k + 1) for k in range(N_SOURCES)), "T"),
    turns=(TARGET,),
    asks=(
        *(f"source {k + 1} of {N_SOURCES}, or click the target" for k in range(N_SOURCES)),
        "the target",
    ),
)


class Compare(Tab):
    """A row for each source and model: the image, its reconstruction, and the way to the target."""

    experiment = COMPARE

    def __init__(self, coders: Sequence[Coder], history: History | None = None):
        super().__init__(coders, history)
        self._elsewhere = Elsewhere(self.coders)

    def made_from(self) -> tuple:
        """Return which errors, and which codes of other models, are known."""
        return (self._elsewhere.n_found, *(coder.n_decoded for coder in self.coders))

    def pick_of(self, slot: int, model: int = FIRST) -> Pick | None:
        """Return what is in a slot, as a model has it; None if that is not known (yet)."""
        pick = self.board.picks[slot]
        is_elsewhere = isinstance(pick, OwnCode) and model != FIRST
        return self._elsewhere.of(pick, model) if is_elsewhere else pick

    def work(self) -> Work | None:
        """Return what encodes for the other models what only the first has a code of."""
        return self._elsewhere.work(self.board.picks)

    def make(self) -> Sheet:
        """Return the rows of the models, interleaved."""
        cells, labels, paths = [], [], []
        block = len(self.coders) + GAP
        ends = (SOURCE_COLUMN, "source", "from"), (TARGET_COLUMN, "target", "to")
        for column, words, short in ends:
            labels.append(Label(words, column, -0.72, width=1.3, height=0.5, short=short))
        for k, t in enumerate(STEPS):
            words = f"t = {t}" if t in (0, 1) else {0.25: "¼", 0.5: "½", 0.75: "¾"}[t]
            short = words.removeprefix("t = ")
            labels.append(Label(words, STEP_COLUMN + k, -0.72, height=0.5, short=short))
        for k in range(N_SOURCES):
            labels.append(Label(str(k + 1), 0, k * block, width=0.4, is_left=True))
            for model in range(len(self.coders)):
                row, first = k * block + model, len(cells)
                codes = self._codes(k, model)
                cells += self._cells(k, model, row, codes)
                labels += self._row_labels(k, model, row, codes[0])
                if codes[-1] is not None:
                    inner = range(first + 3, first + 2 + len(STEPS) - 1)
                    paths.append((first, *inner, first + 1))
        return Sheet(
            title=COMPARE.title,
            size=(TARGET_COLUMN + 1, N_SOURCES * block - GAP),
            cells=tuple(cells),
            labels=tuple(labels),
            paths=tuple(paths),
        )

    def _cells(
        self, source: int, model: int, row: float, codes: Sequence[np.ndarray | None]
    ) -> list[Cell]:
        """Return source, target, and what lies between them, as a model has them."""
        pick, words = self.board.picks[source], (f"through {self.coders[model].name}",)
        if self._is_from_first(pick, model):
            words += (f"encoded from what {self.coder.name} decodes",)
        if self._is_from_first(self.board.picks[TARGET], model):
            words += (f"target encoded from what {self.coder.name} decodes",)
        truth = pick if isinstance(pick, int) else None
        return [
            self._slot(f"source {source + 1}", source, SOURCE_COLUMN, row, model),
            self._slot("target", TARGET, TARGET_COLUMN, row, model),
            *(
                Cell(
                    f"source {source + 1}, t = {t:g}",
                    STEP_COLUMN + step,
                    row,
                    code=code,
                    model=model,
                    words=words,
                    truth=truth if t == 0 else None,
                )
                for step, (t, code) in enumerate(zip(STEPS, codes, strict=True))
            ),
        ]

    def _row_labels(
        self, source: int, model: int, row: float, code: np.ndarray | None
    ) -> list[Label]:
        """Return a model's name, and below it the error, or where the code is from."""
        pick, coder = self.board.picks[source], self.coders[model]
        true = pick.image if isinstance(pick, OwnCode) else pick
        error = None
        if isinstance(true, int | np.ndarray) and code is not None:
            error = coder.error_of(code.tobytes(), true)
        lines = [coder.name] if error is None else [coder.name, f"error {error:.4f}"]
        letter = self.coder.name[0]
        if self._is_from_first(pick, model):
            lines = [coder.name, f"encoded from {letter}'s image"]
        if code is not None and self._is_from_first(self.board.picks[TARGET], model):
            lines = [lines[0], ", ".join([*lines[1:], f"T from {letter}"])]
        top = row - 0.24 * (len(lines) - 1)
        return [
            Label(
                words,
                0.45,
                top + 0.48 * line,
                width=SOURCE_COLUMN - 0.55,
                height=0.48,
                is_left=True,
                may_be_cut=True,
            )
            for line, words in enumerate(lines)
        ]

    def _is_from_first(self, pick: Pick | None, model: int) -> bool:
        """Whether a model can have a pick only as the first one decodes it."""
        return model != FIRST and isinstance(pick, OwnCode) and pick.image is None

    def _slot(self, name: str, slot: int, column: float, row: float, model: int) -> Cell:
        pick, code = self.pick_of(slot, model), self.slot_code(slot, model)
        pick = self.board.picks[slot] if pick is None else pick
        words = () if pick is None else (self.coder.pick_name(pick),)
        return Cell(name, column, row, code, pick=pick, slot=slot, model=model, words=words)

    def _codes(self, source: int, model: int) -> list[np.ndarray | None]:
        start, end = (self.slot_code(slot, model) for slot in (source, TARGET))
        if start is None:
            return [None] * len(STEPS)
        if end is None:
            return [start, *[None] * (len(STEPS) - 1)]
        return list(StraightLine().way(start, end, np.array(STEPS)).astype(np.float32))


def check_same_images(
    first: EmbeddingFile, other: EmbeddingFile, path: str, other_path: str
) -> None:
    """Raise UserError, in one line, unless two maps are of the same images."""
    names = ("dataset", "label_names", "font_names")
    is_same = all(getattr(first, name) == getattr(other, name) for name in names)
    if not is_same or not np.array_equal(first.labels, other.labels):
        raise UserError(
            f"{other_path} is a map of {len(other.images):,} images of {other.dataset}, {path} of "
            f"{len(first.images):,} of {first.dataset}: give maps of the same images"
        )


def model_names(contents: Sequence[EmbeddingFile]) -> list[str]:
    """Return a short name for the model of each map: a letter, and what its weights are called."""
    names = []
    for letter, content in zip("ABC", contents, strict=False):
        name = content.weights_path.replace("\\", "/").rpartition("/")[2]
        names.append(f"{letter} {name.removesuffix('.weights.h5') or 'pixels'}")
    return names
