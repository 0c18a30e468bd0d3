"""What the latent explorer knows and what can be done to it, without a window."""

from collections.abc import Sequence

import numpy as np

from latent.maps.embedding_file import EmbeddingFile
from latent.tiles.palette import INK
from latent.windows.explorer.coder import Coder, Pick
from latent.windows.explorer.experiments.base import FIRST
from latent.windows.explorer.states.choice import Choice
from latent.windows.explorer.states.colors import Colors
from latent.windows.explorer.states.decoded import DecodedImages
from latent.windows.explorer.states.here import DecodedPlace
from latent.windows.explorer.states.history import History
from latent.windows.explorer.states.neighbors import Neighbors
from latent.windows.explorer.states.own_image import OwnImage
from latent.windows.explorer.states.pointer import Pointer
from latent.windows.explorer.states.search_line import SearchLine
from latent.windows.explorer.states.seen_map import SeenMap
from latent.windows.explorer.states.selection import Selection
from latent.windows.explorer.states.tiles import MapTiles
from latent.windows.explorer.tabs import Tabs
from latent.windows.explorer.view import PanZoom

Ringed = tuple[np.ndarray, np.ndarray, tuple[int, int, int]]


class Explorer:
    """Maps of images, what of them is seen and pointed at, and the experiments with their codes.

    `content`: the map that is opened, with all that belongs to it; `compared`: maps of the same
    images by other models, and `names`: of all models. `width`, `height`: of the panel that shows a
    map, in pixels.

    What one part alone knows or does is asked of that part; here is what takes several. `maps`: how
    each map is seen, the opened one first, which is also `map`; its `coder` has its codes. All else
    is the same on all maps: the `tabs` with their picks, the `pointer`, the `choice` of images that
    are shown, their `colors`, whether they are `decoded`, the `selection`, and the `history` of
    what can be undone. What is asked is asked of the first map: the `search`, `neighbors`, the
    place that is decoded `here`, and the user's `own` image.
    """

    def __init__(
        self,
        content: EmbeddingFile,
        width: int,
        height: int,
        compared: Sequence[EmbeddingFile] = (),
        names: Sequence[str] = ("",),
    ):
        contents = (content, *compared)
        coders = [Coder(each, name) for each, name in zip(contents, names, strict=True)]
        self.content, self.history = content, History()
        self.tabs = Tabs(coders, self.history)
        self.pointer = Pointer(self.tabs)
        self.choice = Choice(content, self.pointer)
        tiles = [MapTiles(each) for each in contents]
        self.colors = Colors(coders[FIRST], tiles[FIRST])
        self.maps = tuple(
            SeenMap(coder, model, PanZoom(width, height), self.choice, self.colors, tiles[model])
            for model, coder in enumerate(coders)
        )
        self.map, self.coder = self.maps[FIRST], coders[FIRST]
        self.decoded = DecodedImages(self.maps)
        self.selection = Selection(content, self.choice, self.history)
        self.search = SearchLine(self.map, self.choice, self.pointer)
        self.neighbors = Neighbors(content)
        self.here = DecodedPlace(self.map, self.pointer)
        self.own = OwnImage(content, self.history)

    @property
    def n_images(self) -> int:
        """How many images there are."""
        return len(self.content.images)

    # What is picked.

    def pick(self) -> bool:
        """Put the image that is pointed at into the current slot; returns whether there is one."""
        return self._pick(self.pointer.image)

    def pick_mean(self, indices: Sequence[int]) -> bool:
        """Put the mean of images into the current slot; returns whether there are any."""
        pick = tuple(int(index) for index in indices)
        return self._pick(pick if len(pick) > 1 else next(iter(pick), None))

    def pick_found(self) -> bool:
        """Put the image that was flown to into the current slot; returns whether there is one."""
        return self._pick(self.search.current_image)

    def pick_here(self) -> bool:
        """Put the code of the decoded place into the current slot; returns whether there is one."""
        return self._pick(self.here.pick())

    def pick_own(self) -> bool:
        """Put the own image into the current slot; returns whether its place is known by now."""
        return self._pick(self.own.as_code())

    def _pick(self, pick: Pick | None) -> bool:
        if pick is not None:
            self.tabs.board.pick(pick)
        return pick is not None

    # What takes back, and what shows, all.

    def undo(self, *others: object) -> object | None:
        """Take back the last pick, clearing or selection; returns whose it was, or None.

        `others`: of which changes count too, as of the own image.
        """
        return self.history.undo(self.tabs.board, self.selection, *others)

    def show_everything(self) -> None:
        """Show all images of all classes, whatever was asked or selected."""
        self.choice.show_everything()
        self.search.close()
        self.neighbors.show(None)
        self.selection.replace(np.empty(0, np.int64))

    # What is marked on a map.

    def ringed(self, seen_map: SeenMap) -> Ringed | None:
        """Return what is marked on a map: an image, its place (2,) and its colour; or None.

        It is the image that is pointed at, or what the cell that is pointed at was decoded to.
        """
        index, cell = self.pointer.image, self.tabs.pointed
        if index is not None:
            image, place = seen_map.tiles.shown.images[index], seen_map.content.positions[index]
            return image, place, self.colors.color_of(index)
        if cell is None or cell.model != seen_map.model:
            return None
        image, place = self.tabs.image(cell), self.tabs.place(cell)
        return None if image is None or place is None else (image, place, INK)

    def is_own_at(self, seen_map: SeenMap, x: float, y: float) -> bool:
        """Whether the own image's mark on a map is at a pixel of it."""
        if not seen_map.is_first or self.own.as_code() is None:
            return False
        apart = np.abs(seen_map.view.to_pixels(self.own.place) - (x, y)).max()
        return bool(apart <= seen_map.reach)
