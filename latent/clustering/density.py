"""DBSCAN, and DBSCAN with the radius that finds most clusters."""

import math
from dataclasses import dataclass

import numpy as np
from scipy.cluster.hierarchy import linkage
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components
from scipy.spatial.distance import squareform

from latent.clustering.density_sweep import count_clusters
from latent.clustering.result import NOISE, Clustering, EpsilonCurve, numbered_by_size
from latent.tools.check import UserError


@dataclass(frozen=True, eq=False)
class DensityTree:
    """What DBSCAN finds at every radius.

    `cores`: float64 (n,), the distance within which a typeface has `min_size` of them, itself
    counted. `epsilons`: float64 (m,), the radii at which the number of clusters of at least
    `min_size` typefaces changes, rising, and `counts` (m,) that number from there on. `largest`:
    the largest distance of all.
    """

    min_size: int
    cores: np.ndarray
    epsilons: np.ndarray
    counts: np.ndarray
    largest: float


def density_tree(distances: np.ndarray, min_size: int) -> DensityTree:
    """Return the tree of `distances` (n, n). Raises UserError if there are fewer than `min_size`.

    Core points come together along the minimum spanning tree of mutual reachability distances, the
    largest of the distance of two points and both core distances (Campello, Moulavi and Sander
    2013, "Density-based clustering based on hierarchical density estimates", definitions 2 and 3).
    """
    n = len(distances)
    if min_size > n:
        raise UserError(f"--min_size {min_size}: there are only {n:,} typefaces, choose less")
    nearest = np.argpartition(distances, min_size - 1, axis=1)[:, :min_size]
    to_nearest = np.take_along_axis(distances, nearest, axis=1)
    cores = to_nearest.max(axis=1)
    reach = np.maximum(np.maximum(distances, cores), cores[:, None])
    # The merges of single linkage are the edges of the minimum spanning tree, rising.
    merges = linkage(squareform(reach, checks=False), "single")
    epsilons, counts = count_clusters(nearest, to_nearest, cores, merges)
    return DensityTree(min_size, cores, epsilons, counts, float(distances.max()))


def dbscan(distances: np.ndarray, tree: DensityTree, epsilon: float) -> Clustering:
    """Cluster by DBSCAN with a radius of `epsilon` times the largest distance.

    `tree` is that of `distances` (n, n). Equals scikit-learn's `DBSCAN` with `min_samples` the
    tree's `min_size`, but for clusters of fewer typefaces than that, which are noise: a typeface
    between two clusters goes to the first, and that can leave too few for the other. A typeface's
    distance is that to the nearest core point of its cluster, so 0 for core points themselves, and
    0 for noise. Raises UserError if there is no cluster.
    """
    radius = epsilon * tree.largest or np.finfo(float).tiny
    labels = _large_clusters(distances, tree, radius)
    if (labels == NOISE).all():
        least = math.ceil(1000 * tree.cores.min() / tree.largest) / 1000  # the slider's steps
        raise UserError(
            f"--epsilon {epsilon:g}: no {tree.min_size} typefaces are that near to each other, "
            f"choose a larger epsilon (from {least:.3f} on) or a smaller min size"
        )
    return _clustering(distances, tree, labels, radius)


def dbscan_auto(distances: np.ndarray, tree: DensityTree) -> Clustering:
    """Cluster by DBSCAN with the radius that gives most clusters.

    `tree` is that of `distances` (n, n). Of equal numbers the largest radii count, and of them the
    middle, where rounding matters least.
    """
    best = len(tree.counts) - 1 - int(tree.counts[::-1].argmax())
    beyond = np.append(tree.epsilons[1:], max(tree.largest, tree.epsilons[-1]))
    radius = float(max((tree.epsilons[best] + beyond[best]) / 2, np.finfo(float).tiny))
    return _clustering(distances, tree, _large_clusters(distances, tree, radius), radius)


def _large_clusters(distances: np.ndarray, tree: DensityTree, radius: float) -> np.ndarray:
    """Return DBSCAN's labels, with clusters below the minimum size taken as noise."""
    labels = _dbscan_labels(distances, tree.cores, radius)
    sizes = np.bincount(labels[labels != NOISE], minlength=1)
    return np.where((labels != NOISE) & (sizes[labels] >= tree.min_size), labels, NOISE)


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
    distances: np.ndarray, tree: DensityTree, labels: np.ndarray, radius: float
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
        curve=EpsilonCurve(tree.epsilons, tree.counts, tree.largest, radius),
    )
