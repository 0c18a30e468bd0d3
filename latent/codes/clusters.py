"""How well clusters that were found without labels agree with the classes."""

from typing import NamedTuple

import numpy as np

from latent.tools.threads import alone

NOISE = -1
SEEDS_OF_MEAN_SHIFT = 200
RADIUS_SAMPLE = 500  # codes whose distances tell the radius
NEAR_CODES = 5  # of these within the radius


class Agreement(NamedTuple):
    """Clusters against classes.

    `rand`: the adjusted Rand index (Hubert and Arabie 1985, "Comparing partitions"), 1 for equal
    groups and about 0 for groups by chance; `purity`: the share of codes whose class is the most
    frequent one of their cluster; `n_clusters`; `noise`: the share of codes in none. In both
    measures noise counts as one more cluster.
    """

    rand: float
    purity: float
    n_clusters: int
    noise: float


def agreement(clusters: np.ndarray, labels: np.ndarray) -> Agreement:
    """Compare the `clusters` of codes, int (n,), −1 for noise, with their `labels`, int (n,).

    >>> agreement(np.array([5, 5, 3, 3]), np.array([0, 0, 1, 1]))
    Agreement(rand=1.0, purity=1.0, n_clusters=2, noise=0.0)
    """
    from sklearn.metrics import adjusted_rand_score

    found, cluster_of = np.unique(clusters, return_inverse=True)
    counts = np.zeros((len(found), labels.max() + 1), int)
    np.add.at(counts, (cluster_of.ravel(), labels), 1)
    return Agreement(
        rand=float(adjusted_rand_score(labels, clusters)),
        purity=float(counts.max(axis=1).sum() / len(labels)),
        n_clusters=int((found != NOISE).sum()),
        noise=float((clusters == NOISE).mean()),
    )


def kmeans_clusters(codes: np.ndarray, n_clusters: int, seed: int) -> np.ndarray:
    """Divide codes (n, d) by k-means, the best of ten starts; returns int (n,)."""
    import warnings

    from sklearn.cluster import KMeans
    from sklearn.exceptions import ConvergenceWarning

    with warnings.catch_warnings(), alone():
        warnings.simplefilter("ignore", ConvergenceWarning)  # fewer different codes than clusters
        found = KMeans(min(n_clusters, len(codes)), n_init=10, random_state=seed).fit(codes)
    return found.labels_.astype(int)


def mean_shift_clusters(codes: np.ndarray, seed: int) -> np.ndarray:
    """Cluster codes (n, d) by mean shift (Comaniciu and Meer 2002); returns int (n,).

    The radius is the mean distance, of 500 codes, to the fifth nearest of them (itself counted);
    the search begins at 200 of the codes.
    """
    from sklearn.cluster import MeanShift, estimate_bandwidth

    rows = np.random.default_rng(seed).permutation(len(codes))
    sample = codes[rows[:RADIUS_SAMPLE]]
    with alone():
        radius = estimate_bandwidth(sample, quantile=min(1, (NEAR_CODES + 0.5) / len(sample)))
        if radius <= 0:  # codes that are copies of each other
            return np.unique(codes, axis=0, return_inverse=True)[1].ravel()
        finder = MeanShift(bandwidth=radius, seeds=codes[rows[:SEEDS_OF_MEAN_SHIFT]])
        return finder.fit(codes).labels_.astype(int)
