"""Maps: vectors laid out in two dimensions by PCA, kernel PCA, t-SNE or UMAP.

Each method is one class with one interface: `check` what it is asked for, `fit` the vectors,
`place` new ones. Positions lie in the unit square, x to the right and y upwards.
"""

import dataclasses
import logging
import time
import warnings
from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, ClassVar, NamedTuple

import numpy as np

from latent.bits import PackedBits
from latent.check import UserError, check_number, check_option, check_whole_number
from latent.hidden_imports import hidden
from latent.kernel_pca import VECTORS_AT_ONCE, KernelMap
from latent.neighbors import Neighbors, check_vectors, nearest_among, nearest_neighbors

Vectors = np.ndarray | PackedBits
Progress = Callable[[float], None]  # called now and then with the share done, 0 to 1

PLACING_NEIGHBORS = 10
JITTER = 1e-3  # of the starting layout's spread: copies must not start at the same place
TSNE_START_SPREAD = 1e-4  # openTSNE's own: larger starts freeze the coarse structure
TSNE_EXAGGERATED_STEPS, TSNE_STEPS = 250, 500
TSNE_FEWEST_FOR_THREADS = 1000  # below, threads wait for each other longer than they work
# Width of a cell of openTSNE's grid. Half as fine as its own choice, which spends most of the time
# on the grid: three times as fast on 10,000 codes, with neighbours kept as well.
TSNE_CELL = 2
TSNE_REPORT_EVERY = 50  # steps: each report costs one evaluation of the loss
UMAP_START_SPREAD = 10.0
UMAP_FEWEST_FOR_SPECTRAL = 100  # a graph of a few points can have too few eigenvectors

log = logging.getLogger(__name__)


class LinearMap(NamedTuple):
    """Places vectors by `vectors @ matrix + offset`: `matrix` float64 (d, 2), `offset` (2,)."""

    matrix: np.ndarray
    offset: np.ndarray

    def project(self, vectors: Vectors) -> np.ndarray:
        """Return the positions of `vectors` (n, d) as float64 (n, 2)."""
        blocks = vectors.blocks() if isinstance(vectors, PackedBits) else [vectors]
        parts = [np.asarray(block, np.float64) @ self.matrix + self.offset for block in blocks]
        return np.concatenate(parts)

    def place(self, vectors: Vectors) -> np.ndarray:
        """Return the positions of `vectors` (n, d) as float32 (n, 2)."""
        return self.project(vectors).astype(np.float32)


class Embedding(ABC):
    """A way to lay n vectors out in the unit square; a new one is a subclass in `EMBEDDINGS`.

    Subclasses are dataclasses whose fields are the method's parameters.
    """

    name: ClassVar[str]
    positions: np.ndarray  # after fit: float32 (n, 2)
    linear_map: LinearMap | None = None  # after fit, where the method is one

    @property
    def parameters(self) -> dict[str, Any]:
        """The method's own parameters by name."""
        return dataclasses.asdict(self)

    @property
    def neighbors_needed(self) -> int:
        """How many nearest neighbours of each vector `fit` uses."""
        return 0

    @abstractmethod
    def check(self, n: int) -> None:
        """Raise a UserError that says what is possible, if `n` vectors cannot be laid out so."""

    @abstractmethod
    def _lay_out(
        self, vectors: Vectors, neighbors: Neighbors | None, seed: int, progress: Progress
    ) -> np.ndarray:
        """Return positions (n, 2) of any size and place."""

    def fit(
        self,
        vectors: Vectors,
        neighbors: Neighbors | None = None,
        seed: int = 0,
        progress: Progress | None = None,
    ) -> np.ndarray:
        """Lay out `vectors` (n, d) and return their positions in the unit square, float32 (n, 2).

        Codes of bits are laid out by their Jaccard distances, and by PCA and KPCA as numbers.

        `neighbors` are those of the same vectors, at least `neighbors_needed` of each; they are
        found here if they are not given. The same `seed` gives the same positions, bit for bit.
        Raises UserError for vectors that are not finite, or too few for the parameters.
        """
        vectors = check_vectors(vectors)
        self.check(len(vectors))
        progress = progress or _ignore
        started = time.perf_counter()
        if self.neighbors_needed and neighbors is None:
            neighbors = nearest_neighbors(vectors, self.neighbors_needed)
        if self.neighbors_needed and neighbors.indices.shape[1] < self.neighbors_needed:
            raise ValueError(
                f"{self.name} needs {self.neighbors_needed} neighbours of each vector, "
                f"{neighbors.indices.shape[1]} came"
            )
        progress(0.0)
        self.positions = to_unit_square(self._lay_out(vectors, neighbors, seed, progress))
        self._vectors = vectors
        progress(1.0)
        log.info("%s of %d vectors: %.1f s", self.name, len(vectors), time.perf_counter() - started)
        return self.positions

    def place(self, new_vectors: Vectors) -> np.ndarray:
        """Return positions for `new_vectors` (m, d) on the fitted map, float32 (m, 2)."""
        return place_among(new_vectors, self._vectors, self.positions)


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
        self, vectors: Vectors, neighbors: Neighbors | None, seed: int, progress: Progress
    ) -> np.ndarray:
        plane = _principal_plane(vectors)
        positions = plane.project(vectors)
        scale, shift = _unit_square_scale_and_shift(positions)
        self.linear_map = LinearMap(plane.matrix * scale, plane.offset * scale + shift)
        return positions

    def place(self, new_vectors: Vectors) -> np.ndarray:
        """Return positions for `new_vectors` (m, d) by the same linear map, float32 (m, 2).

        They can lie outside the unit square.
        """
        return self.linear_map.place(new_vectors)


@dataclass
class TSNEEmbedding(Embedding):
    """t-SNE: near vectors are kept near, whatever that does to the far ones.

    `perplexity`, from 1, is the smooth number of neighbours each vector minds; it must be below a
    third of the number of vectors.
    van der Maaten and Hinton 2008; gradients by interpolation, Linderman et al. 2019.
    """

    name: ClassVar[str] = "TSNE"
    perplexity: float = 30.0

    def __post_init__(self) -> None:
        self.perplexity = check_number("--perplexity", self.perplexity, least=1)

    @property
    def neighbors_needed(self) -> int:
        """Three times the perplexity: beyond that the weights are next to nothing."""
        return int(3 * self.perplexity)

    def check(self, n: int) -> None:
        """Raise UserError unless three times the perplexity is below `n`."""
        if n < 4:
            raise UserError(f"TSNE needs at least 4 images, {n} came: leave it out of --methods")
        if 3 * self.perplexity >= n:
            raise UserError(
                f"--perplexity {self.perplexity:g}: with {n} images it must be "
                f"at most {(n - 1) // 3}"
            )

    def _lay_out(
        self, vectors: Vectors, neighbors: Neighbors | None, seed: int, progress: Progress
    ) -> np.ndarray:
        # Imported late: it takes seconds.
        from joblib import cpu_count
        from openTSNE import TSNE
        from openTSNE.affinity import PerplexityBasedNN
        from openTSNE.nearest_neighbors import PrecomputedNeighbors

        n_threads = cpu_count() if len(vectors) >= TSNE_FEWEST_FOR_THREADS else 1
        k = self.neighbors_needed
        known = PrecomputedNeighbors(neighbors.indices[:, :k], neighbors.distances[:, :k])
        affinities = PerplexityBasedNN(
            knn_index=known, perplexity=self.perplexity, n_jobs=n_threads
        )
        steps_done = 0

        def report(*_: Any) -> None:
            nonlocal steps_done
            steps_done += TSNE_REPORT_EVERY
            progress(steps_done / (TSNE_EXAGGERATED_STEPS + TSNE_STEPS))

        layout = TSNE(
            early_exaggeration_iter=TSNE_EXAGGERATED_STEPS,
            n_iter=TSNE_STEPS,
            ints_in_interval=TSNE_CELL,
            n_jobs=n_threads,
            random_state=seed,
            callbacks=report,
            callbacks_every_iters=TSNE_REPORT_EVERY,
        )
        start = _starting_layout(vectors, TSNE_START_SPREAD, seed)
        return np.asarray(layout.fit(affinities=affinities, initialization=start))


@dataclass
class UMAPEmbedding(Embedding):
    """UMAP: the graph of nearest neighbours, laid out so that its edges are short.

    `n_neighbors`, at least 2 and below the number of vectors, counts the vector itself.
    McInnes et al. 2018.
    """

    name: ClassVar[str] = "UMAP"
    n_neighbors: int = 15

    def __post_init__(self) -> None:
        check_whole_number("--neighbors", self.n_neighbors, least=2)

    @property
    def neighbors_needed(self) -> int:
        """All but the vector itself."""
        return self.n_neighbors - 1

    def check(self, n: int) -> None:
        """Raise UserError unless `n` is more than the number of neighbours."""
        if n < 3:
            raise UserError(f"UMAP needs at least 3 images, {n} came: leave it out of --methods")
        if self.n_neighbors >= n:
            raise UserError(
                f"--neighbors {self.n_neighbors}: with {n} images it must be at most {n - 1}"
            )

    def _lay_out(
        self, vectors: Vectors, neighbors: Neighbors | None, seed: int, progress: Progress
    ) -> np.ndarray:
        n, k = len(vectors), self.neighbors_needed
        indices = np.column_stack([np.arange(n, dtype=np.int32), neighbors.indices[:, :k]])
        distances = np.column_stack([np.zeros(n, np.float32), neighbors.distances[:, :k]])
        start = "spectral"  # keeps more of the neighbourhoods than a start from the plane
        if n < UMAP_FEWEST_FOR_SPECTRAL:
            start = _starting_layout(vectors, UMAP_START_SPREAD, seed).astype(np.float32)
        layout = _umap_class()(
            n_neighbors=self.n_neighbors,
            init=start,
            precomputed_knn=(indices, distances),
            random_state=seed,
            n_jobs=1,  # with a seed UMAP uses one thread, and warns unless it is told so
        )
        with warnings.catch_warnings():
            # Its own way to place new vectors is not used here.
            warnings.filterwarnings("ignore", message=r"precomputed_knn\[2\]")
            # The vectors serve only to arrange parts of a graph that are not connected: for codes
            # of bits their plane is enough, and far smaller.
            is_bits = isinstance(vectors, PackedBits)
            shown = _principal_plane(vectors).project(vectors) if is_bits else vectors
            return layout.fit_transform(np.asarray(shown, np.float32))


@dataclass
class KPCAEmbedding(Embedding):
    """Kernel PCA with a radial basis function: curved directions of most variance.

    It is fitted to `landmarks` of the vectors, drawn by the seed, or to all if there are fewer;
    the others are placed by their kernels with those (the Nyström method: Williams and Seeger
    2001).
    """

    name: ClassVar[str] = "KPCA"
    landmarks: int = 3000

    def check(self, n: int) -> None:
        """Accept any number of vectors from 1."""
        check_whole_number("KPCA: number of images", n, least=1)

    def _lay_out(
        self, vectors: Vectors, neighbors: Neighbors | None, seed: int, progress: Progress
    ) -> np.ndarray:
        # Of bits, only those that vary: the others add nothing to any distance.
        self._columns = None
        if isinstance(vectors, PackedBits):
            frequencies = vectors.frequencies()
            self._columns = np.flatnonzero((frequencies > 0) & (frequencies < 1))
            vectors = vectors.select(self._columns)
        n = len(vectors)
        drawn = np.random.default_rng(seed).permutation(n)[: self.landmarks]
        self._map = KernelMap(vectors[np.sort(drawn)], "rbf", n_components=2, seed=seed)
        positions = self._project(vectors, progress)
        self._scale, self._shift = _unit_square_scale_and_shift(positions)
        return positions

    def _project(self, vectors: Vectors, progress: Progress) -> np.ndarray:
        parts = []
        for start in range(0, len(vectors), VECTORS_AT_ONCE):
            parts.append(self._map.project(vectors[start : start + VECTORS_AT_ONCE]))
            progress(start / len(vectors))
        return np.concatenate(parts)

    def place(self, new_vectors: Vectors) -> np.ndarray:
        """Return positions for `new_vectors` (m, d) along the same components, float32 (m, 2).

        They can lie outside the unit square.
        """
        if self._columns is not None:
            new_vectors = new_vectors.select(self._columns)
        positions = self._project(new_vectors, _ignore) * self._scale + self._shift
        return positions.astype(np.float32)


EMBEDDINGS: dict[str, type[Embedding]] = {
    method.name: method for method in (PCAEmbedding, TSNEEmbedding, UMAPEmbedding, KPCAEmbedding)
}


def make_embedding(name: str, **parameters: Any) -> Embedding:
    """Make the method called `name` with those of `parameters` that it has.

    Raises UserError for an unknown name or a value that is out of range.

    >>> make_embedding("TSNE", perplexity=20, n_neighbors=15).parameters
    {'perplexity': 20.0}
    """
    method = EMBEDDINGS[check_option("--methods", name, EMBEDDINGS)]
    own = {field.name for field in dataclasses.fields(method)}
    return method(**{key: value for key, value in parameters.items() if key in own})


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
    indices, distances = nearest_among(new_vectors, vectors, k)
    fitted = distances[:, 0] == 0
    weights = 1.0 / np.where(fitted[:, None], 1, distances)
    weights[fitted] = np.arange(k) == 0
    weights /= weights.sum(axis=1, keepdims=True)
    return np.einsum("mk,mkc->mc", weights, positions[indices]).astype(np.float32)


def to_unit_square(positions: np.ndarray) -> np.ndarray:
    """Scale and move positions (n, 2) so that they just fit the unit square, float32 (n, 2).

    The aspect is kept and the shorter side is centred; points all at one place go to the middle.

    >>> to_unit_square(np.array([[0, 0], [4, 2]])).tolist()
    [[0.0, 0.25], [1.0, 0.75]]
    """
    scale, shift = _unit_square_scale_and_shift(positions)
    scaled = np.asarray(positions, np.float64) * scale + shift
    return np.clip(scaled, 0, 1).astype(np.float32)


def principal_axes(vectors: Vectors) -> np.ndarray:
    """Return the two directions of most variance as the columns of a float64 (d, 2) array.

    A direction that the vectors do not have (as one vector has none) is all zeros.
    """
    if isinstance(vectors, PackedBits):
        return _principal_axes_of_bits(vectors)
    n, d = vectors.shape
    axes = np.zeros((d, 2))
    n_components = min(2, n - 1, d)
    if n_components > 0 and (vectors != vectors[0]).any():
        from sklearn.decomposition import PCA  # slow, and not needed to open a map

        # Exact, and fast for many short vectors, as codes are.
        pca = PCA(n_components, svd_solver="covariance_eigh")
        axes[:, :n_components] = pca.fit(np.asarray(vectors, np.float64)).components_.T
    return axes


def _principal_axes_of_bits(codes: PackedBits) -> np.ndarray:
    """Return what `principal_axes` does, without ever unpacking all codes."""
    from scipy.linalg import eigh

    n = len(codes)
    frequencies = codes.frequencies()
    varying = np.flatnonzero((frequencies > 0) & (frequencies < 1))
    axes = np.zeros((codes.n_bits, 2))
    n_axes = min(2, n - 1, len(varying))
    if n_axes > 0:
        shared = np.zeros((len(varying), len(varying)), np.float32)
        for block in codes.select(varying).blocks():
            shared += block.T @ block  # counts, which single precision holds exactly below 2**24
        covariance = shared.astype(np.float64) / n - np.outer(
            frequencies[varying], frequencies[varying]
        )
        last = len(varying) - 1
        _, found = eigh(covariance, subset_by_index=(last - n_axes + 1, last), overwrite_a=True)
        found = found[:, ::-1]
        largest = found[np.abs(found).argmax(axis=0), np.arange(n_axes)]
        axes[varying, :n_axes] = found * np.sign(largest)
    return axes


def _principal_plane(vectors: Vectors) -> LinearMap:
    """Return the map to coordinates along the principal axes, 0 at the vectors' centre."""
    axes = principal_axes(vectors)
    if isinstance(vectors, PackedBits):
        return LinearMap(axes, -vectors.frequencies() @ axes)
    return LinearMap(axes, -vectors.mean(axis=0, dtype=np.float64) @ axes)


def _starting_layout(vectors: Vectors, spread: float, seed: int) -> np.ndarray:
    """Return the vectors' principal plane, float64 (n, 2), as wide as `spread`, copies parted.

    It keeps the large shape of the data, which is not found from a random start (Kobak and
    Linderman 2021).
    """
    plane = _principal_plane(vectors).project(vectors)
    deviation = plane[:, 0].std()
    start = plane * (spread / deviation) if deviation > 0 else np.zeros_like(plane)
    return start + np.random.default_rng(seed).normal(scale=JITTER * spread, size=start.shape)


def _unit_square_scale_and_shift(positions: np.ndarray) -> tuple[float, np.ndarray]:
    positions = np.asarray(positions, np.float64)
    low, high = positions.min(axis=0), positions.max(axis=0)
    side = (high - low).max()
    scale = 1 / side if side > 0 else 1.0
    return scale, 0.5 - (low + high) / 2 * scale


def _umap_class() -> type:
    """Import UMAP, late because it takes seconds, and without TensorFlow.

    Its package tries to load TensorFlow for a variant that is not used here, which takes longer
    than everything else and more memory; it goes on where there is none.
    """
    with hidden("tensorflow"), warnings.catch_warnings():
        warnings.simplefilter("ignore", ImportWarning)
        from umap import UMAP
    return UMAP


def _ignore(share: float) -> None:
    pass
