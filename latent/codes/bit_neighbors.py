"""The nearest neighbours of codes of bits: exact, by counting the bits that two codes share.

The distance is Jaccard's: of the bits that are on in either code, the share that is not on in both.
In a sparse code an on bit says that an image has something, and off bits are the rule. Hamming's
distance counts the two alike, so it calls two codes near because they have few bits on, whatever
those are, and it takes few values, so that neighbours tie. On MNIST's codes Jaccard's nearest
neighbours have the same label more often.
"""

from concurrent.futures import ThreadPoolExecutor

import numba
import numpy as np
from numba.core import types
from numba.extending import intrinsic

from latent.tools.compiled import compiled
from latent.tools.shares import TellShare, unheard

QUERIES_AT_ONCE = 64
VECTORS_AT_ONCE = 1024  # with 4096 bits each half a megabyte, which a core's own cache holds


def search_words(
    queries: np.ndarray,
    query_counts: np.ndarray,
    vectors: np.ndarray,
    vector_counts: np.ndarray,
    k: int,
    skip_self: bool = False,
    tell_share: TellShare = unheard,
) -> tuple[np.ndarray, np.ndarray]:
    """Return what `PackedBits.search` does, of codes as words, uint64 (m or n, n_words).

    The counts are those of the bits that are on in each. Two empty codes are at distance 0.
    """

    def search(start: int) -> tuple[np.ndarray, np.ndarray]:
        part = slice(start, start + QUERIES_AT_ONCE)
        first = start if skip_self else -1
        return _search_part(queries[part], query_counts[part], vectors, vector_counts, k, first)

    parts, starts = [], range(0, len(queries), QUERIES_AT_ONCE)
    with ThreadPoolExecutor(numba.config.NUMBA_NUM_THREADS) as threads:
        for part in threads.map(search, starts):
            parts.append(part)
            tell_share(len(parts) / len(starts))
    indices, distances = zip(*parts, strict=True)
    return np.concatenate(indices), np.concatenate(distances).astype(np.float32)


def jaccard_distances(codes: np.ndarray) -> np.ndarray:
    """Return the Jaccard distances of all pairs of codes (n, d) of 0 and 1, float32 (n, n).

    >>> jaccard_distances(np.array([[1, 1, 0], [1, 0, 0]]))
    array([[0. , 0.5],
           [0.5, 0. ]], dtype=float32)
    """
    codes = np.asarray(codes, np.float32)
    shared = codes @ codes.T
    counts = np.diagonal(shared)
    either = counts[:, None] + counts - shared
    return 1 - np.divide(shared, either, out=np.ones_like(shared), where=either > 0)


@intrinsic
def _count_ones(_, word):
    def generate(context, builder, signature, arguments):
        return builder.ctpop(arguments[0])

    return types.uint64(types.uint64), generate


@compiled
def _search_part(
    queries: np.ndarray,
    query_counts: np.ndarray,
    vectors: np.ndarray,
    vector_counts: np.ndarray,
    k: int,
    first: int,
) -> tuple[np.ndarray, np.ndarray]:
    """Search for a few queries; the first is vector number `first`, unless that is negative."""
    n_queries, n_words = queries.shape
    n_vectors = len(vectors)
    indices = np.full((n_queries, k), -1, np.int32)
    distances = np.full((n_queries, k), np.inf)
    for start in range(0, n_vectors, VECTORS_AT_ONCE):
        for q in range(n_queries):
            for v in range(start, min(start + VECTORS_AT_ONCE, n_vectors)):
                shared = np.uint64(0)
                for w in range(n_words):
                    shared += _count_ones(queries[q, w] & vectors[v, w])
                either = query_counts[q] + vector_counts[v] - np.int64(shared)
                distance = 1 - np.int64(shared) / either if either > 0 else 0.0
                if distance < distances[q, k - 1] and (first < 0 or v != first + q):
                    place = k - 1
                    while place > 0 and distances[q, place - 1] > distance:
                        distances[q, place] = distances[q, place - 1]
                        indices[q, place] = indices[q, place - 1]
                        place -= 1
                    distances[q, place] = distance
                    indices[q, place] = v
    return indices, distances
