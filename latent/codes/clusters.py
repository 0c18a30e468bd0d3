"""How well clusters that were found without labels agree with the classes."""

from typing import NamedTuple

import numpy as np

from latent.tools.threads import alone

NOISE = -1
SEEDS_OF_MEAN_SHIFT = 200
RADIUS_SAMPLE = 500  # codes whose distances tell the radius
RADIUS_SHARES = (0.01, 0.02, 0.05, 0.1, 0.2)


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

    The search begins at 200 of the codes. Of several radii, from that within which a hundredth of
    all codes lie to that of a fifth, the one counts whose clusters are farthest apart for their
    width (the silhouette of Rousseeuw 1987). If none has two clusters, all codes are one.
    """
    from sklearn.cluster import MeanShift, estimate_bandwidth
    from sklearn.metrics import silhouette_score

    rows = np.random.default_rng(seed).permutation(len(codes))
    sample, starts = codes[rows[:RADIUS_SAMPLE]], codes[rows[:SEEDS_OF_MEAN_SHIFT]]
    best, clusters = -np.inf, np.zeros(len(codes), int)
    with alone():
        for share in RADIUS_SHARES:
            radius = estimate_bandwidth(sample, quantile=max(share, 2.5 / len(sample)))
            if radius <= 0:  # codes that are copies of each other
                return np.unique(codes, axis=0, return_inverse=True)[1].ravel()
            found = MeanShift(bandwidth=radius, seeds=starts).fit(codes).labels_
            n_clusters = len(np.unique(found))
            if n_clusters == 1:  # as with every larger radius
                break
            if n_clusters < len(codes):
                apart = silhouette_score(codes, found)
                if apart > best:
                    best, clusters = apart, found.astype(int)
    return clusters
