"""How a map is looked at, kept in the file of picks: part, colours, filters, search, selection."""

import math
import os
from typing import Any

import numpy as np

from latent.tools.check import UserError
from latent.tools.files import read_json
from latent.windows.explorer.coloring import SEARCHED
from latent.windows.explorer.state import Explorer
from latent.windows.explorer.states.seen_map import MOST_STEPS
from latent.windows.explorer.view import LARGEST_SCALE

WHAT = "a file of picks"  # as messages call it
MOST_PIXELS = 100_000  # of a panel's side
LONGEST_TEXT = 10_000


def view_values(explorer: Explorer) -> dict[str, Any]:
    """Return, as plain values, how an explorer's map is looked at."""
    view, choice, search = explorer.map.view, explorer.choice, explorer.search
    only = None
    if choice.only is not None:
        kind, which = choice.only
        only = [kind, choice.groups(kind)[0][which]]
    return {
        "width": view.width,
        "height": view.height,
        "scale": view.scale,
        "left": view.left,
        "top": view.top,
        "tile_steps": explorer.map.tile_steps,
        "coloring": explorer.colors.coloring.kind,
        "hidden_classes": sorted(choice.hidden_classes),
        "only": only,
        "search": [search.text, search.current] if search.is_open else None,
        "selection": explorer.selection.indices.tolist(),
        "near": None if explorer.neighbors.shown is None else explorer.neighbors.shown.index,
        "shows_decoded": explorer.decoded.are_shown,
        "own": explorer.own.to_values(),
        "slots": {board.experiment.name: board.slot for board in explorer.tabs.boards},
    }


class SavedView:
    """How a map was looked at when `view_values` noted it, checked against this explorer's map.

    `restore` makes all of it so again that needs no long work; `coloring` and `shows_decoded` can
    need some, and are for whoever can wait. Raises UserError, in one line, for values that cannot
    be; `where` names their file.
    """

    def __init__(self, values: Any, explorer: Explorer, where: object):
        try:
            self._read(values, explorer)
        except (ValueError, TypeError, LookupError, OverflowError) as problem:
            raise UserError(f"{where}: its view is damaged, save it again with the key s") from (
                problem
            )

    def _read(self, values: dict[str, Any], explorer: Explorer) -> None:
        n, n_classes = explorer.n_images, len(explorer.content.label_names)
        self._size = tuple(_whole(values[name], 1, MOST_PIXELS) for name in ("width", "height"))
        self._scale = _number(values["scale"], 1, LARGEST_SCALE)
        most = 2 * LARGEST_SCALE
        self._corner = tuple(_whole(values[name], -most, most) for name in ("left", "top"))
        self._tile_steps = _whole(values["tile_steps"], -MOST_STEPS, MOST_STEPS)
        self.coloring = _one_of(values["coloring"], explorer.colors.kinds)
        hidden = [_whole(label, 0, n_classes - 1) for label in values["hidden_classes"]]
        self._hidden = frozenset(hidden)
        self._only = None
        if values["only"] is not None:
            kind, name = values["only"]
            _one_of(kind, ["class", "typeface"])
            self._only = (kind, explorer.choice.groups(kind)[0].index(name))
        self._search = None
        if values["search"] is not None:
            text, current = values["search"]
            if not isinstance(text, str) or len(text) > LONGEST_TEXT:
                raise ValueError("search must be text")
            self._search = (text, None if current is None else _whole(current, 0, n - 1))
        selection = [_whole(index, 0, n - 1) for index in values["selection"]]
        self._selection = np.unique(np.array(selection, np.int64))
        near = values["near"]
        self._near = None if near is None else _whole(near, 0, n - 1)
        # Older files do not say these.
        self._take_own = explorer.own.read_values(values.get("own"))
        slots = dict(values.get("slots", {}))
        self._slots = {
            name: _whole(slot, 0, len(board.picks) - 1)
            for board in explorer.tabs.boards
            if (slot := slots.get(name := board.experiment.name)) is not None
        }
        self.shows_decoded = _one_of(values["shows_decoded"], [False, True])
        self.shows_decoded &= any(each.content.codes is not None for each in explorer.maps)

    def restore(self, explorer: Explorer) -> None:
        """Look at the map in this way again; nothing of that can be undone."""
        for board in explorer.tabs.boards:
            board.choose(self._slots.get(board.experiment.name, board.slot))
        self._take_own()
        explorer.map.view.restore(*self._size, self._scale, *self._corner)
        explorer.map.tile_steps = self._tile_steps
        explorer.choice.restore(self._hidden, self._only)
        explorer.selection.restore(self._selection)
        if self._search is None:
            explorer.search.close()
        else:
            text, current = self._search
            explorer.search.look_for(text)
            explorer.search.go_to(current)
        explorer.neighbors.show(self._near)
        if self.coloring not in SEARCHED:
            explorer.colors.color_by(self.coloring)


def read_view(path: str | os.PathLike, explorer: Explorer) -> SavedView | None:
    """Return the view in a file of picks that is one, or None: older files have none."""
    content = read_json(path, WHAT)
    values = content.get("view") if isinstance(content, dict) else None
    return None if values is None else SavedView(values, explorer, path)


def _whole(value: Any, least: int, most: int) -> int:
    if type(value) is not int or not least <= value <= most:
        raise ValueError(f"{value!r} is no whole number from {least} to {most}")
    return value


def _number(value: Any, least: float, most: float) -> float:
    if type(value) not in (int, float) or not math.isfinite(value) or not least <= value <= most:
        raise ValueError(f"{value!r} is no number from {least} to {most}")
    return float(value)


def _one_of(value: Any, allowed: list) -> Any:
    if value not in allowed:
        raise ValueError(f"{value!r} is not one of {allowed}")
    return value
