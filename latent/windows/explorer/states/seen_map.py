"""What is seen of a map: a part of it, images as tiles or dots, and the one that is pointed at."""

from collections.abc import Sequence

import numpy as np

from latent.maps.embedding_file import EmbeddingFile
from latent.tiles.map_drawing import MOST_TILE_SIZE
from latent.tiles.palette import class_colors
from latent.windows.explorer.choice import HIDDEN, Choice
from latent.windows.explorer.experiments.base import Cell
from latent.windows.explorer.map_picture import MapPicture
from latent.windows.explorer.seen import Seen
from latent.windows.explorer.states.coded_map import CodedMap
from latent.windows.explorer.thinning import level_of
from latent.windows.explorer.tile_sizes import SIZES, TileSizes, nearest_size
from latent.windows.explorer.view import PanZoom

STEP = 2**0.5  # of the tiles' size
MOST_STEPS = 6
READABLE_SIZE = 20  # pixels: tiles are not smaller unless a user wants it
TILE_GAP = 1  # pixels at least between two tiles
REACH = 12  # pixels from an image's place that still count as pointing at it


class SeenMap(CodedMap):
    """A map in a panel of `width` by `height` pixels.

    `choice`: which images are shown, faded or hidden; `hovered`: the image that is pointed at, the
    same on all maps.
    """

    def __init__(
        self,
        content: EmbeddingFile,
        width: int,
        height: int,
        others: Sequence["SeenMap"],
        name: str,
    ):
        super().__init__(content, others, name)
        self.view = PanZoom(width, height)
        self.colors = class_colors(len(content.label_names))
        self.maps: tuple[SeenMap, ...] = (self, *self.others)
        self.hovered = None
        self.choice = Choice(content)
        self.shows_decoded = False
        self.tile_steps = 0
        self.original_tiles = TileSizes(content.pictures(content.images))
        self._decoded_tiles: TileSizes | None = None
        self._picture = MapPicture(content.positions, content.labels, self.colors)
        self._seen = self.everything = Seen(content, None)
        self._ratio = 1.0

    @property
    def hovered(self) -> int | None:
        """The image that is pointed at, on whichever map it was."""
        return self.maps[0]._hovered

    @hovered.setter
    def hovered(self, index: int | None) -> None:
        self.maps[0]._hovered = index

    @property
    def tiles(self) -> TileSizes:
        """The images that are drawn on the map: as they are, or as they are decoded."""
        return self._decoded_tiles if self.shows_decoded else self.original_tiles

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
        sides = self.original_tiles.images.shape[1:3]
        shape = max(sides) / min(sides)  # of wide tiles the shorter side is to be read
        least = READABLE_SIZE * self._ratio * shape**0.5
        side = max(self.view.scale * self._seen.tile_share, least)
        side = min(side, MOST_TILE_SIZE * self._ratio * shape) * STEP**self.tile_steps
        return min(side, SIZES[-1])

    def resize(self, width: int, height: int, ratio: float = 1) -> None:
        """Take the size of the map's panel, and its pixels for each pixel of a plain display."""
        self.view.resize(width, height)
        self._ratio = ratio

    def picture(self) -> np.ndarray:
        """Return the map as it is seen now, uint8 (height, width, 4), rows from the top down.

        The array is drawn on again by the next call.
        """
        return self._picture.draw(
            self.view, self.tiles, self.tile_size, self.tile_spacing, self._seen.look, self._ratio
        )

    def empty_words(self) -> str:
        """Return why the last picture shows no image, and what helps; "" if it shows one."""
        if self._seen.is_empty:
            return "all classes are hidden, escape: show all"
        return "nothing here, r: whole map" if self._picture.is_empty() else ""

    def enlarge_tiles(self, steps: int) -> None:
        """Make tiles larger, or with a negative number smaller, by steps of √2."""
        now = self.tile_size
        self.tile_steps = min(max(self.tile_steps + steps, -MOST_STEPS), MOST_STEPS)
        if self.tile_size == now and now in (SIZES[0], SIZES[-1]):
            self.tile_steps -= steps  # or as many steps back would do nothing

    # Pointing.

    def prepare_pointing(self) -> None:
        """Make ready what `point_at` needs; another thread can do it."""
        self._seen.prepare_pointing()

    def point_at(self, x: float, y: float) -> bool:
        """Find the image at a pixel of the map; returns whether it is another than before."""
        before, scale = (self.hovered, self.tabs.pointed), self.view.scale
        self.tabs.pointed = None
        self.hovered = self._seen.point_at(
            *self.view.to_data(x, y),
            tile_reach=self.tile_size / 2 / scale,
            spacing=self.tile_spacing,
            reach=REACH * self._ratio / scale,
        )
        return (self.hovered, self.tabs.pointed) != before

    def point_nowhere(self) -> bool:
        """Point at no tile; returns whether one was pointed at before."""
        before = self.hovered, self.tabs.pointed
        self.hovered = self.tabs.pointed = None
        return before != (None, None)

    def point_at_image(self, index: int | None) -> bool:
        """Point at this image, or at none; returns whether it is another than before."""
        before = self.hovered, self.tabs.pointed
        self.hovered, self.tabs.pointed = index, None
        return before != (index, None)

    def point_at_cell(self, cell: Cell | None) -> bool:
        """Point at a cell of a sheet, or at none; returns whether it is another than before.

        A cell that stands for one image points at it on the map, too.
        """
        before = self.tabs.pointed, self.hovered
        self.tabs.pointed = cell
        is_image = cell is not None and isinstance(cell.pick, int)
        self.hovered = cell.pick if is_image else None
        return (self.tabs.pointed, self.hovered) != before

    # What is shown.

    def _see_choice(self) -> None:
        """Draw and find on all maps what is chosen now."""
        for each in self.maps:
            each._see_layers()

    def _see_layers(self) -> None:
        """Draw and find what is chosen now; an image that is hidden is not pointed at any more."""
        layers = self.choice.layers
        self._seen = self.everything
        if layers is not None:
            self._seen = Seen(self.content, layers, self.everything)
        if self.hovered is not None and layers is not None and layers[self.hovered] == HIDDEN:
            self.hovered = None

    def toggle_decoded(self) -> bool:
        """Show decoded images in place of the data's, or the data's again; returns whether it did.

        It does so on all maps, and not before each `not_decoded` was given, by `show_decoded`, what
        its `decode_all`, which takes seconds, returns.
        """
        are_decoded = self.are_decoded
        if not are_decoded and self.not_decoded:
            return False
        for each in self.maps:
            each.shows_decoded = not are_decoded and each._decoded_tiles is not None
        return True

    @property
    def are_decoded(self) -> bool:
        """Whether decoded images are shown on any map."""
        return any(each.shows_decoded for each in self.maps)

    @property
    def not_decoded(self) -> list["SeenMap"]:
        """The maps whose images have codes and were not decoded yet."""
        maps = [each for each in self.maps if each.content.codes is not None]
        return [each for each in maps if each._decoded_tiles is None]

    def show_decoded(self, images: np.ndarray) -> None:
        """Draw these images, uint8 (n, h, w[, 3]), on the map in place of the data's."""
        self._decoded_tiles = TileSizes(self.content.pictures(images))
        self.shows_decoded = True
