"""Maps by kernel principal components."""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from latent.codes.bits import PackedBits
from latent.codes.neighbors import Neighbors
from latent.maps.base import Embedding, TellShare, ignore
from latent.maps.kernels import VECTORS_AT_ONCE, KernelMap
from latent.maps.places import Vectors, unit_square_scale_and_shift
from latent.tools.check import check_whole_number


@dataclass
class KPCAEmbedding(Embedding):
    """Kernel PCA with a radial basis function: curved directions of most variance.

    It is fitted to `landmarks` of the vectors, drawn by the seed, or to all if there are fewer;
    the others are placed by their kernels with those (the Nyström method: Williams and Seeger
    2001).
    """

    name: ClassVar[str] = "KPCA"
    landmarks: int = 3000

    def check(self, n: int) -> None:
        """Accept any number of vectors from 1."""
        check_whole_number("KPCA: number of images", n, least=1)

    def _lay_out(
        self, vectors: Vectors, neighbors: Neighbors | None, seed: int, tell_share: TellShare
    ) -> np.ndarray:
        # Of bits, only those that vary: the others add nothing to any distance.
        self._columns = None
        if isinstance(vectors, PackedBits):
            frequencies = vectors.frequencies()
            self._columns = np.flatnonzero((frequencies > 0) & (frequencies < 1))
            vectors = vectors.select(self._columns)
        n = len(vectors)
        drawn = np.random.default_rng(seed).permutation(n)[: self.landmarks]
        self._map = KernelMap(vectors[np.sort(drawn)], "rbf", n_components=2, seed=seed)
        positions = self._project(vectors, tell_share)
        self._scale, self._shift = unit_square_scale_and_shift(positions)
        return positions

    def _project(self, vectors: Vectors, tell_share: TellShare) -> np.ndarray:
        parts = []
        for start in range(0, len(vectors), VECTORS_AT_ONCE):
            parts.append(self._map.project(vectors[start : start + VECTORS_AT_ONCE]))
            tell_share(start / len(vectors))
        return np.concatenate(parts)

    def place(self, new_vectors: Vectors) -> np.ndarray:
        """Return positions for `new_vectors` (m, d) along the same components, float32 (m, 2).

        They can lie outside the unit square.
        """
        if self._columns is not None:
            new_vectors = new_vectors.select(self._columns)
        positions = self._project(new_vectors, ignore) * self._scale + self._shift
        return positions.astype(np.float32)
