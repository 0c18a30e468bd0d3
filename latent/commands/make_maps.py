"""From what maps are made of to embedding files and pictures of the maps."""

import logging
import math
import platform
import sys
import time
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import cached_property
from importlib.metadata import version
from pathlib import Path

import numpy as np

from latent import figures
from latent.codes.approximate_neighbors import approximate_neighbors
from latent.codes.kinds import Codes, select_rows
from latent.codes.near_order import near_order
from latent.codes.neighbors import Neighbors, nearest_neighbors
from latent.commands.map_source import MapSource
from latent.maps import Embedding, make_embedding
from latent.maps.embedding_file import (
    METHOD_TITLES,
    EmbeddingFile,
    key_of,
    load_embedding,
    save_embedding,
)
from latent.maps.quality import knn_accuracy, knn_hits, trustworthiness
from latent.tiles.classes import Classes
from latent.tools.check import UserError
from latent.tools.lock import writing_alone
from latent.tools.progress import ProgressReport

ACCURACY_NEIGHBORS = 10
TRUSTWORTHINESS_NEIGHBORS = 12
MOST_EXACT = 300_000  # vectors whose neighbours are found exactly
FEWEST_TO_REPORT = 20_000  # vectors: of fewer, neighbours are found in a second or two
FEWEST_TO_SORT = 40_000  # vectors: of fewer, all are in the processor's cache anyway
PACKAGES = ("numpy", "scikit-learn", "openTSNE", "umap-learn")

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class MapResult:
    """One finished map: where it is and how well it keeps the neighbourhoods."""

    method: str
    path: Path
    accuracy: float
    trustworthiness: float
    seconds: float
    was_there: bool
    parts: tuple[tuple[str, float, float], ...] = ()  # words, accuracy, trustworthiness

    def __str__(self) -> str:
        origin = "found, made earlier" if self.was_there else f"{self.seconds:.1f} s"
        title = METHOD_TITLES[self.method]
        lines = [f"{title:10} {self.quality}, {origin}: {self.path}"]
        lines += [f"{'':10} of the {name}: {_quality(*values)}" for name, *values in self.parts]
        return "\n".join(lines)

    @property
    def quality(self) -> str:
        """What is known of how well it keeps the neighbourhoods, in words."""
        return _quality(self.accuracy, self.trustworthiness)


def _quality(accuracy: float, trustworthiness: float) -> str:
    values = {
        f"{ACCURACY_NEIGHBORS}-NN accuracy": accuracy,
        "trustworthiness": trustworthiness,
    }
    return ", ".join(
        f"{name} {'not defined for so few images' if math.isnan(value) else f'{value:.4f}'}"
        for name, value in values.items()
    )


def choose_methods(names: list[str], perplexity: float, n_neighbors: int) -> list[Embedding]:
    """Make the methods with these names, each once; raises UserError for what is not possible."""
    return [
        make_embedding(name, perplexity=perplexity, n_neighbors=n_neighbors)
        for name in dict.fromkeys(names)
    ]


class MapMaker:
    """Makes the maps of one source into `folder`; neighbours are found once for all of them.

    Nobody else can write them within a block of `alone`.
    """

    def __init__(
        self, source: MapSource, methods: list[Embedding], seed: int, map_size: int, folder: str
    ):
        self.source, self.methods, self.seed, self.map_size = source, methods, seed, map_size
        self.folder = Path(folder)
        for method in methods:
            method.check(source.n_images if source.fitted is None else len(source.fitted))
        self._neighbors: Neighbors | None = None
        self._recall: float | None = None  # of the neighbours, if they are not exact
        self._drawing: ThreadPoolExecutor | None = None
        self._pictures: list[Future] = []

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Raise UserError if another process makes one of the same maps, else keep others off."""
        with ExitStack() as locks:
            for method in self.methods:
                locks.enter_context(writing_alone(self._path(method)))
            with ThreadPoolExecutor(1) as self._drawing:
                try:
                    yield
                    for picture in self._pictures:
                        picture.result()
                finally:
                    self._pictures.clear()
            self._drawing = None

    def _path(self, method: Embedding) -> Path:
        return self.folder / f"{self.source.name}.embed-{method.name}.pkl"

    def codes_accuracy(self) -> float:
        """Return the leave-one-out 10-nearest-neighbour label accuracy of the vectors.

        If maps are made by a part of them, of that part.
        """
        return knn_accuracy(self._find_neighbors(), self._labels, self._k)

    def codes_words(self) -> str:
        """Say how well labels agree among neighbours, and of which vectors and neighbours."""
        words = f"{self.source.title}: {ACCURACY_NEIGHBORS}-NN accuracy {self.codes_accuracy():.4f}"
        if self.source.fitted is not None:
            words += " of these"
        if self._recall is not None:
            words += f", neighbours by an approximate index with a recall of {self._recall:.4f}"
        return words

    def make(self, method: Embedding) -> MapResult:
        """Make one map, or take the one that is there if it was made from exactly the same.

        Writes `….embed-METHOD.pkl` and `….pkl.map.png`.
        """
        source = self.source
        path = self._path(method)
        key = key_of(
            method=method.name, parameters=method.parameters, seed=self.seed, **source.made_from
        )
        started = time.perf_counter()
        positions = _positions_if_made(path, key)
        was_there = positions is not None
        if not was_there:
            positions = self._lay_out(method)
            save_embedding(path, self._content(method, positions, key))
        seconds = time.perf_counter() - started

        hits = knn_hits(positions, source.dataset.y_train, self._k)
        result = MapResult(
            method.name,
            path,
            accuracy=_mean(hits),
            trustworthiness=self._trustworthiness(positions),
            seconds=seconds,
            was_there=was_there,
            parts=tuple(self._parts(positions, hits)),
        )
        if self._drawing is None:
            self._save_picture(method, positions, result)
        else:  # while the next map is made
            arguments = (method, positions, result)
            self._pictures.append(self._drawing.submit(self._save_picture, *arguments))
        return result

    def _trustworthiness(self, positions: np.ndarray, rows: np.ndarray | None = None) -> float:
        vectors = self.source.vectors
        if rows is not None:
            vectors, positions = select_rows(vectors, rows), positions[rows]
        return trustworthiness(vectors, positions, TRUSTWORTHINESS_NEIGHBORS, seed=self.seed)

    def _parts(self, positions: np.ndarray, hits: np.ndarray) -> Iterator[tuple[str, float, float]]:
        """Give accuracy and trustworthiness of what was fitted and of what was placed."""
        fitted = self.source.fitted
        if fitted is None:
            return
        placed = np.setdiff1d(np.arange(len(positions)), fitted)
        for word, rows in (("fitted", fitted), ("placed", placed)):
            yield f"{len(rows):,} {word}", _mean(hits[rows]), self._trustworthiness(positions, rows)

    @property
    def _k(self) -> int:
        return min(ACCURACY_NEIGHBORS, len(self._rows) - 1)

    @property
    def _labels(self) -> np.ndarray:
        """The labels of the vectors that maps are made by, in the order they are worked on."""
        return self.source.dataset.y_train[self._rows]

    @cached_property
    def _rows(self) -> np.ndarray:
        """The indices of the vectors that maps are made by, near ones together if there are many.

        A step of t-SNE then takes half the time.
        """
        source = self.source
        rows = np.arange(source.n_images) if source.fitted is None else source.fitted
        vectors = select_rows(source.vectors, rows)
        if len(rows) < FEWEST_TO_SORT or vectors.kind != "numbers":
            return rows
        return rows[near_order(vectors[:])]

    @cached_property
    def _vectors(self) -> Codes:
        return select_rows(self.source.vectors, self._rows)

    def _find_neighbors(self) -> Neighbors:
        """Return the neighbours of `_vectors`."""
        if self._neighbors is None:
            n = len(self._vectors)
            k = max(*(method.neighbors_needed(n) for method in self.methods), self._k, 1)
            title = f"{k} neighbours of each of {n:,} codes"
            if n > MOST_EXACT and self._vectors.kind == "numbers":
                print(f"{title}, by an approximate index", file=sys.stderr, flush=True)
                found, self._recall = approximate_neighbors(self._vectors, k, self.seed)
                self._neighbors = found
            elif n < FEWEST_TO_REPORT:
                self._neighbors = nearest_neighbors(self._vectors, k)
            else:
                with ProgressReport(title, total=1.0) as report:
                    self._neighbors = nearest_neighbors(self._vectors, k, report.advance_to)
        return self._neighbors

    def _lay_out(self, method: Embedding) -> np.ndarray:
        with ProgressReport(METHOD_TITLES[method.name], total=1.0) as report:
            found = (self._find_neighbors(), self.seed, report.advance_to)
            if self.source.fitted is not None:
                return method.fit_some(self.source.vectors, self._rows, *found)
            positions = np.empty((self.source.n_images, 2), np.float32)
            positions[self._rows] = method.fit(self._vectors, *found)
            return positions

    def _content(self, method: Embedding, positions: np.ndarray, key: str) -> EmbeddingFile:
        source, dataset = self.source, self.source.dataset
        return EmbeddingFile(
            method=method.name,
            parameters=method.parameters | self._sample_words,
            positions=positions,
            codes=None if source.is_pixels else source.vectors,
            labels=dataset.y_train.astype(np.int32),
            label_names=list(dataset.label_names),
            font_names=None if dataset.font_train is None else list(dataset.font_train),
            images=dataset.x_train,
            dataset=dataset.name,
            seed=self.seed,
            weights_path=source.weights_path,
            weights_sha256=source.made_from.get("weights", ""),
            settings_json=source.settings_json,
            specimen=source.specimen,
            linear_map=method.linear_map,
            versions={name: version(name) for name in PACKAGES}
            | {"python": platform.python_version()},
            key=key,
        )

    @property
    def _sample_words(self) -> dict[str, int]:
        fitted = self.source.fitted
        return {} if fitted is None else {"fitted_to": len(fitted)}

    def _save_picture(self, method: Embedding, positions: np.ndarray, result: MapResult) -> None:
        source = self.source
        parameters = ", ".join(
            f"{name.replace('_', ' ')} {value:g}" for name, value in method.parameters.items()
        )
        title = METHOD_TITLES[method.name]
        title += f" ({parameters})" if parameters else ""
        drawing = figures.tile_map(
            positions,
            source.tiles,
            Classes(source.dataset.y_train, source.dataset.label_names),
            self.map_size,
            f"{title} of {source.title}",
            f"{result.quality}; the axes have no unit",
        )
        drawing.save(f"{result.path}.map.png")


def _mean(hits: np.ndarray) -> float:
    return float(hits.mean()) if len(hits) else math.nan


def _positions_if_made(path: Path, key: str) -> np.ndarray | None:
    """Return the positions in an embedding file if it has this key, else None."""
    if not path.is_file():
        return None
    try:
        content = load_embedding(path)
    except UserError as problem:
        log.warning("%s; it is made again", problem)
        return None
    return content.positions if content.key == key else None
