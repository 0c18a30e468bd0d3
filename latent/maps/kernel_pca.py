"""Maps by kernel principal components."""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from latent.codes.kinds import Codes
from latent.codes.neighbors import Neighbors
from latent.maps.base import Embedding, TellShare
from latent.maps.kernels import KernelMap

VECTORS_AT_ONCE = 4096


@dataclass
class KPCAEmbedding(Embedding):
    """Kernel PCA with a radial basis function: curved directions of most variance.

    It is fitted to `landmarks` of the vectors, drawn by the seed, or to all if there are fewer;
    the others are placed by their kernels with those (Nyström: Williams and Seeger 2001).
    """

    name: ClassVar[str] = "KPCA"
    landmarks: int = 3000

    def _lay_out(
        self, codes: Codes, neighbors: Neighbors | None, seed: int, tell_share: TellShare
    ) -> np.ndarray:
        if codes.kind == "bits":
            codes = codes.select(codes.varying())  # the others add nothing to any distance
        n = len(codes)
        drawn = np.random.default_rng(seed).permutation(n)[: self.landmarks]
        fitted = KernelMap(codes[np.sort(drawn)], "rbf", n_components=2, seed=seed)
        parts = []
        for start in range(0, n, VECTORS_AT_ONCE):
            parts.append(fitted.project(codes[start : start + VECTORS_AT_ONCE]))
            tell_share(start / n)
        return np.concatenate(parts)
