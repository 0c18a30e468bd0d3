"""Codes of bits: packed eight to a byte, and how an ensemble of them uses its bits."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from latent.tools.shares import TellShare, unheard

THRESHOLD = 0.5  # a number of a code counts as a bit that is on from here upwards
CODES_AT_ONCE = 2048  # unpacked: 4,096 bits of each take 32 MB


@dataclass(frozen=True, eq=False)
class PackedBits:
    """n codes of `n_bits` bits each, eight to a byte.

    `packed`: uint8 (n, ⌈n_bits / 8⌉) as `numpy.packbits` makes it: the first bit is a byte's
    highest, and bits beyond `n_bits` are 0. Indexing it like an array's rows gives the codes as
    0 and 1, float32 (…, n_bits). Raises ValueError if the parts do not fit together.

    >>> codes = PackedBits.of(np.array([[1, 0, 1], [0, 0, 1]]))
    >>> codes.packed.ravel().tolist(), codes[1].tolist()
    ([160, 32], [0.0, 0.0, 1.0])
    """

    kind: ClassVar[str] = "bits"
    packed: np.ndarray
    n_bits: int

    def __post_init__(self) -> None:
        packed, n_bits = self.packed, self.n_bits
        if type(n_bits) is not int or n_bits < 1:
            raise ValueError(f"a code has at least one bit, got {n_bits}")
        if type(packed) is not np.ndarray or packed.dtype != np.uint8 or packed.ndim != 2:
            raise ValueError("packed bits must be an array of uint8 with two axes")
        if packed.shape[1] != -(-n_bits // 8):
            raise ValueError(f"{n_bits} bits do not fill rows of {packed.shape[1]} bytes")
        if n_bits % 8 and (packed[:, -1] & (0xFF >> n_bits % 8)).any():
            raise ValueError(f"bits beyond the {n_bits} of a code must be 0")

    @classmethod
    def of(cls, codes: np.ndarray) -> "PackedBits":
        """Pack codes (n, d) of numbers: those of at least 0.5 become bits that are on."""
        codes = np.asarray(codes)
        return cls(np.packbits(codes >= THRESHOLD, axis=1), codes.shape[1])

    @property
    def shape(self) -> tuple[int, int]:
        """The number of codes and of bits in each."""
        return len(self.packed), self.n_bits

    def __len__(self) -> int:
        return len(self.packed)

    def __getitem__(self, rows) -> np.ndarray:
        return self.unpack(rows).astype(np.float32)

    def unpack(self, rows=slice(None)) -> np.ndarray:
        """Return the bits of these rows as uint8 0 and 1, (…, n_bits)."""
        return np.unpackbits(self.packed[rows], axis=-1, count=self.n_bits)

    def __array__(self, dtype=None, copy=None) -> np.ndarray:
        return self[:] if dtype is None else self.unpack().astype(dtype)

    def blocks(self) -> Iterator[np.ndarray]:
        """Give the codes a few at a time, float32 (at most 2048, n_bits), in their order."""
        for start in range(0, len(self), CODES_AT_ONCE):
            yield self[start : start + CODES_AT_ONCE]

    def counts(self) -> np.ndarray:
        """Return how many bits are on in each code, int64 (n,)."""
        parts = [block.sum(axis=1, dtype=np.int64) for block in self.blocks()]
        return np.concatenate(parts) if parts else np.zeros(0, np.int64)

    def mean(self) -> np.ndarray:
        """Return the share of the codes in which each bit is on, float64 (n_bits,)."""
        counts = np.zeros(self.n_bits)
        for block in self.blocks():
            counts += block.sum(axis=0, dtype=np.float64)
        return counts / len(self)

    def varying(self) -> np.ndarray:
        """Return the numbers of the bits that are on in some codes and off in others."""
        frequency = self.mean()
        return np.flatnonzero((frequency > 0) & (frequency < 1))

    def select(self, columns: np.ndarray) -> "PackedBits":
        """Return codes of only these bits, or of one that is always off if there are none."""
        if len(columns) == 0:
            return PackedBits(np.zeros((len(self), 1), np.uint8), 1)
        parts = [np.packbits(block[:, columns] == 1, axis=1) for block in self.blocks()]
        return PackedBits(np.concatenate(parts), len(columns))

    def like(self, others) -> "PackedBits":
        """Return other codes as this kind: numbers from 0.5 upwards are bits that are on."""
        return others if others.kind == self.kind else PackedBits.of(others[:])

    def times(self, matrix: np.ndarray) -> np.ndarray:
        """Return the product with a matrix float64 (n_bits, k), float64 (n, k)."""
        return np.concatenate([block.astype(np.float64) @ matrix for block in self.blocks()])

    def principal_axes(self) -> np.ndarray:
        """Return the two directions of most variance as columns, float64 (n_bits, 2).

        A direction that the codes do not have (as one code has none) is all zeros; the largest
        weight of the others is positive. All codes are never unpacked at once.
        """
        from scipy.linalg import eigh

        frequency, varying = self.mean(), self.varying()
        axes = np.zeros((self.n_bits, 2))
        n_axes = min(2, len(self) - 1, len(varying))
        if n_axes > 0:
            shared = np.zeros((len(varying), len(varying)), np.float32)
            for block in self.select(varying).blocks():
                shared += block.T @ block  # counts, exact in single precision below 2**24
            frequency = frequency[varying]
            covariance = shared.astype(np.float64) / len(self) - np.outer(frequency, frequency)
            last = len(varying) - 1
            _, found = eigh(covariance, subset_by_index=(last - n_axes + 1, last), overwrite_a=True)
            found = found[:, ::-1]
            largest = found[np.abs(found).argmax(axis=0), np.arange(n_axes)]
            axes[varying, :n_axes] = found * np.sign(largest)
        return axes

    def distances(self, rows: np.ndarray) -> np.ndarray:
        """Return Jaccard's distances of all pairs of these m codes, float32 (m, m)."""
        from latent.codes.bit_neighbors import jaccard_distances

        return jaccard_distances(self[rows])

    def search(
        self,
        queries: "PackedBits",
        k: int,
        skip_self: bool = False,
        tell_share: TellShare = unheard,
    ) -> tuple:
        """Return the indices, int32, and distances, float32, of the `k` nearest, (m, k) each.

        Each of the m rows goes from near to far; codes equally far stand in the order of their
        index. With `skip_self` the queries are these codes, and none is its own neighbour. `k` is
        at most the number of codes that are left. `tell_share` hears now and then how much is done.
        """
        from latent.codes.bit_neighbors import search_words  # compiles, and slow to import

        # A bit that no code has on is in no pair's shared ones: most codes become much shorter.
        used = np.unpackbits(np.bitwise_or.reduce(self.packed, axis=0), count=self.n_bits)
        columns = np.flatnonzero(used)
        words, query_words = (codes.select(columns).words() for codes in (self, queries))
        counts = queries.counts(), self.counts()
        return search_words(query_words, counts[0], words, counts[1], k, skip_self, tell_share)

    def words(self) -> np.ndarray:
        """Return the codes as uint64 (n, ⌈n_bits / 64⌉), filled up with zeros."""
        n, n_bytes = self.packed.shape
        padded = np.zeros((n, -(-n_bytes // 8) * 8), np.uint8)
        padded[:, :n_bytes] = self.packed
        return padded.view(np.uint64)


@dataclass(frozen=True)
class BitUse:
    """How a set of n codes uses its bits.

    `n_on`: int (n,), the bits that are on in each code; `frequency`: float (d,), the share of the
    codes in which each bit is on; `n_distinct`: how many different codes there are.
    """

    n_on: np.ndarray
    frequency: np.ndarray
    n_distinct: int

    @classmethod
    def of(cls, codes: PackedBits) -> "BitUse":
        """Count over `codes`, at least one."""
        return cls(codes.counts(), codes.mean(), len(np.unique(codes.packed, axis=0)))

    @property
    def is_always_on(self) -> np.ndarray:
        """Which bits are on in every code, bool (d,)."""
        return self.frequency == 1

    @property
    def is_always_off(self) -> np.ndarray:
        """Which bits are on in no code, bool (d,)."""
        return self.frequency == 0

    @property
    def most_used_first(self) -> np.ndarray:
        """The bits' numbers, int (d,), from the most used to the least; equals in their order."""
        return np.argsort(-self.frequency, kind="stable")
