"""Ways from one code to another, and beyond it: straight, along a great circle, along the data.

Each way is made once of the codes of many images, and then asked. `t` is 0 at the first code and 1
at the second; in equal steps of t each way but the great circle takes equal steps. Below 0 and
above 1 a way goes straight on in the direction that it has at its end, as fast as there.
"""

from functools import cache

import numpy as np

from latent.codes.bits import PackedBits
from latent.codes.kinds import as_codes
from latent.codes.neighbors import Neighbors, nearest_among, nearest_neighbors
from latent.codes.shortest_paths import shortest_path
from latent.tools.threads import workers

N_NEIGHBORS = 10  # that each code is linked to
POWER = 4  # of the distance: one long step costs as much as sixteen of half its length
FINE_STEPS = 200  # of a path while it is smoothed
SMOOTHING = 0.03  # standard deviation of the smoothing, as a share of the path's length
FEW_CODES = 4  # to walk between: so few are found faster without the thorough search and threads
TINY_STEP = 1e-9  # of the longest: what rounding leaves between copies
LEAST_ANGLE = 1e-4  # below it, and that near to half a turn, a great circle is a straight line


class Way:
    """A way between any two codes; `many` is what a kind of way adds."""

    name: str

    def way(self, start: np.ndarray, end: np.ndarray, ts: np.ndarray) -> np.ndarray:
        """Return the codes at `ts` (m,) of the way from one code (d,) to another, (m, d)."""
        return self.many(np.asarray(start)[None], np.asarray(end)[None], ts)[0]

    def many(self, starts: np.ndarray, ends: np.ndarray, ts: np.ndarray) -> np.ndarray:
        """Return the codes of n ways at once, (n, m, d), from `starts` to `ends`, (n, d) each."""
        raise NotImplementedError


class StraightLine(Way):
    """(1 − t) a + t b."""

    name = "straight line"

    def __init__(self, codes: np.ndarray | PackedBits | None = None):
        pass

    def many(self, starts: np.ndarray, ends: np.ndarray, ts: np.ndarray) -> np.ndarray:
        """Return the codes of n ways at once, (n, m, d)."""
        t = np.asarray(ts, np.float64)[:, None]
        return (1 - t) * starts[:, None] + t * ends[:, None]


class GreatCircle(Way):
    """Around the mean code, by equal angles: a and b can be on different radii.

    With c the mean code and θ the angle between a − c and b − c, the code at t is
    c + (sin((1 − t) θ) (a − c) + sin(t θ) (b − c)) / sin θ (Shoemake 1985, "Animating rotation
    with quaternion curves"; for codes White 2016, "Sampling generative networks", section 2).
    """

    name = "great circle"

    def __init__(self, codes: np.ndarray | PackedBits):
        self._centre = as_codes(codes).mean()

    def many(self, starts: np.ndarray, ends: np.ndarray, ts: np.ndarray) -> np.ndarray:
        """Return the codes of n ways at once, (n, m, d)."""
        ts = np.asarray(ts, np.float64)
        first, second = starts - self._centre, ends - self._centre
        lengths = np.linalg.norm(first, axis=1) * np.linalg.norm(second, axis=1)
        cosine = np.einsum("nd,nd->n", first, second) / np.where(lengths > 0, lengths, np.inf)
        angle = np.arccos(np.clip(cosine, -1, 1))[:, None]  # (n, 1)
        is_straight = (angle < LEAST_ANGLE) | (np.pi - angle < LEAST_ANGLE)
        is_straight |= (lengths == 0)[:, None]
        angle = np.where(is_straight, 1, angle)
        within, sine = np.clip(ts, 0, 1), np.sin(angle)
        of_first = np.sin((1 - within) * angle) / sine  # (n, m)
        of_second = np.sin(within * angle) / sine
        # Straight on: t beyond an end, times what the shares change by there.
        before, after = np.minimum(ts, 0), np.maximum(ts - 1, 0)
        turn, bend = angle / sine, angle * np.cos(angle) / sine
        of_first += -before * bend - after * turn
        of_second += before * turn + after * bend
        of_first = np.where(is_straight, 1 - ts, of_first)[..., None]
        of_second = np.where(is_straight, ts, of_second)[..., None]
        return self._centre + of_first * first[:, None] + of_second * second[:, None]


class AlongData(Way):
    """From code to code of the data, by the path whose steps are shortest together.

    Every code is linked to its 10 nearest, and a link costs the fourth power of its length, so
    that many short steps through where codes are dense are cheaper than a long one across a gap
    (Hwang, Damelin and Hero 2016, "Shortest path through random points"; on graphs of neighbours
    Tenenbaum, de Silva and Langford 2000, "A global geometric framework for nonlinear
    dimensionality reduction"). The corners of the path are then smoothed, its ends held, and equal
    steps taken along what came out.

    `codes`: (n, d), at least 2, or bits. `neighbors` of them, at least 10 each if there are so
    many, can be given where they are known.
    """

    name = "along the data"

    def __init__(self, codes: np.ndarray | PackedBits, neighbors: Neighbors | None = None):
        self._codes = codes
        self._k = min(N_NEIGHBORS, len(codes) - 1)
        if neighbors is None:
            neighbors = nearest_neighbors(codes, self._k)
        graph = _linked(codes, _graph(neighbors, self._k))
        self._graph = graph.indptr.astype(np.int64), graph.indices, graph.data

    def many(self, starts: np.ndarray, ends: np.ndarray, ts: np.ndarray) -> np.ndarray:
        """Return the codes of n ways at once, (n, m, d)."""
        ts = np.asarray(ts, np.float64)
        near_starts, near_ends = self._near(starts), self._near(ends)

        def walk(k: int) -> np.ndarray:
            nodes = np.zeros(0, np.int64)
            if not np.array_equal(starts[k], ends[k]):
                nodes, _ = shortest_path(
                    *self._graph,
                    near_starts.indices[k],
                    _cost(near_starts.distances[k]),
                    near_ends.indices[k],
                    _cost(near_ends.distances[k]),
                )
            corners = np.concatenate([starts[k][None], self._codes[nodes], ends[k][None]])
            return _along_smoothed(corners, ts)

        if len(starts) <= FEW_CODES:
            return np.stack([walk(k) for k in range(len(starts))])
        with workers() as pool:
            return np.stack(list(pool.map(walk, range(len(starts)))))

    def _near(self, codes: np.ndarray) -> Neighbors:
        """Find the nearest of the data to each of `codes` (n, d)."""
        if len(codes) > FEW_CODES or as_codes(self._codes).kind == "bits":
            return nearest_among(codes, self._codes, self._k)
        found = []
        for code in codes:
            squared = np.square(self._codes - code).sum(axis=1)
            near = np.argpartition(squared, self._k - 1)[: self._k]
            found.append((near.astype(np.int32), np.sqrt(squared[near])))
        return Neighbors(*map(np.stack, zip(*found, strict=True)))


WAYS: dict[str, type[Way]] = {way.name: way for way in (StraightLine, GreatCircle, AlongData)}


def _cost(distances: np.ndarray) -> np.ndarray:
    return distances.astype(np.float64) ** POWER


def _graph(neighbors: Neighbors, k: int):
    """Return the costs of all links in both directions, a sparse array (n, n)."""
    from scipy.sparse import csr_array

    n = len(neighbors.indices)
    # A cost of 0 between copies would be no link to some of scipy's functions.
    costs = np.maximum(_cost(neighbors.distances[:, :k]), np.finfo(float).tiny)
    ends = neighbors.indices[:, :k].ravel()
    graph = csr_array((costs.ravel(), ends, np.arange(n + 1) * k), shape=(n, n))
    return graph.maximum(graph.T).tocsr()


def _linked(codes: np.ndarray | PackedBits, graph):
    """Link each part of a graph that hangs together with the nearest code outside of it."""
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    n = len(codes)
    while True:
        n_parts, part_of = connected_components(graph, directed=False)
        if n_parts == 1:
            return graph
        sizes = np.bincount(part_of)
        starts, ends, distances = [], [], []
        for part in np.delete(np.arange(n_parts), sizes.argmax()):
            own, others = np.flatnonzero(part_of == part), np.flatnonzero(part_of != part)
            near = nearest_among(_rows(codes, own), _rows(codes, others), 1)
            best = near.distances[:, 0].argmin()
            starts.append(own[best])
            ends.append(others[near.indices[best, 0]])
            distances.append(near.distances[best, 0])
        costs = np.maximum(_cost(np.array(distances)), np.finfo(float).tiny)
        links = coo_array((costs, (starts, ends)), shape=(n, n)).tocsr()
        graph = graph.maximum(links).maximum(links.T).tocsr()


def _rows(codes: np.ndarray | PackedBits, rows: np.ndarray) -> np.ndarray | PackedBits:
    if as_codes(codes).kind == "bits":
        return PackedBits(codes.packed[rows], codes.n_bits)
    return codes[rows]


def _along_smoothed(corners: np.ndarray, ts: np.ndarray) -> np.ndarray:
    """Return the codes at `ts` (m,) of a path (n, d) whose corners are rounded, (m, d).

    All points of the path are weighted sums of the corners, so the work is done on the weights and
    on the corners' inner products, which stay small however long codes are.
    """
    from_start = corners.astype(np.float64) - corners[0]
    products = from_start @ from_start.T
    fine = _along(np.eye(len(corners)), products, np.linspace(0, 1, FINE_STEPS + 1))
    smooth = _smoothing() @ fine
    smooth[[0, -1]] = fine[[0, -1]]
    return _along(smooth, products, ts) @ from_start + corners[0]


@cache
def _smoothing() -> np.ndarray:
    """Return the matrix that smooths a path of equal steps, (FINE_STEPS + 1,) squared."""
    from scipy.ndimage import gaussian_filter1d

    fine = np.eye(FINE_STEPS + 1)
    # Continued beyond its ends by its own mirror image through them, so that they stay.
    before, after = 2 * fine[0] - fine[:0:-1], 2 * fine[-1] - fine[-2::-1]
    whole = np.concatenate([before, fine, after])
    smooth = gaussian_filter1d(whole, SMOOTHING * FINE_STEPS, axis=0)
    return smooth[FINE_STEPS : 2 * FINE_STEPS + 1]


def _along(points: np.ndarray, products: np.ndarray, ts: np.ndarray) -> np.ndarray:
    """Return the points at `ts` (m,) of the length of a path, straight on beyond its ends.

    `points` (n, k): those of the path as weights of k corners, `products` (k, k) the corners' inner
    products; the result is (m, k). Points that are copies of the one before count once; a path of
    no length stays where it is.
    """
    legs = np.diff(points, axis=0)
    steps = np.sqrt(np.maximum(np.einsum("nk,kj,nj->n", legs, products, legs, optimize=True), 0))
    is_step = steps > TINY_STEP * steps.max(initial=0)
    points, steps = points[np.append(True, is_step)], steps[is_step]
    if len(steps) == 0:
        return np.repeat(points, len(ts), axis=0)
    places = np.append(0, np.cumsum(steps))
    lengths = ts * places[-1]
    # Beyond the ends the first and the last leg go on.
    leg = np.clip(np.searchsorted(places, lengths, side="right") - 1, 0, len(steps) - 1)
    share = ((lengths - places[leg]) / steps[leg])[:, None]
    return (1 - share) * points[leg] + share * points[leg + 1]
