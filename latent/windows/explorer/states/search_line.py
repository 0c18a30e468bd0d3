"""The search line: what was written into it, what it found, and which of that was flown to."""

import numpy as np

from latent.windows.explorer.layers import SHOWN
from latent.windows.explorer.search import Found, find_images
from latent.windows.explorer.states.choice import Choice
from latent.windows.explorer.states.pointer import Pointer
from latent.windows.explorer.states.seen_map import SeenMap
from latent.windows.explorer.view import LARGEST_SCALE

FLIGHT_STEP = 1.25  # by which the map is enlarged until an image that was found is a tile


class SearchLine:
    """A search among the images of a map; the `choice` fades what was not found.

    `text`: what was written, `found`: what that found, or None while nothing is searched for.
    `current`: which of those that were found was flown to last, its number among them, or None.
    """

    def __init__(self, seen_map: SeenMap, choice: Choice, pointer: Pointer):
        self._map, self._choice, self._pointer = seen_map, choice, pointer
        self._forget()

    def _forget(self) -> None:
        self.text = ""
        self.found: Found | None = None
        self.current: int | None = None

    @property
    def is_open(self) -> bool:
        """Whether something is searched for, even an empty text."""
        return self.found is not None

    @property
    def current_image(self) -> int | None:
        """The index of the image that was flown to last, or None."""
        return None if self.current is None else int(self.found.indices[self.current])

    def look_for(self, text: str) -> None:
        """Find what `text` means, and fade all else; an empty text fades nothing."""
        n = len(self._map.content.images)
        self.text, self.found, self.current = text, find_images(text, self._choice, n), None
        is_found = np.zeros(n, bool)
        is_found[self.found.indices] = True
        self._choice.take_found(self.found.words, is_found if text.strip() else None)

    def fly_on(self) -> bool:
        """Look at the next image that was found and is not hidden, and point at it.

        Returns whether there is one.
        """
        if self.found is None:
            return False
        indices, layers = self.found.indices, self._choice.layers
        first = 0 if self.current is None else self.current + 1
        for number in range(first, first + len(indices)):
            index = int(indices[number % len(indices)])
            if layers is None or layers[index] == SHOWN:
                self.current = number % len(indices)
                self._fly_to(index)
                return True
        return False

    def go_to(self, number: int | None) -> None:
        """Take an image that was found, by its number among them, for the one flown to last."""
        if self.found is not None and (number is None or number < len(self.found.indices)):
            self.current = number

    def close(self) -> None:
        """Forget what was searched for, and show again what had faded."""
        self._forget()
        self._choice.take_found("", None)

    def _fly_to(self, index: int) -> None:
        view, position = self._map.view, self._map.content.positions[index].tolist()
        spacing = self._map.spacing_of(index)
        view.look_at(*position, view.scale)
        while 0 < spacing < np.float32(self._map.tile_spacing) and view.scale < LARGEST_SCALE:
            view.look_at(*position, view.scale * FLIGHT_STEP)
        self._pointer.point_at_image(index)
