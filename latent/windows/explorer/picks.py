"""The images picked for an experiment: filled by clicks, undone, cleared, kept in a file."""

import os
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from latent.tools.check import UserError, check_option
from latent.tools.files import read_json, write_json
from latent.windows.explorer.experiments.base import Experiment, Pick, Picks
from latent.windows.explorer.history import History
from latent.windows.explorer.own_code import OwnCode

FORMAT = "latent picks"
WHAT = "a file of picks"  # as messages call it


class Board:
    """The picks of one experiment, and the slot that the next one goes to.

    `picks`: for each slot the index of an image, a code of its own, or None. `slot`: the current
    slot's number. What changes them is noted in `history`.
    """

    def __init__(self, experiment: Experiment, history: History | None = None):
        self.experiment = experiment
        self._history = History() if history is None else history
        self._take((None,) * len(experiment.slots), 0)

    def clear(self) -> None:
        """Empty all slots."""
        if not self.is_empty:
            self._note()
        self._take((None,) * len(self.experiment.slots), 0)

    @property
    def is_empty(self) -> bool:
        """Whether nothing is picked."""
        return all(pick is None for pick in self.picks)

    def choose(self, slot: int) -> None:
        """Let the next pick go to this slot."""
        if not 0 <= slot < len(self.picks):
            raise ValueError(f"there is no slot {slot}")
        self.slot = slot

    def pick(self, pick: Pick) -> None:
        """Put an image, or a code of its own, into the current slot and go on to the next one."""
        self._note()
        picks = list(self.picks)
        picks[self.slot] = pick if isinstance(pick, OwnCode) else int(pick)
        self.picks = tuple(picks)
        self.slot = self.experiment.slot_after(self.slot, self.picks)

    def undo(self) -> bool:
        """Take the last pick, or clearing, back; returns whether there was one."""
        return self._history.undo(self) is not None

    def fill(self, picks: Picks) -> None:
        """Take all picks at once, one or None for each slot."""
        empty = [slot for slot, pick in enumerate(picks) if pick is None]
        self._take(tuple(picks), empty[0] if empty else self.experiment.turns[0])

    def _note(self) -> None:
        self._history.note(self, partial(self._take, self.picks, self.slot))

    def _take(self, picks: tuple[Pick | None, ...], slot: int) -> None:
        self.picks, self.slot = picks, slot


def save_picks(
    path: str | os.PathLike,
    current: Experiment,
    boards: Sequence[Board],
    dataset: str,
    n: int,
    view: dict[str, Any] | None = None,
) -> None:
    """Write what is picked as JSON; `dataset` and its number of images say where from.

    `view`: how the map is looked at, see `saved_view`.
    """
    picks = {board.experiment.name: list(map(pick_values, board.picks)) for board in boards}
    content = {"dataset": dataset, "n_images": n, "experiment": current.name, "picks": picks}
    if view is not None:
        content["view"] = view
    write_json(path, {"format": FORMAT, **content})


def load_picks(
    path: str | os.PathLike,
    boards: Sequence[Board],
    dataset: str,
    n: int,
    read_own: Callable[[Any], OwnCode] | None = None,
) -> Experiment:
    """Fill the boards as `save_picks` wrote it; returns the experiment that was the current one.

    `read_own`: makes a code of its own of plain values, or raises ValueError.

    Raises UserError, in one line and with nothing changed, for any other file, and for picks among
    other images than the `n` of `dataset`.
    """
    content = read_json(path, WHAT)
    if not isinstance(content, dict) or content.get("format") != FORMAT:
        raise UserError(f"{path} is not {WHAT}: save one with the key s")
    if (content.get("dataset"), content.get("n_images")) != (dataset, n):
        raise UserError(
            f"{path}: was picked among {content.get('n_images')} images of "
            f"{content.get('dataset')}, this map has {n} of {dataset}: open it with that map"
        )
    picks = content.get("picks")
    chosen = {}
    for board in boards:
        name = board.experiment.name
        values = picks.get(name, [None] * len(board.picks)) if isinstance(picks, dict) else None
        fits = isinstance(values, list) and len(values) == len(board.picks)
        try:
            chosen[name] = [_read_pick(value, n, read_own) for value in values if fits]
        except (TypeError, ValueError) as problem:
            fits, reason = False, f": {problem}"
        else:
            reason = ""
        if not fits:
            raise UserError(
                f"{path}: picks of {name} must be {len(board.picks)}, each null or an image's "
                f"index from 0 to {n - 1}, or a code of its own{reason}"
            )
    experiments = {board.experiment.name: board.experiment for board in boards}
    name = content.get("experiment")
    current = experiments[check_option(f"{path}: experiment", name, list(experiments))]
    for board in boards:
        board.fill(chosen[board.experiment.name])
    return current


def pick_values(pick: Pick | None) -> Any:
    """Return a pick as plain values that JSON can hold."""
    return pick.to_values() if isinstance(pick, OwnCode) else pick


def _read_pick(value: Any, n: int, read_own: Callable[[Any], OwnCode] | None) -> Pick | None:
    if isinstance(value, dict) and read_own is not None:
        return read_own(value)
    if value is not None and not _is_index(value, n):
        raise ValueError(f"{str(value)[:40]} is none of these")
    return value


def _is_index(value: object, n: int) -> bool:
    return type(value) is int and 0 <= value < n
