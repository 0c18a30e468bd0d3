"""Commands on the whole window: its paper, undoing, saving."""

from typing import TYPE_CHECKING

from latent.tools.check import UserError, check_option
from latent.windows.explorer.scripting.command import Commands
from latent.windows.explorer.scripting.words import (
    positions,
)

if TYPE_CHECKING:
    from latent.windows.explorer.window import ExploreWindow

commands = Commands()


@commands.add("image FILE", "open an image of your own")
def _image(window: "ExploreWindow", words: list[str]) -> None:
    window.explorer.own.open(" ".join(words))
    window.drawing.show_own()


@commands.add("draw X Y X Y …", "draw a line on paper, from the upper left, 0 to 1 each")
def _draw(window: "ExploreWindow", words: list[str]) -> None:
    first, *others = positions(words, least=2).tolist()
    if window.explorer.own.preparing.is_whole:
        raise UserError("images of this map are whole typefaces, which are not drawn: use image")
    window.explorer.own.begin_stroke(*first)
    for point in others:
        window.explorer.own.move_pen(*point)
    window.drawing.show_own()


@commands.add("paper", "show the paper to draw on, or the results again")
def _paper(window: "ExploreWindow", words: list[str]) -> None:
    window.drawing.toggle_pad()


@commands.add("undo", "undo the last pick, selection or clearing")
def _undo(window: "ExploreWindow", words: list[str]) -> None:
    window.experimenting.undo()


@commands.add("clear", "clear the experiment")
def _clear(window: "ExploreWindow", words: list[str]) -> None:
    window.experimenting.clear()


@commands.add("save [selection]", "save results, picks and view; or the selected images")
def _save(window: "ExploreWindow", words: list[str]) -> None:
    if words and check_option("save", " ".join(words), ("selection",)):
        window.selecting.save_selection()
    else:
        window.keeping.save()


@commands.add("keys", "show all keys, or the results again")
def _keys(window: "ExploreWindow", words: list[str]) -> None:
    window.toggle_keys()
