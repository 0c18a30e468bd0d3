"""What follows from a choice of a map's images: how they are drawn, and which can be pointed at."""

from dataclasses import replace
from functools import cached_property

import numpy as np

from latent.maps.embedding_file import EmbeddingFile
from latent.tiles.map_drawing import fitting_tile_size
from latent.windows.explorer.class_names import ClassNames
from latent.windows.explorer.layers import FADED, HIDDEN, SHOWN
from latent.windows.explorer.map_picture import Look
from latent.windows.explorer.pointing import Picker
from latent.windows.explorer.thinning import Spacings

MOST_UNNAMED_CLASSES = 10  # that their colours tell apart without names on the map
LEAST_NAMED = 10  # images of a class, where some are chosen: each of a few can be read itself
PROBED_SIZE = 1000  # pixels of the map for which a tile size is found


class Seen:
    """The images of `content` as `layers`, uint8 (n,) of a Choice or None, show them.

    `everything`: what is seen without layers; where there are some, faded images are found in it.
    """

    def __init__(
        self, content: EmbeddingFile, layers: np.ndarray | None, everything: "Seen | None" = None
    ):
        self._content, self._layers, self._everything = content, layers, everything
        shown = self._indices(SHOWN)
        if shown is not None and len(shown) == len(layers):
            whole = everything.look
            self.look, self.tile_share = replace(whole, layers=layers), everything.tile_share
            return
        positions, labels = content.positions, content.labels
        spacings = Spacings(positions, shown)
        names = None
        if shown is None:
            spacings.down_to(0)  # once, so that nobody waits for it who enlarges the map
        else:
            positions, labels = positions[shown], labels[shown]
        if len(content.label_names) > MOST_UNNAMED_CLASSES:
            least = 1 if shown is None else LEAST_NAMED
            names = ClassNames(positions, labels, content.label_names, least)
        self.look = Look(layers, spacings, names)
        # Tiles never cover each other, so all are as opaque as those in colour.
        fitting = fitting_tile_size(positions, PROBED_SIZE, is_opaque=True)
        self.tile_share = fitting / PROBED_SIZE

    @property
    def is_empty(self) -> bool:
        """Whether all images are hidden."""
        return self._layers is not None and not (self._layers != HIDDEN).any()

    def prepare_pointing(self) -> None:
        """Make ready what `point_at` needs; another thread can do it."""
        _ = self.picker

    def point_at(
        self, x: float, y: float, tile_reach: float, spacing: float, reach: float
    ) -> int | None:
        """Return the index of the image at x and y of the unit square, or None.

        A tile comes first, if there is one no further away than `tile_reach`; those of this
        spacing or more are tiles. Then comes the nearest image within `reach` that is shown, at
        last one that is faded. Distances are the larger of those along x and along y.
        """
        near = self.picker.within(x, y, tile_reach)
        tile = self._nearest_of(
            near[self.look.spacings.down_to(spacing)[near] >= np.float32(spacing)], x, y
        )
        if tile is not None:
            return tile
        found = self.picker.nearest(x, y, reach)
        if found is None and self._everything is not None:
            near = self._everything.picker.within(x, y, reach)
            found = self._nearest_of(near[self._layers[near] == FADED], x, y)
        return found

    def _nearest_of(self, indices: np.ndarray, x: float, y: float) -> int | None:
        if len(indices) == 0:
            return None
        apart = np.abs(self._content.positions[indices] - (x, y)).max(axis=1)
        return int(indices[apart.argmin()])

    @cached_property
    def picker(self) -> Picker:
        """What finds the images that are shown."""
        return Picker(self._content.positions, self._indices(SHOWN))

    def _indices(self, layer: int) -> np.ndarray | None:
        return None if self._layers is None else np.flatnonzero(self._layers == layer)
