"""The images whose codes are nearest to an image's."""

from functools import cached_property

from latent.maps.embedding_file import EmbeddingFile
from latent.windows.explorer.nearest_codes import Near, NearestCodes

N_NEAR = 8  # neighbours that are shown


class Neighbors:
    """An image of `content` and its neighbours: `shown`, or None while nobody asks for them.

    Distances are those of codes; on a map of pixels those of the pixels, from 0 to 1 each.
    """

    def __init__(self, content: EmbeddingFile):
        self._content = content
        self.shown: Near | None = None

    def show(self, index: int | None) -> bool:
        """Show the neighbours of an image, or with None no more; returns whether there are any."""
        self.shown = None if index is None else self.codes.near(index, N_NEAR)
        return self.shown is not None and len(self.shown.indices) > 0

    @cached_property
    def codes(self) -> NearestCodes:
        """What finds the nearest codes of any code."""
        return NearestCodes(self._content.vectors)
