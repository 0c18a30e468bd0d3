"""Kernel PCA: the directions of most variance in the space that a kernel stands for.

Schölkopf, Smola and Müller, Nonlinear Component Analysis as a Kernel Eigenvalue Problem, 1998.
"""

import numpy as np

POLYNOMIAL_DEGREE = 2
POLYNOMIAL_OFFSET = 1
PAIRS_FOR_GAMMA = 1000  # so many vectors, and all pairs of them
POWER_ITERATIONS = 20


class KernelMap:
    """Kernel PCA fitted to n vectors: their leading components, and where others go.

    `kernel`: "rbf", exp(−γ |x − y|²), or "poly", (γ x·y + 1)², both of vectors whose mean was taken
    away. γ is chosen from the vectors, see `choose_gamma`. `positions`: float64 (n, n_components);
    components that the vectors do not have are 0. The same seed gives the same map.
    """

    def __init__(self, vectors: np.ndarray, kernel: str, n_components: int, seed: int):
        self.mean = vectors.mean(axis=0, dtype=np.float64)
        centred = np.asarray(vectors - self.mean, np.float64)
        self.kernel, self.gamma = kernel, choose_gamma(centred, kernel, seed)
        self.n_components = n_components
        n = len(vectors)
        from sklearn.decomposition import KernelPCA  # slow, and not needed to open a map

        # Subspace iteration: unlike Lanczos's it is at ease with kernels of low rank.
        self._fitted = KernelPCA(
            min(n_components, n),
            kernel=kernel,
            gamma=self.gamma,
            degree=POLYNOMIAL_DEGREE,
            coef0=POLYNOMIAL_OFFSET,
            eigen_solver="randomized" if n > 50 else "dense",
            iterated_power=POWER_ITERATIONS,
            random_state=seed,
        )
        self.positions = self._filled(self._fitted.fit_transform(centred))

    def project(self, vectors: np.ndarray) -> np.ndarray:
        """Return the components of a few other vectors (m, d), float64 (m, n_components)."""
        return self._filled(self._fitted.transform(vectors - self.mean))

    def _filled(self, components: np.ndarray) -> np.ndarray:
        missing = self.n_components - components.shape[1]
        return np.pad(np.nan_to_num(components), ((0, 0), (0, missing)))


def choose_gamma(centred: np.ndarray, kernel: str, seed: int) -> float:
    """Return a scale γ for a kernel that neither sees all vectors as one nor each alone.

    `centred`: float (n, d), with a mean of 0. "rbf": one over the median squared distance of two
    of them (the median heuristic: Garreau, Jitkrittum and Kanagawa 2018); "poly": one over the
    mean squared length. Vectors that are all alike get 1.

    >>> choose_gamma(np.array([[-2.0], [2.0]]), "poly", seed=0)
    0.25
    >>> choose_gamma(np.array([[-2.0], [2.0]]), "rbf", seed=0)
    0.0625
    """
    if kernel == "poly":
        scale = np.square(centred).sum(axis=1).mean()
    else:
        n = min(len(centred), PAIRS_FOR_GAMMA)
        some = centred[np.random.default_rng(seed).permutation(len(centred))[:n]]
        lengths = np.square(some).sum(axis=1)
        squared = lengths[:, None] + lengths - 2 * some @ some.T
        pairs = squared[np.triu_indices(n, 1)]
        scale = np.median(pairs) if len(pairs) else 0.0
        if scale <= 0 and len(pairs):  # most of the vectors are copies of each other
            scale = pairs.mean()
    return float(1 / scale) if scale > 1e-12 else 1.0
