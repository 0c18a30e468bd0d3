"""The place of the map that is decoded, whether an image lies there or not."""

from functools import cached_property

import numpy as np

from latent.data.gray_levels import to_bytes
from latent.windows.explorer.decode_here import Here, PlaceDecoder
from latent.windows.explorer.own_code import OwnCode
from latent.windows.explorer.states.pointer import Pointer
from latent.windows.explorer.states.seen_map import SeenMap


class DecodedPlace:
    """A place of a map: `shown` is what is there, while `is_on`, or None where nothing is asked.

    It follows the mouse, and where that is not on the map it is the place that was picked last.
    """

    def __init__(self, seen_map: SeenMap, pointer: Pointer):
        self._map, self._pointer = seen_map, pointer
        self.is_on = False
        self.shown: Here | None = None
        self._picked: Here | None = None
        self._decoded: tuple[tuple, np.ndarray | None] = ((), None)

    def toggle(self) -> None:
        """Begin to decode the places that are pointed at, or end it."""
        self.is_on = not self.is_on
        self.shown = self._picked = None

    def look_at(self, x: float, y: float) -> None:
        """Take a position of the map for the place, and point at the image nearest to it."""
        self.shown = self._decoder.at(x, y)
        self._pointer.image = self.shown.nearest

    def look_away(self) -> None:
        """Look again at the place that was picked last, if there is one."""
        self.shown = self._picked

    def decoded(self) -> np.ndarray | None:
        """Return what the place is decoded to, uint8 (h, w[, 3]); None without a decoder."""
        decode = self._map.coder.decode
        if self.shown is None or decode is None:
            return None
        made_from = (self.shown, decode)
        if self._decoded[0] != made_from:
            self._decoded = made_from, to_bytes(decode(self.shown.code[None]))[0]
        return self._decoded[1]

    def pick(self) -> OwnCode | None:
        """Stay at the place, and return what a slot can hold of it; None if there is none."""
        if self.shown is None:
            return None
        self._picked, (x, y) = self.shown, self.shown.place.tolist()
        return OwnCode(f"{x:.3f}, {y:.3f}", self.shown.code, self.shown.place)

    def prepare(self) -> None:
        """Make ready what `look_at` needs; another thread can do it."""
        self._decoder.prepare()

    @cached_property
    def _decoder(self) -> PlaceDecoder:
        return PlaceDecoder(self._map.content, self._map.everything.picker)
