"""Parts of an explorer's state, each with no more than it needs."""

from latent.windows.explorer.coder import Coder
from latent.windows.explorer.states.choice import Choice
from latent.windows.explorer.states.colors import Colors
from latent.windows.explorer.states.pointer import Pointer
from latent.windows.explorer.states.seen_map import SeenMap
from latent.windows.explorer.states.tiles import MapTiles
from latent.windows.explorer.tabs import Tabs
from latent.windows.explorer.view import PanZoom
from tests.helpers.maps import fake_decode


def pointer_of(content):
    return Pointer(Tabs([Coder(content)]))


def choice_of(content):
    return Choice(content, pointer_of(content))


def coder_of(content):
    coder = Coder(content)
    coder.take_decoder(fake_decode)
    return coder


def colors_of(content):
    return Colors(coder_of(content), MapTiles(content))


def seen_map_of(content, choice=None, colors=None):
    choice = choice_of(content) if choice is None else choice
    colors = colors_of(content) if colors is None else colors
    return SeenMap(Coder(content), 0, PanZoom(600, 400), choice, colors, MapTiles(content))
