"""What is asked of a map: a search, the nearest codes of an image, what a place is decoded to."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from latent.data.gray_levels import to_bytes
from latent.maps.embedding_file import EmbeddingFile
from latent.windows.explorer.choice import SHOWN
from latent.windows.explorer.decode_here import Here, PlaceDecoder
from latent.windows.explorer.nearest_codes import Near, NearestCodes
from latent.windows.explorer.own_code import OwnCode
from latent.windows.explorer.search import Found, find_images
from latent.windows.explorer.states.colored_map import ColoredMap
from latent.windows.explorer.view import LARGEST_SCALE

N_NEAR = 8  # neighbours of an image that are shown
FLIGHT_STEP = 1.25  # by which the map is enlarged until an image that was found is a tile


@dataclass(frozen=True, eq=False)
class Search:
    """What was written into the search line, what it found, and which of it was flown to last."""

    text: str
    found: Found
    current: int | None = None  # a place in `found.indices`


class AskedMap(ColoredMap):
    """A map that is searched, whose neighbours are shown, and whose places are decoded.

    Each is None while it is not asked: `search`, `near`, an image and its neighbours, and `here`,
    the place that is pointed at while `decodes_here`, or the one that was picked last.
    """

    def __init__(
        self,
        content: EmbeddingFile,
        width: int,
        height: int,
        others: Sequence["AskedMap"],
        name: str,
    ):
        super().__init__(content, width, height, others, name)
        self.search: Search | None = None
        self.near: Near | None = None
        self.decodes_here = False
        self.here: Here | None = None
        self._pinned: Here | None = None
        self._decoded_here: tuple[tuple, np.ndarray | None] = ((), None)

    # Search.

    def search_for(self, text: str) -> None:
        """Find what `text` means, and fade all else; an empty text fades nothing."""
        found = find_images(text, self.choice, self.n_images)
        self.search = Search(text, found)
        is_found = np.zeros(self.n_images, bool)
        is_found[found.indices] = True
        self.choice.take_found(found.words, is_found if text.strip() else None)
        self._see_choice()

    def fly_on(self) -> bool:
        """Look at the next image that was found and is not hidden, and point at it.

        Returns whether there is one.
        """
        if self.search is None:
            return False
        indices, current = self.search.found.indices, self.search.current
        first = 0 if current is None else current + 1
        for place in range(first, first + len(indices)):
            index = int(indices[place % len(indices)])
            if self.choice.layers is None or self.choice.layers[index] == SHOWN:
                self.search = Search(self.search.text, self.search.found, place % len(indices))
                self._fly_to(index)
                return True
        return False

    def go_to_found(self, place: int | None) -> None:
        """Take an image that was found, by its place among them, for the one flown to last."""
        if self.search is not None and (place is None or place < len(self.search.found.indices)):
            self.search = Search(self.search.text, self.search.found, place)

    def _fly_to(self, index: int) -> None:
        view, position = self.view, self.content.positions[index].tolist()
        spacing = self._seen.look.spacings.of(index)
        view.look_at(*position, view.scale)
        while 0 < spacing < np.float32(self.tile_spacing) and view.scale < LARGEST_SCALE:
            view.look_at(*position, view.scale * FLIGHT_STEP)
        self.point_at_image(index)

    def close_search(self) -> None:
        """Forget what was searched for, and show again what had faded."""
        self.search = None
        self.choice.take_found("", None)
        self._see_choice()

    # Neighbours.

    def show_near(self, index: int | None) -> bool:
        """Show the nearest codes of an image, or with None no more; returns whether there are any.

        Distances are those of codes; on a map of pixels those of the pixels, from 0 to 1 each.
        """
        self.near = None if index is None else self._nearest_codes.near(index, N_NEAR)
        return self.near is not None and len(self.near.indices) > 0

    @cached_property
    def _nearest_codes(self) -> NearestCodes:
        return NearestCodes(self.content.vectors)

    # What is decoded where no image is.

    def toggle_decoding_here(self) -> bool:
        """Begin to decode the places that are pointed at, or end it; returns whether it began."""
        self.decodes_here = not self.decodes_here
        self.here = self._pinned = None
        return self.decodes_here

    def look_here(self, x: float, y: float) -> None:
        """Take a pixel of the map for the place that is decoded, and point at the image nearest."""
        self.look_at_place(*self.view.to_data(x, y))

    def look_at_place(self, x: float, y: float) -> None:
        """Take a position of the map for the place that is decoded."""
        self.here = self._place_decoder.at(x, y)
        self.hovered = self.here.nearest

    def look_away(self) -> None:
        """Look again at the place that was picked last, if there is one."""
        self.here = self._pinned

    def decoded_here(self) -> np.ndarray | None:
        """Return what the place is decoded to, uint8 (h, w[, 3]); None without a decoder."""
        made_from = (self.here, self.decode)
        if self.here is None or self.decode is None:
            return None
        if self._decoded_here[0] != made_from:
            self._decoded_here = made_from, to_bytes(self.decode(self.here.code[None]))[0]
        return self._decoded_here[1]

    def pick_here(self) -> bool:
        """Put the code of the place into the current slot; returns whether there is one."""
        if self.here is None:
            return False
        self._pinned, (x, y) = self.here, self.here.place.tolist()
        self.board.pick(OwnCode(f"{x:.3f}, {y:.3f}", self.here.code, self.here.place))
        return True

    def prepare_decoding_here(self) -> None:
        """Make ready what `look_here` needs; another thread can do it."""
        self._place_decoder.prepare()

    @cached_property
    def _place_decoder(self) -> PlaceDecoder:
        return PlaceDecoder(self.content, self.everything.picker)
