"""Maps by kernel principal components."""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from latent.codes.kinds import Codes, select_rows
from latent.codes.neighbors import Neighbors
from latent.maps.base import Embedding
from latent.maps.kernels import KernelMap
from latent.tools.shares import TellShare

VECTORS_AT_ONCE = 4096


@dataclass
class KPCAEmbedding(Embedding):
    """Kernel PCA with a radial basis function: curved directions of most variance.

    It is fitted to `landmarks` of the vectors, drawn by the seed, or to all if there are fewer;
    the others are placed by their kernels with those (Nyström: Williams and Seeger 2001).
    """

    name: ClassVar[str] = "KPCA"
    landmarks: int = 3000

    @property
    def neighbors_to_place(self) -> int:
        """None: others are placed exactly as those laid out."""
        return 0

    def _lay_out(
        self, codes: Codes, neighbors: Neighbors | None, seed: int, tell_share: TellShare
    ) -> np.ndarray:
        # The others add nothing to any distance.
        self._columns = codes.varying() if codes.kind == "bits" else None
        n = len(codes)
        drawn = np.random.default_rng(seed).permutation(n)[: self.landmarks]
        landmarks = self._numbers(codes, np.sort(drawn))
        self._fitted = KernelMap(landmarks, "rbf", n_components=2, seed=seed)
        return self._project(codes, tell_share)

    def _place(
        self, others: Codes, nearest: Neighbors | None, laid_out: np.ndarray
    ) -> tuple[np.ndarray, np.ndarray]:
        return laid_out, self._project(others, lambda share: None)

    def _project(self, codes: Codes, tell_share: TellShare) -> np.ndarray:
        n = len(codes)
        parts = []
        for start in range(0, n, VECTORS_AT_ONCE):
            rows = np.arange(start, min(start + VECTORS_AT_ONCE, n))
            parts.append(self._fitted.project(self._numbers(codes, rows)))
            tell_share(start / n)
        return np.concatenate(parts)

    def _numbers(self, codes: Codes, rows: np.ndarray) -> np.ndarray:
        """Return some codes as numbers, without bits that never vary."""
        some = select_rows(codes, rows)
        return (some if self._columns is None else some.select(self._columns))[:]
