"""Which images a map shows as tiles when there is no room for all of them.

Each image has a spacing: how far apart, on the map, tiles have to be for this one to be among
them. Those of a spacing d or more lie at least d apart, along x or along y, so their tiles do not
touch; and whatever is left out lies nearer than d to one of them. As a map is enlarged d gets
smaller, so images appear and none disappears.
"""

import math
from functools import lru_cache

import numpy as np

from latent.tools.compiled import compiled

# Spacings, from the whole map to less than a millionth of it; fine where all of it can be seen.
LEVELS = 2.0 ** -np.concatenate([np.arange(0, 10, 0.25), np.arange(10, 21, 0.5)])
SEED = 0  # of the order in which images are taken: all classes come to their share


class Spacings:
    """The spacing of every image, found level by level and only as far as somebody asks.

    `positions`: (n, 2) in the unit square; `indices` names those that take part, by default all.
    The others get -1, and what lies at the very place of another image 0.
    """

    def __init__(self, positions: np.ndarray, indices: np.ndarray | None = None):
        n = len(positions)
        self._order = _order(n)
        if indices is not None:
            takes_part = np.zeros(n, bool)
            takes_part[indices] = True
            self._order = self._order[takes_part[self._order]]
        self._x, self._y = np.ascontiguousarray(positions[self._order].T, np.float64)
        self._found = np.full(n, -1, np.float32)
        self._found[self._order] = 0
        # How near some chosen position is: until levels are below that, it need not be looked for.
        # It is 0 for what is chosen itself, and below 0 while that is not known.
        self._nearest = np.full(len(self._order), -1.0)
        self._chosen, self._n_chosen = np.empty(len(self._order), np.int64), 0
        self._n_places = 2 ** math.ceil(math.log2(2 * len(self._order) + 2))
        self._n_levels = 0  # that are found

    def down_to(self, least: float) -> np.ndarray:
        """Return all spacings that are `least` or more, float32 (n,); smaller ones can be 0."""
        n_wanted = np.count_nonzero(np.float32(least) <= LEVELS.astype(np.float32))
        while self._n_levels < n_wanted:
            self._find_level()
        return self._found

    def of(self, index: int) -> float:
        """Return the spacing of one image."""
        while self._found[index] == 0 and self._n_levels < len(LEVELS):
            self._find_level()
        return float(self._found[index])

    def _find_level(self) -> None:
        self._n_chosen = _choose(
            self._x,
            self._y,
            LEVELS[self._n_levels],
            self._order,
            self._found,
            self._nearest,
            self._chosen,
            self._n_chosen,
            np.full(self._n_places, -1, np.int32),
        )
        self._n_levels += 1
        if self._n_levels == len(LEVELS):  # nothing of this is needed any more
            del self._x, self._y, self._order, self._nearest, self._chosen


def find_spacings(positions: np.ndarray, indices: np.ndarray | None = None) -> np.ndarray:
    """Return all spacings at once, float32 (n,), each one of LEVELS, 0 or -1: see `Spacings`."""
    return Spacings(positions, indices).down_to(0)


@lru_cache(maxsize=4)
def _order(n: int) -> np.ndarray:
    """Return in which order images are taken, int64 (n,)."""
    return np.random.default_rng(SEED).permutation(n)


def level_of(spacing: float) -> float:
    """Return the smallest of LEVELS that is not below a spacing, or the largest of all.

    >>> level_of(0.3)
    0.3535533905932738
    """
    number = np.searchsorted(-LEVELS, -spacing, side="right") - 1
    return float(LEVELS[max(number, 0)])


@compiled
def _choose(
    x: np.ndarray,
    y: np.ndarray,
    level: float,
    order: np.ndarray,
    spacings: np.ndarray,
    nearest: np.ndarray,
    chosen: np.ndarray,
    n_chosen: int,
    places: np.ndarray,
) -> int:
    """Give this level to all positions that are that far from chosen ones, taken in their order.

    `places`: an empty hash table for the chosen ones by their cells. Returns how many are chosen.
    """
    for k in range(n_chosen):
        _put(places, x, y, level, chosen[k])
    for i in range(x.size):
        if 0 <= nearest[i] < level:
            continue
        distance = _nearest_chosen(places, x, y, level, i)
        if distance < level:
            nearest[i] = distance
            continue
        spacings[order[i]], nearest[i] = level, 0
        _put(places, x, y, level, i)
        chosen[n_chosen] = i
        n_chosen += 1
    return n_chosen


@compiled
def _place_of(column: int, row: int, n_places: int) -> int:
    mixed = np.uint64(column) * np.uint64(0x9E3779B97F4A7C15)
    mixed = (mixed ^ np.uint64(row)) * np.uint64(0xC2B2AE3D27D4EB4F)
    return np.int64((mixed >> np.uint64(32)) & np.uint64(n_places - 1))


@compiled
def _put(places: np.ndarray, x: np.ndarray, y: np.ndarray, level: float, i: int) -> None:
    place = _place_of(int(x[i] / level), int(y[i] / level), places.size)
    while places[place] >= 0:
        place = (place + 1) & (places.size - 1)
    places[place] = i


@compiled
def _nearest_chosen(
    places: np.ndarray, x: np.ndarray, y: np.ndarray, level: float, i: int
) -> float:
    """Return the distance of one chosen position that is nearer than `level`, or else `level`."""
    column, row = int(x[i] / level), int(y[i] / level)
    for other_column in range(column - 1, column + 2):
        for other_row in range(row - 1, row + 2):
            place = _place_of(other_column, other_row, places.size)
            while places[place] >= 0:
                j = places[place]
                distance = max(abs(x[j] - x[i]), abs(y[j] - y[i]))
                if distance < level:
                    return distance
                place = (place + 1) & (places.size - 1)
    return level
