"""The tabs of an explorer: which there are, which is shown, and what of it was found."""

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

from latent.windows.explorer.coder import Coder, Find, Keep
from latent.windows.explorer.experiments.alphabet import ALPHABET, Alphabet
from latent.windows.explorer.experiments.analogy import ANALOGY, Analogy
from latent.windows.explorer.experiments.base import FIRST, Cell, Sheet, Tab, Work
from latent.windows.explorer.experiments.compare import COMPARE, Compare
from latent.windows.explorer.experiments.experiment import Experiment
from latent.windows.explorer.experiments.interpolation import INTERPOLATION, Interpolate
from latent.windows.explorer.experiments.vary import VARY, Vary
from latent.windows.explorer.experiments.whole_alphabet import WholeAlphabet
from latent.windows.explorer.own_code import OwnCode
from latent.windows.explorer.picks import Board, ReadSettings
from latent.windows.explorer.states.history import History

EXPERIMENTS = (INTERPOLATION, ANALOGY, VARY, ALPHABET, COMPARE)


class Tabs:
    """The tabs that a map can have, each with its picks, and the one that is shown.

    `coders`: the models; the first one has the map that was opened. What changes picks is noted in
    `history`.
    """

    def __init__(self, coders: Sequence[Coder], history: History | None = None):
        self.coders = tuple(coders)
        self.all: tuple[Tab, ...] = tuple(_possible(self.coders, history))
        self.current = self.all[0]
        self._pointed: tuple[Cell, Sheet] | None = None  # a cell, and the sheet that it was of

    @property
    def pointed(self) -> Cell | None:
        """The cell that is pointed at, as the sheet has it now, or None.

        A sheet that is made anew has other cells: the one at the same place is meant then.
        """
        if self._pointed is None:
            return None
        cell, old = self._pointed
        if old is not self.sheet:
            self.pointed = cell = _same_in(self.sheet, cell, old)
        return cell

    @pointed.setter
    def pointed(self, cell: Cell | None) -> None:
        self._pointed = None if cell is None else (cell, self.sheet)

    @property
    def experiment(self) -> Experiment:
        """The experiment that is shown."""
        return self.current.experiment

    @property
    def board(self) -> Board:
        """The picks of the experiment that is shown."""
        return self.current.board

    @property
    def boards(self) -> tuple[Board, ...]:
        """The picks of all tabs."""
        return tuple(tab.board for tab in self.all)

    @property
    def sheet(self) -> Sheet:
        """What is shown."""
        return self.current.sheet

    def go_on(self) -> None:
        """Show the next tab."""
        self.choose(self.all[(self.all.index(self.current) + 1) % len(self.all)].experiment)

    def choose(self, experiment: Experiment) -> None:
        """Show the tab of this experiment."""
        self.current = next(tab for tab in self.all if tab.experiment is experiment)
        self.pointed = None

    def tab_of(self, experiment: Experiment) -> Tab | None:
        """Return the tab of an experiment, or None if this map has none."""
        return next((tab for tab in self.all if tab.experiment is experiment), None)

    def settings(self) -> dict[str, dict[str, Any]]:
        """Return what, besides picks, each tab keeps, by its experiment's name."""
        return {tab.experiment.name: tab.settings() for tab in self.all}

    def setting_readers(self) -> dict[str, ReadSettings]:
        """Return what takes `settings` again, by the experiment's name."""
        return {tab.experiment.name: tab.read_settings for tab in self.all}

    # What cells show.

    def image(self, cell: Cell, is_decoded: bool = False) -> np.ndarray | None:
        """Return what a cell shows, uint8 (h, w[, 3]); None: nothing yet.

        With `is_decoded` it is what the model makes of an image that was picked. Of a whole
        typeface it is the cell's letters, else the specimen.
        """
        image, content = self.whole_image(cell, is_decoded), self.coders[cell.model].content
        if image is None or content.grid is None:
            return image
        return content.grid.words(image[None], cell.letters or content.specimen)[0]

    def whole_image(self, cell: Cell, is_decoded: bool = False) -> np.ndarray | None:
        """Return what `image` does, but of a whole typeface all characters."""
        coder = self.coders[cell.model]
        decoded = None if cell.code is None else coder.image_of(cell.key)
        image = None if cell.pick is None else coder.pick_image(cell.pick)
        return decoded if image is None or (is_decoded and decoded is not None) else image

    def place(self, cell: Cell) -> np.ndarray | None:
        """Return where a cell lies on its model's map, float32 (2,); None: not known (yet)."""
        coder = self.coders[cell.model]
        if isinstance(cell.pick, int):
            return coder.content.positions[cell.pick]
        if isinstance(cell.pick, OwnCode):
            is_known = cell.model == FIRST or cell.code is not None
            return cell.pick.place if is_known else None
        return None if cell.code is None else coder.place_of(cell.key)

    def lines(self, model: int = FIRST) -> list[np.ndarray]:
        """Return the lines of codes on the map of a model, float32 (m, 2) each."""
        cells = self.sheet.cells
        found = []
        for path in self.sheet.paths:
            if cells[path[0]].model == model:
                places = [self.place(cells[number]) for number in path]
                if all(place is not None for place in places):
                    found.append(np.array(places))
        return found

    def live_places(self, model: int = FIRST) -> np.ndarray:
        """Return where the cells that follow the mouse lie on the map of a model, (m, 2)."""
        cells = [cell for cell in self.sheet.live if cell.model == model and cell.pick is None]
        places = [self.place(cell) for cell in cells]
        return np.array([place for place in places if place is not None]).reshape(-1, 2)

    def pick_places(self, model: int = FIRST) -> list[tuple[int, np.ndarray]]:
        """Return the slots that are filled and where on the map their picks lie."""
        coder, found = self.coders[model], []
        for slot in range(len(self.current.board.picks)):
            pick = self.current.pick_of(slot, model)
            if pick is not None:
                place = coder.place_of_pick(pick)
                if place is not None:
                    found.append((slot, place))
        return found

    def pointed_lines(self) -> list[str]:
        """Return what is said of the cell that is pointed at; nothing if there is none."""
        cell = self.pointed
        if cell is None:
            return []
        lines = [cell.name, *cell.words]
        if cell.truth is not None and cell.code is not None and cell.pick is None:
            coder = self.coders[cell.model]
            own, best = (
                coder.error_of(key, cell.truth)
                for key in (cell.key, coder.pick_code(cell.truth).tobytes())
            )
            if own is not None:
                lines.append(f"error {own:.4f}")
            if best is not None:
                lines.append(f"true image, decoded: error {best:.4f}")
        return lines

    # What takes a while.

    def decoding(self) -> Find | None:
        """Return what decodes all that is shown and was not before, or None.

        It changes nothing, so that another thread can call it; what it returns, called in this one,
        takes over what it found.
        """
        shown = (*self.sheet.cells, *self.sheet.live, *self._pointed_cells())
        return _together(
            coder.decoding(_codes(shown, model)) for model, coder in enumerate(self.coders)
        )

    def placing(self) -> Find | None:
        """Return what places all that lies on lines, follows the mouse, or is pointed at, or None.

        It is used like `decoding`.
        """
        sheet = self.sheet
        on_lines = [sheet.cells[number] for path in sheet.paths for number in path]
        shown = [
            cell
            for cell in (*on_lines, *sheet.live, *self._pointed_cells())
            if not isinstance(cell.pick, int | OwnCode)
        ]
        means = [pick for pick in self.current.board.picks if isinstance(pick, tuple)]
        return _together(
            coder.placing([*_codes(shown, model), *map(coder.pick_code, means)])
            for model, coder in enumerate(self.coders)
        )

    def _pointed_cells(self) -> tuple[Cell, ...]:
        pointed = self.pointed
        return () if pointed is None else (pointed,)

    def work(self) -> Work | None:
        """Return what the tab that is shown has to find before it is whole, or None."""
        return self.current.work()

    def finish(self) -> None:
        """Find all that is missing, however long it takes."""
        while (work := self.work()) is not None:
            work.take(work.run())
        for missing in (self.decoding, self.placing):
            while (find := missing()) is not None:
                find()()


def _possible(coders: tuple[Coder, ...], history: History | None) -> list[Tab]:
    kinds: list[type[Tab]] = [Interpolate, Analogy, Vary]
    alphabets = (each for each in (Alphabet, WholeAlphabet) if each.fits(coders[FIRST]))
    kinds += [*alphabets, *[Compare] * (len(coders) > 1)]
    return [kind(coders, history) for kind in kinds]


def _same_in(sheet: Sheet, cell: Cell, old: Sheet) -> Cell | None:
    """Return the cell of a sheet that stands where a cell stood in an older one, or None."""
    if cell in old.live:
        number = old.live.index(cell)
        return sheet.live[number] if number < len(sheet.live) else None
    place = cell.column, cell.row
    return next((each for each in sheet.cells if (each.column, each.row) == place), None)


def _codes(cells: Iterable[Cell], model: int) -> list[np.ndarray]:
    """Return the codes of those cells that are of a model."""
    return [cell.code for cell in cells if cell.model == model and cell.code is not None]


def _together(finders: Iterable[Find | None]) -> Find | None:
    """Return what does all of them, or None if there is none."""
    some = [find for find in finders if find is not None]
    if not some:
        return None

    def find() -> Keep:
        keepers = [each() for each in some]
        return lambda: [keep() for keep in keepers] and None

    return find
