"""The nearest codes of one image, exact and at once."""

from functools import cached_property
from typing import NamedTuple

import numpy as np

from latent.codes.kinds import Vectors, as_codes
from latent.codes.neighbors import nearest_among

ROUNDING = 1e-5  # more than what single precision loses, as a share of squared lengths


class Near(NamedTuple):
    """An image, and others by the distance of their codes: `indices` (k,), `distances` (k,).

    `index` is None for a code that no image has.
    """

    index: int | None
    indices: np.ndarray
    distances: np.ndarray


class NearestCodes:
    """Finds neighbours among `vectors`, float32 (n, d) or bits.

    All at once, as for a map, `nearest_neighbors` takes far less time for each; this one needs no
    preparation but the codes' lengths.
    """

    def __init__(self, vectors: Vectors):
        self._codes = as_codes(vectors)

    def near(self, index: int, k: int) -> Near:
        """Return the (up to) `k` nearest of a code, without itself, from near to far.

        Those equally far stand in the order of their index. The distance is Euclidean, and
        Jaccard's between bits.
        """
        k = min(k, len(self._codes) - 1)
        if k < 1:
            return Near(index, np.empty(0, int), np.empty(0, np.float32))
        if self._codes.kind == "bits":
            return self._near_bits(index, k)
        vectors, squared_lengths = self._centred
        rough = squared_lengths - 2 * (vectors @ vectors[index])
        rough[index] = np.inf
        return Near(index, *self._nearest(rough, self._codes.values[index], k))

    def near_code(self, code: np.ndarray, k: int) -> Near:
        """Return the (up to) `k` nearest of a code, float32 (d,), that is none of these."""
        k = min(k, len(self._codes))
        if self._codes.kind == "bits":
            found = nearest_among(code[None], self._codes, k)
            return Near(None, found.indices[0].astype(int), found.distances[0])
        vectors, squared_lengths = self._centred
        query = (code - self._mean).astype(np.float32)
        return Near(None, *self._nearest(squared_lengths - 2 * (vectors @ query), code, k))

    def _nearest(
        self, rough: np.ndarray, code: np.ndarray, k: int
    ) -> tuple[np.ndarray, np.ndarray]:
        """Return the k nearest and their distances.

        `rough`: their squared distances less the same number, in single precision, float32 (n,).
        """
        squared_lengths = self._centred[1]
        length = np.square(code - self._mean).sum()
        tolerance = ROUNDING * (squared_lengths.max() + length)
        candidates = np.flatnonzero(rough <= np.partition(rough, k - 1)[k - 1] + tolerance)
        exact = self._codes.values[candidates].astype(np.float64)
        distances = np.linalg.norm(exact - code, axis=1)
        order = np.argsort(distances, kind="stable")[:k]
        return candidates[order], distances[order].astype(np.float32)

    def _near_bits(self, index: int, k: int) -> Near:
        found = nearest_among(self._codes[[index]], self._codes, k + 1)
        indices, distances = found.indices[0], found.distances[0]
        # With more than k copies before it, the code itself is not among them: the last one goes.
        keep = indices != index
        keep[-1] &= not keep.all()
        return Near(index, indices[keep].astype(int), distances[keep])

    @cached_property
    def _mean(self) -> np.ndarray:
        return self._codes.mean()

    @cached_property
    def _centred(self) -> tuple[np.ndarray, np.ndarray]:
        """The vectors without their mean, and their squared lengths, float32 (n, d) and (n,)."""
        vectors = self._codes.values - self._mean.astype(np.float32)
        return vectors, np.einsum("nd,nd->n", vectors, vectors)
