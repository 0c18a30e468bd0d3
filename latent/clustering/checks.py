"""How far clusters can be believed: how clear they are, and whether other seeds find them too."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from sklearn.metrics import adjusted_rand_score

from latent.clustering.result import NOISE, Clustering

N_SEEDS = 4  # others that a clustering is compared with
UNSTABLE = 0.5  # agreement of a typeface below which it could as well be elsewhere
TRIED_K = (2, 3, 5, 8, 12, 18, 25, 35, 50)


@dataclass(frozen=True, eq=False)
class Check:
    """What was found about a clustering.

    `silhouettes`: float64 (n,), from -1 to 1, NaN for noise. `silhouette`: their mean. `agreement`:
    the mean adjusted Rand index with other seeds, 1 for the same clusters and 0 for chance; None if
    the algorithm has no seed. `typefaces`: float64 (n,), 0 to 1, and `clusters`, by label: how much
    of each one's cluster other seeds find, empty without a seed.
    """

    silhouettes: np.ndarray
    silhouette: float
    agreement: float | None
    typefaces: np.ndarray
    clusters: dict[int, float]

    @property
    def is_unstable(self) -> np.ndarray:
        """Which typefaces other seeds put elsewhere, bool (n,), or (0,) without a seed."""
        return self.typefaces < UNSTABLE


@dataclass(frozen=True)
class KPoint:
    """A number of clusters that was tried, its silhouette, and its agreement with other seeds."""

    k: int
    silhouette: float
    agreement: float


def check_clustering(
    clustering: Clustering, distances: np.ndarray, others: Sequence[np.ndarray]
) -> Check:
    """Check a clustering by the `distances` (n, n) and by `others`, labels (n,) of other seeds."""
    labels = clustering.labels
    silhouettes = silhouettes_of(distances, labels)
    is_known = ~np.isnan(silhouettes)
    mean = float(silhouettes[is_known].mean()) if is_known.any() else float("nan")
    if not others:
        return Check(silhouettes, mean, None, np.empty(0), {})
    overlaps = [jaccard_indices(labels, each) for each in others]
    typefaces = np.mean(
        [found[labels, each] for found, each in zip(overlaps, others, strict=True)], axis=0
    )
    best = np.mean([found.max(axis=1) for found in overlaps], axis=0)
    agreement = float(np.mean([adjusted_rand_score(labels, each) for each in others]))
    return Check(silhouettes, mean, agreement, typefaces, dict(enumerate(best.tolist())))


def silhouettes_of(distances: np.ndarray, labels: np.ndarray) -> np.ndarray:
    """Return the silhouette of each vector, float64 (n,), -1 to 1; NaN for noise.

    It compares the mean distance to the others of its own cluster with that to the nearest other
    cluster (Rousseeuw 1987, "Silhouettes: a graphical aid to the interpretation and validation of
    cluster analysis", section 2); 0 if it is alone in its cluster. All are NaN for one cluster.
    """
    n_clusters = int(labels.max(initial=NOISE)) + 1
    silhouettes = np.full(len(labels), np.nan)
    if n_clusters < 2:
        return silhouettes
    is_member = (labels[:, None] == np.arange(n_clusters)).astype(np.float64)
    sizes = is_member.sum(axis=0)
    known = np.flatnonzero(labels != NOISE)
    own = labels[known]
    rows = np.arange(len(known))
    sums = distances[known] @ is_member
    within = sums[rows, own] / np.maximum(sizes[own] - 1, 1)
    means = sums / sizes
    means[rows, own] = np.inf
    nearest = means.min(axis=1)
    largest = np.maximum(within, nearest)
    found = np.where(largest > 0, (nearest - within) / np.where(largest > 0, largest, 1), 0)
    silhouettes[known] = np.where(sizes[own] > 1, found, 0)
    return silhouettes


def jaccard_indices(labels: np.ndarray, others: np.ndarray) -> np.ndarray:
    """Return how much clusters of two clusterings have in common, 0 to 1, float64 (a, b).

    It is the number of typefaces in both over that in either (Hennig 2007, "Cluster-wise assessment
    of cluster stability", section 3). Both label from 0 on, without noise.
    """
    common = np.zeros((labels.max() + 1, others.max() + 1))
    np.add.at(common, (labels, others), 1)
    either = common.sum(axis=1)[:, None] + common.sum(axis=0) - common
    return common / np.maximum(either, 1)


def other_seeds(seed: int) -> list[int]:
    """Return the seeds that a clustering of this one is compared with."""
    return [(seed + k) % 2**31 for k in range(1, N_SEEDS + 1)]


def numbers_to_try(n_clusters: int, n: int) -> list[int]:
    """Return numbers of clusters to try for `n` typefaces, rising, `n_clusters` among them."""
    return sorted({k for k in (*TRIED_K, n_clusters) if k < n})
