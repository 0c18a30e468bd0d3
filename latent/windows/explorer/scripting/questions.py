"""Commands that ask: a search, an image that is pointed at, its neighbours."""

from typing import TYPE_CHECKING

from latent.windows.explorer.scripting.command import Commands
from latent.windows.explorer.scripting.words import (
    image_meant,
)

if TYPE_CHECKING:
    from latent.windows.explorer.window import ExploreWindow

commands = Commands()


@commands.add("search TEXT", "search, as after /")
def _search(window: "ExploreWindow", words: list[str]) -> None:
    window.asking.open_search()
    window.asking.search_for(" ".join(words))


@commands.add("next", "go to the next image that was found")
def _next(window: "ExploreWindow", words: list[str]) -> None:
    window.asking.fly_on()


@commands.add("close", "close the search line")
def _close(window: "ExploreWindow", words: list[str]) -> None:
    window.asking.close_search()


@commands.add("point #N", "point at an image")
def _point(window: "ExploreWindow", words: list[str]) -> None:
    window.looking.point_at(image_meant(words, window))


@commands.add("neighbours [#N]", "the nearest codes of an image, or of the one found or pointed at")
def _neighbours(window: "ExploreWindow", words: list[str]) -> None:
    window.asking.show_near(image_meant(words, window))
