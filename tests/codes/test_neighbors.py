import numpy as np
import pytest

from latent.codes import number_neighbors
from latent.codes.neighbors import nearest_among, nearest_neighbors
from latent.tools.check import UserError


def by_hand(vectors, k):
    """Sort every other vector by distance, then by index: slow, and plainly right."""
    vectors = np.asarray(vectors, dtype=np.float64)
    rows = []
    for row, vector in enumerate(vectors):
        squared = ((vectors - vector) ** 2).sum(axis=1)
        others = [other for other in np.argsort(squared, kind="stable") if other != row]
        rows.append(others[:k])
    return np.array(rows)


def test_points_on_a_line_have_their_neighbours_from_near_to_far():
    found = nearest_neighbors(np.array([[0.0], [1.0], [3.0], [7.0]]), k=3)
    assert found.indices.tolist() == [[1, 2, 3], [0, 2, 3], [1, 0, 3], [2, 1, 0]]
    assert found.distances.tolist() == [[1, 3, 7], [1, 2, 6], [2, 3, 4], [4, 6, 7]]
    assert found.indices.dtype == np.int32
    assert found.distances.dtype == np.float32


@pytest.mark.parametrize("dimensions", [2, 16, 784])
def test_neighbours_are_those_that_sorting_all_distances_gives(dimensions):
    vectors = np.random.default_rng(0).normal(size=(200, dimensions)).astype(np.float32)
    assert np.array_equal(nearest_neighbors(vectors, 12).indices, by_hand(vectors, 12))


@pytest.mark.parametrize("dimensions", [2, 6])
def test_equally_far_points_stand_in_the_order_of_their_index(dimensions):
    # Corners of a grid: almost every distance is shared by many points, more than are spare.
    vectors = np.random.default_rng(1).integers(0, 3, size=(300, dimensions)).astype(np.float32)
    assert np.array_equal(nearest_neighbors(vectors, 7).indices, by_hand(vectors, 7))


def test_ties_far_from_the_origin_are_settled_too():
    offsets = np.random.default_rng(2).integers(0, 3, size=(200, 5))
    vectors = (offsets + 4096.0).astype(np.float32)
    assert np.array_equal(nearest_neighbors(vectors, 7).indices, by_hand(offsets, 7))


def test_many_copies_are_never_their_own_neighbours():
    vectors = np.zeros((50, 5), np.float32)
    vectors[-1] = 1
    found = nearest_neighbors(vectors, k=3)
    assert found.indices[0].tolist() == [1, 2, 3]
    assert found.indices[1].tolist() == [0, 2, 3]
    assert found.indices[40].tolist() == [0, 1, 2]
    assert found.indices[49].tolist() == [0, 1, 2]
    assert (found.distances[:49] == 0).all()


def test_small_blocks_give_the_same_answer(monkeypatch):
    vectors = np.random.default_rng(3).integers(0, 3, size=(100, 5)).astype(np.float32)
    whole = nearest_neighbors(vectors, 6)
    monkeypatch.setattr(number_neighbors, "BLOCK_NUMBERS", 100)
    assert np.array_equal(nearest_neighbors(vectors, 6).indices, whole.indices)


def test_the_vectors_are_left_as_they_were():
    vectors = np.random.default_rng(4).normal(size=(20, 5)).astype(np.float32)
    before = vectors.copy()
    nearest_neighbors(vectors, 3)
    assert np.array_equal(vectors, before)


def test_the_nearest_among_others_include_an_exact_copy():
    found = nearest_among(np.array([[1.0], [6.0]]), np.array([[0.0], [1.0], [3.0], [7.0]]), k=2)
    assert found.indices.tolist() == [[1, 0], [3, 2]]
    assert found.distances.tolist() == [[0, 1], [1, 3]]


def test_all_of_the_vectors_can_be_asked_for():
    assert nearest_among(np.zeros((1, 4)), np.eye(4), k=4).indices.tolist() == [[0, 1, 2, 3]]


@pytest.mark.parametrize("k", [0, 3, 2.5])
def test_a_k_beyond_the_other_vectors_is_refused(k):
    with pytest.raises(UserError, match="from 1 to 2"):
        nearest_neighbors(np.eye(3), k)


def test_one_vector_has_no_neighbours():
    with pytest.raises(UserError, match="at least 2 are needed"):
        nearest_neighbors(np.zeros((1, 3)), 1)


@pytest.mark.parametrize("bad", [np.nan, np.inf, -1e16])
def test_a_number_that_is_no_use_is_refused_with_its_row(bad):
    vectors = np.zeros((4, 2))
    vectors[2, 1] = bad
    with pytest.raises(UserError, match="vector 2 holds a number"):
        nearest_neighbors(vectors, 1)


@pytest.mark.parametrize("shape", [(5,), (0, 3), (3, 0), (2, 2, 2)])
def test_arrays_that_are_no_vectors_are_refused(shape):
    with pytest.raises(UserError, match="at least one row and column"):
        nearest_neighbors(np.zeros(shape), 1)


def test_vectors_of_different_lengths_are_not_compared():
    with pytest.raises(UserError, match="2 numbers cannot be compared with vectors of 3"):
        nearest_among(np.zeros((1, 2)), np.eye(3), 1)


def test_very_many_vectors_have_the_same_neighbours_as_few(monkeypatch):
    rng = np.random.default_rng(7)
    # Copies, ties on a grid, and vectors that are alone, far from the origin.
    grid = rng.integers(0, 4, size=(600, 6)) + 4096.0
    vectors = np.concatenate([grid, grid[:100], rng.normal(size=(900, 6)) + 4096]).astype("f4")
    expected = nearest_neighbors(vectors, 12)
    searched = []
    pruned = number_neighbors.nearest_by_pruning

    def count(*arguments):
        searched.append(arguments)
        return pruned(*arguments)

    monkeypatch.setattr(number_neighbors, "nearest_by_pruning", count)
    monkeypatch.setattr(number_neighbors, "MANY", 1000)
    found = nearest_neighbors(vectors, 12)
    assert len(searched) == 1
    assert np.array_equal(found.indices, expected.indices)
    assert np.array_equal(found.distances, expected.distances)
