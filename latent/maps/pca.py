"""Maps by principal components."""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from latent.codes.neighbors import Neighbors
from latent.maps.base import Embedding, TellShare
from latent.maps.places import LinearMap, Vectors, unit_square_scale_and_shift
from latent.maps.plane import principal_plane
from latent.tools.check import check_whole_number


@dataclass
class PCAEmbedding(Embedding):
    """The plane through the vectors that holds most of their variance.

    Of each axis, the vectors' number with the largest weight counts positive.
    """

    name: ClassVar[str] = "PCA"

    def check(self, n: int) -> None:
        """Accept any number of vectors from 1."""
        check_whole_number("PCA: number of images", n, least=1)

    def _lay_out(
        self, vectors: Vectors, neighbors: Neighbors | None, seed: int, tell_share: TellShare
    ) -> np.ndarray:
        plane = principal_plane(vectors)
        positions = plane.project(vectors)
        scale, shift = unit_square_scale_and_shift(positions)
        self.linear_map = LinearMap(plane.matrix * scale, plane.offset * scale + shift)
        return positions

    def place(self, new_vectors: Vectors) -> np.ndarray:
        """Return positions for `new_vectors` (m, d) by the same linear map, float32 (m, 2).

        They can lie outside the unit square.
        """
        return self.linear_map.place(new_vectors)
