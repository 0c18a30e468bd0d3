import numpy as np
import pytest

from latent.windows.explorer.experiments.analogy import ANALOGY, A, B
from latent.windows.explorer.experiments.base import Experiment
from latent.windows.explorer.experiments.interpolation import (
    INTERPOLATION,
    N_SOURCES,
    STEPS,
    TARGET,
)
from latent.windows.explorer.state import EXPERIMENTS


def random_codes(experiment, seed=0):
    codes = np.random.default_rng(seed).normal(size=(len(experiment.slots), 4))
    return dict(enumerate(codes))


def by_name(experiment, codes):
    return {experiment.cells[number].name: code for number, code in codes.items()}


def all_picked(experiment):
    return list(range(len(experiment.slots)))


def test_interpolation_has_seven_equal_steps_and_goes_10_and_50_percent_beyond():
    expected = [*(k / 8 for k in range(9)), 1.1, 1.5]
    np.testing.assert_allclose(STEPS, expected)


def test_nine_images_are_decoded_between_and_beyond_each_source_and_the_target():
    decoded = [cell for cell in INTERPOLATION.cells if cell.slot is None]
    assert len(decoded) == 9 * N_SOURCES
    for source in range(N_SOURCES):
        assert sum(cell.needs == (source, TARGET) for cell in decoded) == 9


def test_interpolated_codes_lie_on_the_straight_line():
    slot_codes = random_codes(INTERPOLATION)
    codes = by_name(INTERPOLATION, INTERPOLATION.codes(all_picked(INTERPOLATION), slot_codes))
    source, target = slot_codes[2], slot_codes[TARGET]
    for t in STEPS:
        if t not in (0, 1):
            expected = source + t * (target - source)
            np.testing.assert_allclose(codes[f"source 3, t = {t:g}"], expected, atol=1e-12)
    np.testing.assert_array_equal(codes["source 3"], source)
    np.testing.assert_array_equal(codes["target 3"], target)


def test_an_analogy_adds_what_leads_from_a_to_b():
    slot_codes = random_codes(ANALOGY)
    codes = by_name(ANALOGY, ANALOGY.codes(all_picked(ANALOGY), slot_codes))
    for k in range(7):
        expected = slot_codes[k] + slot_codes[B] - slot_codes[A]
        np.testing.assert_allclose(codes[f"D{k + 1}"], expected, atol=1e-12)
        np.testing.assert_array_equal(codes[f"C{k + 1}"], slot_codes[k])


def test_only_complete_cells_have_codes():
    picks = [None] * len(ANALOGY.slots)
    picks[0] = picks[A] = 5
    slot_codes = {0: np.zeros(2), A: np.ones(2)}
    assert set(by_name(ANALOGY, ANALOGY.codes(picks, slot_codes))) == {"C1", "A"}


def clicks(experiment, n, slot=0):
    """Return the slots that n clicks fill, one after the other."""
    picks, filled = [None] * len(experiment.slots), []
    for _ in range(n):
        filled.append(slot)
        picks[slot] = 0
        slot = experiment.slot_after(slot, picks)
    return filled


def test_clicks_fill_ten_sources_then_the_target_which_further_clicks_change():
    assert clicks(INTERPOLATION, 13) == [*range(10), TARGET, TARGET, TARGET]


def test_clicks_fill_seven_images_then_a_and_b_which_further_clicks_change_in_turn():
    assert clicks(ANALOGY, 13) == [*range(7), A, B, A, B, A, B]


def test_the_target_can_be_picked_before_all_sources_and_is_then_changed_further():
    assert clicks(INTERPOLATION, 3, slot=TARGET) == [TARGET] * 3


@pytest.mark.parametrize("experiment", EXPERIMENTS, ids=lambda experiment: experiment.name)
def test_an_experiment_fits_together(experiment: Experiment):
    slots = range(len(experiment.slots))
    assert {cell.slot for cell in experiment.cells} - {None} == set(slots)
    assert all(slot in slots for cell in experiment.cells for slot in cell.needs)
    assert set(experiment.turns) <= set(slots)
    assert len({cell.name for cell in experiment.cells}) == len(experiment.cells)
    columns, rows = experiment.size
    for cell in experiment.cells:
        assert 0 <= cell.column <= columns - 1
        assert 0 <= cell.row <= rows - 1
    places = [(cell.column, cell.row) for cell in experiment.cells]
    for k, (column, row) in enumerate(places):
        for other_column, other_row in places[:k]:
            assert abs(column - other_column) >= 1 or abs(row - other_row) >= 1


@pytest.mark.parametrize("experiment", EXPERIMENTS, ids=lambda experiment: experiment.name)
def test_the_codes_of_a_path_lie_on_a_straight_line(experiment):
    codes = experiment.codes(all_picked(experiment), random_codes(experiment))
    for path in experiment.paths:
        line = np.array([codes[number] for number in path])
        assert np.linalg.matrix_rank(line - line[0], tol=1e-9) == 1
