import numpy as np
import pytest

from latent.codes.bits import PackedBits
from latent.codes.paths import AlongData, GreatCircle
from latent.windows.explorer.experiments.interpolation import (
    INTERPOLATION,
    N_SOURCES,
    STEPS,
    TARGET,
)
from tests.windows.explorer.test_experiments import cells, tabs_of

CURVE = np.linspace(0, np.pi, 64)
HALF_CIRCLE = np.stack([np.cos(CURVE), np.sin(CURVE), 0 * CURVE], axis=1).astype(np.float32)


def test_interpolation_has_seven_equal_steps_and_goes_10_and_50_percent_beyond():
    expected = [*(k / 8 for k in range(9)), 1.1, 1.5]
    np.testing.assert_allclose(STEPS, expected)


def test_codes_lie_on_the_straight_line_and_both_ends_are_decoded_beside_the_images():
    tabs = tabs_of(INTERPOLATION, *range(10), 40)
    codes, found = tabs.coders[0].content.codes, cells(tabs)
    for t in STEPS:
        expected = (1 - t) * codes[2] + t * codes[40]
        np.testing.assert_allclose(found[f"source 3, t = {t:g}"].code, expected, atol=1e-6)
    tabs.finish()
    content = tabs.coders[0].content
    assert (
        tabs.image(found["source 3"]) is content.images[2]
        or (tabs.image(found["source 3"]) == content.images[2]).all()
    )
    assert (tabs.image(found["source 3, t = 0"]) != content.images[2]).any()
    assert (
        tabs.image(found["source 3, t = 1"]).tolist()
        == tabs.image(found["source 1, t = 1"]).tolist()
    )


def test_a_row_is_whole_with_its_source_and_the_target_alone():
    tabs = tabs_of(INTERPOLATION, 5)
    tabs.current.board.choose(TARGET)
    assert not tabs.sheet.paths
    tabs.current.board.pick(9)
    steps = [cell for cell in tabs.sheet.cells if cell.slot is None and cell.code is not None]
    assert [cell.row for cell in steps] == [0] * len(STEPS)
    assert len(tabs.sheet.paths) == len(tabs.sheet.live) == 1


@pytest.mark.parametrize("name", [GreatCircle.name, AlongData.name])
def test_other_ways_are_found_by_work_and_are_what_the_paths_say(name):
    tabs = tabs_of(INTERPOLATION, 3, codes=HALF_CIRCLE)
    tab = tabs.current
    tab.board.choose(TARGET)
    tab.board.pick(60)
    tab.act(f"way:{name}")
    assert all(cell.code is None for cell in tabs.sheet.cells if cell.slot is None)
    assert not tabs.sheet.live
    assert name in tab.work().words
    tabs.finish()
    assert tab.work() is None
    expected = {GreatCircle.name: GreatCircle, AlongData.name: AlongData}[name](HALF_CIRCLE)
    codes = expected.way(HALF_CIRCLE[3], HALF_CIRCLE[60], np.array(STEPS))
    found = cells(tabs)
    for t, code in zip(STEPS, codes, strict=True):
        made = found[f"source 1, t = {t:g}, {name}"].code
        np.testing.assert_allclose(made, code, atol=1e-5)
    if name == AlongData.name:  # it keeps to the half circle, which the straight line leaves
        half = found[f"source 1, t = 0.5, {name}"].code
        assert np.linalg.norm(half) == pytest.approx(1, abs=0.02)


def test_what_was_searched_along_the_data_is_kept_and_only_new_pairs_are_searched():
    tabs = tabs_of(INTERPOLATION, 3, 4, codes=HALF_CIRCLE)
    tab = tabs.current
    tab.board.choose(TARGET)
    tab.board.pick(60)
    tab.act(f"way:{AlongData.name}")
    tabs.finish()
    before = [cell.code for cell in tabs.sheet.cells]
    tab.board.pick(50)
    assert tab.work() is not None
    tab.board.undo()
    assert tab.work() is None
    for code, cell in zip(before, tabs.sheet.cells, strict=True):
        np.testing.assert_array_equal(cell.code, code)


@pytest.mark.parametrize(("t", "kept"), [(0.237, 0.24), (-3, -0.5), (7, 1.5), (1, 1)])
def test_the_slider_goes_in_hundredths_from_half_before_to_half_beyond(t, kept):
    tabs = tabs_of(INTERPOLATION, *range(10), 40)
    tabs.current.slide_to(t)
    assert tabs.current.t == pytest.approx(kept)
    codes = tabs.coders[0].content.codes
    assert len(tabs.sheet.live) == N_SOURCES
    expected = (1 - kept) * codes[4] + kept * codes[40]
    np.testing.assert_allclose(tabs.sheet.live[4].code, expected, atol=1e-5)
    assert f"t = {kept:g}" in tabs.sheet.live[4].name


def test_while_the_slider_moves_only_the_new_codes_are_decoded():
    calls = []

    def decode(codes):
        calls.append(len(codes))
        return np.zeros((len(codes), 28, 28), np.float32)

    tabs = tabs_of(INTERPOLATION, *range(10), 40, decode=decode)
    tabs.finish()
    assert sum(calls) == N_SOURCES * len(STEPS) - (N_SOURCES - 1)  # the target is one for all
    calls.clear()
    tabs.current.slide_to(0.3)
    tabs.finish()
    assert calls == [N_SOURCES]
    tabs.current.slide_to(0.5)
    tabs.finish()
    assert calls == [N_SOURCES]


def test_bits_go_along_the_data_too():
    bits = np.random.default_rng(0).integers(0, 2, (64, 3))
    tabs = tabs_of(INTERPOLATION, 3, codes=PackedBits.of(bits), linear_map=None)
    tabs.current.board.choose(TARGET)
    tabs.current.board.pick(9)
    tabs.current.act(f"way:{AlongData.name}")
    tabs.finish()
    code = cells(tabs)[f"source 1, t = 0, {AlongData.name}"].code
    np.testing.assert_allclose(code, bits[3], atol=1e-5)


def test_one_image_has_no_way_along_the_data():
    whole = grid_map_of_one()
    tabs = tabs_of(INTERPOLATION, *[0] * 11, **whole)
    assert AlongData.name not in [words for words, _, _ in tabs.current.choices()]
    tabs.finish()
    assert all(cell.code is not None for cell in tabs.sheet.cells)


def grid_map_of_one():
    from tests.helpers.maps import grid_map

    whole = grid_map()
    names = ("positions", "codes", "labels", "images")
    return {name: getattr(whole, name)[:1] for name in names} | {"font_names": ["A"]}


def test_settings_come_back_and_others_are_refused():
    tabs = tabs_of(INTERPOLATION)
    tab = tabs.current
    tab.act(f"way:{GreatCircle.name}")
    tab.slide_to(1.25)
    other = tabs_of(INTERPOLATION).current
    other.read_settings(tab.settings())()
    assert (other.t, other.walks.way) == (1.25, GreatCircle.name)
    for wrong in ({"t": "x"}, {"t": 9}, {"t": True}, {"way": "home"}, {"way": ["x"]}):
        with pytest.raises(ValueError, match="must be"):
            other.read_settings(wrong)
    assert other.t == 1.25
