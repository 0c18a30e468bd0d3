"""Finding the tile at a point of a map."""

import numpy as np

TIE = 1e-9  # of the unit square: what is nearer than that is at the same place


class Picker:
    """A k-d tree over those of `positions` (n, 2) that `indices` names, by default all.

    Tiles are squares, so distances are the larger of those along x and y.
    """

    def __init__(self, positions: np.ndarray, indices: np.ndarray | None = None):
        from scipy.spatial import cKDTree  # slow, and the first frame of a map does without

        self._indices = indices
        chosen = positions if indices is None else positions[indices]
        # Half of the time to build, and searching one point is fast either way.
        self._tree = cKDTree(chosen, balanced_tree=False, compact_nodes=False)

    def nearest(self, x: float, y: float, reach: float) -> int | None:
        """Return the index of the position nearest to (x, y), or None if none is within `reach`.

        Of several at the same distance it is the last, the one that is drawn on top.
        """
        if self._tree.n == 0:
            return None
        distance, found = self._tree.query((x, y), p=np.inf, distance_upper_bound=reach + TIE)
        if found == self._tree.n:
            return None
        found = max(self._tree.query_ball_point((x, y), distance + TIE, p=np.inf), default=found)
        return int(found if self._indices is None else self._indices[found])

    def around(self, x: float, y: float, k: int) -> tuple[np.ndarray, np.ndarray]:
        """Return the indices and the distances of the (up to) k nearest, from near to far.

        Distances are the usual ones, along straight lines; there must be a position.
        """
        distances, found = self._tree.query((x, y), min(k, self._tree.n))
        found = np.atleast_1d(found)
        return found if self._indices is None else self._indices[found], np.atleast_1d(distances)

    def distances_to(self, places: np.ndarray, k: int) -> np.ndarray:
        """Return how far the k-th nearest position is from each of some places (m, 2), (m,)."""
        return self._tree.query(places, [k])[0][:, 0]

    def within(self, x: float, y: float, reach: float) -> np.ndarray:
        """Return the indices of all positions within `reach` of (x, y), int (k,)."""
        if self._tree.n == 0:
            return np.empty(0, int)
        found = np.array(self._tree.query_ball_point((x, y), reach + TIE, p=np.inf), int)
        return found if self._indices is None else self._indices[found]
