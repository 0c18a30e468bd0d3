"""Vectors with more numbers than there are vectors, turned into as few numbers as they need.

Distances, inner products and means stay as they are, so whatever goes by these finds the same.
"""

import numpy as np
from scipy.linalg import eigh

COLUMNS_AT_ONCE = 4096
LEAST_SHARE = 1e-10  # of the largest squared length along a direction; less is rounding


def turned(vectors: np.ndarray, *others: np.ndarray) -> tuple[np.ndarray, ...]:
    """Return vectors (n, d), and others (m, d), by directions that the vectors span.

    float64 (n, k) and (m, k) with k at most n. What of the others lies across these directions is
    lost. Vectors that are not longer than there are vectors come back as they are, and so do the
    others.
    """
    n, d = vectors.shape
    if d <= n:
        return vectors, *others
    lengths, directions = eigh(_products(vectors, vectors))
    kept = lengths > LEAST_SHARE * max(lengths[-1], 0)
    if not kept.any():  # all are at 0
        return tuple(np.zeros((len(each), 1)) for each in (vectors, *others))
    lengths, directions = np.sqrt(lengths[kept]), directions[:, kept]
    found = [_products(each, vectors) @ (directions / lengths) for each in others]
    return directions * lengths, *found


def _products(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    """Return inner products, float64 (m, n), of vectors (m, d) and (n, d), with little memory."""
    products = np.zeros((len(one), len(other)))
    for start in range(0, one.shape[1], COLUMNS_AT_ONCE):
        part = slice(start, start + COLUMNS_AT_ONCE)
        products += one[:, part].astype(np.float64) @ other[:, part].astype(np.float64).T
    return products
