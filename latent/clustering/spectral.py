"""Spectral clustering on the graph of nearest neighbours."""

import warnings
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array, csr_matrix
from scipy.sparse.csgraph import connected_components
from sklearn.manifold import spectral_embedding

from latent.clustering.geometry import distances_to_centres
from latent.clustering.kmeans import best_kmeans, check_n_clusters
from latent.clustering.result import Clustering, Report, keep_quiet, numbered_by_size
from latent.tools.check import UserError

SMALLEST_COMPONENT = 0.25  # of the mean size of a cluster; smaller ones have no say of their own


@dataclass(frozen=True, eq=False)
class NeighborGraph:
    """Which typefaces are near to which, and which of them take part.

    `adjacency`: float64 (m, m), 1 for an edge, 0 for none, symmetric. `nodes`: int64 (m,), the
    typefaces in it, those in the large connected components. `n_components`: how many connected
    components all typefaces make, the small ones too. `nearest_node`: int64 (n,), for each
    typeface the place in `nodes` of the nearest one, of itself if it is one.
    """

    n_neighbors: int
    is_mutual: bool
    adjacency: csr_matrix
    nodes: np.ndarray
    n_components: int
    nearest_node: np.ndarray


def neighbor_order(distances: np.ndarray, most: int) -> np.ndarray:
    """Return the `most` nearest others of each typeface, near first, int64 (n, most)."""
    n = len(distances)
    apart = distances.copy()
    np.fill_diagonal(apart, np.inf)
    most = min(most, n - 1)
    found = np.argpartition(apart, most - 1, axis=1)[:, :most]
    found.sort(axis=1)  # so that equally far ones come in the order of their index
    order = np.argsort(np.take_along_axis(apart, found, axis=1), axis=1, kind="stable")
    return np.take_along_axis(found, order, axis=1)


def neighbor_graph(
    distances: np.ndarray, order: np.ndarray, n_neighbors: int, mutual: bool, n_clusters: int
) -> NeighborGraph:
    """Join each typeface with its `n_neighbors` nearest; `mutual`: only those that agree.

    `distances` (n, n); `order` (n, n_neighbors or more) is what `neighbor_order` returns of them.
    Typefaces that hang together with fewer than a quarter of a cluster's mean size are no nodes:
    each such group would take an eigenvector, and a cluster, for itself. Raises UserError if there
    are too few typefaces, or if too few of them hang together.
    """
    n = len(distances)
    check_n_clusters(n_clusters, n)
    if n_neighbors > n - 1:
        raise UserError(
            f"--n_neighbors {n_neighbors}: each typeface has only {n - 1:,} others, choose less"
        )
    rows = np.repeat(np.arange(n), n_neighbors)
    columns = order[:, :n_neighbors].ravel()
    directed = csr_array((np.ones(len(rows)), (rows, columns)), shape=(n, n))
    whole = directed.minimum(directed.T) if mutual else directed.maximum(directed.T)
    n_components, labels = connected_components(whole, directed=False)
    sizes = np.bincount(labels)
    largest = np.argsort(-sizes, kind="stable")[:n_clusters]
    kept = largest[sizes[largest] >= max(SMALLEST_COMPONENT * n / n_clusters, 2)]
    nodes = np.flatnonzero(np.isin(labels, kept))
    if len(nodes) <= n_clusters:
        raise UserError(
            f"--n_neighbors {n_neighbors}: only {len(nodes):,} typefaces hang together, too "
            f"few for {n_clusters} clusters; choose more neighbours, fewer clusters or not mutual"
        )
    adjacency = csr_matrix(whole[nodes][:, nodes])
    return NeighborGraph(
        n_neighbors, mutual, adjacency, nodes, int(n_components), distances[:, nodes].argmin(axis=1)
    )


def spectral(
    graph: NeighborGraph,
    n_clusters: int,
    distances: np.ndarray,
    metric: str = "euclidean",
    seed: int = 0,
    report: Report = keep_quiet,
) -> Clustering:
    """Cluster the nodes of a graph by k-means of its normalised Laplacian's first eigenvectors.

    Those are scaled as by Shi and Malik 2000, "Normalized cuts and image segmentation".
    For the nodes the result is scikit-learn's `spectral_clustering(graph.adjacency, n_clusters,
    random_state=seed)`; any other typeface gets the cluster of the node nearest to it. `distances`
    (n, n) are those of the typefaces by `metric`. A typeface's distance is that to the centre of
    its cluster where they are compared, not among the eigenvectors: in those, what the graph joins
    firmly lies near the centroid, which says little about what it looks like.
    """
    random_state = np.random.RandomState(seed)
    report("spectral clustering, eigenvectors")
    with warnings.catch_warnings():
        # Several large components are what they are, and each comes out as one point.
        warnings.filterwarnings("ignore", message="Graph is not fully connected")
        maps = spectral_embedding(
            graph.adjacency, n_components=n_clusters, random_state=random_state, drop_first=False
        )
    found, _, _ = best_kmeans(maps, n_clusters, random_state, report)
    labels = numbered_by_size(found[graph.nearest_node])
    is_other = np.ones(len(graph.nearest_node))
    is_other[graph.nodes] = 0
    degrees = np.diff(graph.adjacency.indptr)  # how many edges each node has
    return Clustering(
        labels=labels,
        distances=distances_to_centres(distances, labels, metric),
        second=is_other,
        summary={
            "k": graph.n_neighbors,
            "mutual": "yes" if graph.is_mutual else "no",
            "components": graph.n_components,
            "nodes": len(graph.nodes),
            "edges": int(degrees.sum()) // 2,
            "degree, mean": float(degrees.mean()),
            "degree, median": float(np.median(degrees)),
            "degree, range": f"{degrees.min()} to {degrees.max()}",
        },
    )
