"""Clusters typefaces by settings, and keeps what the next settings may need again."""

from collections.abc import Callable, Hashable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from latent.clustering import density, geometry, spectral
from latent.clustering.checks import Check, KPoint, check_clustering, other_seeds
from latent.clustering.kmeans import kmeans
from latent.clustering.result import Clustering, Report, keep_quiet
from latent.clustering.settings import RANGES, ClusterSettings
from latent.data.alphabets import Alphabets
from latent.tools.check import UserError
from latent.tools.threads import alone

WHITE = 255  # grey levels of full ink, which is 1 in data vectors


class Workbench:
    """Clusters the typefaces of one source, one clustering at a time.

    Of every intermediate result the last one is kept: while only the parameters of an algorithm
    change, distances, trees and graphs are found but once.
    """

    def __init__(self, alphabets: Alphabets):
        self.alphabets = alphabets
        self._kept: dict[str, tuple[Hashable, Any]] = {}

    def cluster(self, settings: ClusterSettings, report: Report = keep_quiet) -> Clustering:
        """Cluster as the settings say; `report` hears what is being done, and may stop it.

        Raises UserError for settings that do not go with these typefaces.
        """
        self._check(settings)
        with alone():
            return self._cluster(settings, report)

    def check(
        self, settings: ClusterSettings, clustering: Clustering, report: Report = keep_quiet
    ) -> Check:
        """Find out how far a clustering by these settings can be believed."""
        with alone():
            return self._checked(settings, clustering, report)

    def try_numbers(
        self,
        settings: ClusterSettings,
        numbers: Sequence[int],
        report: Report = keep_quiet,
        tell: Callable[[KPoint], object] = lambda point: None,
    ) -> list[KPoint]:
        """Cluster into each of these numbers of clusters, and check; `tell` hears of each at once.

        Raises UserError for settings that do not go with these typefaces, or have no such number.
        """
        if "n_clusters" not in settings.parameters:
            raise UserError(f"{settings.title} has no number of clusters to try")
        self._check(settings)
        points = []
        with alone():
            for k in numbers:

                def say(words: str, k: int = k) -> None:
                    report(f"{k} clusters of {', '.join(map(str, numbers))}: {words}")

                tried = replace(settings, n_clusters=k)
                found = self._checked(tried, self._cluster(tried, say), say)
                points.append(KPoint(k, found.silhouette, found.agreement))
                tell(points[-1])
        return points

    def _checked(self, settings: ClusterSettings, clustering: Clustering, report: Report) -> Check:
        others = []
        for seed in other_seeds(settings.seed) if settings.uses_seed else []:

            def say(words: str, seed: int = seed) -> None:
                report(f"seed {seed}, {words}")

            others.append(self._cluster(replace(settings, seed=seed), say).labels)
        distances = self._distances(settings, report)
        report("silhouettes")
        return check_clustering(clustering, distances, others)

    def _cluster(self, settings: ClusterSettings, report: Report) -> Clustering:
        if settings.algorithm == "kmeans":
            vectors = self._vectors(settings, report)
            return kmeans(vectors, settings.n_clusters, settings.metric, settings.seed, report)
        distances = self._distances(settings, report)
        if settings.algorithm == "spectral":
            graph = self._graph(settings, distances, report)
            return spectral.spectral(
                graph, settings.n_clusters, distances, settings.metric, settings.seed, report
            )
        tree = self._tree(settings, distances, report)
        report("DBSCAN")
        if settings.algorithm == "dbscan-auto":
            return density.dbscan_auto(distances, tree)
        return density.dbscan(distances, tree, settings.epsilon)

    def _check(self, settings: ClusterSettings) -> None:
        n = len(self.alphabets)
        if n < 2:
            raise UserError(
                f"{self.alphabets.source}: holds one typeface, clusters need at least two; give "
                "other --fonts"
            )
        if not settings.characters:
            raise UserError("--characters: no character is chosen, choose at least one")

    def _keep(self, name: str, key: Hashable, make: Callable[[], Any]) -> Any:
        """Return what was made last under this name if its key is the same, else make it."""
        if name not in self._kept or self._kept[name][0] != key:
            self._kept.pop(name, None)  # first, so that memory need not hold both
            self._kept[name] = (key, make())
        return self._kept[name][1]

    def _products(self, characters: str, report: Report) -> np.ndarray:
        """Inner products of the chosen pixels, in squared grey levels: exact."""
        n = len(self.alphabets)
        return self._keep(
            "products",
            characters,
            lambda: geometry.inner_products(
                (self.alphabets.glyphs(c).reshape(n, -1) for c in characters), n, report
            ),
        )

    def components(self, settings: ClusterSettings, report: Report = keep_quiet) -> np.ndarray:
        """Return the first `pca_dims` principal components of each typeface, float64 (n, d)."""

        def make() -> np.ndarray:
            products = self._products(settings.characters, report)
            report("principal components")
            return geometry.principal_coordinates(products, settings.pca_dims) / WHITE

        return self._keep("components", (settings.characters, settings.pca_dims), make)

    def _vectors(self, settings: ClusterSettings, report: Report) -> np.ndarray:
        """Vectors as k-means wants them, float32 (n, d) with d at most the number of typefaces."""

        def make() -> np.ndarray:
            if settings.pca_dims:
                return self.components(settings, report).astype(np.float32)
            n_numbers = len(settings.characters) * self.alphabets.images[0].size
            if n_numbers <= len(self.alphabets):
                return self.alphabets.vectors(settings.characters)
            products = self._products(settings.characters, report)
            report("turning the vectors")
            return np.array(geometry.turned_vectors(products) / WHITE, np.float32, order="C")

        return self._keep("vectors", (settings.characters, settings.pca_dims), make)

    def _distances(self, settings: ClusterSettings, report: Report) -> np.ndarray:
        def make() -> np.ndarray:
            if settings.pca_dims:
                components = self.components(settings, report)
                products, unit = components @ components.T, 1
            else:
                products, unit = self._products(settings.characters, report), WHITE
            report("distances")
            if settings.metric == "cosine":
                return geometry.cosine_distances(products)
            return geometry.euclidean_distances(products) / unit

        return self._keep("distances", _place(settings), make)

    def _tree(self, settings, distances, report: Report) -> density.DensityTree:
        def make() -> density.DensityTree:
            report("minimum spanning tree")
            return density.density_tree(distances, settings.min_size)

        return self._keep("tree", (*_place(settings), settings.min_size), make)

    def _graph(self, settings, distances, report: Report) -> spectral.NeighborGraph:
        report("neighbour graph")
        most = int(RANGES["n_neighbors"].most)
        order = self._keep(
            "order", _place(settings), lambda: spectral.neighbor_order(distances, most)
        )
        return spectral.neighbor_graph(
            distances, order, settings.n_neighbors, settings.mutual, settings.n_clusters
        )


def _place(settings: ClusterSettings) -> tuple:
    """What distances depend on."""
    return settings.characters, settings.pca_dims, settings.metric
