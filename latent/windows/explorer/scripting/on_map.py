"""Commands on the map: its colours, what of it is seen, selected and decoded."""

from typing import TYPE_CHECKING

import numpy as np

from latent.tools.check import UserError, check_option
from latent.windows.explorer.coloring import CLASS, CLUSTER, ERROR, FAMILY, KEPT, STYLE_PARTS
from latent.windows.explorer.scripting.command import Commands
from latent.windows.explorer.scripting.words import (
    index_of,
    numbers,
    positions,
    which_of,
)
from latent.windows.explorer.states.selection import in_box, in_lasso

if TYPE_CHECKING:
    from latent.windows.explorer.window import ExploreWindow

commands = Commands()
KINDS = {"class": CLASS, "family": FAMILY, "error": ERROR, "kept": KEPT, "cluster": CLUSTER}
KINDS |= {part: part for part in STYLE_PARTS}  # of whole typefaces


@commands.add("color KIND", f"colour by {', '.join(KINDS)}")
def _color(window: "ExploreWindow", words: list[str]) -> None:
    possible = [name for name, kind in KINDS.items() if kind in window.explorer.colors.kinds]
    window.looking.color_by(KINDS[check_option("color", " ".join(words), possible)])


@commands.add("only KIND NAME", "only a class or a typeface, the others fade")
def _only(window: "ExploreWindow", words: list[str]) -> None:
    kind = check_option("only", words[0] if words else "nothing", ("class", "typeface"))
    window.explorer.choice.show_only(kind, which_of(kind, words[1:], window))
    window.looking.show_choice()


@commands.add("hide CLASS", "hide a class, or show it again")
def _hide(window: "ExploreWindow", words: list[str]) -> None:
    window.explorer.choice.toggle_class(which_of("class", words, window))
    window.looking.show_choice()


@commands.add("all", "show all images, select none")
def _all(window: "ExploreWindow", words: list[str]) -> None:
    window.looking.show_everything()


@commands.add("zoom FACTOR", "enlarge the map about the middle of what is seen")
def _zoom(window: "ExploreWindow", words: list[str]) -> None:
    (factor,) = numbers(words, least=1, most=1)
    if factor <= 0:
        raise UserError(f"{factor:g} must be above 0")
    view = window.explorer.map.view
    view.zoom_at(view.width / 2, view.height / 2, factor)
    window.map.show_moved()


@commands.add("centre X Y", "look at a place of the map")
def _centre(window: "ExploreWindow", words: list[str]) -> None:
    ((x, y),) = positions(words, least=1, most=1)
    view = window.explorer.map.view
    view.look_at(x, y, view.scale)
    window.map.show_moved()


@commands.add("whole", "see the whole map")
def _whole(window: "ExploreWindow", words: list[str]) -> None:
    window.looking.show_all()


@commands.add("tiles STEPS", "larger tiles, or with a negative number smaller ones")
def _tiles(window: "ExploreWindow", words: list[str]) -> None:
    (steps,) = numbers(words, least=1, most=1)
    window.looking.enlarge_tiles(round(steps))


@commands.add("decoded", "decoded images in place of the originals, or the originals again")
def _decoded(window: "ExploreWindow", words: list[str]) -> None:
    window.looking.toggle_decoded()


@commands.add("select box X Y X Y", "select what is shown in a box; also lasso X Y …, #N … or none")
def _select(window: "ExploreWindow", words: list[str]) -> None:
    explorer, how = window.explorer, words[0] if words else ""
    view, places = explorer.map.view, explorer.content.positions
    if how == "box":
        corners = view.to_pixels(positions(words[1:], least=2, most=2))
        explorer.selection.add(in_box(view, places, *map(tuple, corners)))
    elif how == "lasso":
        corners = view.to_pixels(positions(words[1:], least=3))
        corners = [tuple(corner) for corner in corners]
        explorer.selection.add(in_lasso(view, places, corners))
    elif how == "none":
        explorer.selection.replace(np.empty(0, int))
    elif how.startswith("#"):
        explorer.selection.replace(np.array([index_of(word, window) for word in words]))
    else:
        raise UserError(f"{how!r} must be box, lasso, none, or indices like #12")
    window.selecting.show_selection()


@commands.add("decode [X Y]", "decode a place of the map; without one, end it")
def _decode(window: "ExploreWindow", words: list[str]) -> None:
    if words:
        ((x, y),) = positions(words, least=1, most=1)
        window.asking.decode_at(x, y)
    elif window.explorer.here.is_on:
        window.asking.toggle_here()


@commands.add("take", "put the code of the decoded place, or the own image, into the slot")
def _take(window: "ExploreWindow", words: list[str]) -> None:
    explorer = window.explorer
    if not (explorer.here.is_on and explorer.pick_here()) and not explorer.pick_own():
        raise UserError("decode a place, or open or draw an image, before")
    window.experimenting.show_picks()
