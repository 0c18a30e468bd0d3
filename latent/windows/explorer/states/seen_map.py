"""What is seen of a map: a part of it, with images as tiles or dots."""

import numpy as np

from latent.tiles.map_drawing import MOST_TILE_SIZE
from latent.windows.explorer.coder import Coder
from latent.windows.explorer.experiments.base import FIRST
from latent.windows.explorer.map_picture import MapPicture
from latent.windows.explorer.seen import Seen
from latent.windows.explorer.states.choice import Choice
from latent.windows.explorer.states.colors import Colors
from latent.windows.explorer.states.tiles import MapTiles
from latent.windows.explorer.thinning import level_of
from latent.windows.explorer.tile_sizes import SIZES, nearest_size
from latent.windows.explorer.view import PanZoom

STEP = 2**0.5  # of the tiles' size
MOST_STEPS = 6
READABLE_SIZE = 20  # pixels: tiles are not smaller unless a user wants it
TILE_GAP = 1  # pixels at least between two tiles
REACH = 12  # pixels from an image's place that still count as pointing at it


class SeenMap:
    """The map of the images of a `coder`, seen through a `view`, which is its panel's size.

    `model`: which of the models of the tabs it is of. Which images are shown, faded or hidden, says
    the `choice`, their colours the `colors`, and as what they are drawn the `tiles`. `everything`:
    how all images are seen, whatever is chosen. `tile_steps`: by how many steps of √2 a user made
    the tiles larger.
    """

    def __init__(
        self,
        coder: Coder,
        model: int,
        view: PanZoom,
        choice: Choice,
        colors: Colors,
        tiles: MapTiles,
    ):
        self.coder, self.content, self.model = coder, coder.content, model
        self.view, self.tiles = view, tiles
        self._choice, self._colors = choice, colors
        self.tile_steps = 0
        self.everything = Seen(self.content, None)
        self._chosen, self._chosen_layers = self.everything, None  # the last, and what it is of
        self._ratio = 1.0
        self._coloring = colors.coloring
        self._picture = MapPicture(
            self.content.positions, self._coloring.labels, self._coloring.colors
        )

    @property
    def is_first(self) -> bool:
        """Whether it is the map that was opened, and not one that it is compared with."""
        return self.model == FIRST

    @property
    def seen(self) -> Seen:
        """How the images are seen that are chosen now."""
        layers = self._choice.layers
        if layers is None:
            return self.everything
        if layers is not self._chosen_layers:
            self._chosen = Seen(self.content, layers, self.everything)
            self._chosen_layers = layers
        return self._chosen

    # Tiles.

    @property
    def tile_size(self) -> int:
        """The side of a tile in pixels, one of SIZES."""
        return nearest_size(self._tile_side * 1.001)

    @property
    def tile_spacing(self) -> float:
        """The spacing of what is drawn as a tile: see `thinning`.

        It only gets smaller as the map is enlarged, so that no tile disappears.
        """
        return level_of((self._tile_side + TILE_GAP) / self.view.scale)

    @property
    def _tile_side(self) -> float:
        """The side in pixels that a tile may have at most.

        Tiles can always be read, and once there is room for all they grow with the map;
        `enlarge_tiles` makes them larger or smaller than that.
        """
        sides = self.tiles.original.images.shape[1:3]
        shape = max(sides) / min(sides)  # of wide tiles the shorter side is to be read
        least = READABLE_SIZE * self._ratio * shape**0.5
        side = max(self.view.scale * self.seen.tile_share, least)
        side = min(side, MOST_TILE_SIZE * self._ratio * shape) * STEP**self.tile_steps
        return min(side, SIZES[-1])

    def enlarge_tiles(self, steps: int) -> None:
        """Make tiles larger, or with a negative number smaller, by steps of √2."""
        now = self.tile_size
        self.tile_steps = min(max(self.tile_steps + steps, -MOST_STEPS), MOST_STEPS)
        if self.tile_size == now and now in (SIZES[0], SIZES[-1]):
            self.tile_steps -= steps  # or as many steps back would do nothing

    # The picture.

    def resize(self, width: int, height: int, ratio: float = 1) -> None:
        """Take the size of the map's panel, and its pixels for each pixel of a plain display."""
        self.view.resize(width, height)
        self._ratio = ratio

    def picture(self) -> np.ndarray:
        """Return the map as it is seen now, uint8 (height, width, 4), rows from the top down.

        The array is drawn on again by the next call.
        """
        coloring = self._colors.coloring
        if coloring is not self._coloring:
            self._picture.recolor(coloring.labels, coloring.colors)
            self._coloring = coloring
        return self._picture.draw(
            self.view,
            self.tiles.shown,
            self.tile_size,
            self.tile_spacing,
            self.seen.look,
            self._ratio,
        )

    def empty_words(self) -> str:
        """Return why the last picture shows no image, and what helps; "" if it shows one."""
        if self.seen.is_empty:
            return "all classes are hidden, escape: show all"
        return "nothing here, r: whole map" if self._picture.is_empty() else ""

    # Places.

    def image_at(self, x: float, y: float) -> int | None:
        """Return the index of the image at a pixel of the map, or None."""
        scale = self.view.scale
        return self.seen.point_at(
            *self.view.to_data(x, y),
            tile_reach=self.tile_size / 2 / scale,
            spacing=self.tile_spacing,
            reach=self.reach / scale,
        )

    @property
    def reach(self) -> float:
        """How many pixels from its place something can still be pointed at."""
        return REACH * self._ratio

    def spacing_of(self, index: int) -> float:
        """Return up to which `tile_spacing` an image that is shown is a tile; 0: it never is."""
        return self.seen.look.spacings.of(index)
