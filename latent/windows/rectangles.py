"""Rectangles of a window in pixels, and grids of equal squares in them."""

from collections.abc import Iterable
from typing import Any, NamedTuple


class Rectangle(NamedTuple):
    """A part of a window, or of a panel, in pixels from its left and top edges."""

    left: float
    top: float
    width: float
    height: float

    @property
    def right(self) -> float:
        """Where it ends."""
        return self.left + self.width

    @property
    def bottom(self) -> float:
        """Where it ends, counted from above."""
        return self.top + self.height

    def contains(self, x: float, y: float) -> bool:
        """Whether a point, counted from the same edges, lies inside."""
        return self.left <= x < self.right and self.top <= y < self.bottom

    def inset(self, margin: float) -> "Rectangle":
        """Return it smaller by `margin` on every side, at least one pixel wide and high."""
        width, height = max(self.width - 2 * margin, 1), max(self.height - 2 * margin, 1)
        return Rectangle(self.left + margin, self.top + margin, width, height)


def find_at(places: Iterable[tuple[Any, Rectangle]], x: float, y: float) -> Any | None:
    """Return what stands, in its rectangle, at a point; None if nothing does.

    >>> find_at([("a", Rectangle(0, 0, 5, 5)), ("b", Rectangle(5, 0, 5, 5))], 7, 2)
    'b'
    """
    return next((what for what, where in places if where.contains(x, y)), None)


class Grid(NamedTuple):
    """Squares of `side` pixels, `gap` pixels apart, with the first one's corner at left and top."""

    left: int
    top: int
    side: int
    gap: int = 0

    def square(self, column: float, row: float) -> Rectangle:
        """Return the square in a column and a row, both counted from 0."""
        step = self.side + self.gap
        left, top = round(self.left + column * step), round(self.top + row * step)
        return Rectangle(left, top, self.side, self.side)


def fitting_grid(
    area: Rectangle, n_columns: float, n_rows: float, gap: int = 0, largest: int = 10_000
) -> Grid:
    """Return the grid of the largest squares that fit `area`, centred from side to side.

    `largest` limits their side; it is never below one pixel.
    """
    side = min(
        (area.width - gap * (n_columns - 1)) / n_columns,
        (area.height - gap * (n_rows - 1)) / n_rows,
        largest,
    )
    side = max(int(side), 1)
    used = n_columns * side + (n_columns - 1) * gap
    return Grid(round(area.left + max(area.width - used, 0) / 2), round(area.top), side, gap)
