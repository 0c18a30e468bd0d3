"""Which images a map shows as tiles when there is no room for all of them.

Each image has a spacing: how far apart, on the map, tiles have to be for this one to be among
them. Those of a spacing d or more lie at least d apart, along x or along y, so their tiles do not
touch; and whatever is left out lies nearer than d to one of them. As a map is enlarged d gets
smaller, so images appear and none disappears.
"""

import math

import numpy as np

from latent.tools.compiled import compiled

# Spacings, from the whole map to less than a millionth of it; fine where all of it can be seen.
LEVELS = 2.0 ** -np.concatenate([np.arange(0, 10, 0.25), np.arange(10, 21, 0.5)])
SEED = 0  # of the order in which images are taken: all classes come to their share


def find_spacings(positions: np.ndarray, indices: np.ndarray | None = None) -> np.ndarray:
    """Return the spacing of every image, float32 (n,), one of LEVELS.

    `positions`: (n, 2) in the unit square; `indices` names those that take part, by default all.
    The others get -1, and what lies at the very place of another image 0.
    """
    n = len(positions)
    order = np.random.default_rng(SEED).permutation(n)
    if indices is not None:
        takes_part = np.zeros(n, bool)
        takes_part[indices] = True
        order = order[takes_part[order]]
    x, y = np.ascontiguousarray(positions[order].T, np.float64)
    spacings = np.full(n, -1, np.float32)
    n_places = 2 ** math.ceil(math.log2(2 * len(order) + 2))
    spacings[order] = _spacings(x, y, LEVELS, n_places)
    return spacings


def level_of(spacing: float) -> float:
    """Return the smallest of LEVELS that is not below a spacing, or the largest of all.

    >>> level_of(0.3)
    0.3535533905932738
    """
    number = np.searchsorted(-LEVELS, -spacing, side="right") - 1
    return float(LEVELS[max(number, 0)])


@compiled
def _spacings(x: np.ndarray, y: np.ndarray, levels: np.ndarray, n_places: int) -> np.ndarray:
    """Return the spacing of every position, which are taken in their order."""
    n = x.size
    spacings = np.zeros(n, np.float32)
    # How near some chosen position is: until levels are below that, it need not be looked for.
    nearest = np.full(n, -1.0)
    chosen, n_chosen = np.empty(n, np.int64), 0
    places = np.empty(n_places, np.int32)  # a hash table of the chosen ones by their cells
    for level in levels:
        places[:] = -1
        for k in range(n_chosen):
            _put(places, x, y, level, chosen[k])
        for i in range(n):
            if spacings[i] > 0 or (0 <= nearest[i] < level):
                continue
            distance = _nearest_chosen(places, x, y, level, i)
            if distance < level:
                nearest[i] = distance
                continue
            spacings[i] = level
            _put(places, x, y, level, i)
            chosen[n_chosen] = i
            n_chosen += 1
    return spacings


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
