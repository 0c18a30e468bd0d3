"""Which key does what in the explorer's window."""

from functools import partial
from typing import TYPE_CHECKING

from latent.windows.explorer.states.choice import EVERYTHING
from latent.windows.input import Key

if TYPE_CHECKING:
    from latent.windows.explorer.window import ExploreWindow

COLORS = "colour by class, family, style, error, neighbours kept, or cluster"
ONLY_CLASS = "only the class of the image pointed at; again: all"


def explorer_keys(whole: "ExploreWindow") -> list[Key]:
    """Return the keys of a window whose map and actions are there."""
    looking, asking, selecting = whole.looking, whole.asking, whole.selecting
    tab = whole.experimenting
    tiles = {",": partial(looking.enlarge_tiles, -1), ".": partial(looking.enlarge_tiles, 1)}
    nearer, farther = (partial(whole.map.enlarge, steps) for steps in (2, -2))
    ways = {"left": (-1, 0), "right": (1, 0), "up": (0, -1), "down": (0, 1)}
    arrows = {key: partial(whole.map.move, *way) for key, way in ways.items()}
    return [
        Key(
            "+  -",
            "enlarge the map, or the opposite",
            {"+": nearer, "=": nearer, "-": farther},
            may_repeat=True,
        ),
        Key("arrows", "move over the map", arrows, may_repeat=True),
        Key("r", "see the whole map", {"r": looking.show_all}),
        Key(",  .", "smaller and larger tiles", tiles, may_repeat=True),
        Key("o", "original or decoded images", {"o": looking.toggle_decoded}),
        Key("c", ONLY_CLASS, {"c": partial(looking.show_only, "class")}),
        Key("f", "only its typeface; again: all", {"f": partial(looking.show_only, "typeface")}),
        Key("escape", EVERYTHING, {"escape": looking.show_everything}),
        Key("k", COLORS, {"k": looking.recolor}),
        Key(
            "/",
            "search; return: next, with shift: pick it, escape: end",
            {"/": asking.open_search},
        ),
        Key("n", "the nearest codes of an image; again: close", {"n": asking.toggle_near}),
        Key(
            "d",
            "decode the place under the pointer; click: pick it",
            {"d": asking.toggle_here},
            let_go=asking.end_here,
        ),
        Key("i", "an image of your own: draw it, or open a file", {"i": whole.drawing.toggle_pad}),
        Key("e", "the next tab", {"e": tab.toggle_experiment}),
        Key(
            "w",
            "the next choice of the tab: way, rows or letters",
            {"w": tab.choose_next},
        ),
        Key("a", "name the step from A to B, to vary by it", {"a": tab.open_naming}),
        Key("m", "pick the mean of the selected images", {"m": selecting.pick_selected}),
        Key("space", "clear the tab", {" ": tab.clear}),
        Key(
            "backspace",
            "undo the last change, and selecting",
            {"backspace": tab.undo},
            may_repeat=True,
        ),
        Key("s", "save the results, the picks and the view", {"s": whole.keeping.save}),
        Key("S", "save the selected images, to train on them", {"S": selecting.save_selection}),
        Key(
            "g",
            "write what lies between images as a GIF",
            {"g": whole.keeping.write_film},
        ),
        Key("h", "these keys, or the results", {"h": whole.toggle_keys}),
    ]
