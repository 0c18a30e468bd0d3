"""What every way of clustering gives back."""

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

NOISE = -1

# Called with a few words at every step of long work; what it raises stops the work.
Report = Callable[[str], None]


class Cancelled(Exception):
    """The user no longer wants the result."""


def keep_quiet(words: str) -> None:
    """Say nothing and go on."""


@dataclass(frozen=True, eq=False)
class EpsilonCurve:
    """The number of clusters for every radius of a neighbourhood.

    `epsilons`: float64 (m,), rising; `counts`: int64 (m,), clusters from that radius up to the
    next. `largest`: the largest distance of two typefaces.
    """

    epsilons: np.ndarray
    counts: np.ndarray
    largest: float
    chosen: float

    def count_at(self, epsilon: float) -> int:
        """Return the number of clusters at a radius."""
        place = int(np.searchsorted(self.epsilons, epsilon, side="right")) - 1
        return 0 if place < 0 else int(self.counts[place])


@dataclass(frozen=True, eq=False)
class Clustering:
    """Typefaces in clusters.

    `labels`: int64 (n,), 0 for the largest cluster, then on by size, -1 for noise. `distances`:
    float64 (n,), how far each is from the centre of its cluster, in the terms of the algorithm.
    `second`: float64 (n,), settles which of two equally far is the more typical, the smaller one.
    `summary`: numbers about the clustering by their names, in the order in which they are shown.
    `rest`: what typefaces outside all clusters are called.
    """

    labels: np.ndarray
    distances: np.ndarray
    second: np.ndarray
    summary: dict[str, int | float | str]
    curve: EpsilonCurve | None = None
    rest: str = field(default="noise")

    @property
    def n_clusters(self) -> int:
        """How many clusters there are, noise not counted."""
        return int(self.labels.max(initial=NOISE)) + 1

    @property
    def n_noise(self) -> int:
        """How many typefaces are in no cluster."""
        return int((self.labels == NOISE).sum())

    def members(self, label: int) -> np.ndarray:
        """Return the typefaces of a cluster, or of the noise, from most to least typical."""
        found = np.flatnonzero(self.labels == label)
        return found[np.lexsort((found, self.second[found], self.distances[found]))]


def numbered_by_size(labels: np.ndarray) -> np.ndarray:
    """Give clusters new numbers from 0, the largest first; of equal ones the first to appear.

    >>> numbered_by_size(np.array([7, 3, 3, -1])).tolist()
    [1, 0, 0, -1]
    """
    found, first, sizes = np.unique(labels[labels != NOISE], return_index=True, return_counts=True)
    numbers = np.full(labels.max(initial=NOISE) + 2, NOISE)  # the last one stays for the noise
    numbers[found[np.lexsort((first, -sizes))]] = np.arange(len(found))
    return numbers[labels].astype(np.int64)
