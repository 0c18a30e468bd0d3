"""Two whole typefaces, one code each: the alphabet between them, and along steps of style."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from latent.codes.paths import StraightLine
from latent.figures.drawing import Drawing
from latent.figures.image_rows import image_rows
from latent.windows.explorer.coder import Coder
from latent.windows.explorer.experiments.alphabet import ALPHABET, SPECIMEN
from latent.windows.explorer.experiments.base import Cell, Label, Sheet, Slide, Tab, Track, Work
from latent.windows.explorer.experiments.directions import StyleStep, style_steps
from latent.windows.explorer.experiments.marks import with_mark
from latent.windows.explorer.states.history import History

SLIDE = Slide(-0.2, 1.2, 0.01, {-0.2: "−0.2", 0: "A", 1: "B", 1.2: "1.2"})
N_STEPS = 9
STEPS = tuple(round(float(t), 4) for t in np.linspace(SLIDE.low, SLIDE.high, N_STEPS))
SPECIMENS = (SPECIMEN, SPECIMEN.upper(), "0123456789")  # the others need all their characters
FEWEST_LETTERS = 4  # of SPECIMEN, or other characters stand for it
FEW_COLUMNS, MANY_COLUMNS = 13, 16  # A to M and N to Z, or, as ASCII has them, @ to O and P to _
FEW_ROWS = 4  # of the fewer columns
FIRST_STEP = 2  # its column, and as far from the right the last one; outside stand A and B
FIRST_TRACK, TRACK_HEIGHT = 1.45, 0.68  # rows
LOWEST, HIGHEST = -2.0, 2.0  # whole steps of style
LEAST_MARK = 0.08  # what is nearer to 0 is 0
STRIP_HEIGHT, CHOICES_HEIGHT = 84, 20  # pixels of a plain display
LONGEST_LINE = 47  # characters of the sheet that is saved
ZOOM = 1.5  # of its images

WHOLE_ALPHABET = replace(ALPHABET, asks=("typeface A", "typeface B"))


class WholeAlphabet(Tab):
    """The characters of what lies between two typefaces, moved along steps of style.

    With one typeface picked it is this one. What the board keeps besides the picks are the marks:
    (name, value) for each step of style that is not at 0.
    """

    experiment = WHOLE_ALPHABET
    slide = SLIDE

    def __init__(self, coders: Sequence[Coder], history: History | None = None):
        super().__init__(coders, history)
        self._styles: list[StyleStep] | None = None
        self._characters = self.coder.content.grid.characters
        self.letter = self.coder.content.specimen[0]  # at the steps
        self.specimen = self._specimens()[0]
        is_few = len(self._characters) <= FEW_ROWS * FEW_COLUMNS
        self._n_columns = FEW_COLUMNS if is_few else MANY_COLUMNS

    @property
    def strip_height(self) -> int:
        """The height in which slider, specimen and perhaps choices have room."""
        return STRIP_HEIGHT + CHOICES_HEIGHT * bool(self.choices())

    @staticmethod
    def fits(coder: Coder) -> bool:
        """Whether a map's images are whole typefaces."""
        return coder.content.grid is not None

    def made_from(self) -> tuple:
        """Return whether the steps of style are known, and what was chosen to be shown."""
        return self._styles is None, self.letter, self.specimen

    # What has to be found.

    def work(self) -> Work | None:
        """Return the finding of the steps of style, once a typeface is picked."""
        if self._styles is not None or self.board.is_empty:
            return None
        return Work("measuring styles …", lambda: style_steps(self.coder), self._take_styles)

    def _take_styles(self, found: list[StyleStep]) -> None:
        self._styles = found

    # Codes.

    def codes(self, ts: Sequence[float]) -> list[np.ndarray | None]:
        """Return the codes at `ts`, float32 (d,) each, or None for each without a typeface.

        With one typeface picked they are all alike.
        """
        ends = [self.slot_code(slot) for slot in (0, 1)]
        there = [end for end in ends if end is not None]
        if not there:
            return [None] * len(ts)
        way = StraightLine().way(there[0], there[-1], np.array(ts)).astype(np.float64)
        return list((way + self._moved()).astype(np.float32))

    def _moved(self) -> np.ndarray | float:
        """Return the sum of the steps of style, each as long as its mark says, (d,)."""
        marks = dict(self.board.extra)
        return sum(
            (marks[step.name] * step.vector for step in self._styles or () if step.name in marks),
            0.0,
        )

    # What is shown.

    def make(self) -> Sheet:
        """Return A, B and steps between them, the marks, and all characters at `t`."""
        last = self._n_columns - 1
        cells = [self.slot_cell("A", 0, 0, 0), self.slot_cell("B", 1, last, 0)]
        labels = [Label("A", 0, -0.72, height=0.5), Label("B", last, -0.72, height=0.5)]
        steps = self._step_cells()
        path = tuple(range(len(cells), len(cells) + len(steps)))
        cells += steps
        labels += [
            Label(_signed(t), column, -0.72, 1.1, 0.5, short=_short(k, t))
            for k, (t, column) in enumerate(zip(STEPS, self._step_columns(), strict=True))
        ] * bool(steps)
        labels.append(Label(self._words(), 0, 0.75, last + 1, 0.5, is_left=True, may_be_cut=True))
        tracks, words = self._tracks()
        top = FIRST_TRACK + TRACK_HEIGHT * len(tracks) + 0.25
        (code,) = self.codes((self.t,))
        if code is not None:
            for place, character in enumerate(self._characters):
                row, column = divmod(place, self._n_columns)
                cell = self._cell(character, code, column, top + row)
                cells.append(replace(cell, action=f"letter:{character}") if steps else cell)
        n_rows = -(-len(self._characters) // self._n_columns)
        return Sheet(
            title=ALPHABET.title,
            size=(self._n_columns, top + n_rows),
            cells=tuple(cells),
            labels=(*labels, *words),
            paths=(path,) if steps else (),
            tracks=tracks,
            hint="click a letter: its steps" if steps else "",
            live=() if code is None else self._specimen(code),
        )

    def _step_cells(self) -> list[Cell]:
        if None in self.board.picks:
            return []
        columns = self._step_columns()
        return [
            Cell(f"t = {_signed(t)}", column, 0, code=code, letters=self.letter)
            for t, column, code in zip(STEPS, columns, self.codes(STEPS), strict=True)
        ]

    def _step_columns(self) -> list[float]:
        return np.linspace(FIRST_STEP, self._n_columns - 1 - FIRST_STEP, N_STEPS).tolist()

    def _tracks(self) -> tuple[tuple[Track, ...], list[Label]]:
        """Return the tracks of the steps of style, and words before them."""
        if self.board.is_empty or self._styles is None:
            return (), []
        tracks, labels, marks = [], [], dict(self.board.extra)
        ends = self._n_columns // 2, self._n_columns - 1  # before them are words
        for k, step in enumerate(self._styles):
            row, value = FIRST_TRACK + k * TRACK_HEIGHT, marks.get(step.name, 0.0)
            tracks.append(Track(step.name, row, *ends, LOWEST, HIGHEST, value, below=0))
            families = "family" if step.n_families == 1 else "families"
            said = f"{step.name} {_signed(value)}, of {step.n_families} {families}"
            labels.append(Label(said, 0, row, ends[0], 0.5, is_left=True, may_be_cut=True))
        if not self._styles:
            said = "no family here has a bold, an italic or a condensed beside its plain typeface"
            labels = [Label(said, 0, FIRST_TRACK, ends[1], 0.5, is_left=True, may_be_cut=True)]
        return tuple(tracks), labels

    def _words(self) -> str:
        names = [self._name(slot) for slot in (0, 1)]
        if not any(names):
            return "pick two typefaces on the map, or one to change its style"
        return " → ".join(name or "…" for name in names)

    def _name(self, slot: int) -> str:
        pick, fonts = self.board.picks[slot], self.coder.content.font_names
        if pick is None:
            return ""
        return fonts[pick] if isinstance(pick, int) else self.coder.pick_name(pick)

    def _cell(self, character: str, code: np.ndarray, column: float = 0, row: float = 0) -> Cell:
        name = f"{character}, t = {_signed(self.t)}"
        return Cell(name, column, row, code=code, letters=character, words=self._mark_words())

    def _mark_words(self) -> tuple[str, ...]:
        return tuple(f"{name} {_signed(value)}" for name, value in self.board.extra)

    def _specimen(self, code: np.ndarray) -> tuple[Cell, ...]:
        letters = [letter for letter in self.specimen if letter in self._characters]
        return tuple(self._cell(letter, code) for letter in letters)

    def _specimens(self) -> list[str]:
        """Return the lines that can stand below the slider, at least one."""
        first, *others = SPECIMENS
        found = [first] * (sum(each in self._characters for each in first) >= FEWEST_LETTERS)
        found += [each for each in others if set(each) <= set(self._characters)]
        return found or [self._characters[: len(first)]]

    # What a user does.

    def choices(self) -> list[tuple[str, str, bool]]:
        """Return the specimens, if there are several."""
        found = self._specimens()
        if len(found) == 1:
            return []
        return [(each, f"specimen:{each}", each == self.specimen) for each in found]

    def act(self, action: str) -> None:
        """Show another specimen, or another letter at the steps."""
        kind, _, what = action.partition(":")
        if kind == "specimen":
            self.specimen = what
        else:
            self.letter = what

    def drag(self, track: Track, value: float) -> None:
        """Move the mark of a step of style."""
        self.board.extra = with_mark(self.board.extra, track.name, value, LEAST_MARK)

    # What is saved.

    def pictures(self) -> dict[str, Drawing]:
        """Return the sheet of nine equal steps, all characters of each, if A and B are there."""
        rows = self.step_rows()
        title = (
            f"{self.title_words()}: nine equal steps, t from {_signed(SLIDE.low)} to "
            f"{_signed(SLIDE.high)}; 0 is the first, 1 the second"
        )
        return {"steps": image_rows(rows, title, ZOOM)} if rows else {}

    def title_words(self) -> str:
        """Return what is between what, and how it is changed."""
        styles = "".join(f", {words}" for words in self._mark_words())
        return f"From {self._name(0)} to {self._name(1)}{styles}"

    def step_rows(self) -> list[tuple[str, np.ndarray]]:
        """Return the rows of that sheet, each with its name: lines of characters, (1, h, w)."""
        if None in self.board.picks:
            return []
        grid, rows = self.coder.content.grid, []
        n = len(grid.characters)
        length = -(-n // -(-n // LONGEST_LINE))
        width = grid.words_shape(" " * length)[1]
        for t, code in zip(STEPS, self.codes(STEPS), strict=True):
            image = self.coder.image_of(code.tobytes())
            if image is None:
                return []
            if rows and length < n:  # apart from the lines of the step before
                rows.append(("", rows[0][1][:0]))
            for start in range(0, n, length):
                words = grid.words(image[None], grid.characters[start : start + length])
                # The last line can be shorter, and images of a row are of one size.
                words = np.pad(words, ((0, 0), (0, 0), (0, width - words.shape[2])))
                rows.append((f"t = {_signed(t)}" if start == 0 else "", words))
        return rows

    def settings(self) -> dict[str, Any]:
        """Return where the slider and the marks are, and what is shown."""
        marks = [list(mark) for mark in self.board.extra]
        shown = {"letter": self.letter, "specimen": self.specimen}
        return super().settings() | {"marks": marks} | shown

    def read_settings(self, values: dict[str, Any]) -> Callable[[], None]:
        """Check slider, marks and what is shown; returns what takes them over.

        Letters that this map does not have, because others were chosen for it, are passed over.
        """
        take_slide, marks = super().read_settings(values), values.get("marks", [])
        letter, specimen = (values.get(name, "") for name in ("letter", "specimen"))
        if type(letter) is not str or type(specimen) is not str:
            raise ValueError("letter and specimen must be words")
        if not isinstance(marks, list) or not all(map(_is_mark, marks)):
            raise ValueError(
                f"marks must be pairs of a name and a number from {LOWEST:g} to {HIGHEST:g}"
            )

        def take() -> None:
            take_slide()
            self.board.extra = tuple((name, value) for name, value in marks)
            if len(letter) == 1 and letter in self._characters:
                self.letter = letter
            if specimen in self._specimens():
                self.specimen = specimen

        return take


def _is_mark(mark: Any) -> bool:
    if not isinstance(mark, list) or len(mark) != 2 or type(mark[0]) is not str:
        return False
    return type(mark[1]) in (int, float) and LOWEST <= mark[1] <= HIGHEST


def _short(k: int, t: float) -> str:
    """Return the number above step `k` where there is little room: every second one has none."""
    return " " if k % 2 else _signed(t).replace("0.", ".").rstrip("0")


def _signed(value: float) -> str:
    """Return a number with two digits and a true minus.

    >>> _signed(-0.2), _signed(1)
    ('−0.20', '1.00')
    """
    return f"{value:.2f}".replace("-", "−")
