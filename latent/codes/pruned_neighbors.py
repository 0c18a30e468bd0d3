"""The nearest neighbours of very many vectors: exact, without looking at most pairs of them.

The vectors are turned to their principal axes, so that the first few numbers tell most of a
distance, and cut into leaves that lie together, as a k-d tree does (Bentley 1975). A leaf whose box
is too far away is passed over, and so is a vector as soon as its first numbers are.
"""

from concurrent.futures import ThreadPoolExecutor

import numba
import numpy as np

from latent.codes.near_order import leaves, turned_to_principal_axes
from latent.tools.compiled import compiled
from latent.tools.shares import TellShare, unheard

LEAF_SIZE = 96  # vectors at most
LEAVES_AT_ONCE = 16
AXES_AT_ONCE = 4  # after so many numbers it is asked whether all of a leaf are too far away


def nearest_by_pruning(vectors: np.ndarray, k: int, tell_share: TellShare = unheard) -> np.ndarray:
    """Return the indices of the `k` nearest others of each vector, int32 (n, k), near to far.

    `vectors`: finite, float32 (n, d), with k below n. Which of several that are equally far come
    first, or at all, is not said. `tell_share` hears how much is done, from 0 to 1.
    """
    turned = turned_to_principal_axes(vectors)
    order, starts = leaves(turned, LEAF_SIZE)
    points = np.ascontiguousarray(turned[order])
    low, high = (corner.reduceat(points, starts[:-1]) for corner in (np.minimum, np.maximum))
    columns = np.ascontiguousarray(points.T)
    found = np.empty((len(points), k), np.int32)

    def search(first: int) -> None:
        for leaf in range(first, min(first + LEAVES_AT_ONCE, len(low))):
            _search_leaf(points, columns, starts, low, high, leaf, found)

    firsts = range(0, len(low), LEAVES_AT_ONCE)
    with ThreadPoolExecutor(numba.config.NUMBA_NUM_THREADS) as threads:
        for number, _ in enumerate(threads.map(search, firsts), 1):
            tell_share(number / len(firsts))
    nearest = np.empty_like(found)
    nearest[order] = order[found]
    return nearest


@compiled
def _search_leaf(
    points: np.ndarray,
    columns: np.ndarray,
    starts: np.ndarray,
    low: np.ndarray,
    high: np.ndarray,
    leaf: int,
    found: np.ndarray,
) -> None:
    """Write the nearest of all points of a leaf into `found`, int32 (n, k).

    `points`: float32 (n, d), `columns` the same as (d, n).
    """
    n_leaves, d = low.shape
    k = found.shape[1]
    first, n = starts[leaf], starts[leaf + 1] - starts[leaf]
    distances = np.empty(LEAF_SIZE, np.float32)
    best = np.full((n, k), np.float32(np.inf), np.float32)
    apart = np.zeros(n_leaves, np.float32)  # squared, of the boxes
    for other in range(n_leaves):
        for axis in range(d):
            gap = max(low[other, axis] - high[leaf, axis], low[leaf, axis] - high[other, axis])
            if gap > 0:
                apart[other] += gap * gap
    apart[leaf] = -1  # before all others
    for other in np.argsort(apart):
        if apart[other] >= best[:, k - 1].max():
            break
        for q in range(n):
            query, farthest = points[first + q], best[q, k - 1]
            distance = np.float32(0)
            for axis in range(d):
                gap = max(low[other, axis] - query[axis], query[axis] - high[other, axis])
                if gap > 0:
                    distance += gap * gap
                    if distance >= farthest:
                        break
            if distance >= farthest:
                continue
            start, m = starts[other], starts[other + 1] - starts[other]
            own = distances[:m]
            own[:] = 0
            is_far = False
            for axis in range(d):
                _add_squares(own, columns[axis, start : start + m], query[axis])
                if axis % AXES_AT_ONCE == AXES_AT_ONCE - 1 and own.min() >= farthest:
                    is_far = True
                    break
            if is_far:
                continue
            for j in range(m):
                distance = own[j]
                if distance < farthest and start + j != first + q:
                    place = k - 1
                    while place > 0 and best[q, place - 1] > distance:
                        best[q, place] = best[q, place - 1]
                        found[first + q, place] = found[first + q, place - 1]
                        place -= 1
                    best[q, place] = distance
                    found[first + q, place] = start + j
                    farthest = best[q, k - 1]


@compiled
def _add_squares(sums: np.ndarray, values: np.ndarray, value: float) -> None:
    """Add the squared differences to the sums, many at a time."""
    for j in range(len(sums)):
        difference = values[j] - value
        sums[j] += difference * difference
