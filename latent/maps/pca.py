"""Maps by principal components."""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from latent.codes.kinds import Codes
from latent.codes.neighbors import Neighbors
from latent.maps.base import Embedding, TellShare
from latent.maps.places import LinearMap, unit_square_scale_and_shift
from latent.maps.plane import principal_plane


@dataclass
class PCAEmbedding(Embedding):
    """The plane through the vectors that holds most of their variance.

    Of each axis, the vectors' number with the largest weight counts positive.
    """

    name: ClassVar[str] = "PCA"

    def _lay_out(
        self, codes: Codes, neighbors: Neighbors | None, seed: int, tell_share: TellShare
    ) -> np.ndarray:
        plane = principal_plane(codes)
        positions = plane.project(codes)
        scale, shift = unit_square_scale_and_shift(positions)
        self.linear_map = LinearMap(plane.matrix * scale, plane.offset * scale + shift)
        return positions
