"""Principal component analysis, by one solver for short vectors and one for long ones."""

from typing import NamedTuple

import numpy as np

LONG_VECTORS = 4096  # numbers: beyond, the covariances of long vectors take minutes to decompose
COLUMNS_AT_ONCE = 4096
LEAST_SHARE = 1e-12  # of the largest variance: below, a direction is rounding


class Components(NamedTuple):
    """Directions (k, d), orthonormal rows, and the variances (k,) along them, the largest first.

    They have scikit-learn's names. Where the vectors do not vary any more, a direction is 0.
    """

    components_: np.ndarray
    explained_variance_: np.ndarray


def fit_pca(vectors: np.ndarray, n_components: float):
    """Return the `Components` of vectors (n, d), exact, and fast for many short or few long ones.

    `n_components`: how many, or the share of the variance that is to be explained. Vectors in
    single precision must have a mean of 0: the solvers take the mean away from sums of squares,
    which leaves noise in every component unless there is nothing to take away.
    """
    n, d = vectors.shape
    if d > max(n, LONG_VECTORS):
        return _fit_long(vectors, n_components)
    from sklearn.decomposition import PCA  # slow, and not needed to open a map

    return PCA(n_components, svd_solver="covariance_eigh").fit(vectors)


def fit_covariance(covariance: np.ndarray, n_components: float) -> Components:
    """Return the `Components` of vectors by the covariances of their numbers, float64 (d, d).

    `n_components`: as for `fit_pca`. Directions are float32; the number of largest weight in each
    is positive.
    """
    # In single precision, which takes half the time: pixels have no more than 8 bits.
    variances, axes = np.linalg.eigh(covariance.astype(np.float32))
    variances, components = np.maximum(variances[::-1], 0), axes.T[::-1]
    k = _how_many(variances, n_components, float(np.trace(covariance)))
    components = np.ascontiguousarray(components[:k])
    largest = components[np.arange(k), np.abs(components).argmax(axis=1)]
    components *= np.where(largest < 0, -1, 1).astype(np.float32)[:, None]
    return Components(components, variances[:k])


def _how_many(variances: np.ndarray, n_components: float, total: float) -> int:
    """Return how many of the largest variances were asked for, by their number or their share."""
    if not 0 < n_components < 1:
        return int(n_components)
    return min(int(np.searchsorted(np.cumsum(variances), n_components * total)) + 1, len(variances))


def _fit_long(vectors: np.ndarray, n_components: float) -> Components:
    """Find the components of few long vectors by the products of the vectors with each other."""
    from scipy.linalg import eigh

    n, d = vectors.shape
    if vectors.dtype != np.float32:
        vectors = vectors - vectors.mean(axis=0)
    products = np.zeros((n, n))
    for start in range(0, d, COLUMNS_AT_ONCE):
        part = vectors[:, start : start + COLUMNS_AT_ONCE].astype(np.float64)
        products += part @ part.T
    total = float(np.trace(products))
    is_share = 0 < n_components < 1
    k = n if is_share else int(n_components)
    squares, mixtures = eigh(products, subset_by_index=[n - k, n - 1])
    squares, mixtures = np.maximum(squares[::-1], 0), mixtures[:, ::-1]
    if is_share:
        k = _how_many(squares, n_components, total)
        squares, mixtures = squares[:k], mixtures[:, :k]
    lengths = np.sqrt(squares)
    is_real = squares > LEAST_SHARE * max(squares[0], np.finfo(float).tiny)
    scales = np.divide(1.0, lengths, out=np.zeros(k), where=is_real)
    mixtures = (mixtures * scales).astype(vectors.dtype)
    components = np.empty((k, d), vectors.dtype)
    for start in range(0, d, COLUMNS_AT_ONCE):
        part = np.s_[:, start : start + COLUMNS_AT_ONCE]
        components[part] = mixtures.T @ vectors[part]
    return Components(components, np.where(is_real, squares, 0) / (n - 1))
