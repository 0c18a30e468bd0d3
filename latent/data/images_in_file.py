"""Images that do not fit in memory: read out of their file where they are asked for."""

import os
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np

from latent.tools.check import UserError
from latent.tools.progress import ProgressReport

READERS = 8  # threads that read scattered images: a disk is far faster if asked for several
FEWEST_PER_READER = 64
READ_AT_ONCE = 16 * 2**20  # bytes, by whoever goes through all images


class ImagesInFile:
    """Images uint8 (n, h, w[, 3]) that lie one after the other in a file, or some of them.

    Indexing by a number, a slice or an array of numbers reads those images into an array of their
    own, as that of an array does; nothing else is kept in memory. `path`: the file; `offset`: where
    in it the first image begins; `rows`: int64 (n,), which of them these are, all without it;
    `is_binary`: whether every pixel is made 0 or 255, cut at half.
    """

    dtype = np.dtype(np.uint8)

    def __init__(
        self,
        path: Path,
        offset: int,
        shape: tuple[int, ...],
        rows: np.ndarray | None = None,
        is_binary: bool = False,
    ):
        self.path, self._offset, self._rows, self._is_binary = path, offset, rows, is_binary
        self._whole_shape = shape
        self._n_bytes = int(np.prod(shape[1:]))
        self._file = path.open("rb", buffering=0)
        self._seeking = threading.Lock()
        self.mean: np.ndarray | None = None  # kept by whoever has gone through all for it

    @property
    def shape(self) -> tuple[int, ...]:
        """(n, h, w), or (n, h, w, 3) in colour."""
        n = self._whole_shape[0] if self._rows is None else len(self._rows)
        return (n, *self._whole_shape[1:])

    @property
    def ndim(self) -> int:
        """3, or 4 in colour."""
        return len(self._whole_shape)

    def __len__(self) -> int:
        return self.shape[0]

    def __getitem__(self, rows) -> np.ndarray:
        """Read images; raises UserError if the file has become shorter or cannot be read."""
        if isinstance(rows, slice):
            start, stop, step = rows.indices(len(self))
            if step == 1 and self._rows is None:
                return self._finished(self._read_run(start, max(stop - start, 0)))
        chosen = self._chosen(rows)
        images = self._read(chosen.ravel())
        return self._finished(images).reshape(*chosen.shape, *self._whole_shape[1:])

    def part(self, rows: np.ndarray) -> "ImagesInFile":
        """Return some of the images, by their numbers or bool (n,), without reading them."""
        return self._like(self._chosen(rows), self._is_binary)

    def binarized(self) -> "ImagesInFile":
        """Return the same images with every pixel either 0 or 255, cut at half of full ink."""
        return self._like(self._rows, True)

    def _like(self, rows: np.ndarray | None, is_binary: bool) -> "ImagesInFile":
        return ImagesInFile(self.path, self._offset, self._whole_shape, rows, is_binary)

    def _chosen(self, rows) -> np.ndarray:
        every = self._rows
        if every is None:
            every = np.arange(self._whole_shape[0])
        return np.asarray(every[rows])

    def _read(self, chosen: np.ndarray) -> np.ndarray:
        """Read images by their numbers in the file, int64 (n,)."""
        if len(chosen) > 1 and (np.diff(chosen) > 0).all():
            first, last = int(chosen[0]), int(chosen[-1])
            if last - first < 2 * len(chosen):  # one long reading is faster than many short ones
                return self._read_run(first, last - first + 1)[chosen - first]
        images = np.empty((len(chosen), *self._whole_shape[1:]), np.uint8)

        def read(part: slice) -> None:
            for image, row in zip(images[part], chosen[part].tolist(), strict=True):
                self._read_into(image, row)

        n_each = max(-(-len(chosen) // READERS), FEWEST_PER_READER)
        parts = [slice(k, k + n_each) for k in range(0, len(chosen), n_each)]
        if len(parts) < 2:
            read(slice(None))
            return images
        with ThreadPoolExecutor(len(parts)) as readers:
            list(readers.map(read, parts))  # which raises what one of them raised
        return images

    def _read_run(self, first: int, n: int) -> np.ndarray:
        """Read `n` images that follow each other in the file."""
        images = np.empty((n, *self._whole_shape[1:]), np.uint8)
        if n:
            self._read_into(images, first)
        return images

    def _read_into(self, images: np.ndarray, row: int) -> None:
        """Fill an array with what follows in the file from image `row` on."""
        view, place = memoryview(images).cast("B"), self._offset + row * self._n_bytes
        try:
            while view:
                n_read = self._read_some(view, place)
                if not n_read:
                    raise UserError(f"{self.path}: has become shorter while it is used")
                view, place = view[n_read:], place + n_read
        except OSError as problem:
            raise UserError(f"cannot read {self.path}: {problem.strerror or problem}") from problem

    def _read_some(self, view: memoryview, place: int) -> int:
        """Read what is at a place of the file, as far as it comes; several threads can at once."""
        if hasattr(os, "preadv"):  # not on Windows
            return os.preadv(self._file.fileno(), [view], place)
        with self._seeking:
            self._file.seek(place)
            return self._file.readinto(view)

    def _finished(self, images: np.ndarray) -> np.ndarray:
        if self._is_binary:
            return np.where(images >= 128, np.uint8(255), np.uint8(0))
        return images


Images = np.ndarray | ImagesInFile


def part_of(images: Images, rows: np.ndarray) -> Images:
    """Return some of the images, by their numbers or bool (n,); those in a file stay there."""
    return images.part(rows) if isinstance(images, ImagesInFile) else images[rows]


def runs_of(images: Images) -> Iterator[np.ndarray]:
    """Give all images in their order, uint8 (m, h, w[, 3]) at a time, some megabytes each.

    How far it has come with those in a file, which takes minutes, is said.
    """
    if not isinstance(images, ImagesInFile):
        yield from _runs_of(images)
        return
    with ProgressReport(f"reading {images.path.name}", len(images)) as report:
        for run in _runs_of(images):
            yield run
            report.advance(len(run))


def _runs_of(images: Images) -> Iterator[np.ndarray]:
    n_bytes = max(int(np.prod(images.shape[1:])), 1)
    n_at_once = max(READ_AT_ONCE // n_bytes, 1)
    for start in range(0, len(images), n_at_once):
        yield images[start : start + n_at_once]
