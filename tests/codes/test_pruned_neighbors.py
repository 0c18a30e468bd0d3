import numpy as np
import pytest

from latent.codes.neighbors import nearest_neighbors
from latent.codes.pruned_neighbors import LEAF_SIZE, nearest_by_pruning


@pytest.mark.parametrize(("n", "d"), [(LEAF_SIZE // 2, 3), (2000, 1), (3001, 9), (1500, 40)])
def test_the_nearest_are_those_of_the_exact_search(n, d):
    rng = np.random.default_rng(n)
    spread = np.linspace(1, 0.1, d)
    vectors = (rng.normal(size=(n, d)) * spread + 100).astype(np.float32)
    found = nearest_by_pruning(vectors, 7)
    expected = nearest_neighbors(vectors, 7)
    # Where two are equally far but for rounding, either can be the last.
    distances = np.linalg.norm(vectors[found] - vectors[:, None].astype(float), axis=2)
    np.testing.assert_allclose(distances, expected.distances, rtol=1e-4, atol=1e-5)
    assert (np.sort(found, axis=1) == np.sort(expected.indices, axis=1)).mean() > 0.999
    assert (found != np.arange(n)[:, None]).all()


def test_copies_are_neighbours_of_each_other_and_not_of_themselves():
    vectors = np.repeat(np.arange(4, dtype=np.float32), 200)[:, None] @ np.ones((1, 5), np.float32)
    found = nearest_by_pruning(vectors, 5)
    assert (found // 200 == np.arange(800)[:, None] // 200).all()
    assert (found != np.arange(800)[:, None]).all()
    assert all(len(set(row)) == 5 for row in found.tolist())


def test_it_tells_how_much_is_done():
    shares = []
    nearest_by_pruning(
        np.random.default_rng(0).normal(size=(4000, 4)).astype("f4"), 3, shares.append
    )
    assert len(shares) > 1
    assert shares == sorted(shares)
    assert shares[-1] == 1
