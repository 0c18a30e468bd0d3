import numpy as np
import pytest

from latent.settings.schedules import annealed_weights


def test_a_schedule_has_the_values_one_can_compute_by_hand():
    # A lead-in of 2 steps, then 2 cycles of 4: half of each rises by a half a step.
    weights = annealed_weights(10, 2, lead=0.2, ramp=0.5, lowest=1, highest=3)
    assert weights.tolist() == [1, 1, 1, 2, 3, 3, 1, 2, 3, 3]
    assert weights.dtype == np.float64


def test_cycles_that_do_not_divide_the_steps_are_equally_long_all_the_same():
    # 3 cycles in 10 steps are 10/3 steps long: step t is at 3t/10 mod 1 of its cycle, and the
    # weight is that over 0.6, at most 1.
    expected = [0, 1 / 2, 1, 1, 1 / 3, 5 / 6, 1, 1 / 6, 2 / 3, 1]
    weights = annealed_weights(10, 3, lead=0, ramp=0.6, lowest=0, highest=1)
    np.testing.assert_allclose(weights, expected, rtol=1e-12)


def test_cycles_that_do_not_divide_what_a_lead_in_leaves():
    # A quarter of 7 steps is 1.75, so 2; the 2 cycles share 5 steps.
    expected = [0.5, 0.5, 0.5, 0.9, 1.3, 0.7, 1.1]
    weights = annealed_weights(7, 2, lead=0.25, ramp=1, lowest=0.5, highest=1.5)
    np.testing.assert_allclose(weights, expected, rtol=1e-12)


@pytest.mark.parametrize(("n_steps", "n_cycles", "lead"), [(90, 9, 0), (100, 7, 0.3), (70, 7, 0)])
def test_every_cycle_that_starts_on_a_step_starts_at_the_lowest(n_steps, n_cycles, lead):
    weights = annealed_weights(n_steps, n_cycles, lead, ramp=0.5, lowest=0.1, highest=0.7)
    n_lead = round(lead * n_steps)
    starts = np.arange(n_lead, n_steps, (n_steps - n_lead) // n_cycles)
    assert len(starts) == n_cycles
    assert (weights[starts] == 0.1).all()
    assert (weights[starts[1:] - 1] == 0.7).all()


def test_without_a_ramp_the_weight_is_the_highest_after_the_lead_in():
    assert annealed_weights(4, 2, 0.5, 0, lowest=0, highest=9).tolist() == [0, 0, 9, 9]


def test_a_whole_cycle_can_be_a_ramp_and_one_cycle_is_a_warm_up():
    assert annealed_weights(4, 1, 0, 1, lowest=0, highest=1).tolist() == [0, 0.25, 0.5, 0.75]


def test_a_lead_in_can_leave_no_step():
    assert annealed_weights(1, 3, 0.9, 0.5, lowest=2, highest=3).tolist() == [2]
    assert annealed_weights(0, 3, 0.9, 0.5, lowest=2, highest=3).tolist() == []


def test_equal_ends_give_a_constant():
    assert annealed_weights(5, 2, 0.2, 0.5, lowest=2, highest=2).tolist() == [2] * 5
