"""Tiles of other sizes: compiled; the plain twin is in the tests."""

from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache

import numba
import numpy as np

from latent.tiles.blitting import check_color_tiles, check_tiles
from latent.tools.compiled import compiled

_CHUNK_TILES = 2048  # resized by one thread at a time


def resize_tiles(tiles: np.ndarray, size: int) -> np.ndarray:
    """Return uint8 tiles (n, h, w) or (n, h, w, 3) with `size` pixels on their longer side.

    The other side is as long as `tile_sides` says. A side that shrinks takes the mean of the area
    that each new pixel covers, one that grows is interpolated linearly between pixel centres;
    values are rounded to the nearest, halves up. `tiles` can be anything that has the shape of such
    an array and gives slices of one. Raises ValueError for other arrays or sizes.
    """
    _check_tiles_and_size(tiles, size)
    n_tiles, height, width, *channels = tiles.shape
    new_height, new_width = tile_sides(height, width, size)
    resized = np.empty((n_tiles, new_height, new_width, *channels), np.uint8)
    if resized.size == 0:
        return resized
    weights = (*_weights_and_ends(height, new_height), *_weights_and_ends(width, new_width))
    # Channel by channel: a loop over them within the kernel slows grey tiles down by a third.
    planes = [np.s_[..., k] for k in range(channels[0])] if channels else [np.s_[:]]
    parts = [slice(k, k + _CHUNK_TILES) for k in range(0, n_tiles, _CHUNK_TILES)]

    def resize(part: slice) -> None:
        own = tiles[part]
        for plane in planes:
            _resize_part(own[plane], resized[part][plane], *weights)

    if len(parts) == 1:
        resize(parts[0])
        return resized
    with ThreadPoolExecutor(numba.config.NUMBA_NUM_THREADS) as threads:
        list(threads.map(resize, parts))
    return resized


def tile_sides(height: int, width: int, size: int) -> tuple[int, int]:
    """Return the height and width of a tile whose longer side is `size`, in proportion.

    >>> tile_sides(28, 28, 10), tile_sides(64, 48, 16), tile_sides(1, 100, 10)
    ((10, 10), (16, 12), (1, 10))
    """
    longer = max(height, width, 1)
    return max(round(size * height / longer), 1), max(round(size * width / longer), 1)


def resizing_weights(n_old: int, n_new: int) -> np.ndarray:
    """Return the share of each old pixel in each new one, (n_new, n_old) whole numbers.

    Every row has the same sum. In steps of 1 / n_new old pixels, new pixel j reaches from
    j * n_old to (j + 1) * n_old, old pixel i from i * n_new to (i + 1) * n_new.
    """
    old, new = np.arange(n_old), np.arange(n_new)[:, None]
    if n_new <= n_old:
        ends = np.minimum((new + 1) * n_old, (old + 1) * n_new)
        return np.maximum(ends - np.maximum(new * n_old, old * n_new), 0)
    # Twice the distance of centres keeps them whole; beyond the outer centres the edge goes on.
    centers = np.clip((2 * new + 1) * n_old, n_new, (2 * n_old - 1) * n_new)
    return np.maximum(2 * n_new - np.abs(centers - (2 * old + 1) * n_new), 0)


@lru_cache(maxsize=64)  # a window asks for few sizes, many times
def _weights_and_ends(n_old: int, n_new: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return the weights, and where those of each new pixel start and end that are not 0."""
    weights = resizing_weights(n_old, n_new)
    is_part = weights > 0
    return weights, is_part.argmax(axis=1), n_old - is_part[:, ::-1].argmax(axis=1)


@compiled
def _resize_part(
    tiles: np.ndarray,
    resized: np.ndarray,
    row_weights: np.ndarray,
    row_starts: np.ndarray,
    row_ends: np.ndarray,
    column_weights: np.ndarray,
    column_starts: np.ndarray,
    column_ends: np.ndarray,
) -> None:
    """Fill `resized`; the weights and their ends are those of `resizing_weights`."""
    n_tiles, _, width = tiles.shape
    _, new_height, new_width = resized.shape
    total = row_weights[0].sum() * column_weights[0].sum()
    # Half a step from every whole number, so that rounding of floats cannot reach one.
    half, inverse = total // 2 + 0.5, 1.0 / total
    sums = np.empty(width, np.int64)
    for i in range(n_tiles):
        for y in range(new_height):
            sums[:] = 0
            for old_y in range(row_starts[y], row_ends[y]):
                weight = row_weights[y, old_y]
                for old_x in range(width):
                    sums[old_x] += weight * tiles[i, old_y, old_x]
            for x in range(new_width):
                value = 0
                for old_x in range(column_starts[x], column_ends[x]):
                    value += column_weights[x, old_x] * sums[old_x]
                resized[i, y, x] = int((value + half) * inverse)


def _check_tiles_and_size(tiles: np.ndarray, size: int) -> None:
    if tiles.ndim == 4:
        check_color_tiles(tiles)
    else:
        check_tiles(tiles)
    if size < 1:
        raise ValueError(f"size is {size}, must be at least 1")
