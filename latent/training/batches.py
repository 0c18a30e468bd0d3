"""Which images each training step sees: an endless stream of shuffled passes over them."""

from functools import lru_cache

import numpy as np

from latent.tools.draws import PURPOSES, Draw


class BatchStream:
    """Batches of one size, cut from shuffled passes over the images laid end to end.

    Every image comes once in a pass, every batch is full, and a batch may reach over the end of
    one pass into the next. What a step sees depends on the seed and the step alone, so a run
    that was interrupted goes on exactly as it would have.
    """

    def __init__(self, n_images: int, batch_size: int, seed: int, first_pass: int = 0):
        self.n_images = n_images
        self.batch_size = min(batch_size, n_images)
        self.seed = seed
        self.first_pass = first_pass
        # Passes are large and read in order: two are enough for a batch that reaches over.
        self._shuffled = lru_cache(maxsize=2)(self._shuffle)

    def steps_until(self, epoch: int) -> int:
        """Return after how many steps `epoch` passes over the images are complete, rounded."""
        return max(epoch, round(epoch * self.n_images / self.batch_size))

    def indices(self, first_step: int, n_steps: int) -> np.ndarray:
        """Return the image indices of `n_steps` steps, int32 (n_steps, batch_size)."""
        start, stop = first_step * self.batch_size, (first_step + n_steps) * self.batch_size
        first_pass, last_pass = start // self.n_images, -(-stop // self.n_images)
        parts = []
        for number in range(first_pass, last_pass):
            offset = number * self.n_images
            parts.append(self._shuffled(number)[max(start - offset, 0) : stop - offset])
        return np.concatenate(parts).reshape(n_steps, self.batch_size)

    def chance(
        self, step: int, purpose: str, draw: Draw, out: np.ndarray | None = None
    ) -> np.ndarray:
        """Return what a step leaves to chance for one of the PURPOSES, float32 (batch_size, size).

        It too depends on the seed and the step alone. It is drawn into `out` if that is given.
        """
        rng = np.random.default_rng([self.seed, self.first_pass, step, PURPOSES[purpose]])
        return draw.numbers(rng, self.batch_size, out)

    def _shuffle(self, number: int) -> np.ndarray:
        rng = np.random.default_rng([self.seed, self.first_pass + number])
        return rng.permutation(self.n_images).astype(np.int32)
