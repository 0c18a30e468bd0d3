"""What all questions share: the subjects, who judges images, and what an answer is."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, TypeVar

import numpy as np

from latent.codes.estimates import Estimate
from latent.codes.judge import Judge, Verdict
from latent.codes.principal_components import PrincipalComponents
from latent.data import Dataset
from latent.data.dataset import balanced_indices
from latent.data.gray_levels import to_bytes
from latent.figures import Drawing
from latent.figures.answers import Line
from latent.figures.style import QUIET_COLOR
from latent.models import Autoencoder
from latent.reports.questions.subjects import ModelSubject, Subject, with_baselines
from latent.tiles.palette import FAINT, class_colors, to_hex
from latent.tools.threads import workers

T = TypeVar("T")

MOST_ROWS = 20_000  # training images that stand for all
MOST_NUMBERS = 2**28  # pixels of these, which become numbers of 4 bytes
MOST_REAL = 5_000  # of them real images to compare with, and to walk along
REAL = "real test images"


@dataclass(frozen=True)
class Answer:
    """What came of a question.

    `numbers`: plain values for a file; `header` and `rows`: a table for the terminal, a row of
    words for each; `notes`: lines below it; `drawing`: a figure.
    """

    numbers: dict[str, Any]
    header: Sequence[str]
    rows: Sequence[Sequence[str]]
    drawing: Drawing
    notes: Sequence[str] = ()


@dataclass(frozen=True, eq=False)
class Bench:
    """The models that are asked, the data they are asked about, and `say`, which reports progress.

    Raises nothing by itself; what it holds is computed once, when a question needs it.
    """

    models: dict[str, Autoencoder]
    dataset: Dataset
    seed: int = 0
    say: Callable[[str], None] = field(default=lambda words: None)

    def rng(self) -> np.random.Generator:
        """Return a new generator: the draws of a question do not depend on the others."""
        return np.random.default_rng(self.seed)

    @cached_property
    def rows(self) -> np.ndarray:
        """Which training images stand for all, as many of each class as possible, int (n,)."""
        labels = self.dataset.y_train
        most = min(MOST_ROWS, MOST_NUMBERS // math.prod(self.dataset.array_shape))
        return balanced_indices(labels, min(most, len(labels)), self.rng())

    @cached_property
    def real(self) -> np.ndarray:
        """Which of `rows` are real images to compare with: their places in it, int (n,)."""
        labels = self.dataset.y_train[self.rows]
        return balanced_indices(labels, min(MOST_REAL, len(labels)), self.rng())

    @cached_property
    def components(self) -> PrincipalComponents:
        """The principal components of the training images."""
        self.say("principal components")
        return PrincipalComponents.of(self.dataset.x_train)

    @cached_property
    def subjects(self) -> list[Subject]:
        """The models, then what they are compared with."""
        models = [
            ModelSubject(name, model, self.dataset, self.rows)
            for name, model in self.models.items()
        ]
        return with_baselines(models, self.components, self.dataset, self.rows)

    @cached_property
    def lines(self) -> dict[str, Line]:
        """How each subject, and real images, are drawn, by name."""
        colors = class_colors(len(self.models))
        lines = {name: Line(to_hex(color)) for name, color in zip(self.models, colors, strict=True)}
        others = [subject.name for subject in self.subjects if not subject.is_model]
        styles = ((0, (4, 1.5)), (0, (1, 1)), (0, (6, 1, 1, 1)))
        for number, name in enumerate(others):
            lines[name] = Line(to_hex(FAINT), styles[number % len(styles)])
        lines[REAL] = Line(QUIET_COLOR, (0, (2, 3)))
        return lines

    def of_each(self, ask: Callable[[Subject], T]) -> dict[str, T]:
        """Ask every subject something, several at a time; returns what comes by their names.

        What they share must be there before, as `judge` if it is needed.
        """
        import warnings

        from sklearn.exceptions import ConvergenceWarning

        # Around all threads, because each of them would bring back the others' warnings.
        with warnings.catch_warnings(), workers() as pool:
            warnings.simplefilter("ignore", ConvergenceWarning)
            names = [subject.name for subject in self.subjects]
            return dict(zip(names, pool.map(ask, self.subjects), strict=True))

    @property
    def subject_lines(self) -> dict[str, Line]:
        """How each subject is drawn, without the real images."""
        return {name: line for name, line in self.lines.items() if name != REAL}

    @property
    def title(self) -> str:
        """The data in a few words, for titles."""
        dataset = self.dataset
        return (
            f"{dataset.title}, {len(dataset.x_train):,} training and "
            f"{len(dataset.x_test):,} test images"
        )

    @cached_property
    def judge(self) -> Judge:
        """Who says what is legible and what is realistic, having seen the training images."""
        self.say("a reader of the classes, and real images to compare with")
        dataset = self.dataset
        return Judge.of(
            self.components,
            dataset.x_train,
            dataset.y_train,
            len(dataset.label_names),
            self.rows[self.real],
            self.seed,
        )

    @cached_property
    def real_verdict(self) -> Verdict:
        """What the judge says of the test images themselves: more cannot be reached."""
        return self.judge.look_at(self.dataset.x_test)

    def judged(self, subject: Subject, codes: np.ndarray) -> tuple[np.ndarray, Verdict]:
        """Decode codes (n, size); returns the images, uint8 (n, …), and the verdict on them."""
        images = to_bytes(subject.decode(codes))
        return images, self.judge.look_at(images)

    def judge_notes(self) -> list[str]:
        """Say how good the judge is, and what real images get."""
        verdict = self.real_verdict
        accuracy = np.mean(verdict.classes == self.dataset.y_test)
        return [
            f"legible: the reader, right on {accuracy:.1%} of the test images, is at least 95 % "
            f"sure of a class ({verdict.is_legible.mean():.1%} of real test images)",
            f"realistic: within reach of one of {len(self.judge.balls.centres):,} training images "
            f"({verdict.is_realistic.mean():.1%} of real test images)",
        ]

    def ceiling(self) -> dict[str, float]:
        """Return what real test images get, as plain numbers."""
        verdict = self.real_verdict
        return {
            "accuracy": float(np.mean(verdict.classes == self.dataset.y_test)),
            "legible": float(verdict.is_legible.mean()),
            "realistic": float(verdict.is_realistic.mean()),
        }


def words(estimate: Estimate, digits: int = 2) -> str:
    """Write an estimate with half the width of its interval.

    >>> words(Estimate(0.5, 0.45, 0.55))
    '0.50 ± 0.05'
    """
    half = (estimate.high - estimate.low) / 2
    return f"{estimate.value:.{digits}f} ± {half:.{digits}f}"


def text_table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    """Return the lines of a table; the first column stands left, the others right.

    >>> text_table(["model", "n"], [["a", "10"], ["bcdefg", "2"]])
    ['model    n', 'a       10', 'bcdefg   2']
    """
    table = [header, *rows]
    widths = [max(len(row[column]) for row in table) for column in range(len(header))]
    lines = []
    for row in table:
        first, *others = zip(row, widths, strict=True)
        cells = [first[0].ljust(first[1])] + [cell.rjust(width) for cell, width in others]
        lines.append("  ".join(cells).rstrip())
    return lines
