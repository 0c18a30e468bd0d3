"""What follows from a choice of a map's images: how they are drawn, and which can be pointed at."""

from functools import cached_property

import numpy as np

from latent.maps.embedding_file import EmbeddingFile
from latent.tiles.map_drawing import fitting_tile_size
from latent.windows.explorer.choice import FADED, HIDDEN, SHOWN
from latent.windows.explorer.class_names import ClassNames
from latent.windows.explorer.map_picture import Look
from latent.windows.explorer.pointing import Picker
from latent.windows.explorer.thinning import find_spacings

MOST_UNNAMED_CLASSES = 10  # that their colours tell apart without names on the map
PROBED_SIZE = 1000  # pixels of the map for which a tile size is found


class Seen:
    """The images of `content` as `layers`, uint8 (n,) of a Choice or None, show them."""

    def __init__(self, content: EmbeddingFile, layers: np.ndarray | None):
        self._content, self._layers = content, layers
        shown = self._indices(SHOWN)
        positions, labels = content.positions, content.labels
        spacings = find_spacings(positions, shown)
        names = None
        if shown is not None:
            positions, labels = positions[shown], labels[shown]
        if len(content.label_names) > MOST_UNNAMED_CLASSES:
            names = ClassNames(positions, labels, content.label_names)
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
        _ = self._shown_picker

    def point_at(
        self, x: float, y: float, tile_reach: float, spacing: float, reach: float
    ) -> int | None:
        """Return the index of the image at x and y of the unit square, or None.

        A tile comes first, if there is one no further away than `tile_reach`; those of this
        spacing or more are tiles. Then comes the nearest image within `reach` that is shown, at
        last one that is faded. Distances are the larger of those along x and along y.
        """
        least = np.float32(spacing)
        near = self._shown_picker.within(x, y, tile_reach)
        tiles = near[self.look.spacings[near] >= least]
        if len(tiles):
            apart = np.abs(self._content.positions[tiles] - (x, y)).max(axis=1)
            return int(tiles[apart.argmin()])
        found = self._shown_picker.nearest(x, y, reach)
        return self._faded_picker.nearest(x, y, reach) if found is None else found

    @cached_property
    def _shown_picker(self) -> Picker:
        return Picker(self._content.positions, self._indices(SHOWN))

    @cached_property
    def _faded_picker(self) -> Picker:
        nothing = np.empty(0, int)
        return Picker(
            self._content.positions, nothing if self._layers is None else self._indices(FADED)
        )

    def _indices(self, layer: int) -> np.ndarray | None:
        return None if self._layers is None else np.flatnonzero(self._layers == layer)
