"""The nearest neighbours of vectors: exact, with ties and copies always settled the same way."""

from typing import NamedTuple

import numpy as np

from latent.codes.bit_neighbors import search_bits
from latent.codes.bits import PackedBits
from latent.tools.check import UserError, check_whole_number

# Beyond this, squared distances lose their meaning in the single precision that some steps use.
LARGEST_NUMBER = 1e15
MOST_TREE_DIMENSIONS = 3  # below this a k-d tree is some thirty times faster than brute force
SPARE_CANDIDATES = 5  # looked at beyond k, so that most ties are settled without a second search
BLOCK_NUMBERS = 1 << 23  # numbers in one temporary array: 64 MB


class Neighbors(NamedTuple):
    """The k nearest vectors of each of n: `indices` int32 (n, k), `distances` float32 (n, k).

    Each row goes from near to far; vectors equally far stand in the order of their index.
    """

    indices: np.ndarray
    distances: np.ndarray


def nearest_neighbors(vectors: np.ndarray | PackedBits, k: int) -> Neighbors:
    """Find the `k` nearest other vectors of every vector, by Euclidean distance.

    `vectors` is (n, d), finite, or codes of bits, whose distance is Jaccard's; `k` is from 1 to
    n - 1. A vector is never its own neighbour, its copies are, at distance 0. Raises UserError for
    a `k` or vectors that cannot be.

    >>> nearest_neighbors(np.array([[0.0], [1.0], [3.0]]), k=1).indices.ravel().tolist()
    [1, 0, 1]
    """
    vectors = check_vectors(vectors)
    n = len(vectors)
    if n < 2:
        raise UserError(f"nearest neighbours: {n} vector has none, at least 2 are needed")
    check_whole_number("number of neighbours", k, least=1, most=n - 1)
    if isinstance(vectors, PackedBits):
        return Neighbors(*search_bits(vectors, vectors, k, skip_self=True))
    indices, squared = _search(vectors, vectors, k + 1)

    # With more than k copies before it, a vector is missing from its own row: the last one goes.
    keep = indices != np.arange(n)[:, None]
    keep[keep.all(axis=1), -1] = False
    return _result(indices[keep].reshape(n, k), squared[keep].reshape(n, k))


def nearest_among(
    new_vectors: np.ndarray | PackedBits, vectors: np.ndarray | PackedBits, k: int
) -> Neighbors:
    """Find the `k` nearest of `vectors` for each of `new_vectors`, by Euclidean distance.

    Shapes are (m, d) and (n, d); the result has m rows. `k` is from 1 to n. If `vectors` are codes
    of bits, the new ones count as such too, and the distance is Jaccard's. Raises UserError for a
    `k` or vectors that cannot be.
    """
    new_vectors, vectors = check_vectors(new_vectors), check_vectors(vectors)
    if new_vectors.shape[1] != vectors.shape[1]:
        raise UserError(
            f"vectors of {new_vectors.shape[1]} numbers cannot be compared "
            f"with vectors of {vectors.shape[1]}"
        )
    check_whole_number("number of neighbours", k, least=1, most=len(vectors))
    if isinstance(vectors, PackedBits):
        if not isinstance(new_vectors, PackedBits):
            new_vectors = PackedBits.of(new_vectors)
        return Neighbors(*search_bits(new_vectors, vectors, k))
    return _result(*_search(new_vectors, vectors, k))


def check_vectors(vectors: np.ndarray | PackedBits) -> np.ndarray | PackedBits:
    """Return `vectors` as an array if it is (n, d) with n, d >= 1 and holds usable numbers only.

    Codes of bits come back as they are, if there is one at least.
    Raises UserError, naming the first bad row, for a number that is not finite or beyond 1e15.
    """
    if not isinstance(vectors, PackedBits):
        vectors = np.asarray(vectors)
    if len(vectors.shape) != 2 or 0 in vectors.shape:
        raise UserError(f"vectors of shape {vectors.shape}: at least one row and column are needed")
    if isinstance(vectors, PackedBits):
        return vectors
    usable = (np.abs(vectors) <= LARGEST_NUMBER).all(axis=1)  # NaN compares as False
    if not usable.all():
        raise UserError(
            f"vector {np.argmin(usable)} holds a number that is not finite, or beyond "
            f"{LARGEST_NUMBER:g}: train again, with a smaller --learn_rate"
        )
    return vectors


def _search(
    queries: np.ndarray, vectors: np.ndarray, k: int
) -> tuple[np.ndarray, np.ndarray]:  # int64 (m, k), float64 (m, k)
    """Return the indices and squared distances of the k nearest, a query's own copy included."""
    from sklearn.metrics import euclidean_distances  # slow, and not needed to open a map
    from sklearn.neighbors import NearestNeighbors

    # The fast search gets centred vectors, because its error grows with their length; the
    # distances themselves come from the vectors as they are, or rounding would part equal ones.
    centre = vectors.mean(axis=0, dtype=np.float64)
    centred = vectors - centre
    centred_queries = centred if queries is vectors else queries - centre

    n = len(vectors)
    n_candidates = min(k + SPARE_CANDIDATES, n)
    algorithm = "kd_tree" if vectors.shape[1] <= MOST_TREE_DIMENSIONS else "brute"
    finder = NearestNeighbors(n_neighbors=n_candidates, algorithm=algorithm, n_jobs=-1).fit(centred)
    candidates = np.sort(finder.kneighbors(centred_queries, return_distance=False), axis=1)
    squared = _squared_distances(queries, vectors, candidates)
    order = np.argsort(squared, axis=1, kind="stable")
    squared = np.take_along_axis(squared, order, axis=1)
    candidates = np.take_along_axis(candidates, order, axis=1)

    if n_candidates < n:
        longest = max(_squared_lengths(centred_queries).max(), _squared_lengths(centred).max())
        tolerance = 1e-11 * longest  # well above the rounding error of the fast search
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


def _result(indices: np.ndarray, squared: np.ndarray) -> Neighbors:
    return Neighbors(indices.astype(np.int32), np.sqrt(squared).astype(np.float32))
