"""How well a map keeps what the codes hold."""

import numpy as np
from sklearn.manifold import trustworthiness as _trustworthiness

from latent.codes.kinds import Vectors, as_codes
from latent.codes.neighbors import Neighbors, nearest_neighbors


def knn_accuracy(
    neighbors_or_vectors: Neighbors | Vectors, labels: np.ndarray, k: int = 10
) -> float:
    """Return the share of images whose label is that of most of their `k` nearest others.

    Takes vectors or positions (n, d), or their neighbours where those are known, and `labels`
    (n,). Of labels that are equally frequent, the one with the nearest image wins. With fewer
    than `k` others all of them vote; NaN if there are none.

    >>> knn_accuracy(np.array([[0.0], [1.0], [5.0], [6.0]]), np.array([0, 0, 1, 0]), k=1)
    0.5
    """
    hits = knn_hits(neighbors_or_vectors, labels, k)
    return float(hits.mean()) if len(hits) else float("nan")


def knn_hits(
    neighbors_or_vectors: Neighbors | Vectors, labels: np.ndarray, k: int = 10
) -> np.ndarray:
    """Return for each image whether `knn_accuracy` counts it, bool (n,); none if it has no other.

    Takes what `knn_accuracy` takes.
    """
    labels = np.asarray(labels)
    if len(labels) < 2:
        return np.zeros(0, bool)
    k = min(k, len(labels) - 1)
    neighbors = neighbors_or_vectors
    if not isinstance(neighbors, Neighbors):
        neighbors = nearest_neighbors(neighbors, k)
    if len(neighbors.indices) != len(labels) or neighbors.indices.shape[1] < k:
        raise ValueError(f"{k} neighbours of each of {len(labels)} images are needed")
    votes = labels[neighbors.indices[:, :k]]  # (n, k), from near to far
    agreeing = sum(votes == votes[:, [other]] for other in range(k))
    winner = agreeing.argmax(axis=1)  # the first, so the nearest, of the most frequent
    return votes[np.arange(len(labels)), winner] == labels


def trustworthiness(
    vectors: Vectors, positions: np.ndarray, k: int = 12, sample: int = 3000, seed: int = 0
) -> float:
    """Return how far neighbours on the map are neighbours in truth, from 0 to 1 (all of them).

    Takes `vectors` (n, d), numbers or bits, and `positions` (n, 2); of more than `sample` images,
    a random part drawn by `seed` is looked at. `k` counts neighbours on the map; few images lower
    it to what the measure is defined for, below half their number. NaN for fewer than 3 images.
    Venna and Kaski 2001.
    """
    codes = as_codes(vectors)
    n = len(codes)
    if len(positions) != n:
        raise ValueError(f"{n} vectors, but {len(positions)} positions")
    chosen = np.arange(n)
    if n > sample:
        chosen = np.sort(np.random.default_rng(seed).choice(n, sample, replace=False))
        positions, n = positions[chosen], sample
    if n < 3:
        return float("nan")
    k, distances = min(k, (n - 1) // 2), codes.distances(chosen)
    return float(_trustworthiness(distances, positions, n_neighbors=k, metric="precomputed"))
