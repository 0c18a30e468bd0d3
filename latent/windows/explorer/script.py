"""Commands in words, for `--do`: what a user can do by mouse and keys, done one after the other.

To add one: a function with `@command` that takes the window and the words behind its name.
"""

import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from latent.tools.check import UserError, check_option
from latent.windows.explorer.coloring import CLASS, CLUSTER, ERROR, FAMILY, KEPT, STYLE_PARTS

if TYPE_CHECKING:
    from latent.windows.explorer.window import ExploreWindow

Action = Callable[["ExploreWindow", list[str]], object]
KINDS = {"class": CLASS, "family": FAMILY, "error": ERROR, "kept": KEPT, "cluster": CLUSTER}
KINDS |= {part: part for part in STYLE_PARTS}  # of whole typefaces


@dataclass(frozen=True)
class Command:
    """What stands behind a name: how it is written, words on what it does, and what does it."""

    usage: str
    words: str
    action: Action


COMMANDS: dict[str, Command] = {}


def command(usage: str, words: str) -> Callable[[Action], Action]:
    """Let a function be the command whose name is the first word of `usage`."""

    def register(action: Action) -> Action:
        COMMANDS[usage.split()[0]] = Command(usage, words, action)
        return action

    return register


def read_script(text: str) -> list[tuple[Command, list[str]]]:
    r"""Return commands, which semicolons part, each with the words behind it.

    A semicolon that belongs to a word is written "\;". Raises UserError for an unknown command.

    >>> [(found.usage, words) for found, words in read_script("zoom 2; keys;")]
    [('zoom FACTOR', ['2']), ('keys', [])]
    """
    found = []
    for part in re.split(r"(?<!\\);", text):
        name, *words = part.replace(r"\;", ";").split() or [""]
        if name:
            check_option("--do", name, COMMANDS)
            found.append((COMMANDS[name], words))
    return found


def run_script(text: str, window: "ExploreWindow") -> None:
    """Do all that a script says, each thing after the one before is finished.

    Raises UserError, in one line that names the command, for one that cannot be done.
    """
    commands = read_script(text)
    background = window.window.background
    background.finish()
    for found, words in commands:
        try:
            found.action(window, words)
        except UserError as problem:
            raise UserError(f"--do {found.usage}: {problem}") from problem
        background.finish()


# What their words mean.


def numbers(words: Sequence[str], *, least: int, most: int | None = None) -> list[float]:
    """Return words as finite numbers; raises UserError if they are none, too few or too many."""
    try:
        found = [float(word) for word in words]
    except ValueError:
        found = [math.nan]
    if not all(map(math.isfinite, found)):
        raise UserError(f"{' '.join(words)!r} must be numbers")
    if not least <= len(found) <= (most or len(found)):
        raise UserError(f"{len(found)} numbers are given, {least} are needed")
    return found


def positions(words: Sequence[str], *, least: int, most: int | None = None) -> np.ndarray:
    """Return pairs of words as positions of the map, x and y from 0 to 1 each, float64 (n, 2)."""
    found = numbers(words, least=2 * least, most=None if most is None else 2 * most)
    if len(found) % 2:
        raise UserError("a place has an x and a y")
    return np.array(found).reshape(-1, 2)


def index_of(word: str, window: "ExploreWindow") -> int:
    """Return the index that a word like "#12" stands for; raises UserError for any other."""
    n = window.explorer.n_images
    digits = word.removeprefix("#")
    if not digits.isascii() or not digits.isdecimal() or len(digits) > 12 or int(digits) >= n:
        raise UserError(f"{word} must be the index of an image, #0 to #{n - 1}")
    return int(digits)


def image_meant(words: Sequence[str], window: "ExploreWindow") -> int:
    """Return the image that is named, else the one that was found or is pointed at."""
    explorer = window.explorer
    if words:
        return index_of(words[0], window)
    search = explorer.search
    if search is not None and len(search.found.indices):
        return int(search.found.indices[search.current or 0])
    if explorer.hovered is None:
        raise UserError("say which image, as #12, or search or point before")
    return explorer.hovered


def which_of(kind: str, words: Sequence[str], window: "ExploreWindow") -> int:
    """Return which class or typeface has this name; raises UserError if none has."""
    choice = window.explorer.choice
    if kind == "typeface" and choice.typefaces is None:
        raise UserError("these images belong to no typefaces")
    names, name = choice.groups(kind)[0], " ".join(words)
    if name not in names:
        raise UserError(f"there is no {kind} {name!r}")
    return names.index(name)


# The commands.


@command("search TEXT", "search, as after /")
def _search(window: "ExploreWindow", words: list[str]) -> None:
    window.asking.open_search()
    window.asking.search_for(" ".join(words))


@command("next", "go to the next image that was found")
def _next(window: "ExploreWindow", words: list[str]) -> None:
    window.asking.fly_on()


@command("close", "close the search line")
def _close(window: "ExploreWindow", words: list[str]) -> None:
    window.asking.close_search()


@command("point #N", "point at an image")
def _point(window: "ExploreWindow", words: list[str]) -> None:
    window.looking.point_at(image_meant(words, window))


@command("neighbours [#N]", "the nearest codes of an image, or of the one found or pointed at")
def _neighbours(window: "ExploreWindow", words: list[str]) -> None:
    window.asking.show_near(image_meant(words, window))


@command("pick [#N …]", "pick images, or the one found or pointed at")
def _pick(window: "ExploreWindow", words: list[str]) -> None:
    indices = [index_of(word, window) for word in words] or [image_meant([], window)]
    for index in indices:
        window.explorer.board.pick(index)
    window.experimenting.show_picks()


@command("mean", "pick the mean of the selected images")
def _mean(window: "ExploreWindow", words: list[str]) -> None:
    window.selecting.pick_selected()


@command("slot NAME", "let the next pick go to this slot")
def _slot(window: "ExploreWindow", words: list[str]) -> None:
    board = window.explorer.board
    name = check_option("slot", " ".join(words), board.experiment.slots)
    board.choose(board.experiment.slots.index(name))
    window.experimenting.show_picks()


@command("tab NAME", "show another tab")
def _tab(window: "ExploreWindow", words: list[str]) -> None:
    experiments = {tab.experiment.tab.lower(): tab.experiment for tab in window.explorer.tabs.all}
    name = check_option("tab", " ".join(words).lower(), experiments)
    window.experimenting.choose_experiment(experiments[name])


@command("choose WORDS", "what the tab lets choose from: a way to interpolate, rows to vary")
def _choose(window: "ExploreWindow", words: list[str]) -> None:
    tab = window.explorer.tabs.current
    actions = {action.partition(":")[2]: action for _, action, _ in tab.choices()}
    tab.act(actions[check_option("choose", " ".join(words), actions)])
    window.experimenting.show_picks()


@command("t NUMBER", "move the slider of the tab")
def _slide(window: "ExploreWindow", words: list[str]) -> None:
    (t,) = numbers(words, least=1, most=1)
    tab = window.explorer.tabs.current
    if tab.slide is None:
        raise UserError("this tab has no slider")
    tab.slide_to(t)
    window.experimenting.show_picks()


@command("mark NUMBER ROW", "move the mark of a row that is shown, from -3 to 3")
def _mark(window: "ExploreWindow", words: list[str]) -> None:
    (value,) = numbers(words[:1], least=1, most=1)
    tab = window.explorer.tabs.current
    tracks = {track.name: track for track in tab.sheet.tracks}
    track = tracks[check_option("row", " ".join(words[1:]), tracks)]
    tab.board.remember()
    tab.drag(track, min(max(value, track.low), track.high))
    window.experimenting.show_picks()


@command("bit N", "switch a bit of the image that is varied off or on")
def _bit(window: "ExploreWindow", words: list[str]) -> None:
    tab = window.explorer.tabs.current
    actions = [cell.action for cell in tab.sheet.cells if cell.action]
    bits = [action.partition(":")[2] for action in actions]
    tab.act(f"bit:{check_option('bit', ' '.join(words), bits)}")
    window.experimenting.show_picks()


@command("scroll ROWS", "show rows of the tab further down, or with a negative number further up")
def _scroll(window: "ExploreWindow", words: list[str]) -> None:
    (rows,) = numbers(words, least=1, most=1)
    window.explorer.tabs.current.scroll(-rows)
    window.experimenting.show_picks()


@command("name WORDS", "give the step from A to B of an analogy a name")
def _name(window: "ExploreWindow", words: list[str]) -> None:
    window.experimenting.naming.begin()
    window.experimenting.naming.text = " ".join(words)
    window.experimenting.naming.keep()


@command("film", "write the interpolation as a GIF")
def _film(window: "ExploreWindow", words: list[str]) -> None:
    window.keeping.write_film()


@command("color KIND", f"colour by {', '.join(KINDS)}")
def _color(window: "ExploreWindow", words: list[str]) -> None:
    possible = [name for name, kind in KINDS.items() if kind in window.explorer.coloring_kinds]
    window.looking.color_by(KINDS[check_option("color", " ".join(words), possible)])


@command("only KIND NAME", "only a class or a typeface, the others fade")
def _only(window: "ExploreWindow", words: list[str]) -> None:
    kind = check_option("only", words[0] if words else "nothing", ("class", "typeface"))
    window.explorer.show_only(kind, which_of(kind, words[1:], window))
    window.looking.show_choice()


@command("hide CLASS", "hide a class, or show it again")
def _hide(window: "ExploreWindow", words: list[str]) -> None:
    window.explorer.toggle_class(which_of("class", words, window))
    window.looking.show_choice()


@command("all", "show all images, select none")
def _all(window: "ExploreWindow", words: list[str]) -> None:
    window.looking.show_everything()


@command("zoom FACTOR", "enlarge the map about the middle of what is seen")
def _zoom(window: "ExploreWindow", words: list[str]) -> None:
    (factor,) = numbers(words, least=1, most=1)
    if factor <= 0:
        raise UserError(f"{factor:g} must be above 0")
    view = window.explorer.view
    view.zoom_at(view.width / 2, view.height / 2, factor)
    window.map.show_moved()


@command("centre X Y", "look at a place of the map")
def _centre(window: "ExploreWindow", words: list[str]) -> None:
    ((x, y),) = positions(words, least=1, most=1)
    view = window.explorer.view
    view.look_at(x, y, view.scale)
    window.map.show_moved()


@command("whole", "see the whole map")
def _whole(window: "ExploreWindow", words: list[str]) -> None:
    window.looking.show_all()


@command("tiles STEPS", "larger tiles, or with a negative number smaller ones")
def _tiles(window: "ExploreWindow", words: list[str]) -> None:
    (steps,) = numbers(words, least=1, most=1)
    window.looking.enlarge_tiles(round(steps))


@command("decoded", "decoded images in place of the originals, or the originals again")
def _decoded(window: "ExploreWindow", words: list[str]) -> None:
    window.looking.toggle_decoded()


@command("select box X Y X Y", "select what is shown in a box; also lasso X Y …, #N … or none")
def _select(window: "ExploreWindow", words: list[str]) -> None:
    explorer, how = window.explorer, words[0] if words else ""
    if how == "box":
        corners = explorer.view.to_pixels(positions(words[1:], least=2, most=2))
        explorer.select_box(*map(tuple, corners))
    elif how == "lasso":
        corners = explorer.view.to_pixels(positions(words[1:], least=3))
        explorer.select_lasso([tuple(corner) for corner in corners])
    elif how == "none":
        explorer.select(np.empty(0, int))
    elif how.startswith("#"):
        explorer.select(np.array([index_of(word, window) for word in words]))
    else:
        raise UserError(f"{how!r} must be box, lasso, none, or indices like #12")
    window.selecting.show_selection()


@command("decode [X Y]", "decode a place of the map; without one, end it")
def _decode(window: "ExploreWindow", words: list[str]) -> None:
    if words:
        ((x, y),) = positions(words, least=1, most=1)
        window.asking.decode_at(x, y)
    elif window.explorer.decodes_here:
        window.asking.toggle_here()


@command("take", "put the code of the decoded place, or the own image, into the slot")
def _take(window: "ExploreWindow", words: list[str]) -> None:
    explorer = window.explorer
    if not (explorer.decodes_here and explorer.pick_here()) and not explorer.pick_own():
        raise UserError("decode a place, or open or draw an image, before")
    window.experimenting.show_picks()


@command("image FILE", "open an image of your own")
def _image(window: "ExploreWindow", words: list[str]) -> None:
    window.explorer.own.open(" ".join(words))
    window.drawing.show_own()


@command("draw X Y X Y …", "draw a line on paper, from the upper left, 0 to 1 each")
def _draw(window: "ExploreWindow", words: list[str]) -> None:
    first, *others = positions(words, least=2).tolist()
    window.explorer.own.begin_stroke(*first)
    for point in others:
        window.explorer.own.move_pen(*point)
    window.drawing.show_own()


@command("paper", "show the paper to draw on, or the results again")
def _paper(window: "ExploreWindow", words: list[str]) -> None:
    window.drawing.toggle_pad()


@command("undo", "undo the last pick, selection or clearing")
def _undo(window: "ExploreWindow", words: list[str]) -> None:
    window.experimenting.undo()


@command("clear", "clear the experiment")
def _clear(window: "ExploreWindow", words: list[str]) -> None:
    window.experimenting.clear()


@command("save [selection]", "save results, picks and view; or the selected images")
def _save(window: "ExploreWindow", words: list[str]) -> None:
    if words and check_option("save", " ".join(words), ("selection",)):
        window.selecting.save_selection()
    else:
        window.keeping.save()


@command("keys", "show all keys, or the results again")
def _keys(window: "ExploreWindow", words: list[str]) -> None:
    window.toggle_keys()
