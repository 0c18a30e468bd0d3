"""Grids of unequal numbers of equal squares, packed into a panel."""

import math
from typing import NamedTuple

from latent.windows.rectangles import Grid, Rectangle

LARGEST_SIDE = 42  # pixels: above that glyphs only get blurry
LEAST_SIDE = 4  # pixels: below that words around them had better go
SHAPES = (0.5, 0.7, 1.0, 1.4)  # heights for widths that the first block of a shelf may have


class Block(NamedTuple):
    """One grid: `where` it is with its heading and its margin, its squares, and their columns."""

    where: Rectangle
    grid: Grid
    n_columns: int
    n_squares: int

    def square(self, index: int) -> Rectangle:
        """Return the place of a square, counted from 0, row by row."""
        row, column = divmod(index, self.n_columns)
        return self.grid.square(column, row)

    def index_at(self, x: float, y: float) -> int | None:
        """Return which square a point of the panel is on, or None."""
        column = math.floor((x - self.grid.left) / self.grid.side)
        row = math.floor((y - self.grid.top) / self.grid.side)
        index = row * self.n_columns + column
        if 0 <= column < self.n_columns and row >= 0 and index < self.n_squares:
            return index
        return None


class Style(NamedTuple):
    """Pixels around a block's squares."""

    heading: int
    margin: int
    least_width: int


def pack(sizes: list[int], area: Rectangle, styles: list[Style]) -> tuple[list[Block], Style]:
    """Set one grid for each size onto shelves, in order, with squares as large as fit `area`.

    `sizes`: how many squares each grid has, at least 1. The first of `styles` with which squares
    are large enough to be seen is taken, else that with the largest; if none fits, grids of the
    last one may reach beyond the area.
    """
    sides = []
    for style in styles:
        low, high = 0, LARGEST_SIDE  # what fits, at least if above 0; what may
        while low < high:
            side = (low + high + 1) // 2
            fits = _height(_shelves(sizes, area.width, side, style), side, style) <= area.height
            low, high = (side, high) if fits else (low, side - 1)
        sides.append(low)
        if low >= LEAST_SIDE:
            break
    side = max(sides)
    style = styles[sides.index(side)] if side else styles[-1]
    side = max(side, 1)
    return _place(_shelves(sizes, area.width, side, style), sizes, area, side, style), style


class _Shelf(NamedTuple):
    n_rows: int
    columns: list[int]  # of each block on it


def _shelves(sizes: list[int], width: float, side: int, style: Style) -> list[_Shelf]:
    """Fill shelf after shelf, each in the height that leaves least of it empty."""
    shelves = []
    start = 0
    while start < len(sizes):
        options = []
        for shape in SHAPES:
            n_rows = max(1, round(math.sqrt(sizes[start] * shape)))
            shelf = _filled(sizes[start:], n_rows, width, side, style)
            inked = side**2 * sum(sizes[start : start + len(shelf.columns)])
            height = shelf.n_rows * side + style.heading + 2 * style.margin
            options.append((inked / (height * width), shelf))
        best = max(options, key=lambda option: option[0])[1]
        shelves.append(best)
        start += len(best.columns)
    return shelves


def _filled(sizes: list[int], n_rows: int, width: float, side: int, style: Style) -> _Shelf:
    """Put as many blocks as fit onto a shelf, then lower it as far as they still do."""
    most_columns = max(int((width - 2 * style.margin) / side), 1)
    n_rows = max(n_rows, math.ceil(sizes[0] / most_columns))
    count, used = 0, 0.0
    for size in sizes:
        used += _block_width(math.ceil(size / n_rows), side, style)
        if used > width and count:
            break
        count += 1
    while n_rows > 1:
        columns = [math.ceil(size / (n_rows - 1)) for size in sizes[:count]]
        if sum(_block_width(each, side, style) for each in columns) > width:
            break
        n_rows -= 1
    return _Shelf(n_rows, [math.ceil(size / n_rows) for size in sizes[:count]])


def _block_width(n_columns: int, side: int, style: Style) -> int:
    return max(n_columns * side, style.least_width) + 2 * style.margin


def _height(shelves: list[_Shelf], side: int, style: Style) -> int:
    return sum(shelf.n_rows * side + style.heading + 2 * style.margin for shelf in shelves)


def _place(
    shelves: list[_Shelf], sizes: list[int], area: Rectangle, side: int, style: Style
) -> list[Block]:
    blocks = []
    top = round(area.top)
    for shelf in shelves:
        left = round(area.left)
        height = shelf.n_rows * side + style.heading + 2 * style.margin
        for n_columns in shelf.columns:
            width = _block_width(n_columns, side, style)
            size = sizes[len(blocks)]
            rows = math.ceil(size / n_columns)
            used = rows * side + style.heading + 2 * style.margin
            grid = Grid(left + style.margin, top + style.margin + style.heading, side)
            blocks.append(Block(Rectangle(left, top, width, used), grid, n_columns, size))
            left += width
        top += height
    return blocks
