import sys
from types import SimpleNamespace

import numpy as np
import pytest

from latent.codes.approximate_neighbors import _recall, approximate_neighbors
from latent.codes.neighbors import Neighbors, nearest_among, nearest_neighbors


@pytest.fixture
def index(monkeypatch):
    """Put an exact search in the place of the index, which takes a minute to be compiled.

    Of the first vector it finds all but the last three, as the real one sometimes does.
    """

    class ExactIndex:
        def __init__(self, values, n_neighbors, random_state, n_jobs):
            indices, distances = nearest_among(values, values, n_neighbors)
            indices[0, -3:], distances[0, -3:] = -1, np.inf
            self.neighbor_graph = indices, distances

    monkeypatch.setitem(sys.modules, "pynndescent", SimpleNamespace(NNDescent=ExactIndex))


def test_a_vector_is_not_its_own_neighbour_but_its_copies_are(index):
    vectors = np.random.default_rng(0).normal(size=(300, 8)).astype(np.float32)
    vectors[200:220] = vectors[100]
    found, recall = approximate_neighbors(vectors, 10, seed=1)
    exact = nearest_neighbors(vectors, 10)
    assert found.indices.dtype == np.int32
    assert (found.indices != np.arange(300)[:, None]).all()
    assert (found.distances[200:220] == 0).all()
    np.testing.assert_allclose(found.distances[1:], exact.distances[1:], rtol=1e-5, atol=1e-6)
    assert found.indices[0].tolist() == [*exact.indices[0, :7], *[exact.indices[0, 6]] * 3]
    assert recall == 1  # what stands for the missing ones is nearer than they are


def test_the_recall_counts_what_is_not_among_the_true_neighbours():
    vectors = np.arange(100, dtype=np.float32)[:, None] ** 2 / 100
    exact = nearest_neighbors(vectors, 4)
    distances = exact.distances.copy()
    assert _recall(vectors, exact, seed=0) == 1
    distances[:, 3] = 1000
    assert _recall(vectors, Neighbors(exact.indices, distances), seed=0) == 0.75
