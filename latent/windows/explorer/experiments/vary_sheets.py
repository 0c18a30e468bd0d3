"""The sheets of the tab that varies an image: rows of directions, and the bits of a code."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from latent.windows.explorer.experiments.base import Cell, Label, Sheet, Track
from latent.windows.explorer.experiments.directions import Direction

SWEEP = (-3, -2, -1, 0, 1, 2, 3)  # standard deviations
N_ROWS, N_WHOLE_ROWS = 8, 5  # at a time; of whole typefaces fewer, as tiles have several letters
ROW_HEIGHT = 1.3
FIRST_COLUMN = 2.6  # before it is room for words
PICK = "pick the image to vary on the map"
BIT_COLUMNS, BIT_ROWS = 10, 6
N_BITS = BIT_COLUMNS * BIT_ROWS  # at a time


def rows_sheet(
    x: np.ndarray | None,
    rows: Sequence[Direction],
    first: int,
    marks: Mapping[str, float],
    section: str,
    n_rows: int = N_ROWS,
    **others: Any,
) -> Sheet:
    """Return a sheet with `n_rows` of the rows, from the `first` on.

    `x`: the code of the image, float32 (d,), or None. `marks`: where they are, by the rows' names.
    `section`: what the rows are called. `others`: fields of the sheet.
    """
    shown = rows[first : first + n_rows]
    cells, tracks = [], []
    labels = [
        Label(sigmas(value), FIRST_COLUMN + k, -0.72, height=0.5) for k, value in enumerate(SWEEP)
    ]
    if x is None:
        labels.append(Label(PICK, 0, 0, 9, is_left=True))
    for k, direction in enumerate(shown):
        row = k * ROW_HEIGHT
        value = marks.get(direction.name, 0.0)
        words = direction.words
        if value != 0:
            words = f"{sigmas(value)}, {words.removeprefix('whole ')}"
        for line, said in enumerate((direction.name, words)):
            at = row - 0.24 + 0.5 * line
            labels.append(
                Label(said, 0, at, FIRST_COLUMN - 0.1, 0.5, is_left=True, may_be_cut=True)
            )
        for column, sigma in enumerate(SWEEP):
            code = (x + sigma * direction.vector).astype(np.float32)
            name = f"{direction.name}: {sigmas(sigma)}"
            at = FIRST_COLUMN + column
            cells.append(Cell(name, at, row, code=code, words=(direction.words,)))
        ends = FIRST_COLUMN, FIRST_COLUMN + len(SWEEP) - 1
        tracks.append(Track(direction.name, row, *ends, SWEEP[0], SWEEP[-1], value))
    return Sheet(
        size=(FIRST_COLUMN + len(SWEEP), n_rows * ROW_HEIGHT),
        cells=tuple(cells),
        labels=tuple(labels),
        tracks=tuple(tracks),
        page=_page(section, first, len(shown), len(rows)),
        **others,
    )


def bits_sheet(
    x: np.ndarray | None, slot: Cell, name: str, first: int, off: set[int], **others: Any
) -> Sheet:
    """Return a sheet with some of the bits that are on in the code, from the `first` on.

    `x`: the code, float32 (d,) of zeros and ones, or None; `slot`: of its image, which `name` is
    said of. `off`: the bits that are switched off. `others`: fields of the sheet.
    """
    on = [] if x is None else np.flatnonzero(x).tolist()
    shown = on[first : first + N_BITS]
    n_rows = max(-(-len(shown) // BIT_COLUMNS), 1)
    cells, labels = [slot], [Label(PICK, 1.2, 0, 8, is_left=True)]
    if x is not None:
        words = f"{name}: {len(on)} bits are on"
        explained = "each image lacks one of them; press it to switch the bit off or on"
        width, short = BIT_COLUMNS - 1.3, "each lacks one bit; press to switch it"
        labels = [
            Label(words, 1.2, -0.24, width, 0.5, is_left=True, may_be_cut=True),
            Label(explained, 1.2, 0.26, width, 0.5, is_left=True, short=short),
        ]
    for k, bit in enumerate(shown):
        row, column = divmod(k, BIT_COLUMNS)
        code = x.copy()
        code[bit] = 0
        top = 1.35 + row * 1.4
        state = "off" if bit in off else "on"
        cell = Cell(
            f"without bit {bit}",
            column,
            top,
            code=code,
            action=f"bit:{bit}",
            is_off=bit in off,
            words=(f"the bit is {state} now",),
        )
        cells.append(cell)
        labels.append(Label(str(bit), column, top + 0.66, height=0.3, is_on=bit not in off))
    return Sheet(
        size=(BIT_COLUMNS, 1.35 + n_rows * 1.4),
        cells=tuple(cells),
        labels=tuple(labels),
        page=_page("bits", first, len(shown), len(on)),
        **others,
    )


def _page(what: str, first: int, n_shown: int, n: int) -> str:
    """Return in words which are shown of more than there is room for."""
    return "" if n <= n_shown else f"{what} {first + 1} to {first + n_shown} of {n}, wheel: others"


def sigmas(value: float) -> str:
    """Return a number of standard deviations in words.

    >>> sigmas(-1.5), sigmas(0), sigmas(2)
    ('−1.5σ', '0', '+2σ')
    """
    return "0" if value == 0 else f"{value:+g}σ".replace("-", "−")
