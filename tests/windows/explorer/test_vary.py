import json

import numpy as np
import pytest

from latent.codes.bits import PackedBits
from latent.tools.check import UserError
from latent.windows.explorer.experiments.analogy import ANALOGY, A
from latent.windows.explorer.experiments.vary import N_ROWS, SWEEP, VARY
from latent.windows.explorer.naming import Naming
from tests.windows.explorer.test_analogy import FONTS, LETTERS
from tests.windows.explorer.test_experiments import cells, tabs_of

# Three units, of which the second varies most and the third not at all.
CODES = np.random.default_rng(0).normal(size=(64, 3)).astype(np.float32) * (1, 4, 0)
CODES = CODES.astype(np.float32)


def varied(*picks, **changes):
    tabs = tabs_of(VARY, *picks, **{"codes": CODES} | changes)
    tabs.finish()
    return tabs


def track(tabs, name):
    (found,) = [each for each in tabs.sheet.tracks if each.name == name]
    return found


def test_units_come_by_their_variance_and_those_that_never_vary_are_left_out():
    tabs = varied(5)
    assert [each.name for each in tabs.sheet.tracks] == ["unit 1", "unit 0"]
    assert tabs.current.choices()[0] == ("2 units", "show:units", True)


def test_a_row_has_seven_images_from_three_deviations_below_to_three_above():
    tabs = varied(5)
    row = [cell for cell in tabs.sheet.cells if cell.row == 0]
    assert [round(cell.column - row[0].column, 6) for cell in row] == list(range(7))
    for cell, sigma in zip(row, SWEEP, strict=True):
        expected = CODES[5] + sigma * CODES.std(axis=0) * (0, 1, 0)
        np.testing.assert_allclose(cell.code, expected, atol=1e-4)
        assert tabs.image(cell) is not None


def test_marks_of_several_rows_add_up_and_can_be_undone():
    tabs = varied(5)
    tabs.current.board.remember()
    tabs.current.drag(track(tabs, "unit 1"), 1.52)
    tabs.current.board.remember()
    tabs.current.drag(track(tabs, "unit 0"), -2)
    tabs.current.drag(track(tabs, "unit 0"), -3)
    changed = tabs.sheet.live[0]
    expected = CODES[5] + CODES.std(axis=0) * (-3, 1.5, 0)
    np.testing.assert_allclose(changed.code, expected, atol=1e-4)
    assert changed.words == ("unit 1: +1.5σ", "unit 0: −3σ")  # as the rows stand
    assert track(tabs, "unit 0").value == -3
    tabs.finish()
    content = tabs.coders[0].content
    np.testing.assert_allclose(
        tabs.live_places()[0], content.place(changed.code[None])[0], atol=1e-6
    )
    assert tabs.current.board.undo()
    assert tabs.current.board.extra == (("unit 1", 1.5),)
    tabs.current.drag(track(tabs, "unit 1"), 0.1)  # as good as back
    np.testing.assert_array_equal(tabs.sheet.live[0].code, CODES[5])


def test_directions_lead_from_the_image_s_class_to_every_other():
    tabs = varied(4)  # of class two
    tabs.current.act("show:directions")
    tabs.finish()
    names = [each.name for each in tabs.sheet.tracks]
    assert names == ["two → one", "two → three"]
    step = CODES[::3].mean(axis=0) - CODES[1::3].mean(axis=0)
    unit = step / np.linalg.norm(step)
    sigma = ((CODES - CODES.mean(axis=0)) @ unit).std()
    row = [cell for cell in tabs.sheet.cells if cell.row == 0]
    np.testing.assert_allclose(row[-1].code, CODES[4] + 3 * sigma * unit, atol=1e-4)
    words = f"whole step: {np.linalg.norm(step) / sigma:.1f}σ"
    assert words in [label.words for label in tabs.sheet.labels]
    tabs.current.drag(tabs.sheet.tracks[0], 1)
    assert tabs.sheet.live[0].words == ("two → one: +1σ",)
    tabs.current.board.pick(5)  # of class three
    tabs.finish()
    assert tabs.sheet.live[0].words == ()
    np.testing.assert_array_equal(tabs.sheet.live[0].code, CODES[5])
    assert [each.name for each in tabs.sheet.tracks] == ["three → one", "three → two"]


def test_the_mean_of_images_is_varied_from_the_mean_of_all():
    tabs = varied((4, 5))
    tabs.current.act("show:directions")
    tabs.finish()
    assert tabs.sheet.tracks[0].name == "mean → one"
    np.testing.assert_allclose(tabs.sheet.live[0].code, CODES[[4, 5]].mean(axis=0), atol=1e-6)


def test_weight_slant_and_width_are_learned_from_the_names_of_typefaces():
    codes = CODES.copy()
    is_bold = np.array([LETTERS["font_names"][k].endswith("Bold") for k in range(64)])
    plain = np.tile(codes[:4], (4, 1))
    codes[:16] = plain + is_bold[:16, None] * (1.0, 2.0, 0.0)  # bold is one step from plain
    tabs = varied(8, **LETTERS, codes=np.tile(codes[:16], (4, 1)).astype(np.float32))
    tabs.current.act("show:directions")
    tabs.finish()
    assert tabs.sheet.tracks[0].name == "weight: bold"
    row = [cell for cell in tabs.sheet.cells if cell.row == 0]
    step = row[-1].code - row[3].code
    np.testing.assert_allclose(step / np.linalg.norm(step), np.array([1, 2, 0]) / 5**0.5, atol=1e-5)
    other = varied(8, **LETTERS | {"font_names": [FONTS[0]] * 64})
    other.current.act("show:directions")
    other.finish()
    assert not any("weight" in each.name for each in other.sheet.tracks)


def test_more_rows_than_fit_are_scrolled():
    codes = np.random.default_rng(1).normal(size=(64, 3)).astype(np.float32)
    labels = (np.arange(64) % 12).astype(np.int32)
    names = [f"class {k}" for k in range(12)]
    tabs = varied(0, codes=codes, labels=labels, label_names=names)
    tab = tabs.current
    assert not tab.scroll(-1)
    tab.act("show:directions")
    tabs.finish()
    assert tabs.sheet.page == "directions 1 to 8 of 11, wheel: others"
    assert len(tabs.sheet.tracks) == N_ROWS
    assert tab.scroll(-2)
    assert tabs.sheet.tracks[0].name == "class 0 → class 3"
    assert tab.scroll(-20)
    assert not tab.scroll(-1)
    assert tabs.sheet.tracks[-1].name == "class 0 → class 11"


def test_bits_that_are_on_can_be_switched_off_one_by_one():
    bits = np.array([[1, 0, 1], [0, 1, 1]])[np.arange(64) % 2]
    tabs = varied(0, codes=PackedBits.of(bits), linear_map=None)
    assert tabs.current.work() is None
    assert [name for name in cells(tabs) if "bit" in name] == ["without bit 0", "without bit 2"]
    np.testing.assert_array_equal(cells(tabs)["without bit 2"].code, (1, 0, 0))
    tabs.current.act(cells(tabs)["without bit 0"].action)
    assert cells(tabs)["without bit 0"].is_off
    np.testing.assert_array_equal(tabs.sheet.live[0].code, (0, 0, 1))
    tabs.current.act(cells(tabs)["without bit 2"].action)
    np.testing.assert_array_equal(tabs.sheet.live[0].code, (0, 0, 0))
    tabs.current.board.undo()
    tabs.current.act(cells(tabs)["without bit 0"].action)
    np.testing.assert_array_equal(tabs.sheet.live[0].code, (1, 0, 1))


def test_steps_that_were_named_in_an_analogy_are_directions():
    tabs = tabs_of(ANALOGY, codes=CODES)
    naming = Naming(tabs)
    with pytest.raises(UserError, match="pick both on the tab Analogy first"):
        naming.begin()
    tabs.current.board.choose(A)
    for pick in (7, (8, 9)):
        tabs.current.board.pick(pick)
    naming.begin()
    assert naming.text == "two · Font 2 → mean of 2 images"
    naming.write("b")
    naming.write("o")
    assert naming.text == "bo"  # what is written takes the place of the suggestion
    naming.write("escape")
    naming.begin()
    naming.write("backspace")
    naming.write("x")
    assert naming.text == "two · Font 2 → mean of 2 imagex"  # which can be changed, too
    for key in ["backspace"] * 60 + list("  bold er ") + ["enter"]:
        naming.write(key)
    assert naming.text is None
    naming.begin()
    naming.write("escape")
    tabs.choose(VARY)
    tabs.current.board.pick(0)
    tabs.current.act("show:directions")
    tabs.finish()
    assert tabs.sheet.tracks[0].name == "bold er"
    assert tabs.sheet.tracks[1].name == "one → two"
    row = [cell for cell in tabs.sheet.cells if cell.row == 0]
    step = (row[-1].code - row[3].code).astype(float)
    expected = CODES[[8, 9]].mean(axis=0) - CODES[7]
    cosine = step @ expected / np.linalg.norm(step) / np.linalg.norm(expected)
    assert cosine == pytest.approx(1, abs=1e-4)


def test_marks_and_named_steps_come_back_from_a_file_and_others_are_refused():
    tabs = varied(5)
    tab = tabs.current
    tab.name_step("thin", 3, (4, 5))
    tab.drag(track(tabs, "unit 1"), 2)
    tab.act("show:directions")
    other = tabs_of(VARY, 5, codes=CODES).current
    other.read_settings(json.loads(json.dumps(tab.settings())))()
    assert other.settings() == tab.settings()
    assert other.named == (("thin", 3, (4, 5)),)
    for wrong in (
        {"section": 3},
        {"marks": 3},
        {"marks": [["unit 1", 4]]},
        {"marks": [["unit 1", True]]},
        {"marks": [[1, 2]]},
        {"named": [["a", 1]]},
        {"named": [["", 1, 2]]},
        {"named": [["a", 1, 99]]},
    ):
        with pytest.raises(ValueError, match="must be"):
            other.read_settings(wrong)
    bits = tabs_of(VARY, 0, codes=PackedBits.of(CODES)).current
    bits.read_settings({"marks": [["bit", 2]]})()
    with pytest.raises(ValueError, match="or a bit"):
        bits.read_settings({"marks": [["bit", 3]]})


def test_codes_that_are_all_alike_have_nothing_to_vary():
    tabs = varied(3, codes=np.ones((64, 3), np.float32))
    tabs.current.act("show:directions")
    tabs.finish()
    assert tabs.sheet.tracks == ()
    assert len(tabs.sheet.live) == 3


def test_a_map_of_pixels_is_varied_pixel_by_pixel():
    tabs = tabs_of(VARY, 3, decode=None, codes=None, linear_map=None)
    tabs.finish()
    assert tabs.current.choices()[0][0] == "784 units"
    assert all(tabs.image(cell) is not None for cell in tabs.sheet.cells)
