"""The nearest neighbours of very many vectors: exact, without looking at most pairs of them.

The vectors are turned to their principal axes, so that the first few numbers tell most of a
distance, and cut into leaves that lie together, as a k-d tree does (Bentley 1975). A leaf whose box
is too far away is passed over, and so is a vector as soon as its first numbers are.
"""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import numba
import numpy as np

from latent.tools.compiled import compiled
from latent.tools.threads import alone

LEAF_SIZE = 96  # vectors at most
LEAVES_AT_ONCE = 16
AXES_AT_ONCE = 4  # after so many numbers it is asked whether all of a leaf are too far away
MOST_AXES_TO_CUT = 16  # the first ones, which vary most

Tell = Callable[[float], object]


def nearest_by_pruning(
    vectors: np.ndarray, k: int, tell_share: Tell = lambda share: None
) -> np.ndarray:
    """Return the indices of the `k` nearest others of each vector, int32 (n, k), near to far.

    `vectors`: finite, float32 (n, d), with k below n. Which of several that are equally far come
    first, or at all, is not said. `tell_share` hears how much is done, from 0 to 1.
    """
    turned = _turned(vectors)
    order, starts = _leaves(turned)
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


def _turned(vectors: np.ndarray) -> np.ndarray:
    """Return vectors about their mean along their principal axes, the widest first, float32."""
    mean = vectors.mean(axis=0, dtype=np.float64)
    centred = (vectors - mean).astype(np.float32)
    with alone():
        axes = np.linalg.eigh((centred.T @ centred).astype(np.float64))[1][:, ::-1]
        return centred @ axes.astype(np.float32)


def _leaves(points: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return an order in which neighbours stand together, and where each leaf begins in it.

    The second ends with the number of points.
    """
    order = np.arange(len(points))
    starts = list(_halved(points, order, 0, len(points)))
    return order, np.array([*starts, len(points)], np.int64)


def _halved(points: np.ndarray, order: np.ndarray, start: int, stop: int) -> Iterator[int]:
    """Halve a part of the order again and again, and give where each part begins at last."""
    if stop - start <= LEAF_SIZE:
        yield start
        return
    part = order[start:stop]
    own = points[part, :MOST_AXES_TO_CUT]
    axis = int((own.max(axis=0) - own.min(axis=0)).argmax())
    half = (stop - start) // 2
    order[start:stop] = part[np.argpartition(own[:, axis], half)]
    yield from _halved(points, order, start, start + half)
    yield from _halved(points, order, start + half, stop)


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
