from itertools import pairwise

import numpy as np
import pytest
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from latent.codes.shortest_paths import shortest_path


def random_graph(n=200, n_edges=900, seed=0):
    rng = np.random.default_rng(seed)
    ends, lengths = rng.integers(0, n, (2, n_edges)), rng.random(n_edges) + 0.01
    graph = csr_array((lengths, ends), shape=(n, n))
    return graph.maximum(graph.T).tocsr()


def find(graph, start, end):
    edges = graph.indptr.astype(np.int64), graph.indices, graph.data
    ends = (np.array([start], np.int32), np.zeros(1), np.array([end], np.int32), np.zeros(1))
    return shortest_path(*edges, *ends)


@pytest.mark.parametrize("seed", range(5))
def test_lengths_equal_those_of_scipy_and_the_nodes_are_linked(seed):
    graph = random_graph(seed=seed)
    known = dijkstra(graph)
    for start, end in np.random.default_rng(seed).integers(0, 200, (100, 2)):
        nodes, length = find(graph, start, end)
        assert length == pytest.approx(known[start, end])
        if np.isfinite(length):
            assert [nodes[0], nodes[-1]] == [start, end]
            steps = [graph[one, other] for one, other in pairwise(nodes)]
            assert min(steps, default=1) > 0
            assert sum(steps) == pytest.approx(length)


def test_the_nearest_of_several_links_is_taken_if_it_is_shortest_in_all():
    # 0 – 1 – 2 – 3, all of length 1; the start is linked to 0 and 2, the end to 3.
    graph = csr_array((np.ones(3), ([0, 1, 2], [1, 2, 3])), shape=(4, 4))
    graph = graph.maximum(graph.T).tocsr()
    edges = graph.indptr.astype(np.int64), graph.indices, graph.data
    last = np.array([3], np.int32), np.zeros(1)
    both = np.array([0, 2], np.int32)
    for lengths, expected in (((0.5, 5.0), [0, 1, 2, 3]), ((0.5, 1.0), [2, 3])):
        nodes, _ = shortest_path(*edges, both, np.array(lengths), *last)
        assert nodes.tolist() == expected


def test_without_a_path_there_are_no_nodes_and_the_length_is_infinite():
    graph = csr_array((2, 2))
    nodes, length = find(graph.tocsr().astype(float), 0, 1)
    assert len(nodes) == 0
    assert length == np.inf
