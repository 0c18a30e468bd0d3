"""Maps by principal components."""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from latent.codes.kinds import Codes
from latent.codes.neighbors import Neighbors
from latent.maps.base import Embedding
from latent.maps.places import LinearMap, unit_square_scale_and_shift
from latent.maps.plane import principal_plane
from latent.tools.shares import TellShare


@dataclass
class PCAEmbedding(Embedding):
    """The plane through the vectors that holds most of their variance.

    Of each axis, the vectors' number with the largest weight counts positive.
    """

    name: ClassVar[str] = "PCA"

    @property
    def neighbors_to_place(self) -> int:
        """None: others are placed exactly as those laid out."""
        return 0

    def _lay_out(
        self, codes: Codes, neighbors: Neighbors | None, seed: int, tell_share: TellShare
    ) -> np.ndarray:
        self._plane = principal_plane(codes)
        positions = self._plane.project(codes)
        self._keep_map(positions)
        return positions

    def _place(
        self, others: Codes, nearest: Neighbors | None, laid_out: np.ndarray
    ) -> tuple[np.ndarray, np.ndarray]:
        return laid_out, self._plane.project(others)

    def _finished(self, positions: np.ndarray) -> np.ndarray:
        self._keep_map(positions)
        return super()._finished(positions)

    def _keep_map(self, positions: np.ndarray) -> None:
        """Keep the map from codes into the unit square that holds these positions."""
        scale, shift = unit_square_scale_and_shift(positions)
        plane = self._plane
        self.linear_map = LinearMap(plane.matrix * scale, plane.offset * scale + shift)
