"""The pixels of a map: all tiles that fall into a view, and, while it is panned, only new ones."""

import numpy as np

from latent.tiles.drawing import draw_tiles
from latent.tiles.map_drawing import centering
from latent.tools.compiled import compiled
from latent.windows.explorer.tile_sizes import TileSizes
from latent.windows.explorer.view import PanZoom
from latent.windows.pictures import blank_picture, clear_picture


class MapPicture:
    """Draws tiles at their positions; a picture that only moved is scrolled and completed.

    `positions`: float32 (n, 2) in the unit square. `labels`: whole numbers (n,), which of
    `colors`, uint8 (k, 3), each tile gets. A tile's centre lies at its position to the nearest
    pixel; later tiles lie over earlier ones.
    """

    def __init__(self, positions: np.ndarray, labels: np.ndarray, colors: np.ndarray):
        self._positions, self._labels, self._colors = positions, labels, colors
        self._scale = None
        self._columns = self._rows = np.empty(0, np.int32)  # of all positions, at that scale
        self._made_from = None
        self._corner = (0, 0)
        self._picture = self._spare = blank_picture(1, 1)

    def draw(
        self, view: PanZoom, tiles: TileSizes, size: int, shown: np.ndarray | None
    ) -> np.ndarray:
        """Return the picture of `view`, uint8 (height, width, 4), rows from the top down.

        `tiles` are drawn `size` pixels wide; only those where `shown`, bool (n,), is true, by
        default all. The array is drawn on again by the next call.
        """
        made_from = (tiles, size, shown, (view.scale, view.width, view.height))
        dx, dy = self._corner[0] - view.left, self._corner[1] - view.top
        is_same = _is_same(made_from, self._made_from)
        self._made_from, self._corner = made_from, (view.left, view.top)
        if self._picture.shape[:2] != (view.height, view.width):
            self._picture = blank_picture(view.height, view.width)
            self._spare = blank_picture(view.height, view.width)
        if not is_same or abs(dx) >= view.width or abs(dy) >= view.height:
            self._locate(view.scale)
            self._fill(0, 0, view.width, view.height)
        elif dx or dy:
            self._scroll(dx, dy)
        return self._picture

    def _scroll(self, dx: int, dy: int) -> None:
        """Move the picture to the right and down, and draw what comes into sight."""
        self._picture, self._spare = self._spare, self._picture
        full_height, full_width, _ = self._picture.shape
        height, width = full_height - abs(dy), full_width - abs(dx)
        x, y = max(dx, 0), max(dy, 0)
        old_x, old_y = x - dx, y - dy
        self._picture[y : y + height, x : x + width] = self._spare[
            old_y : old_y + height, old_x : old_x + width
        ]
        if dy:
            self._fill(0, 0 if dy > 0 else height, full_width, abs(dy))
        if dx:
            self._fill(0 if dx > 0 else width, y, abs(dx), height)

    def _locate(self, scale: float) -> None:
        if scale != self._scale:
            self._scale = scale
            x, y = self._positions.T.astype(np.float64)
            self._columns = np.rint(x * scale).astype(np.int32)
            self._rows = np.rint((1 - y) * scale).astype(np.int32)

    def _fill(self, left: int, top: int, width: int, height: int) -> None:
        """Draw into a part of the picture the tiles that fall into it, and nothing else."""
        tiles, size, shown, _ = self._made_from
        part = self._picture[top : top + height, left : left + width]
        clear_picture(part)
        # Where in the plane of the map the part's corner lies, as seen from a tile's own corner.
        x = self._corner[0] + left + size // 2
        y = self._corner[1] + top + size // 2
        everything = np.ones(0, bool) if shown is None else shown
        indices = _inside(
            self._columns, self._rows, everything, x - size, x + width, y - size, y + height
        )
        if len(indices) == 0:
            return
        places = np.stack([self._columns[indices] - x, self._rows[indices] - y], axis=1)
        is_all = len(indices) == len(self._columns)
        some = tiles.get(size, None if is_all else indices)
        draw_tiles(
            part[..., :3],
            some,
            places + centering(some, size),
            self._colors,
            self._labels[indices],
        )


def _is_same(made_from: tuple, earlier: tuple | None) -> bool:
    """Whether a picture would only be moved; large arrays are the same if they are one object."""
    if earlier is None:
        return False
    tiles, size, shown, view = made_from
    return tiles is earlier[0] and shown is earlier[2] and (size, view) == (earlier[1], earlier[3])


@compiled
def _inside(
    columns: np.ndarray,
    rows: np.ndarray,
    shown: np.ndarray,
    left: int,
    right: int,
    top: int,
    bottom: int,
) -> np.ndarray:
    """Return the indices, in their order, of what is shown and lies within these bounds."""
    found = np.empty(columns.size, np.int64)
    n_found = 0
    for i in range(columns.size):
        inside = (left < columns[i]) & (columns[i] < right) & (top < rows[i]) & (rows[i] < bottom)
        found[n_found] = i
        n_found += inside & (shown.size == 0 or shown[i])
    return found[:n_found].copy()
