"""Maps by UMAP."""

import io
import logging
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from latent.codes.kinds import Codes
from latent.codes.neighbors import Neighbors
from latent.maps.base import Embedding
from latent.maps.plane import principal_plane, starting_layout
from latent.tools.blocked_imports import blocked
from latent.tools.check import UserError, check_whole_number
from latent.tools.shares import TellShare

START_SPREAD = 10.0
SECONDS_BETWEEN_REPORTS = 0.5
FEWEST_FOR_SPECTRAL = 100  # a graph of a few points can have too few eigenvectors
# Beyond, UMAP's solver takes minutes and a gigabyte, finds no eigenvectors, and leaves the start to
# chance: of 231,522 codes the plane keeps more of the neighbourhoods than that.
MOST_FOR_SPECTRAL = 100_000

log = logging.getLogger(__name__)


@dataclass
class UMAPEmbedding(Embedding):
    """UMAP: the graph of nearest neighbours, laid out so that its edges are short.

    `n_neighbors`, 2 to n - 1 of n vectors, counts the vector itself. McInnes et al. 2018.
    """

    name: ClassVar[str] = "UMAP"
    n_neighbors: int = 15

    def __post_init__(self) -> None:
        check_whole_number("--neighbors", self.n_neighbors, least=2)

    def neighbors_needed(self, n: int) -> int:
        """All but the vector itself."""
        return self.n_neighbors - 1

    def check(self, n: int) -> None:
        """Raise UserError unless `n` is more than the number of neighbours."""
        if n < 3:
            raise UserError(f"UMAP needs at least 3 images, got {n}: leave it out of --methods")
        if self.n_neighbors >= n:
            raise UserError(
                f"--neighbors {self.n_neighbors}: with {n} images it must be at most {n - 1}"
            )

    def _lay_out(
        self, codes: Codes, neighbors: Neighbors | None, seed: int, tell_share: TellShare
    ) -> np.ndarray:
        n = len(codes)
        k = self.neighbors_needed(n)
        indices = np.column_stack([np.arange(n, dtype=np.int32), neighbors.indices[:, :k]])
        distances = np.column_stack([np.zeros(n, np.float32), neighbors.distances[:, :k]])
        start = "spectral"  # keeps more of the neighbourhoods than a start from the plane
        if not FEWEST_FOR_SPECTRAL <= n <= MOST_FOR_SPECTRAL:
            start = starting_layout(codes, START_SPREAD, seed).astype(np.float32)
        layout = _umap_class()(
            n_neighbors=self.n_neighbors,
            init=start,
            precomputed_knn=(indices, distances),
            random_state=seed,
            n_jobs=1,  # with a seed UMAP uses one thread, and warns unless it is told so
            tqdm_kwds=_told_to(tell_share),
        )
        with _saying_in_a_line():
            # The vectors serve only to arrange parts of a graph that are not connected: for codes
            # of bits their plane is enough, and far smaller.
            is_large = codes.kind == "bits"
            shown = principal_plane(codes).project(codes) if is_large else codes[:]
            positions = layout.fit_transform(np.asarray(shown, np.float32))
        layout.tqdm_kwds = {"disable": True}  # placing others would begin again at 0
        self._fitted, self._n_columns = layout, shown.shape[1]
        return positions

    @property
    def neighbors_to_place(self) -> int:
        """As many as each vector has in the graph."""
        return self.n_neighbors

    def _place(
        self, others: Codes, nearest: Neighbors | None, laid_out: np.ndarray
    ) -> tuple[np.ndarray, np.ndarray]:
        layout = self._fitted
        # It has no index, as its neighbours were given, and asks this one for the known ones.
        layout._knn_search_index, layout._small_data = _KnownNeighbors(nearest), False
        # Only counted, and told apart from what was fitted.
        rows = np.full((len(others), self._n_columns), np.float32(np.pi))
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of vectors far from all others
            placed = layout.transform(rows)
        return np.asarray(layout.embedding_), np.asarray(placed)


class _KnownNeighbors:
    """An index of neighbours that answers with those it was given."""

    _angular_trees = False

    def __init__(self, nearest: Neighbors):
        self._nearest = nearest

    def query(self, rows: np.ndarray, k: int, epsilon: float) -> tuple[np.ndarray, np.ndarray]:
        return self._nearest.indices[:, :k].copy(), self._nearest.distances[:, :k].copy()


def _told_to(tell_share: TellShare) -> dict[str, Any]:
    """Return what makes tqdm, which UMAP counts its steps with, tell the share and draw nothing."""
    return {
        "disable": False,
        "file": _Listener(tell_share),
        "bar_format": "{percentage:.1f}",
        "mininterval": SECONDS_BETWEEN_REPORTS,
    }


class _Listener(io.TextIOBase):
    """A file for percentages, which hands each on as a share, 0 to 1."""

    def __init__(self, tell_share: TellShare):
        self._tell_share = tell_share

    def write(self, text: str) -> int:
        with suppress(ValueError):  # what moves the cursor
            share = float(text) / 100
            if share > 0:  # the start was told before the graph was made
                self._tell_share(share)
        return len(text)


@contextmanager
def _saying_in_a_line() -> Iterator[None]:
    """Say in one line what UMAP warns of in many, and not what does not matter here."""
    with warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("always")
        yield
    for each in said:
        words = str(each.message)
        if words.startswith("Spectral initialisation failed"):
            log.warning("UMAP: its spectral start was not found, it starts at random places")
        # Its own way to place new vectors is not used here.
        elif not words.startswith("precomputed_knn[2]"):
            warnings.warn_explicit(each.message, each.category, each.filename, each.lineno)


def _umap_class() -> type:
    """Import UMAP, late because it takes seconds, and without TensorFlow.

    Its package tries to load TensorFlow for a variant that is not used here, which takes longer
    than everything else and more memory; it goes on where there is none.
    """
    with blocked("tensorflow"), warnings.catch_warnings():
        warnings.simplefilter("ignore", ImportWarning)
        from umap import UMAP
    return UMAP
