"""Whether the maps show their images, or what the models make of them."""

from collections.abc import Sequence

from latent.windows.explorer.states.seen_map import SeenMap


class DecodedImages:
    """Shows on all `maps` at once decoded images in place of the data's."""

    def __init__(self, maps: Sequence[SeenMap]):
        self._maps = maps

    @property
    def are_shown(self) -> bool:
        """Whether decoded images are shown on any map."""
        return any(each.tiles.shows_decoded for each in self._maps)

    @property
    def missing(self) -> list[SeenMap]:
        """The maps whose images have codes and were not decoded yet."""
        maps = [each for each in self._maps if each.content.codes is not None]
        return [each for each in maps if each.tiles.decoded is None]

    def toggle(self) -> bool:
        """Show decoded images in place of the data's, or the data's again; returns whether it did.

        It does not before each map that is `missing` was given, by `tiles.show_decoded`, what its
        `coder.decode_all`, which takes seconds, returns.
        """
        are_shown = self.are_shown
        if not are_shown and self.missing:
            return False
        for each in self._maps:
            each.tiles.shows_decoded = not are_shown and each.tiles.decoded is not None
        return True
