"""Vectors as codes of numbers or of bits: two kinds that answer the same questions."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from latent.codes.bits import CODES_AT_ONCE, PackedBits
from latent.codes.number_neighbors import search_numbers
from latent.tools.check import UserError
from latent.tools.pca import fit_pca
from latent.tools.shares import TellShare, unheard

# Beyond this, squared distances lose their meaning in the single precision that some steps use.
LARGEST_NUMBER = 1e15


@dataclass(frozen=True, eq=False)
class NumberCodes:
    """n codes of d numbers each: `values`, float (n, d). It answers what `PackedBits` answers."""

    kind: ClassVar[str] = "numbers"
    values: np.ndarray

    @property
    def shape(self) -> tuple[int, int]:
        """The number of codes and of numbers in each."""
        return self.values.shape

    def __len__(self) -> int:
        return len(self.values)

    def __getitem__(self, rows) -> np.ndarray:
        return self.values[rows]

    def blocks(self) -> Iterator[np.ndarray]:
        """Give the codes a few at a time, (at most 2048, d), in their order."""
        yield from np.array_split(self.values, -(-len(self) // CODES_AT_ONCE))

    def mean(self) -> np.ndarray:
        """Return the mean code, float64 (d,)."""
        return self.values.mean(axis=0, dtype=np.float64)

    def times(self, matrix: np.ndarray) -> np.ndarray:
        """Return the product with a matrix float64 (d, k), float64 (n, k)."""
        return np.asarray(self.values, np.float64) @ matrix

    def like(self, others: "Codes") -> "NumberCodes":
        """Return other codes as numbers."""
        return NumberCodes(others[:])

    def principal_axes(self) -> np.ndarray:
        """Return the two directions of most variance as columns, float64 (d, 2)."""
        n, d = self.shape
        axes = np.zeros((d, 2))
        n_axes = min(2, n - 1, d)
        if n_axes > 0 and (self.values != self.values[0]).any():
            pca = fit_pca(np.asarray(self.values, np.float64), n_axes)
            axes[:, :n_axes] = pca.components_.T
        return axes

    def distances(self, rows: np.ndarray) -> np.ndarray:
        """Return the Euclidean distances of all pairs of these m codes, (m, m)."""
        from sklearn.metrics import pairwise_distances  # slow, and not needed to open a map

        return pairwise_distances(self.values[rows])

    def search(
        self,
        queries: "NumberCodes",
        k: int,
        skip_self: bool = False,
        tell_share: TellShare = unheard,
    ) -> tuple:
        """Return the indices and the Euclidean distances of the `k` nearest, (m, k) each."""
        return search_numbers(queries.values, self.values, k, skip_self, tell_share)


Codes = NumberCodes | PackedBits
Vectors = np.ndarray | Codes


def as_codes(vectors: Vectors) -> Codes:
    """Return an array (n, d) as codes of numbers, and codes as they are."""
    if isinstance(vectors, NumberCodes | PackedBits):
        return vectors
    return NumberCodes(np.asarray(vectors))


def select_rows(vectors: Vectors, rows: np.ndarray) -> Codes:
    """Return the codes at these indices, of the same kind: bits stay packed."""
    codes = as_codes(vectors)
    if isinstance(codes, PackedBits):
        return PackedBits(codes.packed[rows], codes.n_bits)
    return NumberCodes(codes.values[rows])


def check_codes(vectors: Vectors) -> Codes:
    """Return vectors as codes if they are (n, d) with n, d >= 1 and hold usable numbers only.

    Raises UserError, naming the first bad row, for a number that is not finite or beyond 1e15.
    """
    codes = as_codes(vectors)
    if len(codes.shape) != 2 or 0 in codes.shape:
        raise UserError(f"vectors of shape {codes.shape}: at least one row and column are needed")
    if codes.kind == "numbers":
        usable = (np.abs(codes.values) <= LARGEST_NUMBER).all(axis=1)  # NaN compares as False
        if not usable.all():
            raise UserError(
                f"vector {np.argmin(usable)} holds a number that is not finite, or beyond "
                f"{LARGEST_NUMBER:g}: train again, with a smaller --learn_rate"
            )
    return codes
