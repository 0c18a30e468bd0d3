import numpy as np
import pytest

from latent.training.batches import BatchStream


def passes(stream, n_passes):
    """Return what the first steps see, cut where one pass over the images ends."""
    n_steps = -(-n_passes * stream.n_images // stream.batch_size)
    seen = stream.indices(0, n_steps).ravel()[: n_passes * stream.n_images]
    return seen.reshape(n_passes, stream.n_images)


@pytest.mark.parametrize(("n_images", "batch_size"), [(10, 4), (10, 5), (10, 1), (7, 7), (1, 1)])
def test_each_pass_has_each_image_once(n_images, batch_size):
    for one_pass in passes(BatchStream(n_images, batch_size, seed=0), 5):
        assert sorted(one_pass) == list(range(n_images))


def test_every_batch_is_full_even_where_one_pass_ends_and_the_next_begins():
    indices = BatchStream(10, 4, seed=0).indices(0, 50)
    assert indices.shape == (50, 4)
    assert indices.dtype == np.int32


def test_passes_are_shuffled_differently():
    first, second, third = passes(BatchStream(100, 10, seed=0), 3)
    assert (first != second).any()
    assert (second != third).any()
    assert (first != np.arange(100)).any()


def test_a_run_that_goes_on_at_any_step_sees_what_it_would_have_seen():
    whole = BatchStream(10, 4, seed=3).indices(0, 20)
    for step in range(20):
        rest = BatchStream(10, 4, seed=3).indices(step, 20 - step)
        np.testing.assert_array_equal(rest, whole[step:])


def test_steps_seen_one_by_one_or_out_of_order_are_the_same():
    stream = BatchStream(10, 4, seed=3)
    whole = stream.indices(0, 20)
    for step in [*range(20), 5, 19, 0]:
        np.testing.assert_array_equal(stream.indices(step, 1), whole[step : step + 1])


def test_the_seed_decides_the_order():
    first, again, other = (BatchStream(50, 10, seed).indices(0, 5) for seed in (0, 0, 1))
    np.testing.assert_array_equal(first, again)
    assert (first != other).any()


def test_a_further_plan_begins_with_the_pass_that_comes_next():
    whole = passes(BatchStream(10, 5, seed=0), 5)
    further = passes(BatchStream(10, 5, seed=0, first_pass=2), 3)
    np.testing.assert_array_equal(further, whole[2:])


def test_a_batch_larger_than_the_images_is_all_of_them():
    stream = BatchStream(3, 256, seed=0)
    assert stream.batch_size == 3
    assert stream.steps_until(4) == 4
    for batch in stream.indices(0, 4):
        assert sorted(batch) == [0, 1, 2]


def test_an_epoch_ends_with_the_step_nearest_to_the_end_of_its_pass():
    stream = BatchStream(10, 4, seed=0)
    assert [stream.steps_until(epoch) for epoch in range(5)] == [0, 2, 5, 8, 10]
    assert BatchStream(60_000, 256, seed=0).steps_until(25) == 5859  # of 5859.375


def test_every_epoch_has_at_least_one_step():
    for n_images in range(1, 30):
        for batch_size in range(1, 35):
            stream = BatchStream(n_images, batch_size, seed=0)
            ends = [stream.steps_until(epoch) for epoch in range(12)]
            assert ends[0] == 0
            assert (np.diff(ends) >= 1).all()
