"""The images that are drawn on a map: as they are, or as its model decodes their codes."""

import numpy as np

from latent.maps.embedding_file import EmbeddingFile
from latent.windows.explorer.tile_sizes import TileSizes


class MapTiles:
    """The images of `content` as tiles of all sizes.

    `original`: as they are; `decoded`: as they are decoded, or None before they were given;
    `shows_decoded`: whether it is these that are drawn.
    """

    def __init__(self, content: EmbeddingFile):
        self._content = content
        self.original = TileSizes(content.pictures(content.images))
        self.decoded: TileSizes | None = None
        self.shows_decoded = False

    @property
    def shown(self) -> TileSizes:
        """The images that are drawn now."""
        return self.decoded if self.shows_decoded else self.original

    def show_decoded(self, images: np.ndarray) -> None:
        """Draw these images, uint8 (n, h, w[, 3]), in place of the data's."""
        self.decoded = TileSizes(self._content.pictures(images))
        self.shows_decoded = True
