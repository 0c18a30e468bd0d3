"""What the colours of the images say."""

import numpy as np

from latent.tools.shares import TellShare, unheard
from latent.windows.explorer.coder import Coder
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
from latent.windows.explorer.states.tiles import MapTiles


class Colors:
    """The images of a `coder` coloured by class, family or style, or by numbers that were found.

    `coloring`: what they are coloured by now; `measures`: numbers of all images, float32 (n,), by
    kind. `tiles`: of the same map, whose images may be decoded already.
    """

    def __init__(self, coder: Coder, tiles: MapTiles):
        self._coder, self._content, self._tiles = coder, coder.content, tiles
        self.measures: dict[str, np.ndarray] = {}
        self.color_by(CLASS)

    @property
    def kinds(self) -> list[str]:
        """What the images can be coloured by."""
        content, has_others = self._content, len(self._content.images) > 1
        kinds = {
            CLASS: True,
            FAMILY: content.font_names is not None,
            **dict.fromkeys(STYLE_PARTS, content.grid is not None),
            ERROR: content.codes is not None,
            KEPT: has_others,
            CLUSTER: isinstance(content.codes, np.ndarray) and has_others,
        }
        return [kind for kind, can_be in kinds.items() if can_be]

    def color_by(self, kind: str) -> bool:
        """Colour the images by one of `kinds`; returns whether its numbers are known.

        If they are not, nothing changes: `take_measure` takes what `find_measure` returns.
        """
        content = self._content
        if kind == CLASS:
            self.coloring = color_by_class(content.labels, len(content.label_names))
        elif kind == FAMILY:
            self.coloring = color_by_family(content.font_names)
        elif kind in STYLE_PARTS:
            self.coloring = color_by_style(kind, content.font_names)
        elif kind == CLUSTER and kind in self.measures:
            self.coloring = color_by_cluster(self.measures[kind])
        elif kind in self.measures:
            self.coloring = color_by_numbers(kind, self.measures[kind])
        else:
            return False
        return True

    def find_measure(self, kind: str, tell_share: TellShare = unheard) -> np.ndarray:
        """Return the numbers of all images of a kind, float32 (n,), which can take long.

        Changes nothing, so that another thread can do it. `tell_share` hears how much is done.
        """
        content = self._content
        if kind == KEPT:
            return kept_neighbors(content.vectors, content.positions, tell_share)
        if kind == CLUSTER:
            return code_clusters(content.codes)
        tiles = self._tiles.decoded if content.grid is None else None  # or they are a part
        decoded = self._coder.decode_all(tell_share) if tiles is None else tiles.images
        return reconstruction_errors(content.images, decoded)

    def take_measure(self, kind: str, values: np.ndarray) -> None:
        """Colour the images by these numbers, float32 (n,)."""
        self.measures[kind] = values
        self.color_by(kind)

    def color_of(self, index: int) -> tuple[int, int, int]:
        """Return the colour of an image."""
        red, green, blue = self.coloring.colors[self.coloring.labels[index]].tolist()
        return red, green, blue
