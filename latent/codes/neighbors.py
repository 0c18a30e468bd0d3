"""The nearest neighbours of vectors: exact, with ties and copies always settled the same way."""

from typing import NamedTuple

import numpy as np

from latent.codes.kinds import Vectors, check_codes
from latent.tools.check import UserError, check_whole_number
from latent.tools.shares import TellShare, unheard


class Neighbors(NamedTuple):
    """The k nearest vectors of each of n: `indices` int32 (n, k), `distances` float32 (n, k).

    Each row goes from near to far; vectors equally far stand in the order of their index.
    """

    indices: np.ndarray
    distances: np.ndarray


def nearest_neighbors(vectors: Vectors, k: int, tell_share: TellShare = unheard) -> Neighbors:
    """Find the `k` nearest other vectors of every vector, by Euclidean distance.

    `vectors` is (n, d), finite, or codes of bits, whose distance is Jaccard's; `k` is from 1 to
    n - 1. A vector is never its own neighbour, its copies are, at distance 0. `tell_share` hears
    now and then how much is done. Raises UserError for a `k` or vectors that cannot be.

    >>> nearest_neighbors(np.array([[0.0], [1.0], [3.0]]), k=1).indices.ravel().tolist()
    [1, 0, 1]
    """
    codes = check_codes(vectors)
    n = len(codes)
    if n < 2:
        raise UserError(f"nearest neighbours: {n} vector has none, at least 2 are needed")
    check_whole_number("number of neighbours", k, least=1, most=n - 1)
    return Neighbors(*codes.search(codes, k, True, tell_share))


def nearest_among(new_vectors: Vectors, vectors: Vectors, k: int) -> Neighbors:
    """Find the `k` nearest of `vectors` for each of `new_vectors`, by Euclidean distance.

    Shapes are (m, d) and (n, d); the result has m rows. `k` is from 1 to n. If `vectors` are codes
    of bits, the new ones count as such too, and the distance is Jaccard's. Raises UserError for a
    `k` or vectors that cannot be.
    """
    new_codes, codes = check_codes(new_vectors), check_codes(vectors)
    if new_codes.shape[1] != codes.shape[1]:
        raise UserError(
            f"vectors of {new_codes.shape[1]} numbers cannot be compared "
            f"with vectors of {codes.shape[1]}"
        )
    check_whole_number("number of neighbours", k, least=1, most=len(codes))
    return Neighbors(*codes.search(codes.like(new_codes), k))
