"""The nearest neighbours of codes of numbers: exact, by their Euclidean distances."""

import numpy as np

from latent.codes.pruned_neighbors import nearest_by_pruning
from latent.tools.shares import TellShare, unheard

MOST_TREE_DIMENSIONS = 3  # below this a k-d tree is some thirty times faster than brute force
SPARE_CANDIDATES = 5  # looked at beyond k, so that most ties are settled without a second search
# From so many vectors on, each compared with all, most pairs are passed over: the time then grows
# with the power 1.5 of their number and not with its square.
MANY = 40_000
MOST_PRUNED_DIMENSIONS = 64
# Shares of the largest squared length, well above what the fast searches round.
ROUNDING, PRUNED_ROUNDING = 1e-11, 1e-6
BLOCK_NUMBERS = 1 << 23  # numbers in one temporary array: 64 MB


def search_numbers(
    queries: np.ndarray,
    vectors: np.ndarray,
    k: int,
    skip_self: bool = False,
    tell_share: TellShare = unheard,
) -> tuple[np.ndarray, np.ndarray]:
    """Return what `PackedBits.search` does, of vectors (m or n, d) by their Euclidean distance."""
    indices, squared = _search(queries, vectors, k + skip_self, tell_share)
    if skip_self:
        # After more than k copies, a vector is missing from its own row: the last one goes.
        keep = indices != np.arange(len(vectors))[:, None]
        keep[keep.all(axis=1), -1] = False
        indices, squared = (found[keep].reshape(-1, k) for found in (indices, squared))
    return indices.astype(np.int32), np.sqrt(squared).astype(np.float32)


def _search(
    queries: np.ndarray, vectors: np.ndarray, k: int, tell_share: TellShare
) -> tuple[np.ndarray, np.ndarray]:  # int64 (m, k), float64 (m, k)
    """Return the indices and squared distances of the k nearest, a query's own copy included."""
    from sklearn.metrics import euclidean_distances  # slow, and not needed to open a map
    from sklearn.neighbors import NearestNeighbors

    # The fast search gets centred vectors, because its error grows with their length; the
    # distances themselves come from the vectors as they are, or rounding would part equal ones.
    centre = vectors.mean(axis=0, dtype=np.float64)
    centred = vectors - centre
    centred_queries = centred if queries is vectors else queries - centre

    n, d = vectors.shape
    n_candidates = min(k + SPARE_CANDIDATES, n)
    rounding = ROUNDING
    if queries is vectors and n >= MANY and MOST_TREE_DIMENSIONS < d <= MOST_PRUNED_DIMENSIONS:
        found = nearest_by_pruning(np.asarray(vectors, np.float32), n_candidates - 1, tell_share)
        candidates = np.sort(np.column_stack([np.arange(n, dtype=np.int32), found]), axis=1)
        rounding = PRUNED_ROUNDING
    else:
        algorithm = "kd_tree" if d <= MOST_TREE_DIMENSIONS else "brute"
        finder = NearestNeighbors(n_neighbors=n_candidates, algorithm=algorithm, n_jobs=-1)
        found = finder.fit(centred).kneighbors(centred_queries, return_distance=False)
        candidates = np.sort(found, axis=1)
    squared = _squared_distances(queries, vectors, candidates)
    order = np.argsort(squared, axis=1, kind="stable")
    squared = np.take_along_axis(squared, order, axis=1)
    candidates = np.take_along_axis(candidates, order, axis=1)

    if n_candidates < n:
        longest = max(_squared_lengths(centred_queries).max(), _squared_lengths(centred).max())
        tolerance = rounding * longest
        crossing = np.flatnonzero(squared[:, k - 1] + tolerance >= squared[:, -1])
        # Copies have the same neighbours: a thousand blank images are searched for once.
        _, first, copy_of = np.unique(
            queries[crossing], axis=0, return_index=True, return_inverse=True
        )
        rows = crossing[first]
        step = max(1, BLOCK_NUMBERS // n)
        for start in range(0, len(rows), step):
            block = rows[start : start + step]
            approximate = euclidean_distances(centred_queries[block], centred, squared=True)
            for row, distances in zip(block, approximate, strict=True):
                near = np.flatnonzero(distances <= squared[row, k - 1] + tolerance)
                exact = _squared_distances(queries[row : row + 1], vectors, near[None])[0]
                order = np.argsort(exact, kind="stable")[:k]
                candidates[row, :k], squared[row, :k] = near[order], exact[order]
        candidates[crossing, :k] = candidates[rows[copy_of.ravel()], :k]
        squared[crossing, :k] = squared[rows[copy_of.ravel()], :k]
    return candidates[:, :k], squared[:, :k]


def _squared_distances(
    queries: np.ndarray, vectors: np.ndarray, indices: np.ndarray
) -> np.ndarray:  # (m, d), (n, d), (m, c) -> (m, c)
    """Return squared distances by subtracting: exactly 0 for copies, exactly equal for ties."""
    squared = np.empty(indices.shape)
    rows = max(1, BLOCK_NUMBERS // (indices.shape[1] * vectors.shape[1]))
    for start in range(0, len(queries), rows):
        part = slice(start, start + rows)
        difference = np.subtract(vectors[indices[part]], queries[part, None], dtype=np.float64)
        np.einsum("mcd,mcd->mc", difference, difference, out=squared[part])
    return squared


def _squared_lengths(vectors: np.ndarray) -> np.ndarray:
    return np.einsum("nd,nd->n", vectors, vectors)
