"""The plane through vectors that holds most of their variance."""

import numpy as np

from latent.codes.bits import PackedBits
from latent.maps.places import LinearMap, Vectors

JITTER = 1e-3  # of the starting layout's spread: copies must not start at the same place


def principal_plane(vectors: Vectors) -> LinearMap:
    """Return the map to coordinates along the principal axes, 0 at the vectors' centre."""
    axes = principal_axes(vectors)
    if isinstance(vectors, PackedBits):
        return LinearMap(axes, -vectors.frequencies() @ axes)
    return LinearMap(axes, -vectors.mean(axis=0, dtype=np.float64) @ axes)


def starting_layout(vectors: Vectors, spread: float, seed: int) -> np.ndarray:
    """Return the vectors' principal plane, float64 (n, 2), as wide as `spread`, copies parted.

    It keeps the large shape of the data, which is not found from a random start (Kobak and
    Linderman 2021).
    """
    plane = principal_plane(vectors).project(vectors)
    deviation = plane[:, 0].std()
    start = plane * (spread / deviation) if deviation > 0 else np.zeros_like(plane)
    return start + np.random.default_rng(seed).normal(scale=JITTER * spread, size=start.shape)


def principal_axes(vectors: Vectors) -> np.ndarray:
    """Return the two directions of most variance as the columns of a float64 (d, 2) array.

    A direction that the vectors do not have (as one vector has none) is all zeros.
    """
    if isinstance(vectors, PackedBits):
        return _principal_axes_of_bits(vectors)
    n, d = vectors.shape
    axes = np.zeros((d, 2))
    n_components = min(2, n - 1, d)
    if n_components > 0 and (vectors != vectors[0]).any():
        from sklearn.decomposition import PCA  # slow, and not needed to open a map

        # Exact, and fast for many short vectors, as codes are.
        pca = PCA(n_components, svd_solver="covariance_eigh")
        axes[:, :n_components] = pca.fit(np.asarray(vectors, np.float64)).components_.T
    return axes


def _principal_axes_of_bits(codes: PackedBits) -> np.ndarray:
    """Return what `principal_axes` does, without ever unpacking all codes."""
    from scipy.linalg import eigh

    n = len(codes)
    frequencies = codes.frequencies()
    varying = np.flatnonzero((frequencies > 0) & (frequencies < 1))
    axes = np.zeros((codes.n_bits, 2))
    n_axes = min(2, n - 1, len(varying))
    if n_axes > 0:
        shared = np.zeros((len(varying), len(varying)), np.float32)
        for block in codes.select(varying).blocks():
            shared += block.T @ block  # counts, which single precision holds exactly below 2**24
        covariance = shared.astype(np.float64) / n - np.outer(
            frequencies[varying], frequencies[varying]
        )
        last = len(varying) - 1
        _, found = eigh(covariance, subset_by_index=(last - n_axes + 1, last), overwrite_a=True)
        found = found[:, ::-1]
        largest = found[np.abs(found).argmax(axis=0), np.arange(n_axes)]
        axes[varying, :n_axes] = found * np.sign(largest)
    return axes
