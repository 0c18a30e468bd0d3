"""Shortest paths through a graph, from both ends at once."""

from heapq import heappop, heappush

import numpy as np

from latent.tools.compiled import compiled

FROM, TO = 0, 1


@compiled
def shortest_path(
    first: np.ndarray,
    others: np.ndarray,
    lengths: np.ndarray,
    from_nodes: np.ndarray,
    from_lengths: np.ndarray,
    to_nodes: np.ndarray,
    to_lengths: np.ndarray,
) -> tuple[np.ndarray, float]:
    """Return the nodes of the shortest path between two places, int64 (m,), and its length.

    The graph has n nodes and each edge in both directions: those of node k lead to
    `others[first[k] : first[k + 1]]`, int32, over `lengths`, float64, at least 0. Both places lie
    outside of it: the first is linked to `from_nodes` over `from_lengths`, the second to
    `to_nodes` over `to_lengths`. Without a path the length is infinite, and there are no nodes.

    Dijkstra's algorithm (1959, "A note on two problems in connexion with graphs") from both ends
    by turns (Nicholson 1966, "Finding the shortest route between two points in a network"):
    in many dimensions a ball of half the radius holds so few nodes that this looks at a small
    part of them only.
    """
    n = len(first) - 1
    reached = np.full((2, n), np.inf)
    before = np.full((2, n), -1)
    waiting = [(0.0, -1)]
    waiting_to = [(0.0, -1)]
    waiting.clear()
    waiting_to.clear()
    for k in range(len(from_nodes)):
        if from_lengths[k] < reached[FROM, from_nodes[k]]:
            reached[FROM, from_nodes[k]] = from_lengths[k]
            heappush(waiting, (from_lengths[k], np.int64(from_nodes[k])))
    for k in range(len(to_nodes)):
        if to_lengths[k] < reached[TO, to_nodes[k]]:
            reached[TO, to_nodes[k]] = to_lengths[k]
            heappush(waiting_to, (to_lengths[k], np.int64(to_nodes[k])))
    best, meeting = np.inf, -1
    while len(waiting) > 0 and len(waiting_to) > 0 and waiting[0][0] + waiting_to[0][0] < best:
        if waiting[0][0] <= waiting_to[0][0]:
            side, heap = FROM, waiting
        else:
            side, heap = TO, waiting_to
        length, node = heappop(heap)
        if length > reached[side, node]:  # a shorter way to it was found meanwhile
            continue
        if length + reached[1 - side, node] < best:
            best, meeting = length + reached[1 - side, node], node
        for k in range(first[node], first[node + 1]):
            other, longer = others[k], length + lengths[k]
            if longer < reached[side, other]:
                reached[side, other] = longer
                before[side, other] = node
                heappush(heap, (longer, np.int64(other)))
                if longer + reached[1 - side, other] < best:
                    best, meeting = longer + reached[1 - side, other], np.int64(other)
    path = [np.int64(-1)]
    path.clear()
    node = meeting
    while node >= 0:
        path.append(node)
        node = before[FROM, node]
    path.reverse()
    if meeting >= 0:
        node = before[TO, meeting]
        while node >= 0:
            path.append(node)
            node = before[TO, node]
    return np.array(path), best
