"""An order of vectors in which those that are near each other stand together, as far as they can.

The vectors are turned to their principal axes and halved again and again, as in a k-d tree (Bentley
1975).
"""

from collections.abc import Iterator

import numpy as np

from latent.tools.threads import alone

MOST_AXES_TO_CUT = 16  # the first ones, which vary most
SMALLEST_PART = 96  # vectors, whose order among themselves does not matter any more


def near_order(vectors: np.ndarray) -> np.ndarray:
    """Return the indices of finite vectors (n, d), int64 (n,), so that near ones stand together.

    Work on each of very many vectors and its neighbours then finds most of them in the processor's
    cache.
    """
    return leaves(turned_to_principal_axes(vectors), SMALLEST_PART)[0]


def turned_to_principal_axes(vectors: np.ndarray) -> np.ndarray:
    """Return vectors about their mean along their principal axes, the widest first, float32."""
    mean = vectors.mean(axis=0, dtype=np.float64)
    centred = (vectors - mean).astype(np.float32)
    with alone():
        axes = np.linalg.eigh((centred.T @ centred).astype(np.float64))[1][:, ::-1]
        return centred @ axes.astype(np.float32)


def leaves(points: np.ndarray, most: int) -> tuple[np.ndarray, np.ndarray]:
    """Return an order in which neighbours stand together, and where each leaf begins in it.

    A leaf has `most` points at most. The second ends with the number of points.
    """
    order = np.arange(len(points))
    starts = list(_halved(points, order, 0, len(points), most))
    return order, np.array([*starts, len(points)], np.int64)


def _halved(
    points: np.ndarray, order: np.ndarray, start: int, stop: int, most: int
) -> Iterator[int]:
    """Halve a part of the order again and again, and give where each part begins at last."""
    if stop - start <= most:
        yield start
        return
    part = order[start:stop]
    own = points[part, :MOST_AXES_TO_CUT]
    axis = int((own.max(axis=0) - own.min(axis=0)).argmax())
    half = (stop - start) // 2
    order[start:stop] = part[np.argpartition(own[:, axis], half)]
    yield from _halved(points, order, start, start + half, most)
    yield from _halved(points, order, start + half, stop, most)
