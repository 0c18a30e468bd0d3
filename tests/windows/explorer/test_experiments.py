import numpy as np
import pytest

from latent.windows.explorer.coder import Coder
from latent.windows.explorer.experiments.analogy import ANALOGY, A, B
from latent.windows.explorer.experiments.interpolation import INTERPOLATION, N_SOURCES, TARGET
from latent.windows.explorer.tabs import EXPERIMENTS, Tabs
from tests.helpers.maps import fake_decode, grid_map


def tabs_of(experiment, *picks, decode=fake_decode, **changes):
    """Return the tabs of a small map, with this experiment's shown and picked for."""
    coder = Coder(grid_map(**changes))
    if decode is not None:
        coder.take_decoder(decode)
    tabs = Tabs([coder])
    tabs.choose(experiment)
    for pick in picks:
        tabs.current.board.pick(pick)
    return tabs


def cells(tabs):
    """Return the cells of the sheet that is shown, by their names."""
    return {cell.name: cell for cell in tabs.sheet.cells}


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


def test_the_status_can_ask_for_every_slot():
    assert INTERPOLATION.asks[0] == f"source 1 of {N_SOURCES}, or click the target"
    for experiment in EXPERIMENTS:
        assert len(experiment.asks) == len(experiment.slots)
        assert set(experiment.turns) <= set(range(len(experiment.slots)))


@pytest.mark.parametrize("experiment", EXPERIMENTS[:2], ids=lambda experiment: experiment.name)
@pytest.mark.parametrize("n_picks", [0, 11])
def test_a_sheet_fits_together(experiment, n_picks):
    tabs = tabs_of(experiment, *range(n_picks))
    tabs.finish()
    sheet = tabs.sheet
    assert {cell.slot for cell in sheet.cells} - {None} == set(range(len(experiment.slots)))
    columns, rows = sheet.size
    places = [(cell.column, cell.row) for cell in sheet.cells]
    for column, row in places:
        assert 0 <= column <= columns - 1
        assert 0 <= row <= rows - 1
    for k, (column, row) in enumerate(places):
        for other_column, other_row in places[:k]:
            assert abs(column - other_column) >= 1 or abs(row - other_row) >= 1
    for path in sheet.paths:
        assert all(sheet.cells[number].code is not None for number in path)
    assert tabs.sheet is sheet


@pytest.mark.parametrize("experiment", EXPERIMENTS[:2], ids=lambda experiment: experiment.name)
def test_the_codes_of_a_path_lie_on_a_straight_line(experiment):
    tabs = tabs_of(experiment, *range(11))
    assert len(tabs.sheet.paths) in (8, 10)
    for path in tabs.sheet.paths:
        line = np.array([tabs.sheet.cells[number].code for number in path])
        assert np.linalg.matrix_rank(line - line[0], tol=1e-5) == 1
