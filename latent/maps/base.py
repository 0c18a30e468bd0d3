"""What every way to lay vectors out has in common."""

import dataclasses
import logging
import time
from abc import ABC, abstractmethod
from typing import Any, ClassVar

import numpy as np

from latent.codes.kinds import Codes, Vectors, check_codes, select_rows
from latent.codes.neighbors import Neighbors, nearest_among, nearest_neighbors
from latent.maps.places import (
    PLACING_NEIGHBORS,
    LinearMap,
    between_nearest,
    to_unit_square,
)
from latent.tools.check import check_whole_number
from latent.tools.shares import TellShare, unheard

log = logging.getLogger(__name__)


class Embedding(ABC):
    """A way to lay n vectors out in the unit square; a new one is a subclass in `EMBEDDINGS`.

    Subclasses are dataclasses whose fields are the method's parameters.
    """

    name: ClassVar[str]
    linear_map: LinearMap | None = None  # after fit, where the method is one
    _fitted: Any = None  # what placing others needs, between laying out and placing

    @property
    def parameters(self) -> dict[str, Any]:
        """The method's own parameters by name."""
        return dataclasses.asdict(self)

    def neighbors_needed(self, n: int) -> int:
        """How many nearest neighbours of each of `n` vectors `fit` uses."""
        return 0

    @property
    def neighbors_to_place(self) -> int:
        """How many of those laid out, nearest to a new vector, are used to place it."""
        return PLACING_NEIGHBORS

    def check(self, n: int) -> None:
        """Raise a UserError that says what is possible, if `n` vectors cannot be laid out so."""
        check_whole_number(f"{self.name}: number of images", n, least=1)

    @abstractmethod
    def _lay_out(
        self, codes: Codes, neighbors: Neighbors | None, seed: int, tell_share: TellShare
    ) -> np.ndarray:
        """Return positions (n, 2) of any size and place."""

    def _place(
        self, others: Codes, nearest: Neighbors | None, laid_out: np.ndarray
    ) -> tuple[np.ndarray, np.ndarray]:
        """Return the positions `laid_out` (n, 2), and those of `others` (m, d) among them.

        `nearest`: those laid out that are nearest to each of the others, `neighbors_to_place`.
        Methods that have a way of their own to place vectors use that.
        """
        return laid_out, between_nearest(nearest, laid_out)

    def fit(
        self,
        vectors: Vectors,
        neighbors: Neighbors | None = None,
        seed: int = 0,
        tell_share: TellShare = unheard,
    ) -> np.ndarray:
        """Lay out `vectors` (n, d) and return their positions in the unit square, float32 (n, 2).

        Codes of bits are laid out by their Jaccard distances, and by PCA and KPCA as numbers.
        `neighbors` are those of the same vectors, at least `neighbors_needed` of each; they are
        found here if they are not given. The same `seed` gives the same positions, bit for bit.
        Raises UserError for vectors that are not finite, or too few for the parameters.
        """
        codes = check_codes(vectors)
        self.check(len(codes))
        started = time.perf_counter()
        neighbors = self._enough(codes, neighbors)
        tell_share(0.0)
        positions = to_unit_square(self._lay_out(codes, neighbors, seed, tell_share))
        self._fitted = None  # of very many vectors it takes gigabytes
        tell_share(1.0)
        log.info("%s of %d vectors: %.1f s", self.name, len(codes), time.perf_counter() - started)
        return positions

    def fit_some(
        self,
        vectors: Vectors,
        fitted: np.ndarray,
        neighbors: Neighbors | None = None,
        seed: int = 0,
        tell_share: TellShare = unheard,
    ) -> np.ndarray:
        """Lay out the vectors at the indices `fitted`, then place all others among them.

        Returns the positions of all in the unit square, float32 (n, 2). `neighbors` are those of
        the fitted ones among themselves; everything else is as for `fit`.
        """
        codes = check_codes(vectors)
        self.check(len(fitted))
        own = select_rows(codes, fitted)
        rest = np.setdiff1d(np.arange(len(codes)), fitted)
        others = select_rows(codes, rest)
        neighbors = self._enough(own, neighbors)
        k = self.neighbors_to_place
        nearest = nearest_among(others, own, min(k, len(own))) if k else None
        tell_share(0.0)
        positions = np.empty((len(codes), 2))
        laid_out = self._lay_out(own, neighbors, seed, tell_share)
        # Placing may move the whole layout.
        positions[fitted], positions[rest] = self._place(others, nearest, laid_out)
        self._fitted = None
        tell_share(1.0)
        return self._finished(positions)

    def _finished(self, positions: np.ndarray) -> np.ndarray:
        """Bring all positions into the unit square."""
        return to_unit_square(positions)

    def _enough(self, codes: Codes, neighbors: Neighbors | None) -> Neighbors | None:
        """Find the neighbours that are needed, or raise ValueError if too few were given."""
        needed = self.neighbors_needed(len(codes))
        if needed and neighbors is None:
            neighbors = nearest_neighbors(codes, needed)
        if needed and neighbors.indices.shape[1] < needed:
            raise ValueError(
                f"{self.name} needs {needed} neighbours of each vector, "
                f"got {neighbors.indices.shape[1]}"
            )
        return neighbors
