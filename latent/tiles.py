"""Drawing very many small gray images as coloured tiles: compiled, with a plain twin; and mosaics.

Images are arrays of rows from the top down, places on them are (x, y) of a tile's top-left corner.
"""

import math
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import numba
import numpy as np

from latent.palette import OFF_WHITE

LEAST_TILE_SIZE = 6  # pixels: below that no digit is read
MOST_TILE_SIZE = 56  # twice MNIST's own: above that a tile only gets blurry
TILES_OVER_AREA = 2.0  # digits are set in about half of their tile, so that much may overlap

_BANDS_PER_CORE = 4  # so that a crowded band does not keep one core busy while others wait
_CHUNK_TILES = 4096  # resized at a time, so that the work space stays at tens of MB


def blit_tiles(
    image: np.ndarray,
    tiles: np.ndarray,
    places: np.ndarray,
    colors: np.ndarray,
    labels: np.ndarray | None = None,
) -> None:
    """Draw tiles onto `image` in place, later ones over earlier ones, on all cores.

    `image`: uint8 (height, width, 3). `tiles`: uint8 (n, h, w), 0 clear to 255 full colour.
    `places`: whole numbers (n, 2), the x and y of each tile's top-left pixel; what falls outside
    the image is left out. `colors`: uint8 (k, 3); tile i gets `colors[labels[i]]`, without
    `labels` `colors[i]`. A pixel p under opacity a and colour c becomes
    round((p * (255 - a) + c * a) / 255). Raises ValueError if the arrays do not fit together.
    """
    inks = _check_and_pick_inks(image, tiles, places, colors, labels)
    if tiles.size == 0:
        return
    top = max(int(places[:, 1].min()), 0)
    bottom = min(int(places[:, 1].max()) + tiles.shape[1], len(image))
    n_threads = numba.config.NUMBA_NUM_THREADS
    band_height = max(math.ceil((bottom - top) / (_BANDS_PER_CORE * n_threads)), tiles.shape[1])
    bands = [(y, min(y + band_height, bottom)) for y in range(top, bottom, band_height)]
    places = np.ascontiguousarray(places, np.int64)
    # Each band of rows takes its tiles in their order, so the order holds for every pixel.
    with ThreadPoolExecutor(n_threads) as threads:
        list(threads.map(lambda band: _blit_band(image, *band, tiles, places, inks), bands))


def blit_tiles_plain(
    image: np.ndarray,
    tiles: np.ndarray,
    places: np.ndarray,
    colors: np.ndarray,
    labels: np.ndarray | None = None,
) -> None:
    """Do what `blit_tiles` does, to the last bit, one tile after the other in plain numpy."""
    inks = _check_and_pick_inks(image, tiles, places, colors, labels)
    height, width, _ = image.shape
    _, tile_height, tile_width = tiles.shape
    for tile, (x, y), ink in zip(tiles, places.tolist(), inks.astype(np.int32), strict=True):
        left, right = max(x, 0), min(x + tile_width, width)
        top, bottom = max(y, 0), min(y + tile_height, height)
        if left < right and top < bottom:
            under = image[top:bottom, left:right]
            opacity = tile[top - y : bottom - y, left - x : right - x, None].astype(np.int32)
            under[:] = (under * (255 - opacity) + ink * opacity + 127) // 255


def resize_tiles(tiles: np.ndarray, size: int) -> np.ndarray:
    """Return uint8 tiles (n, h, w) as squares (n, size, size), rounded to the nearest, halves up.

    A side that shrinks takes the mean of the area that each new pixel covers, one that grows is
    interpolated linearly between pixel centres. Raises ValueError for other arrays or sizes.
    """
    _check_tiles(tiles)
    if size < 1:
        raise ValueError(f"size is {size}, must be at least 1")
    n_tiles, height, width = tiles.shape
    row_weights, column_weights = _resizing_weights(height, size), _resizing_weights(width, size)
    total = int(row_weights[0].sum() * column_weights[0].sum())
    # All sums are whole numbers that this type holds exactly, so nothing depends on their order.
    exact_type = np.float32 if 256 * total < 2**24 else np.float64
    row_weights, column_weights = row_weights.astype(exact_type), column_weights.astype(exact_type)
    resized = np.empty((n_tiles, size, size), np.uint8)
    for start in range(0, n_tiles, _CHUNK_TILES):
        chunk = tiles[start : start + _CHUNK_TILES].astype(exact_type)
        sums = row_weights @ (chunk @ column_weights.T)  # (chunk, size, size)
        resized[start : start + _CHUNK_TILES] = (sums + total // 2) / total
    return resized


def fitting_tile_size(positions: np.ndarray, map_size: int) -> int:
    """Return the side in pixels of the tiles with which a map of `positions` reads well.

    `positions` (n, 2) lie in the unit square of a map of `map_size` pixels a side. The tiles'
    areas add up to twice the area where points are, within 6 to 56 pixels and within the map.

    >>> grid = np.stack(np.meshgrid(np.arange(32), np.arange(32)), axis=-1).reshape(-1, 2) / 31
    >>> fitting_tile_size(grid, 640)
    28
    """
    _check_positions(positions)
    n_points = max(len(positions), 1)
    n_cells = min(max(math.isqrt(n_points) // 2, 1), 64)  # a side; some 4 points a cell or more
    columns, rows = np.minimum((positions * n_cells).astype(int), n_cells - 1).T
    occupied = len(np.unique(rows * n_cells + columns)) / n_cells**2
    side = int(map_size * math.sqrt(TILES_OVER_AREA * occupied / n_points))
    return min(max(side, LEAST_TILE_SIZE), MOST_TILE_SIZE, map_size)


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
    inside the picture, so no tile is cut. `tiles` uint8 (n, h, w) are resized to `tile_size`;
    `labels` pick among `colors` as in `blit_tiles`. Raises ValueError if anything does not fit.
    """
    _check_positions(positions)
    if not 1 <= tile_size <= size:
        raise ValueError(f"tile_size is {tile_size}, must be from 1 to the map's size {size}")
    image = np.full((size, size, 3), ground, np.uint8)
    corners = np.stack([positions[:, 0], 1 - positions[:, 1]], axis=1) * (size - tile_size)
    places = np.rint(corners).astype(np.int64)
    blit_tiles(image, resize_tiles(tiles, tile_size), places, colors, labels)
    return image


def mosaic(
    images: np.ndarray, n_columns: int, gap: int = 1, fill: int | tuple[int, int, int] = 0
) -> np.ndarray:
    """Return images set row by row into a grid, `gap` pixels apart.

    `images` (n, h, w) or (n, h, w, 3); the grid has their type, and `fill` in its gaps and its
    unused cells. Raises ValueError for arrays of another shape, no columns or a negative gap.

    >>> mosaic(np.array([[[1]], [[2]], [[3]]]), n_columns=2, gap=0, fill=9)
    array([[1, 2],
           [3, 9]])
    """
    if not (images.ndim == 3 or (images.ndim == 4 and images.shape[3] == 3)):
        raise ValueError(f"images are {images.shape}, must be (n, h, w) or (n, h, w, 3)")
    if n_columns < 1 or gap < 0:
        raise ValueError(f"n_columns {n_columns} must be at least 1, gap {gap} at least 0")
    n_images, height, width, *channels = images.shape
    n_rows = math.ceil(n_images / n_columns)
    cells = np.full((n_rows * n_columns, height + gap, width + gap, *channels), fill, images.dtype)
    cells[:n_images, :height, :width] = images
    grid = cells.reshape(n_rows, n_columns, height + gap, width + gap, *channels).swapaxes(1, 2)
    grid = grid.reshape(n_rows * (height + gap), n_columns * (width + gap), *channels)
    return grid[: max(len(grid) - gap, 0), : grid.shape[1] - gap]


def compiled(function: Callable) -> Callable:
    """Compile with numba, free of the interpreter's lock; kept on disk where a folder allows it."""
    try:
        return numba.njit(nogil=True, cache=True)(function)
    except RuntimeError:  # there is no folder to keep it in
        return numba.njit(nogil=True)(function)


@compiled
def _blit_band(
    image: np.ndarray,
    top: int,
    bottom: int,
    tiles: np.ndarray,
    places: np.ndarray,
    inks: np.ndarray,
) -> None:
    """Draw what falls into rows `top` to `bottom` - 1."""
    width = image.shape[1]
    n_tiles, tile_height, tile_width = tiles.shape
    inked = np.empty(tile_width, np.int64)  # columns of one row that are not clear
    for i in range(n_tiles):
        tile_left, tile_top = places[i, 0], places[i, 1]
        left, right = max(tile_left, 0), min(tile_left + tile_width, width)
        if left >= right:
            continue
        red, green, blue = np.uint32(inks[i, 0]), np.uint32(inks[i, 1]), np.uint32(inks[i, 2])
        for y in range(max(tile_top, top), min(tile_top + tile_height, bottom)):
            pixels = image[y, left:right]
            opacities = tiles[i, y - tile_top, left - tile_left : right - tile_left]
            # Collecting the inked pixels first leaves no branch that a processor could guess
            # wrong, and is faster than testing each pixel on the way.
            n_inked = 0
            for x in range(opacities.size):
                inked[n_inked] = x
                n_inked += opacities[x] != 0
            for k in range(n_inked):
                x = np.uint64(inked[k])  # unsigned: numba need not look for negative indices
                opacity = np.uint32(opacities[x])
                pixels[x, 0] = _blend(pixels[x, 0], red, opacity)
                pixels[x, 1] = _blend(pixels[x, 1], green, opacity)
                pixels[x, 2] = _blend(pixels[x, 2], blue, opacity)


@compiled
def _blend(under: np.uint32, ink: np.uint32, opacity: np.uint32) -> np.uint32:
    """Mix two channels; (s + 128 + (s + 128) // 256) // 256 is round(s / 255) up to 255 * 255."""
    total = np.uint32(under) * (np.uint32(255) - opacity) + ink * opacity + np.uint32(128)
    return (total + (total >> np.uint32(8))) >> np.uint32(8)


def _resizing_weights(n_old: int, n_new: int) -> np.ndarray:
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


def _check_and_pick_inks(
    image: np.ndarray,
    tiles: np.ndarray,
    places: np.ndarray,
    colors: np.ndarray,
    labels: np.ndarray | None,
) -> np.ndarray:
    """Return the colour of every tile, uint8 (n, 3); raise ValueError if the arrays do not fit."""
    _check_tiles(tiles)
    n_tiles = len(tiles)
    if image.dtype != np.uint8 or image.ndim != 3 or image.shape[2] != 3:
        raise ValueError(f"image is {image.dtype} {image.shape}, must be uint8 (height, width, 3)")
    if not np.issubdtype(places.dtype, np.integer) or places.shape != (n_tiles, 2):
        raise ValueError(
            f"places are {places.dtype} {places.shape}, must be whole numbers ({n_tiles}, 2)"
        )
    if colors.dtype != np.uint8 or colors.ndim != 2 or colors.shape[1] != 3:
        raise ValueError(f"colors are {colors.dtype} {colors.shape}, must be uint8 (k, 3)")
    if labels is None:
        if len(colors) != n_tiles:
            raise ValueError(f"{len(colors)} colors for {n_tiles} tiles: give one each, or labels")
        return np.ascontiguousarray(colors)
    if not np.issubdtype(labels.dtype, np.integer) or labels.shape != (n_tiles,):
        raise ValueError(
            f"labels are {labels.dtype} {labels.shape}, must be whole numbers ({n_tiles},)"
        )
    if n_tiles and not 0 <= labels.min() <= labels.max() < len(colors):
        raise ValueError(
            f"labels are from {labels.min()} to {labels.max()}, must be from 0 to {len(colors) - 1}"
        )
    return colors[labels]


def _check_tiles(tiles: np.ndarray) -> None:
    if tiles.dtype != np.uint8 or tiles.ndim != 3:
        raise ValueError(f"tiles are {tiles.dtype} {tiles.shape}, must be uint8 (n, h, w)")
    if len(tiles) and tiles.size == 0:
        raise ValueError(f"tiles are {tiles.shape}: they have no pixels")


def _check_positions(positions: np.ndarray) -> None:
    if positions.ndim != 2 or positions.shape[1] != 2:
        raise ValueError(f"positions are {positions.shape}, must be (n, 2)")
    # Written so that NaN, which compares false with anything, is refused as well.
    if not np.all((positions >= 0) & (positions <= 1)):
        raise ValueError("positions must lie in the unit square, from 0 to 1")
