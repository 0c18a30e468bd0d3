"""K-means, the usual way: several starts by k-means++, the best kept."""

import warnings

import numpy as np
from sklearn.cluster import KMeans, kmeans_plusplus
from sklearn.exceptions import ConvergenceWarning

from latent.clustering.result import Clustering, Report, keep_quiet, numbered_by_size
from latent.tools.check import UserError
from latent.tools.threads import workers

N_STARTS = 10


def kmeans(
    vectors: np.ndarray,
    n_clusters: int,
    metric: str = "euclidean",
    seed: int = 0,
    report: Report = keep_quiet,
) -> Clustering:
    """Divide `vectors` (n, d) into `n_clusters` around their centroids.

    With `metric` "cosine" they are scaled to length 1 first, and distances are 1 - cosine to the
    centroid. The result is scikit-learn's `KMeans(n_clusters, n_init=N_STARTS, random_state=seed)`.
    Raises UserError if there are more clusters than vectors.
    """
    check_n_clusters(n_clusters, len(vectors))
    if metric == "cosine":
        vectors = _unit(vectors)
    labels, centroids, loss = best_kmeans(vectors, n_clusters, np.random.RandomState(seed), report)
    if metric == "cosine":
        distances = 1 - np.einsum("nd,nd->n", vectors, _unit(centroids)[labels])
    else:
        distances = np.linalg.norm(vectors - centroids[labels], axis=1)
    return Clustering(
        labels=numbered_by_size(labels),
        distances=np.maximum(distances, 0).astype(np.float64),
        second=np.zeros(len(vectors)),
        summary={"k": n_clusters, "loss": loss},
    )


def best_kmeans(
    vectors: np.ndarray,
    n_clusters: int,
    random_state: np.random.RandomState,
    report: Report = keep_quiet,
) -> tuple[np.ndarray, np.ndarray, float]:
    """Return labels (n,), centroids (n_clusters, d) and the loss of the best of N_STARTS starts.

    The loss is the sum of squared distances to the nearest centroid. The starts are drawn from
    `random_state` one after the other, as scikit-learn draws them.
    """
    centre = vectors.mean(axis=0)
    centred = vectors - centre  # as scikit-learn does before it draws
    report("k-means, choosing starts")
    starts = [
        kmeans_plusplus(centred, n_clusters, random_state=random_state)[0] for _ in range(N_STARTS)
    ]

    def fit(init: np.ndarray) -> KMeans:
        # Elkan's algorithm (2003) comes to the same as Lloyd's, and compares less.
        return KMeans(n_clusters, init=init, n_init=1, algorithm="elkan").fit(centred)

    with warnings.catch_warnings(), workers() as pool:
        # Fewer different vectors than clusters: some clusters stay empty, and are not shown.
        warnings.simplefilter("ignore", ConvergenceWarning)
        models = []
        for number, future in enumerate([pool.submit(fit, init) for init in starts], 1):
            report(f"k-means, start {number} of {len(starts)}")
            models.append(future.result())
    best = min(models, key=lambda model: model.inertia_)  # the first of equal ones
    return best.labels_, best.cluster_centers_ + centre, float(best.inertia_)


def check_n_clusters(n_clusters: int, n: int) -> None:
    """Raise UserError if there are fewer than `n_clusters` typefaces."""
    if n_clusters > n:
        raise UserError(f"--n_clusters {n_clusters}: there are only {n:,} typefaces, choose fewer")


def _unit(vectors: np.ndarray) -> np.ndarray:
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return vectors / np.where(lengths > 0, lengths, 1)
