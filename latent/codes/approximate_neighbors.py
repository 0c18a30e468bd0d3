"""The nearest neighbours of more vectors than can all be compared: most of them, and how many.

By descent along a graph of neighbours (Dong, Moses and Li 2011), as pynndescent computes it, which
UMAP brings along.
"""

import numpy as np

from latent.codes.kinds import Vectors, check_codes
from latent.codes.neighbors import Neighbors, nearest_among

N_CHECKED = 1000  # vectors whose neighbours are found exactly, too


def approximate_neighbors(vectors: Vectors, k: int, seed: int = 0) -> tuple[Neighbors, float]:
    """Return about the `k` nearest others of each vector of numbers (n, d), and the recall.

    The recall is the share of the true neighbours that were found, of 1,000 vectors drawn by the
    seed. Where fewer than k others were found, the last one found stands for the rest.
    """
    # Imported late: it takes seconds.
    from pynndescent import NNDescent

    codes = check_codes(vectors)
    values = np.ascontiguousarray(codes[:], np.float32)
    n = len(values)
    index = NNDescent(values, n_neighbors=k + 1, random_state=seed, n_jobs=-1)
    indices, distances = index.neighbor_graph
    # The vector itself goes; after copies of it the last one does.
    keep = indices != np.arange(n)[:, None]
    keep[keep.all(axis=1), -1] = False
    indices, distances = (found[keep].reshape(n, k) for found in (indices, distances))
    _fill(indices, distances)
    found = Neighbors(indices.astype(np.int32), distances.astype(np.float32))
    return found, _recall(values, found, seed)


def _fill(indices: np.ndarray, distances: np.ndarray) -> None:
    """Put the last neighbour that was found in the places of those that were not, in place."""
    for column in range(1, indices.shape[1]):
        is_missing = indices[:, column] < 0
        indices[is_missing, column] = indices[is_missing, column - 1]
        distances[is_missing, column] = distances[is_missing, column - 1]


def _recall(values: np.ndarray, found: Neighbors, seed: int) -> float:
    """Return the share of found neighbours that are no farther than the true last one."""
    n, k = found.indices.shape
    rows = np.random.default_rng(seed).permutation(n)[:N_CHECKED]
    exact = nearest_among(values[rows], values, k + 1)
    # By distance, because of copies any can be the neighbour; the vector itself is among them.
    farthest = exact.distances[:, -1:]
    return float((found.distances[rows] <= farthest * (1 + 1e-5) + 1e-12).mean())
