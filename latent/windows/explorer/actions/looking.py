"""How the map is looked at: which part, which images, in which colours, original or decoded."""

from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from latent.windows.explorer.actions.base import Actions
from latent.windows.explorer.coloring import CLASS, ERROR
from latent.windows.explorer.states.choice import EVERYTHING
from latent.windows.explorer.states.seen_map import SeenMap
from latent.windows.explorer.tile_sizes import SIZES

if TYPE_CHECKING:
    from latent.windows.explorer.window import ExploreWindow

ALL_DECODED, MEASURE = "decode all", "measure"  # the names of work in the background


class Looking(Actions):
    """The part of the map that is seen, and how its images are shown.

    `coloring`: what the images shall be coloured by, `decodes`: whether they shall be decoded, both
    as soon as that is possible.
    """

    def __init__(self, whole: "ExploreWindow", coloring: str, decodes: bool):
        super().__init__(whole)
        self._wanted, self._wants_decoded = coloring, decodes

    def show_all(self) -> None:
        """Show the whole map."""
        for each in self.explorer.maps:
            each.view.show_all()
        self.whole.map.show_moved()

    def enlarge_tiles(self, steps: int) -> None:
        """Make the tiles larger, or with a negative number smaller."""
        self.explorer.map.enlarge_tiles(steps)
        self.whole.map.show_moved()

    def point_at(self, index: int) -> None:
        """Point at an image."""
        self.explorer.pointer.point_at_image(index)
        self.whole.map.show()
        self.whole.show_pointed()

    def show_choice(self, words: str = "") -> None:
        """Show which images are shown, faded and hidden now, and say `words`."""
        self.whole.show_pointed()
        for panel in (self.whole.legend, self.whole.map):
            panel.show()
        self.status.say(words)

    def show_only(self, kind: str) -> None:
        """Show only the "class" or "typeface" of the image pointed at, or all images again."""
        self.window.input.point_again()
        self.show_choice(self.explorer.choice.toggle_only(kind))

    def show_everything(self) -> None:
        """Show all classes and typefaces, and select nothing."""
        self.explorer.show_everything()
        self.show_choice(EVERYTHING)

    # Decoded images.

    def toggle_decoded(self) -> None:
        """Show what the model makes of the images in their place, or the images again."""
        explorer, background = self.explorer, self.background
        missing = explorer.decoded.missing
        if all(each.content.codes is None for each in explorer.maps):
            self.status.say("this is a map of the pixels themselves, there is nothing to decode")
        elif explorer.decoded.toggle():
            self._images_changed()
            self._say_which_images()
        elif any(each.coder.decode is None for each in missing):
            self.status.say("the decoder is still loading")
        elif not background.is_busy(ALL_DECODED):
            words = f"decoding {explorer.n_images:,} images"
            self.status.say(f"{words} …")
            tell = self.whole.telling.share_teller(ALL_DECODED, words)

            def decode() -> list[np.ndarray]:
                n = len(missing)
                return [
                    each.coder.decode_all(lambda share, k=k: tell((k + share) / n))
                    for k, each in enumerate(missing)
                ]

            take = partial(self._take_decoded, missing)
            background.start(ALL_DECODED, decode, take, self.whole.telling.excuse)

    def _take_decoded(self, maps: list[SeenMap], images: list[np.ndarray]) -> None:
        for each, decoded in zip(maps, images, strict=True):
            each.tiles.show_decoded(decoded)
        self._images_changed()
        self._say_which_images()

    def _images_changed(self) -> None:
        self.prepare_tiles()
        self.whole.map.show()
        self.whole.results.show()
        self.whole.show_pointed()  # selected images are shown as the map shows them

    def _say_which_images(self) -> None:
        decoded = "every image as the model decodes its code, o: the images themselves"
        original = "the images themselves, o: as the model decodes them"
        self.status.say(decoded if self.explorer.decoded.are_shown else original)

    def prepare_tiles(self) -> None:
        """Make the tiles of all small sizes, the nearest sizes first."""
        tiles, now = [each.tiles.shown for each in self.explorer.maps], self.explorer.map.tile_size

        def prepare() -> None:
            for size in sorted(SIZES, key=lambda size: abs(size - now)):
                for each in tiles:
                    each.prepare(size)

        self.background.start("tiles", prepare)

    # Colours.

    def recolor(self) -> None:
        """Colour the images by the next of what they can be coloured by."""
        kinds = self.explorer.colors.kinds
        self.color_by(kinds[(kinds.index(self._wanted) + 1) % len(kinds)])

    def color_by(self, kind: str) -> None:
        """Colour the images by one of the explorer's kinds, as soon as its numbers are there."""
        explorer, background = self.explorer, self.background
        self._wanted = kind
        background.forget(MEASURE)
        if explorer.colors.color_by(kind):
            self.show_colors()
        elif kind == ERROR and explorer.coder.decode is None:
            self.status.say(f"colour by {kind}: the decoder is still loading, k: the next")
        else:
            words = f"finding the {kind} of {explorer.n_images:,} images"
            self.status.say(f"{words} …")
            find = partial(
                explorer.colors.find_measure, kind, self.whole.telling.share_teller(MEASURE, words)
            )
            background.start(
                MEASURE, find, partial(self._take_measure, kind), self.whole.telling.excuse
            )

    def _take_measure(self, kind: str, values: np.ndarray) -> None:
        self.explorer.colors.take_measure(kind, values)
        self.show_colors()

    def show_colors(self) -> None:
        """Show what the images are coloured by now."""
        is_class = self.explorer.colors.coloring.kind == CLASS
        self.whole.legend.set_visible(is_class)
        self.whole.scale.set_visible(not is_class)
        whole = self.whole
        for panel in (whole.legend, whole.scale, whole.map, whole.results, whole.pad):
            panel.show()
        whole.show_pointed()
        self.status.say(f"coloured by {self.explorer.colors.coloring.kind}, k: the next")

    def go_on_as_wanted(self) -> None:
        """Begin the long work without which the map is not yet as it was when it was saved."""
        is_finding = self.background.is_busy(MEASURE)
        if self._wanted != self.explorer.colors.coloring.kind and not is_finding:
            self.color_by(self._wanted)
        if self._wants_decoded and all(
            each.coder.decode is not None for each in self.explorer.maps
        ):
            self._wants_decoded = False
            self.toggle_decoded()
