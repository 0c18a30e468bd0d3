"""Positions on a map: brought into the unit square, and found for new vectors."""

from typing import NamedTuple

import numpy as np

from latent.codes.kinds import Vectors, as_codes
from latent.codes.neighbors import Neighbors, nearest_among

PLACING_NEIGHBORS = 10


class LinearMap(NamedTuple):
    """Places vectors by `vectors @ matrix + offset`: `matrix` float64 (d, 2), `offset` (2,)."""

    matrix: np.ndarray
    offset: np.ndarray

    def project(self, vectors: Vectors) -> np.ndarray:
        """Return the positions of `vectors` (n, d) as float64 (n, 2)."""
        return as_codes(vectors).times(self.matrix) + self.offset

    def place(self, vectors: Vectors) -> np.ndarray:
        """Return the positions of `vectors` (n, d) as float32 (n, 2)."""
        return self.project(vectors).astype(np.float32)


def place_among(
    new_vectors: Vectors, vectors: Vectors, positions: np.ndarray
) -> np.ndarray:  # (m, d), (n, d), (n, 2) -> float32 (m, 2)
    """Place new vectors between the positions of their nearest fitted `vectors`.

    Each goes to the mean of its (up to) 10 nearest, weighted by one over the distance; a vector
    that was fitted goes exactly to its own position, and a copy to that of the first of its kind.
    Inverse distance weighting: Shepard 1968.

    >>> place_among(np.array([[1.0]]), np.array([[0.0], [4.0]]), np.array([[0, 0], [1, 0]]))
    array([[0.25, 0.  ]], dtype=float32)
    """
    k = min(PLACING_NEIGHBORS, len(vectors))
    return between_nearest(nearest_among(new_vectors, vectors, k), positions).astype(np.float32)


def between_nearest(nearest: Neighbors, positions: np.ndarray) -> np.ndarray:
    """Return the means of the nearest ones' positions (n, 2) as `place_among` says, (m, 2)."""
    indices, distances = nearest
    fitted = distances[:, 0] == 0
    weights = 1.0 / np.where(fitted[:, None], 1, distances)
    weights[fitted] = np.arange(weights.shape[1]) == 0
    weights /= weights.sum(axis=1, keepdims=True)
    return np.einsum("mk,mkc->mc", weights, positions[indices])


def to_unit_square(positions: np.ndarray) -> np.ndarray:
    """Scale and move positions (n, 2) so that they just fit the unit square, float32 (n, 2).

    The aspect is kept and the shorter side is centred; points all at one place go to the middle.

    >>> to_unit_square(np.array([[0, 0], [4, 2]])).tolist()
    [[0.0, 0.25], [1.0, 0.75]]
    """
    scale, shift = unit_square_scale_and_shift(positions)
    scaled = np.asarray(positions, np.float64) * scale + shift
    return np.clip(scaled, 0, 1).astype(np.float32)


def unit_square_scale_and_shift(positions: np.ndarray) -> tuple[float, np.ndarray]:
    """Return the factor, and what is added after it, float64 (2,), of `to_unit_square`."""
    positions = np.asarray(positions, np.float64)
    low, high = positions.min(axis=0), positions.max(axis=0)
    side = (high - low).max()
    scale = 1 / side if side > 0 else 1.0
    return scale, 0.5 - (low + high) / 2 * scale
