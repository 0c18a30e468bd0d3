import numpy as np
import pytest

from latent.codes.estimates import mean, share


def test_the_interval_of_a_share_holds_the_true_one_95_times_in_100():
    rng = np.random.default_rng(0)
    for true in (0.03, 0.5, 0.9):
        estimates = [share(rng.random(200) < true) for _ in range(1000)]
        held = np.mean([estimate.low <= true <= estimate.high for estimate in estimates])
        assert 0.92 < held < 0.98


def test_a_share_of_all_or_none_still_has_an_interval_within_0_and_1():
    nothing, everything = share(np.zeros(100, bool)), share(np.ones(100, bool))
    assert nothing.value == 0
    assert 0 <= nothing.low < 1e-9
    assert 0.03 < nothing.high < 0.05
    assert everything.high == pytest.approx(1)
    assert 0.95 < everything.low < 0.97


def test_shares_and_means_are_taken_along_the_first_axis():
    flags = np.array([[True, False], [True, True]])
    assert share(flags).value.tolist() == [1, 0.5]
    assert mean(flags.astype(float)).value.tolist() == [1, 0.5]


def test_the_interval_of_a_mean_holds_the_true_one_95_times_in_100():
    rng = np.random.default_rng(0)
    estimates = [mean(rng.normal(3, 2, 50)) for _ in range(1000)]
    assert 0.92 < np.mean([each.low <= 3 <= each.high for each in estimates]) < 0.98


def test_values_that_are_not_there_are_left_out_of_a_mean():
    assert mean(np.array([1.0, np.nan, 3.0])).value == 2
    assert np.isnan(mean(np.array([np.nan])).value)
    assert np.isnan(share(np.zeros((0, 2), bool)).value).all()
