"""DBSCAN, and DBSCAN with the radius that finds most clusters."""

import math
from dataclasses import dataclass

import numpy as np
from scipy.cluster.hierarchy import linkage
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components
from scipy.spatial.distance import squareform

from latent.clustering.result import NOISE, Clustering, EpsilonCurve, numbered_by_size
from latent.tools.check import UserError


@dataclass(frozen=True, eq=False)
class DensityTree:
    """At which radius typefaces become core points, and at which they come together.

    `cores`: float64 (n,), the distance within which a typeface has `min_size` of them, itself
    counted. `edges`: float64 (n - 1,), the mutual reachability distances of the minimum spanning
    tree, rising. `largest`: the largest distance of all.
    """

    min_size: int
    cores: np.ndarray
    edges: np.ndarray
    largest: float


def density_tree(distances: np.ndarray, min_size: int) -> DensityTree:
    """Return the tree of `distances` (n, n), which tells the clusters of every radius at once.

    The mutual reachability distance of two points is the largest of their distance and both core
    distances (Campello, Moulavi and Sander 2013, "Density-based clustering based on hierarchical
    density estimates", definitions 2 and 3). Raises UserError if there are fewer than `min_size`.
    """
    n = len(distances)
    if min_size > n:
        raise UserError(f"--min_size {min_size}: there are only {n:,} typefaces, choose less")
    cores = np.partition(distances, min_size - 1, axis=1)[:, min_size - 1]
    reach = np.maximum(np.maximum(distances, cores), cores[:, None])
    # The heights of single linkage are the edges of the minimum spanning tree, rising.
    edges = linkage(squareform(reach, checks=False), "single")[:, 2]
    return DensityTree(min_size, cores, edges, float(distances.max()))


def count_clusters(tree: DensityTree) -> tuple[np.ndarray, np.ndarray]:
    """Return all radii at which DBSCAN's number of clusters can change, and the number from there.

    Both (m,). A typeface that becomes a core point starts a cluster, and an edge of the tree, which
    joins two core points that were not connected, takes one away.
    """
    epsilons = np.unique(np.concatenate([tree.cores, tree.edges]))
    started = np.searchsorted(np.sort(tree.cores), epsilons, side="right")
    return epsilons, started - np.searchsorted(tree.edges, epsilons, side="right")


def dbscan(distances: np.ndarray, tree: DensityTree, epsilon: float) -> Clustering:
    """Cluster by DBSCAN with a radius of `epsilon` times the largest distance.

    `tree` is that of `distances` (n, n). Equals scikit-learn's `DBSCAN` with `min_samples` the
    tree's `min_size`. A typeface's distance is that to the nearest core point of its cluster, so 0
    for core points themselves, and 0 for noise. Raises UserError if there is no cluster.
    """
    radius = epsilon * tree.largest or np.finfo(float).tiny
    labels = _dbscan_labels(distances, tree.cores, radius)
    if (labels == NOISE).all():
        least = math.ceil(1000 * tree.cores.min() / tree.largest) / 1000  # the slider's steps
        raise UserError(
            f"--epsilon {epsilon:g}: no {tree.min_size} typefaces are that near to each other, "
            f"choose a larger epsilon (from {least:.3f} on) or a smaller min size"
        )
    return _clustering(distances, tree, labels, radius, None)


def dbscan_auto(distances: np.ndarray, tree: DensityTree) -> Clustering:
    """Cluster by DBSCAN with the radius that gives most clusters of the minimum size.

    `tree` is that of `distances` (n, n). Of equal numbers the largest radii count, and of them the
    middle, where rounding matters least. As in DBSCAN a typeface between two clusters goes to the
    first, which can leave the other with fewer than the minimum; such a cluster does not count.
    """
    epsilons, counts = count_clusters(tree)
    beyond = max(tree.largest, epsilons[-1])
    radii = (epsilons + np.append(epsilons[1:], beyond)) / 2
    radii = np.maximum(radii, np.finfo(float).tiny)  # if all are copies of one
    best, labels = (-1, 0.0), None
    for k in np.lexsort((-radii, -counts)):
        if (counts[k], radii[k]) <= best:
            if counts[k] < best[0]:
                break
            continue
        tried = _dbscan_labels(distances, tree.cores, radii[k])
        sizes = np.bincount(tried[tried != NOISE], minlength=1)
        n_large = int((sizes >= tree.min_size).sum())
        if (n_large, radii[k]) > best:
            best, labels = (n_large, radii[k]), tried
    radius = float(best[1])
    curve = EpsilonCurve(epsilons, counts, tree.largest, radius)
    return _clustering(distances, tree, labels, radius, curve)


def _dbscan_labels(distances: np.ndarray, cores: np.ndarray, radius: float) -> np.ndarray:
    """Return DBSCAN's labels (Ester et al. 1996), clusters numbered by their first core point."""
    labels = np.full(len(cores), NOISE)
    is_core = cores <= radius
    if is_core.any():
        is_near = distances[is_core] <= radius
        _, found = connected_components(csr_array(is_near[:, is_core]), directed=False)
        # Others belong to the first cluster that reaches them, but do not extend it.
        reaching = np.where(is_near, found[:, None], len(cores)).min(axis=0)
        labels = np.where(reaching < len(cores), reaching, NOISE)
        labels[is_core] = found
    return labels


def _clustering(
    distances: np.ndarray,
    tree: DensityTree,
    labels: np.ndarray,
    radius: float,
    curve: EpsilonCurve | None,
) -> Clustering:
    is_core = tree.cores <= radius
    to_core = np.zeros(len(labels))
    for point in np.flatnonzero(~is_core & (labels != NOISE)):
        to_core[point] = distances[point, is_core & (labels == labels[point])].min()
    labels = numbered_by_size(labels)
    return Clustering(
        labels=labels,
        distances=to_core,
        second=tree.cores,
        summary={
            "min size": tree.min_size,
            "epsilon": radius,
            "epsilon, of the range": radius / tree.largest if tree.largest else 0.0,
            "clusters": int(labels.max()) + 1,
            "noise typefaces": int((labels == NOISE).sum()),
        },
        curve=curve,
    )
