"""What the latent explorer knows and what can be done to it, without a window."""

from collections.abc import Callable, Sequence

import numpy as np

from latent.maps.embedding_file import EmbeddingFile
from latent.windows.explorer.experiments.base import FIRST
from latent.windows.explorer.own_image import Found as FoundOwn
from latent.windows.explorer.own_image import OwnImage
from latent.windows.explorer.states.seen_map import REACH
from latent.windows.explorer.states.selected_map import SelectedMap


class Explorer(SelectedMap):
    """A map of images, what of it is seen and pointed at, and the experiments with its codes.

    `content`: the map with all that belongs to it; `width`, `height`: of the panel that shows it,
    in pixels. Codes can be decoded after `take_decoder`; a map of pixels, which has no codes, takes
    the pixels for them and can decode at once. `others`: maps of the same images that this one is
    compared with; what is pointed at, chosen and picked is the same on all. `name`: of the model.
    """

    def __init__(
        self,
        content: EmbeddingFile,
        width: int,
        height: int,
        others: Sequence["Explorer"] = (),
        name: str = "",
    ):
        super().__init__(content, width, height, others, name)
        self.own = OwnImage(content, self.history)
        for model, other in enumerate(self.others, FIRST + 1):
            other.tabs, other.choice, other.model = self.tabs, self.choice, model
            other.history, other.selection, other.maps = self.history, self.selection, self.maps

    # The user's own image.

    def run_own_through(self) -> None:
        """Find what the model makes of the own image, once there is a model."""
        self.own.run_through(self.encode, self.decode)

    def own_finder(self) -> Callable[[], FoundOwn] | None:
        """Return what finds the own image's place and what is near, in another thread; or None."""
        return self.own.finder(self._nearest_codes)

    def pick_own(self) -> bool:
        """Put the own image into the current slot; returns whether its place is known by now."""
        own = self.own.as_code()
        if own is not None:
            self.board.pick(own)
        return own is not None

    def is_own_at(self, x: float, y: float) -> bool:
        """Whether the own image's mark on the map is at a pixel of it."""
        if self.own.as_code() is None:
            return False
        apart = np.abs(self.view.to_pixels(self.own.place) - (x, y)).max()
        return bool(apart <= REACH * self._ratio)

    # What is picked.

    def pick(self) -> bool:
        """Put the image that is pointed at into the current slot; returns whether there is one."""
        if self.hovered is None:
            return False
        self.board.pick(self.hovered)
        return True

    def pick_mean(self, indices: Sequence[int]) -> bool:
        """Put the mean of images into the current slot; returns whether there are any."""
        pick = tuple(int(index) for index in indices)
        if pick:
            self.board.pick(pick if len(pick) > 1 else pick[0])
        return bool(pick)

    def pick_found(self) -> bool:
        """Put the image that was flown to into the current slot; returns whether there is one."""
        if self.search is None or self.search.current is None:
            return False
        self.board.pick(int(self.search.found.indices[self.search.current]))
        return True
