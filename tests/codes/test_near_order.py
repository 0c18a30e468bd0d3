import numpy as np

from latent.codes.near_order import SMALLEST_PART, near_order


def test_it_is_an_order_of_all_vectors_and_near_ones_stand_together():
    rng = np.random.default_rng(0)
    group = rng.integers(0, 8, 8 * SMALLEST_PART)
    centres = rng.normal(size=(8, 5)) * 100
    vectors = (centres[group] + rng.normal(size=(len(group), 5))).astype(np.float32)
    order = near_order(vectors)
    assert sorted(order.tolist()) == list(range(len(vectors)))
    # Halves of unequal groups cut some of them, each only a few times.
    assert np.count_nonzero(np.diff(group[order])) < 0.2 * np.count_nonzero(np.diff(group))


def test_copies_and_a_single_vector_have_an_order_too():
    assert sorted(near_order(np.ones((300, 3))).tolist()) == list(range(300))
    assert near_order(np.ones((1, 3))).tolist() == [0]
