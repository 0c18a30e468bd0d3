"""Tiles of either kind drawn by the kernel of their own: grey ones as ink, colour ones as they are.

A grey tile is ink in the colour of its class. A colour tile has a thin frame in that colour where
it is large enough to carry one.
"""

import numpy as np

from latent.tiles.blitting import blit_tiles, blit_tiles_plain
from latent.tiles.color_blitting import blit_color_tiles, blit_color_tiles_plain

FRAMED_SIZE = 16  # pixels: smaller tiles would be more frame than picture
WIDELY_FRAMED_SIZE = 48


def draw_tiles(
    image: np.ndarray,
    tiles: np.ndarray,
    places: np.ndarray,
    colors: np.ndarray,
    labels: np.ndarray | None = None,
    is_plain: bool = False,
) -> None:
    """Draw tiles uint8 (n, h, w) or (n, h, w, 3) onto `image` in place, later ones over earlier.

    `colors`: uint8 (k, 3), of the classes; tile i belongs to class `labels[i]`, without `labels`
    to class i. The other arguments are those of `blit_tiles`; `is_plain` takes the plain twins.
    """
    if tiles.ndim == 3:
        (blit_tiles_plain if is_plain else blit_tiles)(image, tiles, places, colors, labels)
        return
    width = frame_width(max(tiles.shape[1:3]))
    blit = blit_color_tiles_plain if is_plain else blit_color_tiles
    blit(image, tiles, places, colors if width else None, labels, width)


def frame_width(tile_size: int) -> int:
    """Return how many pixels wide the frame of a colour tile is.

    >>> [frame_width(size) for size in (8, 28, 64)]
    [0, 1, 2]
    """
    return (tile_size >= FRAMED_SIZE) + (tile_size >= WIDELY_FRAMED_SIZE)
