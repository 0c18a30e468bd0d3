"""The pixels of a map: all that falls into a view, and, while it is panned, only what is new."""

from dataclasses import dataclass

import numpy as np

from latent.tiles.drawing import draw_tiles
from latent.tiles.map_drawing import centering
from latent.tiles.palette import OFF_WHITE
from latent.tools.compiled import compiled
from latent.windows.explorer.class_names import ClassNames
from latent.windows.explorer.dots import draw_dots
from latent.windows.explorer.layers import FADED, SHOWN
from latent.windows.explorer.thinning import Spacings
from latent.windows.explorer.tile_sizes import TileSizes
from latent.windows.explorer.view import PanZoom
from latent.windows.pictures import blank_picture, clear_picture

DOT_SIZE = 2  # pixels of a plain display
DPI = 100  # of a plain display
DOT_SHARE = 0.36  # of a class's colour in its dots, the rest is the ground's; like the next one
FADED_SHARE = 0.13
GROUND = np.array([OFF_WHITE], np.uint8)


@dataclass(frozen=True, eq=False)
class Look:
    """What of a map is drawn how; another look is another object.

    `layers`: HIDDEN, FADED or SHOWN for each image, uint8 (n,); None: all are shown. `spacings`:
    of those that are shown. `names`: written on top, or None.
    """

    layers: np.ndarray | None
    spacings: Spacings
    names: ClassNames | None = None


class MapPicture:
    """Draws images at their positions; a picture that only moved is scrolled and completed.

    Every image that is not hidden is a dot; of those that are shown, as many as have room are
    tiles over the dots. `positions`: float32 (n, 2) in the unit square. `labels`: whole numbers
    (n,), which of `colors`, uint8 (k, 3), each image gets. A tile's centre lies at its position to
    the nearest pixel.
    """

    def __init__(self, positions: np.ndarray, labels: np.ndarray, colors: np.ndarray):
        self._positions = positions
        self.recolor(labels, colors)
        self._scale = None
        self._columns = self._rows = np.empty(0, np.int32)  # of all positions, at that scale
        self._made_from = None
        self._corner = (0, 0)
        self._picture = self._spare = blank_picture(1, 1)

    def recolor(self, labels: np.ndarray, colors: np.ndarray) -> None:
        """Give the images other colours, as at the beginning."""
        self._labels, self._colors = labels, colors
        self._inks = {SHOWN: _inks(colors, DOT_SHARE), FADED: _inks(colors, FADED_SHARE)}
        self._made_from = None

    def draw(
        self,
        view: PanZoom,
        tiles: TileSizes,
        size: int,
        spacing: float,
        look: Look,
        ratio: float = 1,
    ) -> np.ndarray:
        """Return the picture of `view`, uint8 (height, width, 4), rows from the top down.

        `tiles` are drawn `size` pixels wide, those that are shown and have this spacing or more.
        `ratio`: pixels for each pixel of a plain display, for dots and names. The array is drawn on
        again by the next call.
        """
        made_from = (tiles, size, spacing, look, ratio, (view.scale, view.width, view.height))
        dx, dy = self._corner[0] - view.left, self._corner[1] - view.top
        is_same = made_from == self._made_from
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

    def is_empty(self) -> bool:
        """Whether nothing lies in the view that was drawn last but what is hidden."""
        look, view = self._made_from[3], self._made_from[-1]
        layers = np.ones(0, np.uint8) if look.layers is None else look.layers
        return not _is_any_inside(self._columns, self._rows, layers, *self._corner, *view[1:])

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
            self._columns, self._rows = _rounded(self._positions, scale)

    def _fill(self, left: int, top: int, width: int, height: int) -> None:
        """Draw into a part of the picture what falls into it, and nothing else."""
        look, ratio = self._made_from[3:5]
        part = self._picture[top : top + height, left : left + width]
        clear_picture(part)
        # Where in the plane of the map the part's corner lies.
        x, y = self._corner[0] + left, self._corner[1] + top
        self._draw_dots(part, x, y, look, round(DOT_SIZE * ratio))
        self._draw_tiles(part, x, y, look)
        if look.names is not None:
            look.names.draw(part, x, y, self._scale, round(DPI * ratio))

    def _draw_dots(self, part: np.ndarray, x: int, y: int, look: Look, side: int) -> None:
        pixels = part.view(np.uint32)[..., 0]
        shift = (x + side // 2, y + side // 2)
        for layer in (SHOWN,) if look.layers is None else (FADED, SHOWN):
            draw_dots(
                pixels,
                self._columns,
                self._rows,
                self._labels,
                self._inks[layer],
                look.layers,
                layer,
                side,
                shift,
            )

    def _draw_tiles(self, part: np.ndarray, x: int, y: int, look: Look) -> None:
        tiles, size, spacing, *_ = self._made_from
        height, width = part.shape[:2]
        x, y = x + size // 2, y + size // 2  # as seen from a tile's own corner
        indices = _inside(
            self._columns,
            self._rows,
            look.spacings.down_to(spacing),
            np.float32(spacing),
            x - size,
            x + width,
            y - size,
            y + height,
        )
        if len(indices) == 0:
            return
        places = np.stack([self._columns[indices] - x, self._rows[indices] - y], axis=1)
        if tiles.images.ndim == 3:  # ink, which would not be read among dots
            _clear_squares(part.view(np.uint32)[..., 0], places, size, _inks(GROUND, 1)[0])
        some = tiles.get(size, indices)
        draw_tiles(
            part[..., :3],
            some,
            places + centering(some, size),
            self._colors,
            self._labels[indices],
        )


def _inks(colors: np.ndarray, share: float) -> np.ndarray:
    """Return colours, uint8 (k, 3), with this share on the ground, as pixels uint32 (k,)."""
    inks = np.full((len(colors), 4), 255, np.uint8)
    inks[:, :3] = np.rint(share * colors + (1 - share) * np.array(OFF_WHITE))
    return inks.view(np.uint32)[:, 0]


@compiled
def _rounded(positions: np.ndarray, scale: float) -> tuple[np.ndarray, np.ndarray]:
    """Return the columns and rows, int32 (n,), of positions (n, 2) at a scale."""
    columns, rows = np.empty((2, len(positions)), np.int32)
    for i in range(len(positions)):
        columns[i] = np.rint(np.float64(positions[i, 0]) * scale)
        rows[i] = np.rint((1 - np.float64(positions[i, 1])) * scale)
    return columns, rows


@compiled
def _inside(
    columns: np.ndarray,
    rows: np.ndarray,
    spacings: np.ndarray,
    spacing: float,
    left: int,
    right: int,
    top: int,
    bottom: int,
) -> np.ndarray:
    """Return the indices, in their order, of what has the spacing and lies within these bounds."""
    found = np.empty(columns.size, np.int64)
    n_found = 0
    for i in range(columns.size):
        inside = (left < columns[i]) & (columns[i] < right) & (top < rows[i]) & (rows[i] < bottom)
        found[n_found] = i
        n_found += inside & (spacings[i] >= spacing)
    return found[:n_found].copy()


@compiled
def _clear_squares(picture: np.ndarray, places: np.ndarray, side: int, ink: int) -> None:
    """Give squares with these upper left corners (n, 2) one colour; cut off beyond the picture."""
    height, width = picture.shape
    for k in range(len(places)):
        left, right = max(places[k, 0], 0), min(places[k, 0] + side, width)
        for row in range(max(places[k, 1], 0), min(places[k, 1] + side, height)):
            for column in range(left, right):
                picture[row, column] = ink


@compiled
def _is_any_inside(
    columns: np.ndarray,
    rows: np.ndarray,
    layers: np.ndarray,
    left: int,
    top: int,
    width: int,
    height: int,
) -> bool:
    """Return whether anything that is not hidden, which is layer 0, lies in a rectangle."""
    for i in range(columns.size):
        x, y = columns[i] - left, rows[i] - top
        if 0 <= x < width and 0 <= y < height and (layers.size == 0 or layers[i] != 0):
            return True
    return False
