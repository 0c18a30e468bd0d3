"""What the colours of a map's images say, and what is marked on the map in them."""

from collections.abc import Sequence

import numpy as np

from latent.maps.embedding_file import EmbeddingFile
from latent.tiles.palette import INK
from latent.tools.shares import TellShare, unheard
from latent.windows.explorer.coloring import (
    CLASS,
    CLUSTER,
    ERROR,
    FAMILY,
    KEPT,
    STYLE_PARTS,
    code_clusters,
    color_by_class,
    color_by_cluster,
    color_by_family,
    color_by_numbers,
    color_by_style,
    kept_neighbors,
    reconstruction_errors,
)
from latent.windows.explorer.states.seen_map import SeenMap


class ColoredMap(SeenMap):
    """A map that is coloured by class, family or style, or by numbers that were found."""

    def __init__(
        self,
        content: EmbeddingFile,
        width: int,
        height: int,
        others: Sequence["ColoredMap"],
        name: str,
    ):
        super().__init__(content, width, height, others, name)
        self.coloring = color_by_class(content.labels, len(content.label_names))
        self.measures: dict[str, np.ndarray] = {}  # numbers of all images, float32 (n,), by kind

    @property
    def coloring_kinds(self) -> list[str]:
        """What the images of this map can be coloured by."""
        kinds = {
            CLASS: True,
            FAMILY: self.content.font_names is not None,
            **dict.fromkeys(STYLE_PARTS, self.content.grid is not None),
            ERROR: self.content.codes is not None,
            KEPT: self.n_images > 1,
            CLUSTER: isinstance(self.content.codes, np.ndarray) and self.n_images > 1,
        }
        return [kind for kind, can_be in kinds.items() if can_be]

    def color_by(self, kind: str) -> bool:
        """Colour the images by one of `coloring_kinds`; returns whether its numbers are known.

        If they are not, nothing changes: `take_measure` takes what `find_measure` returns.
        """
        if kind == CLASS:
            self.coloring = color_by_class(self.content.labels, len(self.content.label_names))
        elif kind == FAMILY:
            self.coloring = color_by_family(self.content.font_names)
        elif kind in STYLE_PARTS:
            self.coloring = color_by_style(kind, self.content.font_names)
        elif kind == CLUSTER and kind in self.measures:
            self.coloring = color_by_cluster(self.measures[kind])
        elif kind in self.measures:
            self.coloring = color_by_numbers(kind, self.measures[kind])
        else:
            return False
        for each in (self, *self.others):
            each.coloring = self.coloring
            each._picture.recolor(self.coloring.labels, self.coloring.colors)
        return True

    def find_measure(self, kind: str, tell_share: TellShare = unheard) -> np.ndarray:
        """Return the numbers of all images of a kind, float32 (n,), which can take long.

        Changes nothing, so that another thread can do it. `tell_share` hears how much is done.
        """
        if kind == KEPT:
            return kept_neighbors(self.content.vectors, self.content.positions, tell_share)
        if kind == CLUSTER:
            return code_clusters(self.content.codes)
        tiles = self._decoded_tiles if self.content.grid is None else None  # or they are a part
        decoded = self.decode_all(tell_share) if tiles is None else tiles.images
        return reconstruction_errors(self.content.images, decoded)

    def take_measure(self, kind: str, values: np.ndarray) -> None:
        """Colour the images by these numbers, float32 (n,)."""
        self.measures[kind] = values
        self.color_by(kind)

    def color_of(self, index: int) -> tuple[int, int, int]:
        """Return the colour of an image."""
        red, green, blue = self.coloring.colors[self.coloring.labels[index]].tolist()
        return red, green, blue

    def ringed(self) -> tuple[np.ndarray, np.ndarray, tuple[int, int, int]] | None:
        """Return what is marked on the map: an image, its place (2,) and its colour; or None.

        It is the image that is pointed at, or what the cell that is pointed at was decoded to.
        """
        if self.hovered is not None:
            index = self.hovered
            return self.tiles.images[index], self.content.positions[index], self.color_of(index)
        cell = self.tabs.pointed
        if cell is None or cell.model != self.model:
            return None
        image, place = self.tabs.image(cell), self.tabs.place(cell)
        return None if image is None or place is None else (image, place, INK)

    @property
    def lines(self) -> list[np.ndarray]:
        """Lines of codes on the map, float32 (m, 2) each, as far as they are known."""
        return self.tabs.lines(self.model)
