"""How many clusters of at least the minimum size DBSCAN finds at every radius, in one sweep.

While the radius grows, three things happen: a typeface becomes a core point, two groups of core
points come together, a typeface that is no core point comes within reach of one. Only the last can
be missed by the minimum spanning tree, and it matters: a typeface between two clusters belongs to
the first of them, and the other may be left with fewer than the minimum.
"""

import numpy as np

from latent.tools.compiled import compiled

CORE, MERGE, REACH = range(3)  # what happens, in this order at one radius


def count_clusters(
    nearest: np.ndarray, to_nearest: np.ndarray, cores: np.ndarray, merges: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Return the radii at which the number of clusters changes, rising, and it from there on.

    Both (m,). `nearest` (n, min_size): the nearest typefaces of each, itself among them, in any
    order, `to_nearest` their distances; `cores` (n,): from which radius on each is a core point;
    `merges` (n - 1, 4): single linkage of mutual reachability distances, as scipy returns it.
    """
    n, min_size = nearest.shape
    points = np.repeat(np.arange(n), min_size)
    # A core point reaches its neighbours, of which only those count that are none themselves.
    is_reached = (nearest.ravel() != points) & (to_nearest.ravel() < cores[points])
    points, reaching = points[is_reached], nearest.ravel()[is_reached]
    at = to_nearest.ravel()[is_reached]
    radii = np.concatenate([cores, merges[:, 2], at])
    kinds = np.repeat([CORE, MERGE, REACH], [n, len(merges), len(at)])
    which = np.concatenate([np.arange(n), np.arange(len(merges)), points])
    order = np.lexsort((np.arange(len(radii)), kinds, radii))
    # Who each point can reach: from the pairs turned around.
    by_core = np.argsort(reaching, kind="stable")
    starts = np.searchsorted(reaching[by_core], np.arange(n + 1))
    counts = np.zeros(len(radii), np.int64)
    _sweep(
        radii[order],
        kinds[order],
        which[order],
        merges[:, :2].astype(np.int64),
        nearest,
        to_nearest,
        starts,
        points[by_core],
        at[by_core],
        counts,
    )
    radii = radii[order]
    is_last = np.append(radii[1:] != radii[:-1], True)  # of all that happens at one radius
    radii, counts = radii[is_last], counts[is_last]
    is_change = np.diff(counts, prepend=0) != 0
    return radii[is_change], counts[is_change]


@compiled
def _find(parent, point) -> int:
    """Return the root of a core point's group; what was passed hangs nearer to it from now on."""
    while parent[point] != point:
        parent[point] = parent[parent[point]]
        point = parent[point]
    return point


@compiled
def _sweep(
    radii, kinds, which, merges, nearest, to_nearest, starts, reached, reached_at, counts
) -> None:
    """Fill in `counts`, the number of large clusters after each of the events."""
    n, min_size = nearest.shape
    parent = np.arange(n)  # of core points, up to the root of their group
    first = np.arange(n)  # of a root: the lowest core point, by which groups are in order
    size = np.zeros(n, np.int64)  # of a root: core points, and others that belong to it
    tail = np.arange(n)  # of a root: the end of the chain of its core points
    following = np.full(n, -1)
    owner = np.full(n, -1)  # of others: a core point of the group that they belong to
    is_core = np.zeros(n, np.bool_)
    one_of = np.full(2 * n, -1)  # of a node of the linkage: a point in it
    one_of[:n] = np.arange(n)
    touched = np.empty(n, np.int64)  # others whose owner may be another now
    is_touched = np.zeros(n, np.bool_)
    n_touched = 0
    n_large = 0

    for event in range(len(radii)):
        radius, point = radii[event], which[event]
        changed = -1  # the chain of core points that others may belong to now
        if kinds[event] == CORE:
            if owner[point] >= 0:
                root = _find(parent, owner[point])
                size[root] -= 1
                n_large -= size[root] == min_size - 1
                owner[point] = -1
            is_core[point] = True
            size[point] = 1
            changed = point
        elif kinds[event] == MERGE:
            left = _find(parent, one_of[merges[point, 0]])
            right = _find(parent, one_of[merges[point, 1]])
            if first[left] > first[right]:
                left, right = right, left
            n_large -= (size[left] >= min_size) + (size[right] >= min_size)
            parent[right] = left
            size[left] += size[right]
            n_large += size[left] >= min_size
            following[tail[left]] = right
            tail[left] = tail[right]
            one_of[n + point] = left
            changed = right  # from here the chain goes on to its end
        elif not is_touched[point]:
            is_touched[point] = True
            touched[n_touched] = point
            n_touched += 1
        while changed >= 0:
            for k in range(starts[changed], starts[changed + 1]):
                other = reached[k]
                if reached_at[k] <= radius and not is_core[other] and not is_touched[other]:
                    is_touched[other] = True
                    touched[n_touched] = other
                    n_touched += 1
            changed = following[changed]
        if event + 1 < len(radii) and radii[event + 1] == radius:
            continue
        for k in range(n_touched):
            other = touched[k]
            is_touched[other] = False
            if is_core[other]:
                continue
            best = -1
            for j in range(min_size):
                near = nearest[other, j]
                if near != other and is_core[near] and to_nearest[other, j] <= radius:
                    root = _find(parent, near)
                    if best < 0 or first[root] < first[best]:
                        best = root
            before = -1 if owner[other] < 0 else _find(parent, owner[other])
            if best != before:
                if before >= 0:
                    size[before] -= 1
                    n_large -= size[before] == min_size - 1
                size[best] += 1
                n_large += size[best] == min_size
                owner[other] = best
        n_touched = 0
        counts[event] = n_large
