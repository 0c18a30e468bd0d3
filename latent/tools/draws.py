"""The random numbers of training, which numpy draws and compiled code gets as arguments.

They depend only on the seed, the step and the image's place in the batch. The numbers of
TensorFlow's own generators also depend on whether XLA compiled the code, and on the replica.
"""

from dataclasses import dataclass

import numpy as np

# What numbers can be for, each with a number that keeps its draws apart from those of the others
# and, as 0 is not among them, from those that shuffle.
PURPOSES = {"code": 1, "noise": 2, "dropout": 3}


@dataclass(frozen=True)
class Draw:
    """The random numbers that every image of a batch gets for one purpose.

    `distribution`: "uniform", from 0 to below 1, or "normal", with mean 0 and variance 1. `size`:
    how many numbers an image gets.
    """

    distribution: str
    size: int

    def numbers(
        self, rng: np.random.Generator, n_images: int, out: np.ndarray | None = None
    ) -> np.ndarray:
        """Draw the numbers of so many images, float32 (n_images, size), into `out` if given."""
        draw = rng.random if self.distribution == "uniform" else rng.standard_normal
        return draw((n_images, self.size), dtype=np.float32, out=out)
