"""Two typefaces, letter by letter: what lies between them for a whole alphabet at once."""

from collections.abc import Sequence

import numpy as np

from latent.codes.paths import StraightLine
from latent.windows.explorer.coder import Coder
from latent.windows.explorer.experiments.base import Cell, Label, Sheet, Slide, Tab
from latent.windows.explorer.experiments.experiment import Experiment
from latent.windows.explorer.experiments.glyphs import Glyphs
from latent.windows.explorer.states.history import History

SPECIMEN = "Hamburgefonstiv"
N_ROWS = 8  # at a time
BETWEEN = tuple(k / 6 for k in range(7))
SLIDE = Slide(-0.5, 1.5, 0.01, {-0.5: "−0.5", 0: "A", 1: "B", 1.5: "1.5"})
# Columns: the character, its glyph in A, steps, its glyph in B, and where the slider is.
A_COLUMN, STEP_COLUMN = 0.75, 1.875
B_COLUMN = STEP_COLUMN + len(BETWEEN) + 0.125
T_COLUMN = B_COLUMN + 1.375

ALPHABET = Experiment(
    name="alphabet",
    tab="Alphabet",
    title="From typeface A to B",
    slots=("A", "B"),
    turns=(0, 1),
    asks=("any letter of typeface A", "any letter of typeface B"),
)


class Alphabet(Tab):
    """Every character that both typefaces have, on the straight line from one to the other."""

    experiment = ALPHABET
    slide = SLIDE
    strip_height = 84

    def __init__(self, coders: Sequence[Coder], history: History | None = None):
        super().__init__(coders, history)
        self.glyphs = Glyphs.of(self.coder.content)
        self._first = 0

    @staticmethod
    def fits(coder: Coder) -> bool:
        """Whether a map's images are characters of typefaces."""
        glyphs = Glyphs.of(coder.content)
        return glyphs is not None and glyphs.has_characters

    def made_from(self) -> tuple:
        """Return which row is the first that is shown."""
        return (self._first,)

    def fonts(self) -> list[str | None]:
        """Return the typefaces of A and B, None for what is not picked."""
        names = self.coder.content.font_names
        picks = [pick if isinstance(pick, int) else None for pick in self.board.picks]
        return [None if pick is None else names[pick] for pick in picks]

    def characters(self) -> list[int]:
        """Return the classes of all characters that a chosen typeface has."""
        fonts = [font for font in self.fonts() if font is not None]
        labels = range(len(self.coder.content.label_names))
        found = [
            any(self.glyphs.find(font, label) is not None for font in fonts) for label in labels
        ]
        return [label for label, is_there in zip(labels, found, strict=True) if is_there]

    def ends(self, label: int) -> list[int | None]:
        """Return the images of a character in A and in B, None where it is missing."""
        return [None if font is None else self.glyphs.find(font, label) for font in self.fonts()]

    def codes(self, label: int, ts: Sequence[float]) -> list[np.ndarray | None]:
        """Return the codes of a character at `ts`, or None for each where one end is missing."""
        ends = self.ends(label)
        if None in ends:
            return [None] * len(ts)
        return list(
            StraightLine().way(*map(self.coder.pick_code, ends), np.array(ts)).astype(np.float32)
        )

    def make(self) -> Sheet:
        """Return a row for each character, as many as fit, and the specimen at `t`."""
        characters, names = self.characters(), self.coder.content.label_names
        fonts, has_both = self.fonts(), None not in self.fonts()
        ways = tuple(map("{} {}".format, ("from", "to"), fonts))
        cells = [
            self.slot_cell(words, slot, column, 0)
            for slot, (words, column) in enumerate((("A", A_COLUMN), ("B", B_COLUMN)))
        ]
        labels = [
            *(
                Label(_step_name(t), STEP_COLUMN + k, 0.26, height=0.5)
                for k, t in enumerate(BETWEEN)
            ),
            Label(f"t = {self.t:.2f}".replace("-", "−"), T_COLUMN, 0.26, width=1.3, height=0.5),
        ]
        labels += [
            Label(words, column, -0.72, height=0.5)
            for words, column in (("A", A_COLUMN), ("B", B_COLUMN))
        ]
        if not characters:
            hint = "pick a letter of each typeface on the map"
            labels.append(Label(hint, A_COLUMN, 1.15, 9, is_left=True))
        if fonts[0] is not None or fonts[1] is not None:
            arrow = " → ".join(font or "…" for font in fonts)
            labels.append(
                Label(
                    arrow, STEP_COLUMN, -0.26, width=6.9, height=0.5, is_left=True, may_be_cut=True
                )
            )
        for k, label in enumerate(characters[self._first : self._first + N_ROWS]):
            row, ends = 1.15 + k, self.ends(label)
            is_missing = has_both and None in ends
            labels.append(Label(names[label], 0, row, width=0.7, height=0.8, is_on=not is_missing))
            for side, (column, end) in enumerate(zip((A_COLUMN, B_COLUMN), ends, strict=True)):
                code = None if end is None else self.coder.pick_code(end)
                name = f"{names[label]} of {'AB'[side]}"
                missing = end is None and fonts[side] is not None
                cells.append(Cell(name, column, row, code, pick=end, is_missing=missing))
            for column, t, code in self._steps(label):
                cells.append(
                    Cell(
                        f"{names[label]}, t = {t:.3g}",
                        column,
                        row,
                        code,
                        is_missing=is_missing,
                        words=ways,
                    )
                )
        page = ""
        if len(characters) > N_ROWS:
            last = min(self._first + N_ROWS, len(characters))
            page = f"characters {self._first + 1} to {last} of {len(characters)}, wheel: others"
        return Sheet(
            title=ALPHABET.title,
            size=(T_COLUMN + 1, N_ROWS + 1.15),
            cells=tuple(cells),
            labels=tuple(labels),
            live=self._specimen() if has_both else (),
            page=page,
        )

    def _steps(self, label: int) -> list[tuple[float, float, np.ndarray | None]]:
        """Return the column, t and code of each step of a character, the slider's t last."""
        ts = (*BETWEEN, self.t)
        columns = (*(STEP_COLUMN + k for k in range(len(BETWEEN))), T_COLUMN)
        return list(zip(columns, ts, self.codes(label, ts), strict=True))

    def _specimen(self) -> tuple[Cell, ...]:
        names = self.coder.content.label_names
        letters = [names.index(letter) for letter in SPECIMEN if letter in names]
        letters = letters or list(range(min(len(names), len(SPECIMEN))))
        cells = []
        for label in letters:
            (code,) = self.codes(label, (self.t,))
            name = f"{names[label]}, t = {self.t:.3g}"
            cells.append(Cell(name, code=code, is_missing=code is None))
        return tuple(cells)

    def scroll(self, steps: float) -> bool:
        """Show other characters."""
        most = max(len(self.characters()) - N_ROWS, 0)
        before, self._first = self._first, min(max(self._first - round(steps), 0), most)
        return self._first != before


def _step_name(t: float) -> str:
    names = {0: "t = 0", 1 / 6: "⅙", 1 / 3: "⅓", 0.5: "½", 2 / 3: "⅔", 5 / 6: "⅚", 1: "t = 1"}
    return names[t]
