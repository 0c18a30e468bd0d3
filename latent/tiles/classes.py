"""The classes of images as figures and maps show them."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from latent.tiles.palette import class_colors


@dataclass(frozen=True, eq=False)
class Classes:
    """The classes of n images: `labels`, int (n,), are places in `names`."""

    labels: np.ndarray
    names: Sequence[str]

    @cached_property
    def colors(self) -> np.ndarray:
        """The colour of every class, uint8 (n_classes, 3)."""
        return class_colors(len(self.names))

    @property
    def image_colors(self) -> np.ndarray:
        """The colour of every image's class, uint8 (n, 3)."""
        return self.colors[self.labels]

    def of(self, indices: np.ndarray) -> "Classes":
        """Return the classes of some of the images, in the order of their `indices`."""
        return Classes(self.labels[indices], self.names)

    def images_of(self, label: int) -> np.ndarray:
        """Return the indices of all images of a class, in their order."""
        return np.flatnonzero(self.labels == label)

    def first_of_each(self, n: int) -> np.ndarray:
        """Return the indices of the first `n` images of every class, class by class.

        >>> Classes(np.array([1, 0, 1, 1]), ["a", "b"]).first_of_each(2).tolist()
        [1, 0, 2]
        """
        return np.concatenate([self.images_of(label)[:n] for label in range(len(self.names))])
