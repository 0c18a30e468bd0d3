"""Commands on the tabs: picks, what a tab lets choose from, its sliders and marks."""

from typing import TYPE_CHECKING

from latent.tools.check import UserError, check_option
from latent.windows.explorer.scripting.command import Commands
from latent.windows.explorer.scripting.words import (
    image_meant,
    index_of,
    numbers,
)

if TYPE_CHECKING:
    from latent.windows.explorer.window import ExploreWindow

commands = Commands()


@commands.add("pick [#N …]", "pick images, or the one found or pointed at")
def _pick(window: "ExploreWindow", words: list[str]) -> None:
    indices = [index_of(word, window) for word in words] or [image_meant([], window)]
    for index in indices:
        window.explorer.tabs.board.pick(index)
    window.experimenting.show_picks()


@commands.add("mean", "pick the mean of the selected images")
def _mean(window: "ExploreWindow", words: list[str]) -> None:
    window.selecting.pick_selected()


@commands.add("slot NAME", "let the next pick go to this slot")
def _slot(window: "ExploreWindow", words: list[str]) -> None:
    board = window.explorer.tabs.board
    name = check_option("slot", " ".join(words), board.experiment.slots)
    board.choose(board.experiment.slots.index(name))
    window.experimenting.show_picks()


@commands.add("tab NAME", "show another tab")
def _tab(window: "ExploreWindow", words: list[str]) -> None:
    experiments = {tab.experiment.tab.lower(): tab.experiment for tab in window.explorer.tabs.all}
    name = check_option("tab", " ".join(words).lower(), experiments)
    window.experimenting.choose_experiment(experiments[name])


@commands.add("choose WORDS", "what the tab lets choose from: a way, rows, a line of letters")
def _choose(window: "ExploreWindow", words: list[str]) -> None:
    tab = window.explorer.tabs.current
    actions = {action.partition(":")[2]: action for _, action, _ in tab.choices()}
    if not actions:
        raise UserError("there is nothing to choose from on this tab now")
    tab.act(actions[check_option("choose", " ".join(words), actions)])
    window.experimenting.show_picks()


@commands.add("letter CHARACTER", "show another letter at the nine steps between typefaces")
def _letter(window: "ExploreWindow", words: list[str]) -> None:
    tab = window.explorer.tabs.current
    cells = [cell for cell in tab.sheet.cells if cell.letters and cell.action]
    if not cells:
        raise UserError("letters are chosen on the tab Alphabet, between two whole typefaces")
    actions = {cell.letters: cell.action for cell in cells}
    tab.act(actions[check_option("letter", " ".join(words), actions)])
    window.experimenting.show_picks()


@commands.add("t NUMBER", "move the slider of the tab")
def _slide(window: "ExploreWindow", words: list[str]) -> None:
    (t,) = numbers(words, least=1, most=1)
    tab = window.explorer.tabs.current
    if tab.slide is None:
        raise UserError("this tab has no slider")
    tab.slide_to(t)
    window.experimenting.show_picks()


@commands.add("mark NUMBER ROW", "move the mark of a row that is shown, from -3 to 3")
def _mark(window: "ExploreWindow", words: list[str]) -> None:
    (value,) = numbers(words[:1], least=1, most=1)
    tab = window.explorer.tabs.current
    tracks = {track.name: track for track in tab.sheet.tracks}
    track = tracks[check_option("row", " ".join(words[1:]), tracks)]
    tab.board.remember()
    tab.drag(track, min(max(value, track.low), track.high))
    window.experimenting.show_picks()


@commands.add("bit N", "switch a bit of the image that is varied off or on")
def _bit(window: "ExploreWindow", words: list[str]) -> None:
    tab = window.explorer.tabs.current
    actions = [cell.action for cell in tab.sheet.cells if cell.action]
    bits = [action.partition(":")[2] for action in actions]
    tab.act(f"bit:{check_option('bit', ' '.join(words), bits)}")
    window.experimenting.show_picks()


@commands.add(
    "scroll ROWS", "show rows of the tab further down, or with a negative number further up"
)
def _scroll(window: "ExploreWindow", words: list[str]) -> None:
    (rows,) = numbers(words, least=1, most=1)
    window.explorer.tabs.current.scroll(-rows)
    window.experimenting.show_picks()


@commands.add("name WORDS", "give the step from A to B of an analogy a name")
def _name(window: "ExploreWindow", words: list[str]) -> None:
    window.experimenting.naming.begin()
    window.experimenting.naming.text = " ".join(words)
    window.experimenting.naming.keep()


@commands.add("film", "write what lies between images as a GIF")
def _film(window: "ExploreWindow", words: list[str]) -> None:
    window.keeping.write_film()
