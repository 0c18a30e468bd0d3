"""K-means, the usual way: several starts by k-means++, the best kept."""

import warnings

import numpy as np
from sklearn.cluster import KMeans, kmeans_plusplus
from sklearn.exceptions import ConvergenceWarning

from latent.check import UserError
from latent.clustering.result import Clustering, Report, keep_quiet, numbered_by_size
from latent.clustering.threads import workers

N_STARTS = 10


def kmeans(
    vectors: np.ndarray,
    n_clusters: int,
    metric: str = "euclidean",
    seed: int = 0,
    n_starts: int = N_STARTS,
    start: np.ndarray | None = None,
    report: Report = keep_quiet,
) -> Clustering:
    """Divide `vectors` (n, d) into `n_clusters` around their centroids.

    With `metric` "cosine" they are scaled to length 1 first, and distances are 1 - cosine to the
    centroid. `start`: centroids (n_clusters, d) to begin with, in place of `n_starts` draws. The
    result is scikit-learn's `KMeans(n_clusters, n_init=n_starts, random_state=seed)`. Raises
    UserError if there are more clusters than vectors.
    """
    check_n_clusters(n_clusters, len(vectors))
    if metric == "cosine":
        vectors = _unit(vectors)
        start = None if start is None else _unit(start)
    labels, centroids, loss = best_kmeans(
        vectors, n_clusters, np.random.RandomState(seed), n_starts, start, report
    )
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
    n_starts: int,
    start: np.ndarray | None = None,
    report: Report = keep_quiet,
) -> tuple[np.ndarray, np.ndarray, float]:
    """Return labels (n,), centroids (n_clusters, d) and the loss of the best of several starts.

    The loss is the sum of squared distances to the nearest centroid. The starts are drawn from
    `random_state` one after the other, as scikit-learn draws them.
    """
    centre = vectors.mean(axis=0)
    centred = vectors - centre  # as scikit-learn does before it draws

    squares = np.einsum("nd,nd->n", centred, centred)

    def fit(init: np.ndarray) -> KMeans:
        return KMeans(n_clusters, init=init, n_init=1).fit(centred)

    with warnings.catch_warnings(), workers() as pool:
        # Fewer different vectors than clusters: some clusters stay empty, and are not shown.
        warnings.simplefilter("ignore", ConvergenceWarning)
        if start is not None:
            fits = [pool.submit(fit, (start - centre).astype(vectors.dtype))]
        else:
            fits = []
            for number in range(n_starts):
                report(f"k-means, start {number + 1} of {n_starts}")
                drawn, _ = kmeans_plusplus(
                    centred, n_clusters, x_squared_norms=squares, random_state=random_state
                )
                fits.append(pool.submit(fit, drawn))
        models = []
        for future in fits:
            report("k-means, last steps")
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
