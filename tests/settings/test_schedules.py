import numpy as np
import pytest

from latent.settings.schedules import learning_rates
from latent.tools.check import UserError


def test_a_constant_rate_stays():
    np.testing.assert_array_equal(learning_rates("constant", 0.1, 3), [0.1, 0.1, 0.1])


def test_a_cosine_falls_from_the_rate_by_way_of_its_half_towards_zero():
    rates = learning_rates("cosine", 0.1, 4)
    np.testing.assert_allclose(rates, [0.1, 0.0853553, 0.05, 0.0146447], rtol=1e-5)
    assert rates.dtype == np.float64


def test_a_cosine_never_rises_and_its_last_step_still_moves():
    rates = learning_rates("cosine", 1.0, 1000)
    assert rates[0] == 1
    assert (np.diff(rates) < 0).all()
    assert 0 < rates[-1] < 1e-5


@pytest.mark.parametrize("schedule", ["constant", "cosine"])
def test_a_single_step_has_the_full_rate(schedule):
    np.testing.assert_array_equal(learning_rates(schedule, 0.1, 1), [0.1])


def test_an_unknown_schedule_is_refused():
    with pytest.raises(UserError, match=r"^--lr_schedule step: must be one of cosine, constant$"):
        learning_rates("step", 0.1, 3)
