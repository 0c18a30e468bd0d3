"""The images picked for an experiment: filled by clicks, undone, cleared, kept in a file."""

import os
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

from latent.tools.check import UserError, check_option
from latent.tools.files import read_json, write_json
from latent.tools.plain_words import shown
from latent.windows.explorer.coder import Pick
from latent.windows.explorer.experiments.experiment import Experiment
from latent.windows.explorer.own_code import OwnCode
from latent.windows.explorer.states.history import History

FORMAT = "latent picks"
WHAT = "a file of picks"  # as messages call it


class Board:
    """The picks of one experiment, and the slot that the next one goes to.

    `picks`: for each slot an image's index, the indices of several whose mean is meant, a code of
    its own, or None. `slot`: the current slot's number. `extra`: what else an experiment keeps,
    which is undone and cleared with the picks; it can be hashed. What changes them is noted in
    `history`.
    """

    def __init__(self, experiment: Experiment, history: History | None = None):
        self.experiment = experiment
        self._history = History() if history is None else history
        self._take((None,) * len(experiment.slots), 0, ())

    @property
    def is_empty(self) -> bool:
        """Whether nothing is picked."""
        return all(pick is None for pick in self.picks)

    def clear(self) -> None:
        """Empty all slots; this can be undone."""
        if not self.is_empty or self.extra:
            self.remember()
        self._take((None,) * len(self.experiment.slots), 0, ())

    def choose(self, slot: int) -> None:
        """Let the next pick go to this slot."""
        if not 0 <= slot < len(self.picks):
            raise ValueError(f"there is no slot {slot}")
        self.slot = slot

    def pick(self, pick: Pick) -> None:
        """Put an image, or another pick, into the current slot and go on to the next one."""
        self.remember()
        picks = list(self.picks)
        picks[self.slot] = pick if isinstance(pick, tuple | OwnCode) else int(pick)
        self.picks = tuple(picks)
        self.slot = self.experiment.slot_after(self.slot, self.picks)

    def remember(self) -> None:
        """Keep what there is now for `undo`, before it is changed."""
        self.note(partial(self._take, self.picks, self.slot, self.extra))

    def note(self, restore: Callable[[], object]) -> None:
        """Note what makes something as it was, to be undone in turn with changes of the picks."""
        self._history.note(self, restore)

    def undo(self) -> bool:
        """Take the last change back; returns whether there was one."""
        return self._history.undo(self) is not None

    def fill(self, picks: Sequence[Pick | None]) -> None:
        """Take all picks at once, one or None for each slot."""
        empty = [slot for slot, pick in enumerate(picks) if pick is None]
        self._take(tuple(picks), empty[0] if empty else self.experiment.turns[0], ())

    def _take(self, picks: tuple[Pick | None, ...], slot: int, extra: tuple) -> None:
        self.picks, self.slot, self.extra = picks, slot, extra


ReadSettings = Callable[[Mapping[str, Any]], Callable[[], None]]


def save_picks(
    path: str | os.PathLike,
    current: Experiment,
    boards: Sequence[Board],
    dataset: str,
    n: int,
    settings: Mapping[str, Mapping[str, Any]] | None = None,
    view: dict[str, Any] | None = None,
) -> None:
    """Write what is picked as JSON; `dataset` and its number of images say where from.

    `settings`: what else each experiment keeps, by its name. `view`: how the map is looked at, see
    `saved_view`.
    """
    picks = {board.experiment.name: list(map(pick_values, board.picks)) for board in boards}
    content = {"dataset": dataset, "n_images": n, "experiment": current.name, "picks": picks}
    content["settings"] = dict(settings or {})
    if view is not None:
        content["view"] = view
    write_json(path, {"format": FORMAT, **content})


def load_picks(
    path: str | os.PathLike,
    boards: Sequence[Board],
    dataset: str,
    n: int,
    settings: Mapping[str, ReadSettings] | None = None,
    read_own: Callable[[Any], OwnCode] | None = None,
) -> Experiment:
    """Fill the boards as `save_picks` wrote it; returns the experiment that was the current one.

    `settings`: for experiments, by their names, what checks their settings and returns what takes
    them over, or raises ValueError in words. `read_own`: makes a code of its own of plain values,
    or raises ValueError. Raises UserError, in one line and with nothing changed, for any other
    file, and for picks among other images than the `n` of `dataset`.
    """
    content = read_json(path, WHAT)
    if not isinstance(content, dict) or content.get("format") != FORMAT:
        raise UserError(f"{path} is not {WHAT}: save one with the key s")
    if (content.get("dataset"), content.get("n_images")) != (dataset, n):
        raise UserError(
            f"{path}: was picked among {shown(content.get('n_images'))} images of "
            f"{shown(content.get('dataset'))}, this map has {n} of {shown(dataset)}: "
            "open it with that map"
        )
    picks = content.get("picks")
    chosen = {}
    for board in boards:
        name = board.experiment.name
        values = picks.get(name, [None] * len(board.picks)) if isinstance(picks, dict) else None
        fits = isinstance(values, list) and len(values) == len(board.picks)
        try:
            chosen[name] = [read_pick(value, n, read_own) for value in values if fits]
        except (TypeError, ValueError) as problem:
            fits, reason = False, f": {problem}"
        else:
            reason = ""
        if not fits:
            raise UserError(
                f"{path}: picks of {name} must be {len(board.picks)}, each null or an image's "
                f"index from 0 to {n - 1}, a list of them, or a code of its own{reason}"
            )
    experiments = {board.experiment.name: board.experiment for board in boards}
    name = content.get("experiment")
    if name == "compare" and name not in experiments:
        raise UserError(
            f"{path}: compares several maps, give them all: explore_latent.py A.pkl B.pkl"
        )
    current = experiments[check_option(f"{path}: experiment", name, list(experiments))]
    followers = _read_settings(path, content.get("settings", {}), settings or {})
    for board in boards:
        board.fill(chosen[board.experiment.name])
    for take in followers:
        take()
    return current


def _read_settings(
    path: str | os.PathLike, values: Any, readers: Mapping[str, ReadSettings]
) -> list[Callable[[], None]]:
    found = []
    for name, read in readers.items():
        own = values.get(name, {}) if isinstance(values, dict) else None
        try:
            if not isinstance(own, dict):
                raise ValueError("they must be an object")
            found.append(read(own))
        except ValueError as problem:
            raise UserError(f"{path}: settings of {name}: {problem}") from problem
    return found


def pick_values(pick: Pick | None) -> Any:
    """Return a pick as plain values that JSON can hold."""
    if isinstance(pick, OwnCode):
        return pick.to_values()
    return list(pick) if isinstance(pick, tuple) else pick


def read_pick(value: Any, n: int, read_own: Callable[[Any], OwnCode] | None = None) -> Pick | None:
    """Return what `pick_values` returned as a pick among `n` images; raises ValueError if not."""
    if isinstance(value, dict) and read_own is not None:
        return read_own(value)
    if isinstance(value, list) and value and all(_is_index(each, n) for each in value):
        return tuple(value)
    if value is not None and not _is_index(value, n):
        raise ValueError(f"{str(value)[:40]} is none of these")
    return value


def _is_index(value: Any, n: int) -> bool:
    return type(value) is int and 0 <= value < n
