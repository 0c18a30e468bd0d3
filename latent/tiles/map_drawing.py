"""Maps of very many small gray images as coloured tiles, tiles of other sizes, and mosaics.

Images are arrays of rows from the top down, places on them are (x, y) of a tile's top-left corner.
"""

import math

import numpy as np

from latent.tiles.drawing import draw_tiles
from latent.tiles.palette import OFF_WHITE
from latent.tiles.resizing import resize_tiles
from latent.tools.check import check_whole_number

SMALLEST_MAP, LARGEST_MAP = 200, 16_384  # pixels a side
LEAST_TILE_SIZE = 6  # pixels: below that no digit is read
MOST_TILE_SIZE = 56  # twice MNIST's own: above that a tile only gets blurry
TILES_OVER_AREA = 2.0  # digits are set in about half of their tile, so that much may overlap
OPAQUE_OVER_AREA = 1.0  # what colour tiles hide is lost


def fitting_tile_size(
    positions: np.ndarray, map_size: int, is_opaque: bool = False, shape: float = 1.0
) -> int:
    """Return the side in pixels of the tiles with which a map of `positions` reads well.

    `positions` (n, 2) lie in the unit square of a map of `map_size` pixels a side. The tiles'
    areas add up to twice the area where points are, or once if they are opaque, within 6 to 56
    pixels and within the map. Of tiles that are `shape` times as long as they are high it is the
    longer side, and can be so many times longer.

    >>> grid = np.stack(np.meshgrid(np.arange(32), np.arange(32)), axis=-1).reshape(-1, 2) / 31
    >>> fitting_tile_size(grid, 640)
    28
    """
    _check_positions(positions)
    over_area = OPAQUE_OVER_AREA if is_opaque else TILES_OVER_AREA
    n_points = max(len(positions), 1)
    n_cells = min(max(math.isqrt(n_points) // 2, 1), 64)  # a side; some 4 points a cell or more
    columns, rows = np.minimum((positions * n_cells).astype(int), n_cells - 1).T
    is_occupied = np.zeros(n_cells**2, bool)
    is_occupied[rows * n_cells + columns] = True
    occupied = is_occupied.mean()
    side = int(map_size * math.sqrt(over_area * occupied * shape / n_points))
    return min(max(side, LEAST_TILE_SIZE), round(MOST_TILE_SIZE * shape), map_size)


def check_map_size(map_size: int, flag: str = "--map_size") -> None:
    """Raise UserError for a picture that would be too small to read or too large to open."""
    check_whole_number(flag, map_size, SMALLEST_MAP, LARGEST_MAP)


def draw_map(
    positions: np.ndarray,
    tiles: np.ndarray,
    labels: np.ndarray,
    colors: np.ndarray,
    size: int,
    tile_size: int,
    ground: tuple[int, int, int] = OFF_WHITE,
) -> np.ndarray:
    """Return a picture, uint8 (size, size, 3), of every tile at its place on `ground`.

    `positions` (n, 2) lie in the unit square, x to the right and y up; the square ends half a tile
    inside the picture, so no tile is cut. `tiles` uint8 (n, h, w[, 3]) become `tile_size`;
    `labels` pick among `colors` as in `draw_tiles`. Raises ValueError if anything does not fit.
    """
    _check_positions(positions)
    if not 1 <= tile_size <= size:
        raise ValueError(f"tile_size is {tile_size}, must be from 1 to the map's size {size}")
    image = np.full((size, size, 3), ground, np.uint8)
    resized = resize_tiles(tiles, tile_size)
    places = tile_places(positions, size, tile_size) + centering(resized, tile_size)
    draw_tiles(image, resized, places, colors, labels)
    return image


def tile_places(positions: np.ndarray, size: int, tile_size: int) -> np.ndarray:
    """Return the top-left corners, int64 (n, 2), of tiles on a map of `size` pixels a side."""
    corners = np.stack([positions[:, 0], 1 - positions[:, 1]], axis=1) * (size - tile_size)
    return np.rint(corners).astype(np.int64)


def centering(tiles: np.ndarray, tile_size: int) -> np.ndarray:
    """Return the x and y by which tiles uint8 (n, h, w[, 3]) lie within squares of `tile_size`."""
    height, width = tiles.shape[1:3]
    return np.array([(tile_size - width) // 2, (tile_size - height) // 2])


def _check_positions(positions: np.ndarray) -> None:
    if positions.ndim != 2 or positions.shape[1] != 2:
        raise ValueError(f"positions are {positions.shape}, must be (n, 2)")
    # Written so that NaN, which compares false with anything, is refused as well.
    if not np.all((positions >= 0) & (positions <= 1)):
        raise ValueError("positions must lie in the unit square, from 0 to 1")
