"""Principal component analysis, by one solver everywhere."""

import numpy as np

LONG_VECTORS = 4096  # numbers: beyond, the covariances of long vectors take minutes to decompose


def fit_pca(vectors: np.ndarray, n_components: float):
    """Return scikit-learn's PCA fitted to vectors (n, d), exact, and fast for many short ones.

    `n_components`: how many, or the share of the variance that is to be explained. Vectors in
    single precision must have a mean of 0: this solver takes the mean away from sums of squares,
    which leaves noise in every component unless there is nothing to take away.
    """
    from sklearn.decomposition import PCA  # slow, and not needed to open a map

    n, d = vectors.shape
    solver = "full" if d > max(n, LONG_VECTORS) else "covariance_eigh"
    return PCA(n_components, svd_solver=solver).fit(vectors)
