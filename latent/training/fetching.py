"""Batches of images that lie in a file, read while the steps before them are made."""

from concurrent.futures import Future, ThreadPoolExecutor

import numpy as np

from latent.data.images_in_file import ImagesInFile
from latent.training.batches import BatchStream


class BatchFetcher:
    """Reads the images of the steps of a stream, the next ones already while these are used.

    `n_steps`: the most that are asked for at once.
    """

    def __init__(self, images: ImagesInFile, stream: BatchStream, n_steps: int):
        self._images, self._stream, self._n_steps = images, stream, n_steps
        self._pool = ThreadPoolExecutor(1)
        self._next: tuple[int, Future] | None = None  # their first step, and they themselves

    def fetch(self, first_step: int, n_steps: int) -> np.ndarray:
        """Return the images of some steps, uint8 (self.n_steps × batch_size, n_pixels).

        Those of steps beyond `n_steps` are not of these steps. Raises UserError if the file cannot
        be read.
        """
        if self._next is None or self._next[0] != first_step:
            self._start(first_step)
        _, coming = self._next
        pixels = coming.result()
        self._start(first_step + n_steps)
        return pixels

    def _start(self, first_step: int) -> None:
        self._next = first_step, self._pool.submit(self._read, first_step)

    def _read(self, first_step: int) -> np.ndarray:
        indices = self._stream.indices(first_step, self._n_steps).ravel()
        return self._images[indices].reshape(len(indices), -1)
