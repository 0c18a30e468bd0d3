import numpy as np
import pytest

from latent.codes.units import added_by_bit, carried, sweep


def decode(codes):
    """Draw images of 2×2: the first unit is all of the upper row, the second half of the lower."""
    images = np.zeros((len(codes), 2, 2))
    images[:, 0] = codes[:, :1]
    images[:, 1] = codes[:, 1:2] / 2
    return images


def test_what_a_unit_carries_is_its_share_of_the_variance():
    codes = np.random.default_rng(0).random((500, 3)).astype(np.float32)
    images = np.rint(255 * decode(codes)).astype(np.uint8)
    found = carried(decode, codes, images, codes.mean(axis=0))
    np.testing.assert_allclose(found, [0.8, 0.2, 0], atol=0.05)
    assert found.sum() == pytest.approx(1, abs=1e-3)


def test_a_unit_at_rest_carries_nothing_and_the_codes_stay_as_they_are():
    codes = np.tile(np.float32([0.5, 0.25, 1]), (4, 1))
    before = codes.copy()
    images = np.rint(255 * decode(codes)).astype(np.uint8)
    assert carried(decode, codes, images, codes[0]).tolist() == [0, 0, 0]
    np.testing.assert_array_equal(codes, before)


def test_a_sweep_moves_one_unit_by_its_deviation_around_the_mean_code():
    codes = np.array([[0.0, 5.0], [4.0, 9.0]])
    np.testing.assert_array_equal(sweep(codes, 0)[:, 0], 2 + 2 * np.arange(-3, 4))
    np.testing.assert_array_equal(sweep(codes, 0)[:, 1], np.full(7, 7))


def test_what_a_bit_adds_is_counted_where_it_is_on():
    codes = np.array([[1, 1, 0], [0, 1, 0], [1, 0, 0]], np.float32)
    np.testing.assert_array_equal(added_by_bit(decode, codes, 0), [[1, 1], [0, 0]])
    np.testing.assert_array_equal(added_by_bit(decode, codes, 1), [[0, 0], [0.5, 0.5]])
    assert not added_by_bit(decode, codes, 2).any()
