"""Drawing opaque colour tiles onto an image, front to back: compiled, with a plain twin.

A colour image hides whatever lies behind it, so a pixel belongs to the front tile alone. One bit
a pixel says whether it has been drawn; a row of a tile whose bits are all set is passed over
without being read. So the time goes with the number of tiles and not with how much they overlap.
"""

from concurrent.futures import ThreadPoolExecutor

import numba
import numpy as np

from latent.tiles.blitting import (
    check_color_tiles,
    check_image_and_places,
    pick_colors,
    tiles_by_cell,
)
from latent.tools.compiled import compiled

_WORD = 64  # bits: pixels whose drawing is noted together
_ROWS_AT_ONCE = 64  # of the image, drawn by one thread: their bits stay in a core's own cache
_FEWEST_FOR_THREADS = 2**17  # pixels of tiles: fewer are drawn before a thread has started


def blit_color_tiles(
    image: np.ndarray,
    tiles: np.ndarray,
    places: np.ndarray,
    frame_colors: np.ndarray | None = None,
    labels: np.ndarray | None = None,
    frame_width: int = 1,
) -> None:
    """Draw colour tiles onto `image` in place, later ones over earlier ones, on all cores.

    `image`: uint8 (height, width, 3). `tiles`: uint8 (n, h, w, 3). `places`: whole numbers (n, 2),
    the x and y of each tile's top-left pixel; what falls outside the image is left out.
    `frame_colors`: uint8 (k, 3); the outermost `frame_width` pixels of tile i get
    `frame_colors[labels[i]]`, without `labels` `frame_colors[i]`, and without `frame_colors` they
    stay as they are. Raises ValueError if the arrays do not fit together.
    """
    frames, frame_width = _check_and_pick_frames(
        image, tiles, places, frame_colors, labels, frame_width
    )
    if tiles.size == 0 or image.size == 0:
        return
    tiles = np.ascontiguousarray(tiles)
    places = np.ascontiguousarray(places, np.int64)
    bands = range(0, len(image), _ROWS_AT_ONCE)
    bits = _ROWS_AT_ONCE.bit_length() - 1, image.shape[1].bit_length()  # bands of whole rows
    starts, members = tiles_by_cell(places, *tiles.shape[1:3], *image.shape[:2], *bits)

    def draw(band: int) -> None:
        rows = image[band : band + _ROWS_AT_ONCE]
        number = band // _ROWS_AT_ONCE
        some = members[starts[number] : starts[number + 1]]
        _draw_band(rows, band, some, tiles, places, frames, frame_width)

    n_threads = min(numba.config.NUMBA_NUM_THREADS, len(bands))
    if n_threads < 2 or tiles.size < 3 * _FEWEST_FOR_THREADS:
        for band in bands:
            draw(band)
        return
    with ThreadPoolExecutor(n_threads) as threads:
        list(threads.map(draw, bands))


def blit_color_tiles_plain(
    image: np.ndarray,
    tiles: np.ndarray,
    places: np.ndarray,
    frame_colors: np.ndarray | None = None,
    labels: np.ndarray | None = None,
    frame_width: int = 1,
) -> None:
    """Do what `blit_color_tiles` does, one tile after the other in plain numpy."""
    frames, frame_width = _check_and_pick_frames(
        image, tiles, places, frame_colors, labels, frame_width
    )
    height, width, _ = image.shape
    _, tile_height, tile_width, _ = tiles.shape
    for tile, (x, y), color in zip(tiles, places.tolist(), frames, strict=True):
        framed = np.empty_like(tile)
        framed[:] = color
        inner = np.s_[
            frame_width : max(tile_height - frame_width, 0),
            frame_width : max(tile_width - frame_width, 0),
        ]
        framed[inner] = tile[inner]
        left, right = max(x, 0), min(x + tile_width, width)
        top, bottom = max(y, 0), min(y + tile_height, height)
        if left < right and top < bottom:
            image[top:bottom, left:right] = framed[top - y : bottom - y, left - x : right - x]


@compiled
def _draw_band(
    rows: np.ndarray,
    band_top: int,
    members: np.ndarray,
    tiles: np.ndarray,
    places: np.ndarray,
    frames: np.ndarray,
    frame_width: int,
) -> None:
    """Draw those of all tiles that are `members` of a band of rows, the last one first."""
    height, width, _ = rows.shape
    _, tile_height, tile_width, _ = tiles.shape
    every_bit = ~np.uint64(0)
    is_drawn = np.zeros((height, (width - 1) // _WORD + 1), np.uint64)
    for k in range(members.size - 1, -1, -1):
        i = members[k]
        tile_left, tile_top = places[i, 0], places[i, 1] - band_top
        left, right = max(tile_left, 0), min(tile_left + tile_width, width)
        top, bottom = max(tile_top, 0), min(tile_top + tile_height, height)
        red, green, blue = frames[i, 0], frames[i, 1], frames[i, 2]
        for word in range(left // _WORD, (right - 1) // _WORD + 1):
            start, end = max(left - word * _WORD, 0), min(right - word * _WORD, _WORD)
            own = (every_bit >> np.uint64(_WORD - (end - start))) << np.uint64(start)
            for y in range(top, bottom):
                missing = own & ~is_drawn[y, word]
                if missing == 0:
                    continue
                is_drawn[y, word] |= own
                tile_y = y - tile_top
                is_frame_row = tile_y < frame_width or tile_y >= tile_height - frame_width
                for bit in range(start, end):
                    if (missing >> np.uint64(bit)) & np.uint64(1):
                        x = word * _WORD + bit
                        tile_x = x - tile_left
                        if (
                            is_frame_row
                            or tile_x < frame_width
                            or tile_x >= tile_width - frame_width
                        ):
                            rows[y, x, 0], rows[y, x, 1], rows[y, x, 2] = red, green, blue
                        else:
                            for channel in range(3):
                                rows[y, x, channel] = tiles[i, tile_y, tile_x, channel]


def _check_and_pick_frames(
    image: np.ndarray,
    tiles: np.ndarray,
    places: np.ndarray,
    frame_colors: np.ndarray | None,
    labels: np.ndarray | None,
    frame_width: int,
) -> tuple[np.ndarray, int]:
    """Return the frame's colour of every tile, uint8 (n, 3), and its width, 0 without a frame."""
    check_color_tiles(tiles)
    check_image_and_places(image, places, len(tiles))
    if frame_colors is None:
        return np.zeros((len(tiles), 3), np.uint8), 0
    if frame_width < 0:
        raise ValueError(f"frame_width is {frame_width}, must be at least 0")
    return pick_colors(frame_colors, labels, len(tiles)), frame_width
