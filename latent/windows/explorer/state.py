"""What the latent explorer knows and what can be done to it, without a window."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from latent.codes.pruned_neighbors import Tell
from latent.data.gray_levels import pixel_vectors, to_bytes
from latent.maps.embedding_file import EmbeddingFile
from latent.tiles.map_drawing import MOST_TILE_SIZE
from latent.tiles.palette import INK, class_colors
from latent.windows.explorer.choice import HIDDEN, SHOWN, Choice
from latent.windows.explorer.coder import Coder, Decode, Encode, Pick
from latent.windows.explorer.coloring import (
    CLASS,
    ERROR,
    FAMILY,
    KEPT,
    color_by_class,
    color_by_family,
    color_by_numbers,
    kept_neighbors,
    reconstruction_errors,
)
from latent.windows.explorer.decode_here import Here, PlaceDecoder
from latent.windows.explorer.experiments.base import FIRST, Cell
from latent.windows.explorer.experiments.experiment import Experiment
from latent.windows.explorer.history import History
from latent.windows.explorer.map_picture import MapPicture
from latent.windows.explorer.nearest_codes import Near, NearestCodes
from latent.windows.explorer.own_code import OwnCode
from latent.windows.explorer.own_image import Found as FoundOwn
from latent.windows.explorer.own_image import OwnImage
from latent.windows.explorer.picks import Board
from latent.windows.explorer.search import Found, find_images
from latent.windows.explorer.seen import Seen
from latent.windows.explorer.selection import Pixels, Selection, in_box, in_lasso
from latent.windows.explorer.summary import Summary, summarize
from latent.windows.explorer.tabs import Tabs
from latent.windows.explorer.thinning import level_of
from latent.windows.explorer.tile_sizes import SIZES, TileSizes, nearest_size
from latent.windows.explorer.view import LARGEST_SCALE, PanZoom

STEP = 2**0.5  # of the tiles' size
MOST_STEPS = 6
READABLE_SIZE = 20  # pixels: tiles are not smaller unless a user wants it
TILE_GAP = 1  # pixels at least between two tiles
N_NEAR = 8  # neighbours of an image that are shown
FLIGHT_STEP = 1.25  # by which the map is enlarged until an image that was found is a tile
REACH = 12  # pixels from an image's place that still count as pointing at it
DECODED_AT_ONCE = 1024  # so that whoever points at an image meanwhile hardly waits


@dataclass(frozen=True, eq=False)
class Search:
    """What was written into the search line, what it found, and which of it was flown to last."""

    text: str
    found: Found
    current: int | None = None  # a place in `found.indices`


class Explorer:
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
        self.content = content
        self.view = PanZoom(width, height)
        self.colors = class_colors(len(content.label_names))
        self.hovered: int | None = None
        self.choice = Choice(content)
        self.coloring = color_by_class(content.labels, len(content.label_names))
        self.measures: dict[str, np.ndarray] = {}  # numbers of all images, float32 (n,), by kind
        self.search: Search | None = None
        self.near: Near | None = None  # an image and its neighbours, while they are shown
        self.history = History()
        self.selection = Selection(len(content.images), self.history)
        self.summary: Summary | None = None  # of the images that are selected
        self.own = OwnImage(content, self.history)
        self.encode: Encode | None = pixel_vectors if content.codes is None else None
        self.decodes_here = False  # whether the place that is pointed at is decoded
        self.here: Here | None = None  # that place, or the one that was picked last
        self._pinned: Here | None = None
        self._decoded_here: tuple[tuple, np.ndarray | None] = ((), None)
        self.model = FIRST  # which of the models of `tabs` this map is of
        self.coder = Coder(content, name)
        self.others = tuple(others)
        self.tabs = Tabs([self.coder, *(other.coder for other in self.others)], self.history)
        self.shows_decoded = False
        self.tile_steps = 0
        self.original_tiles = TileSizes(content.images)
        self._decoded_tiles: TileSizes | None = None
        self._picture = MapPicture(content.positions, content.labels, self.colors)
        self._seen = self.everything = Seen(content, None)
        self._ratio = 1.0

        self.maps: tuple[Explorer, ...] = (self, *self.others)
        for model, other in enumerate(self.others, FIRST + 1):
            other.tabs, other.choice, other.model = self.tabs, self.choice, model
            other.history, other.selection, other.maps = self.history, self.selection, self.maps

    # The map.

    @property
    def n_images(self) -> int:
        """How many images there are."""
        return len(self.content.images)

    @property
    def tiles(self) -> TileSizes:
        """The images that are drawn on the map: as they are, or as they are decoded."""
        return self._decoded_tiles if self.shows_decoded else self.original_tiles

    @property
    def tile_size(self) -> int:
        """The side of a tile in pixels, one of SIZES."""
        return nearest_size(self._tile_side * 1.001)

    @property
    def tile_spacing(self) -> float:
        """The spacing of what is drawn as a tile: see `thinning`.

        It only gets smaller as the map is enlarged, so that no tile disappears.
        """
        return level_of((self._tile_side + TILE_GAP) / self.view.scale)

    @property
    def _tile_side(self) -> float:
        """The side in pixels that a tile may have at most.

        Tiles can always be read, and once there is room for all they grow with the map;
        `enlarge_tiles` makes them larger or smaller than that.
        """
        side = max(self.view.scale * self._seen.tile_share, READABLE_SIZE * self._ratio)
        side = min(side, MOST_TILE_SIZE * self._ratio) * STEP**self.tile_steps
        return min(side, SIZES[-1])

    def resize(self, width: int, height: int, ratio: float = 1) -> None:
        """Take the size of the map's panel, and its pixels for each pixel of a plain display."""
        self.view.resize(width, height)
        self._ratio = ratio

    def picture(self) -> np.ndarray:
        """Return the map as it is seen now, uint8 (height, width, 4), rows from the top down.

        The array is drawn on again by the next call.
        """
        return self._picture.draw(
            self.view, self.tiles, self.tile_size, self.tile_spacing, self._seen.look, self._ratio
        )

    def empty_words(self) -> str:
        """Return why the last picture shows no image, and what helps; "" if it shows one."""
        if self._seen.is_empty:
            return "all classes are hidden, escape: show all"
        return "nothing here, r: whole map" if self._picture.is_empty() else ""

    def enlarge_tiles(self, steps: int) -> None:
        """Make tiles larger, or with a negative number smaller, by steps of √2."""
        now = self.tile_size
        self.tile_steps = min(max(self.tile_steps + steps, -MOST_STEPS), MOST_STEPS)
        if self.tile_size == now and now in (SIZES[0], SIZES[-1]):
            self.tile_steps -= steps  # or as many steps back would do nothing

    def prepare_pointing(self) -> None:
        """Make ready what `point_at` needs; another thread can do it."""
        self._seen.prepare_pointing()

    def point_at(self, x: float, y: float) -> bool:
        """Find the image at a pixel of the map; returns whether it is another than before."""
        before, scale = (self.hovered, self.tabs.pointed), self.view.scale
        self.tabs.pointed = None
        self.hovered = self._seen.point_at(
            *self.view.to_data(x, y),
            tile_reach=self.tile_size / 2 / scale,
            spacing=self.tile_spacing,
            reach=REACH * self._ratio / scale,
        )
        return (self.hovered, self.tabs.pointed) != before

    def point_nowhere(self) -> bool:
        """Point at no tile; returns whether one was pointed at before."""
        before = self.hovered, self.tabs.pointed
        self.hovered = self.tabs.pointed = None
        return before != (None, None)

    def point_at_image(self, index: int | None) -> bool:
        """Point at this image, or at none; returns whether it is another than before."""
        before, self.hovered = self.hovered, index
        self.tabs.pointed = None
        return self.hovered != before

    def link_pointing(self, pointed: "Explorer") -> None:
        """Point on all maps at what is pointed at on one of them."""
        for each in (self, *self.others):
            each.hovered = pointed.hovered

    def color_of(self, index: int) -> tuple[int, int, int]:
        """Return the colour of an image."""
        red, green, blue = self.coloring.colors[self.coloring.labels[index]].tolist()
        return red, green, blue

    # What is shown.

    def toggle_class(self, label: int) -> None:
        """Hide the images of a class, or show them again."""
        self.choice.toggle_class(label)
        self._see_choice()

    def toggle_only(self, kind: str) -> str:
        """Show only the "class" or "typeface" of the image pointed at; if that is done, all.

        The others fade. Returns, in words, why nothing changed, or "" if it did.
        """
        problem = self.choice.toggle_only(kind, self.hovered)
        self._see_choice()
        return problem

    def show_only(self, kind: str, which: int) -> None:
        """Show only one "class" or "typeface", by its number; the others fade."""
        self.choice.show_only(kind, which)
        self._see_choice()

    def show_everything(self) -> None:
        """Show all images of all classes, whatever was searched for or selected."""
        self.search = None
        self.selection.replace(np.empty(0, np.int64))
        self.summary = None
        self.choice.show_everything()
        self._see_choice()

    def _see_choice(self) -> None:
        """Draw and find on all maps what is chosen now."""
        for each in self.maps:
            each._see_layers()

    def _see_layers(self) -> None:
        """Draw and find what is chosen now; an image that is hidden is not pointed at any more."""
        layers = self.choice.layers
        self._seen = self.everything
        if layers is not None:
            self._seen = Seen(self.content, layers, self.everything)
        if self.hovered is not None and layers is not None and layers[self.hovered] == HIDDEN:
            self.hovered = None

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

    # What is selected.

    def select_box(self, first: Pixels, second: Pixels) -> bool:
        """Select what is shown in a box of the view besides; returns whether that is anything."""
        return self._select(in_box(self.view, self.content.positions, first, second))

    def select_lasso(self, corners: list[Pixels]) -> bool:
        """Select what is shown within a closed line besides; returns whether that is anything."""
        return self._select(in_lasso(self.view, self.content.positions, corners))

    def toggle_selected(self, index: int) -> bool:
        """Select an image, or select it no more; returns False for one that is not shown."""
        if not self.choice.can_be_selected[index]:
            return False
        self.selection.toggle(index)
        self._see_selection()
        return True

    def select(self, indices: np.ndarray) -> None:
        """Select these images and no others, shown or not."""
        self.selection.replace(np.unique(indices))
        self._see_selection()

    def _select(self, is_meant: np.ndarray) -> bool:
        has_changed = self.selection.add(np.flatnonzero(is_meant & self.choice.can_be_selected))
        if has_changed:
            self._see_selection()
        return has_changed

    def _see_selection(self) -> None:
        for each in self.maps:
            each.summary = None
        self.choice.take_selected(self.selection.mask)
        self._see_choice()

    def find_summary(self) -> Summary:
        """Return what there is to say of the selected images, of which there must be one.

        Changes nothing, so that another thread can do it.
        """
        return summarize(self.content, self.selection.indices)

    def take_summary(self, summary: Summary) -> None:
        """Keep what there is to say of the selected images."""
        self.summary = summary

    def undo(self, *others: object) -> object | None:
        """Take back the last pick, clearing or selection; returns whose it was, or None.

        `others`: of which changes count too, as of the own image.
        """
        owner = self.history.undo(self.board, self.selection, *others)
        if owner is self.selection:
            self._see_selection()
        return owner

    # What colours say.

    @property
    def coloring_kinds(self) -> list[str]:
        """What the images of this map can be coloured by."""
        kinds = {
            CLASS: True,
            FAMILY: self.content.font_names is not None,
            ERROR: self.content.codes is not None,
            KEPT: self.n_images > 1,
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
        elif kind in self.measures:
            self.coloring = color_by_numbers(kind, self.measures[kind])
        else:
            return False
        for each in (self, *self.others):
            each.coloring = self.coloring
            each._picture.recolor(self.coloring.labels, self.coloring.colors)
        return True

    def find_measure(self, kind: str, tell_share: Tell = lambda share: None) -> np.ndarray:
        """Return the numbers of all images of a kind, float32 (n,), which can take long.

        Changes nothing, so that another thread can do it. `tell_share` hears how much is done.
        """
        if kind == KEPT:
            return kept_neighbors(self.content.vectors, self.content.positions, tell_share)
        tiles = self._decoded_tiles
        decoded = self.decode_all(tell_share) if tiles is None else tiles.images
        return reconstruction_errors(self.content.images, decoded)

    def take_measure(self, kind: str, values: np.ndarray) -> None:
        """Colour the images by these numbers, float32 (n,)."""
        self.measures[kind] = values
        self.color_by(kind)

    # What is asked.

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
        spacing = self._seen.look.spacings[index]
        view.look_at(*position, view.scale)
        while 0 < spacing < np.float32(self.tile_spacing) and view.scale < LARGEST_SCALE:
            view.look_at(*position, view.scale * FLIGHT_STEP)
        self.point_at_image(index)

    def close_search(self) -> None:
        """Forget what was searched for, and show again what had faded."""
        self.search = None
        self.choice.take_found("", None)
        self._see_choice()

    def show_near(self, index: int | None) -> bool:
        """Show the nearest codes of an image, or with None no more; returns whether there are any.

        Distances are those of codes; on a map of pixels those of the pixels, from 0 to 1 each.
        """
        self.near = None if index is None else self._nearest_codes.near(index, N_NEAR)
        return self.near is not None and len(self.near.indices) > 0

    @cached_property
    def _nearest_codes(self) -> NearestCodes:
        return NearestCodes(self.content.vectors)

    # Codes and what is decoded from them.

    def toggle_decoded(self) -> bool:
        """Show decoded images in place of the data's, or the data's again; returns whether it did.

        It does not before `show_decoded` was given what `decode_all`, which takes seconds, returns.
        """
        if not self.shows_decoded and self._decoded_tiles is None:
            return False
        self.shows_decoded = not self.shows_decoded
        return True

    def show_decoded(self, images: np.ndarray) -> None:
        """Draw these images, uint8 (n, h, w[, 3]), on the map in place of the data's."""
        self._decoded_tiles = TileSizes(images)
        self.shows_decoded = True

    def decode_all(self, tell_share: Tell = lambda share: None) -> np.ndarray:
        """Return all images as the model reconstructs them, uint8 (n, h, w[, 3]).

        Changes nothing, so that another thread can do it.
        """
        decoded = np.empty_like(self.content.images)
        for start in range(0, self.n_images, DECODED_AT_ONCE):
            part = slice(start, start + DECODED_AT_ONCE)
            decoded[part] = to_bytes(self.decode(self.codes_of(part)))
            tell_share(min(start + DECODED_AT_ONCE, self.n_images) / self.n_images)
        return decoded

    def codes_of(self, indices: np.ndarray | slice | list[int]) -> np.ndarray:
        """Return the codes of some images, float32 (m, d)."""
        return self.coder.codes_of(indices)

    @property
    def decode(self) -> Decode | None:
        """What decodes codes, or None while there is nothing yet."""
        return self.coder.decode

    def take_decoder(self, decode: Decode | None, encode: Encode | None = None) -> None:
        """Decode codes, and encode images if that is possible, by these functions from now on.

        With None for `decode` nothing is decoded any more.
        """
        self.coder.take_decoder(decode)
        self.encode = self.encode if encode is None else encode

    def reconstruction(self, index: int) -> np.ndarray | None:
        """Return an image's reconstruction, uint8 (h, w[, 3]); None without a decoder."""
        if self.decode is None:
            return None
        return to_bytes(self.decode(self.codes_of([index])))[0]

    # What slots hold.

    def pick_words(self, pick: Pick) -> str:
        """Return what a pick is, with an image's index."""
        index = f" (index {pick:,})" if isinstance(pick, int) else ""
        return f"{self.coder.pick_name(pick)}{index}"

    # Experiments.

    @property
    def experiment(self) -> Experiment:
        """The experiment that is shown."""
        return self.board.experiment

    @property
    def board(self) -> Board:
        """The picks of the experiment that is shown."""
        return self.tabs.current.board

    @property
    def boards(self) -> tuple[Board, ...]:
        """The picks of all experiments."""
        return self.tabs.boards

    def toggle_experiment(self) -> None:
        """Go on to the next experiment; each keeps its picks."""
        self.tabs.go_on()

    def choose_experiment(self, experiment: Experiment) -> None:
        """Show this experiment."""
        self.tabs.choose(experiment)

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

    def point_at_cell(self, cell: Cell | None) -> bool:
        """Point at a cell of a sheet, or at none; returns whether it is another than before.

        A cell that stands for one image points at it on the map, too.
        """
        before = self.tabs.pointed, self.hovered
        self.tabs.pointed = cell
        is_image = cell is not None and isinstance(cell.pick, int)
        self.hovered = cell.pick if is_image else None
        return (self.tabs.pointed, self.hovered) != before

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
