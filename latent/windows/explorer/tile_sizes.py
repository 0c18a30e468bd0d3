"""The same images at all the sizes that a map draws them in."""

import math

import numpy as np

from latent.tiles.resizing import resize_tiles, tile_sides

SIZES = (2, 3, 4, 5, 6, 7, 8, 10, 12, 14, 17, 20, 24, 28, 40, 56, 80, 112)  # pixels
MOST_KEPT_BYTES = 36 * 2**20  # of one size; larger ones are seen a few at a time
RESIZED_AT_ONCE = 8192  # so that other threads get their turn


def nearest_size(side: float) -> int:
    """Return the largest of SIZES that is not above `side` pixels, or the smallest of all.

    >>> nearest_size(29.5)
    28
    """
    return max((size for size in SIZES if size <= side), default=SIZES[0])


class TileSizes:
    """Images, uint8 (n, h, w[, 3]), with a longer side of any of SIZES.

    Small sizes, in which all images can be seen at once, are made for all of them, once, and
    kept; large ones are made for the few that are asked for.
    """

    def __init__(self, images: np.ndarray):
        self.images = images
        self._kept: dict[int, np.ndarray] = {}
        self._kept[max(images.shape[1:3])] = images

    def prepare(self, size: int) -> None:
        """Make and keep all images of one size, if they are of those that are kept.

        Another thread can do this while `get` is used.
        """
        shape = (*tile_sides(*self.images.shape[1:3], size), *self.images.shape[3:])
        if size in self._kept or len(self.images) * math.prod(shape) > MOST_KEPT_BYTES:
            return
        resized = np.empty((len(self.images), *shape), np.uint8)
        for start in range(0, len(resized), RESIZED_AT_ONCE):
            part = slice(start, start + RESIZED_AT_ONCE)
            resized[part] = resize_tiles(self.images[part], size)
        self._kept[size] = resized

    def get(self, size: int, indices: np.ndarray | None = None) -> np.ndarray:
        """Return the images at `indices`, by default all, resized, uint8 (m, h, w[, 3])."""
        kept = self._kept.get(size)
        if kept is not None:
            return kept if indices is None else kept[indices]
        if indices is None or 2 * len(indices) > len(self.images):
            self.prepare(size)
            if size in self._kept:
                return self.get(size, indices)
        return resize_tiles(self.images if indices is None else self.images[indices], size)
