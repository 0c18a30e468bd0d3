"""How fast tiles are drawn: the compiled kernel, its plain twin, and what memory would allow."""

import statistics
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numba
import numpy as np

from latent.tiles.drawing import draw_tiles
from latent.tiles.map_drawing import centering, tile_places
from latent.tiles.palette import OFF_WHITE, class_colors
from latent.tiles.resizing import resize_tiles

HEADER = (
    "  tiles  tile  image     kernel       tiles/s  frames/s  tiles at 30/s  memory    twin  equal"
)
FRAMES_PER_SECOND = 30  # of a window that feels alive
KERNEL_RUNS = 9
BANDWIDTH_BYTES = 256 * 2**20


@dataclass(frozen=True, eq=False)
class TileSpeed:
    """How fast a picture of `n_tiles` tiles is drawn.

    `tile_size` and `map_size` are the sides of a tile and of the picture, in pixels.
    `kernel_seconds` is the median of several runs, `plain_seconds` that of one; `picture` is the
    kernel's, uint8 (map_size, map_size, 3), and `is_equal` says whether the twin's is the same.
    """

    n_tiles: int
    map_size: int
    tile_size: int
    tile_bytes: int  # of all tiles together
    kernel_seconds: float
    plain_seconds: float
    picture: np.ndarray
    is_equal: bool

    @property
    def tiles_per_second(self) -> float:
        """How many tiles the kernel draws in a second."""
        return self.n_tiles / self.kernel_seconds

    def line(self, bytes_per_second: float) -> str:
        """Return the measures in the columns of HEADER; the argument is memory's bandwidth."""
        tiles_per_frame = int(self.tiles_per_second / FRAMES_PER_SECOND)
        # Tiles must pass memory once, as they are read, and the image as it is read and written.
        least_seconds = (self.tile_bytes + 2 * self.picture.size) / bytes_per_second
        return (
            f"{self.n_tiles:7,}  {self.tile_size:4}  {self.map_size:5}  "
            f"{self.kernel_seconds * 1000:6.1f} ms  {self.tiles_per_second:12,.0f}  "
            f"{1 / self.kernel_seconds:8,.0f}  {tiles_per_frame:13,}  "
            f"{least_seconds / self.kernel_seconds:6.0%}  "
            f"{self.plain_seconds / self.kernel_seconds:4.0f} ×  {'yes' if self.is_equal else 'NO'}"
        )


def measure_tiles(
    positions: np.ndarray, tiles: np.ndarray, labels: np.ndarray, map_size: int, tile_size: int
) -> TileSpeed:
    """Draw a map with the kernel and with its twin, and take the time of both.

    `positions`: (n, 2) in the unit square; `tiles`: uint8 (n, h, w[, 3]), resized before the clock
    starts; `labels`: (n,). Sizes in pixels a side.
    """
    resized = resize_tiles(tiles, tile_size)
    places = tile_places(positions, map_size, tile_size) + centering(resized, tile_size)
    colors = class_colors(int(labels.max()) + 1)

    def draw(is_plain: bool = False) -> tuple[float, np.ndarray]:
        image = np.full((map_size, map_size, 3), OFF_WHITE, np.uint8)
        started = time.perf_counter()
        draw_tiles(image, resized, places, colors, labels, is_plain)
        return time.perf_counter() - started, image

    draw()  # compiles, and brings the tiles into memory
    runs = [draw() for _ in range(KERNEL_RUNS)]
    plain_seconds, plain_picture = draw(is_plain=True)
    return TileSpeed(
        n_tiles=len(tiles),
        map_size=map_size,
        tile_size=tile_size,
        tile_bytes=resized.nbytes,
        kernel_seconds=statistics.median(seconds for seconds, _ in runs),
        plain_seconds=plain_seconds,
        picture=runs[0][1],
        is_equal=np.array_equal(runs[0][1], plain_picture),
    )


def memory_bandwidth() -> float:
    """Measure how many bytes a second all cores together read and write when they copy."""
    source = np.ones(BANDWIDTH_BYTES, np.uint8)
    target = np.zeros_like(source)
    n_threads = numba.config.NUMBA_NUM_THREADS
    parts = list(
        zip(np.array_split(target, n_threads), np.array_split(source, n_threads), strict=True)
    )
    seconds = []
    with ThreadPoolExecutor(n_threads) as threads:
        for _ in range(5):
            started = time.perf_counter()
            list(threads.map(lambda part: np.copyto(*part), parts))
            seconds.append(time.perf_counter() - started)
    return 2 * BANDWIDTH_BYTES / min(seconds)
