import gc
import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from latent.codes.bits import PackedBits
from latent.windows.explorer.experiments.interpolation import TARGET
from tests.helpers.explorers import Opened, click_tab
from tests.helpers.maps import fake_decode, grid_map
from tests.helpers.windows import (
    click,
    drag,
    leave,
    move,
    panel,
    press,
    press_key,
    release,
    resize,
    scroll,
)
from tests.windows.explorer.test_alphabet import TYPEFACES
from tests.windows.explorer.test_compare import other_map


@pytest.fixture
def opened(tmp_path):
    return Opened(tmp_path)


def middle(place):
    return place.left + place.width / 2, place.top + place.height / 2


def cell_named(opened, name):
    sheet = opened.explorer.tabs.sheet
    return next(cell for cell in (*sheet.cells, *sheet.live) if cell.name == name)


def point_at(opened, name):
    place = opened.window.results.place_of(cell_named(opened, name))
    move(panel(opened.figure, "results"), *middle(place))


def walk(opened, *sources, target):
    for index in sources:
        opened.click_image(index)
    opened.click_slot(TARGET)
    opened.click_image(target)
    opened.finish()


def press_choice(opened, words):
    place = next(place for choice, place in opened.window.scrubber.choices() if choice[0] == words)
    click(panel(opened.figure, "scrubber"), *middle(place))
    opened.finish()


def slide(opened, *ts):
    """Press the slider's knob and drag it over these values."""
    axes, scrubber = panel(opened.figure, "scrubber"), opened.window.scrubber
    track = scrubber.track()
    press(axes, scrubber.knob(), track.top)
    for t in ts:
        move(axes, track.left + (t + 0.5) / 2 * track.width, track.top + 30)
    release(axes, 0, 0)


def test_results_and_slots_are_shown_large_and_light_up_on_the_map(opened):
    walk(opened, 3, 4, target=20)
    leave(opened.figure)
    before = opened.on_screen()
    point_at(opened, "source 2, t = 0.375")
    assert "source 2, t = 0.375 | from two · Font 4 | to three · Font 0" in opened.words("card")
    lit = (opened.on_screen() != before).any(axis=2)
    x, y = opened.explorer.map.view.to_pixels(opened.explorer.tabs.lines()[1][3])
    rows, columns = np.nonzero(lit)
    assert abs((columns.min() + columns.max()) / 2 - x) < 2
    assert abs((rows.min() + rows.max()) / 2 - y) < 2
    point_at(opened, "source 1")
    assert opened.explorer.pointer.image == 3
    assert "source 1 | class one | typeface Font 3" in opened.words("card")
    leave(opened.figure)
    np.testing.assert_array_equal(opened.on_screen(), before)
    assert "point at an image" in opened.words("card")


def test_the_slider_is_dragged_and_what_it_shows_follows(opened):
    walk(opened, 3, target=20)
    before = opened.on_screen("scrubber")
    slide(opened, 0.3, 1.2, 9)
    assert opened.explorer.tabs.current.t == 1.5
    slide(opened, 0.25)
    opened.finish()
    assert opened.explorer.tabs.current.t == 0.25
    codes = opened.explorer.content.codes
    expected = 0.75 * codes[3] + 0.25 * codes[20]
    np.testing.assert_allclose(opened.explorer.tabs.sheet.live[0].code, expected, atol=1e-5)
    assert "source 1, t = 0.25" in opened.words("card")
    assert (opened.on_screen("scrubber") != before).any()
    np.testing.assert_allclose(
        opened.explorer.tabs.live_places()[0],
        opened.explorer.content.place(expected[None])[0],
        atol=1e-5,
    )
    scroll(panel(opened.figure, "scrubber"), 50, 30, 2)
    assert opened.explorer.tabs.current.t == pytest.approx(0.27)


@pytest.mark.parametrize("how", ["key", "press"])
def test_another_way_is_chosen_and_found_in_the_background(opened, how):
    walk(opened, 3, target=20)
    straight = opened.explorer.tabs.sheet.cells[5].code
    if how == "key":
        opened.key("w")
        opened.key("w")
        opened.finish()
    else:
        press_choice(opened, "along the data")
    assert opened.explorer.tabs.current.walks.way == "along the data"
    found = opened.explorer.tabs.sheet.cells[5]
    assert "along the data" in found.name
    assert (found.code != straight).any()
    click_tab(opened, "Analogy")
    opened.key("w")
    assert "nothing to choose from" in opened.words("status")


def test_the_status_says_what_is_searched_while_it_is(opened, monkeypatch):
    background = opened.window.window.background
    walk(opened, 3, target=20)
    monkeypatch.setattr(background, "deliver", lambda: False)
    opened.explorer.tabs.current.act("way:along the data")
    opened.window.experimenting.show_changed()
    assert "finding the way along the data, among 64 codes" in opened.words("status")
    opened.key("s")
    assert "saving as soon as it is found: " in opened.words("status")
    monkeypatch.undo()
    opened.finish()
    assert "saved " in opened.words("status")
    assert opened.path.with_name("map.pkl.interpolation-1.picks.json").exists()
    monkeypatch.undo()
    opened.finish()
    assert "finding" not in opened.words("status")


def test_g_writes_a_film_in_the_background(opened):
    opened.key("g")
    assert "pick a source and the target first" in opened.words("status")
    walk(opened, 3, target=20)
    click(panel(opened.figure, "button:GIF"))
    assert "writing a GIF" in opened.words("status")
    opened.key("g")
    assert "still being written" in opened.words("status")
    opened.finish()
    assert "saved" in opened.words("status")
    with Image.open(f"{opened.path}.interpolation-1.gif") as film:
        assert film.n_frames == 46


def test_marks_of_vary_are_dragged_and_undone(opened):
    click_tab(opened, "Vary")
    opened.click_image(12)
    opened.finish()
    results, axes = opened.window.results, panel(opened.figure, "results")
    track = opened.explorer.tabs.sheet.tracks[1]
    line = results.line_of(track)
    right = line.left + line.width * 5 / 6
    drag(axes, (results.knob_of(track), line.top), (right, line.top), steps=4)
    assert opened.explorer.tabs.board.extra == ((track.name, 2.0),)
    opened.finish()
    changed = opened.explorer.tabs.sheet.live[0]
    deviation = opened.explorer.content.codes.std(axis=0).max()
    assert np.abs(changed.code - opened.explorer.content.codes[12]).max() < 2.01 * deviation
    assert f"changed | {track.name}: +2σ" in opened.words("card")
    opened.key("backspace")
    assert opened.explorer.tabs.board.extra == ()
    click(axes, line.left + line.width, line.top)
    assert opened.explorer.tabs.board.extra == ((track.name, 3.0),)
    opened.key(" ")
    assert opened.explorer.tabs.board.is_empty
    opened.key("backspace")
    assert opened.explorer.tabs.board.extra == ((track.name, 3.0),)


def test_directions_of_vary_are_shown_by_a_press_and_scrolled(opened):
    click_tab(opened, "Vary")
    opened.click_image(12)
    opened.finish()
    press_choice(opened, next(words for words, _, _ in opened.explorer.tabs.current.choices()[1:]))
    assert "one → two" in [label.words for label in opened.explorer.tabs.sheet.labels]
    scroll(panel(opened.figure, "results"), 50, 50, -1)


def test_a_step_is_named_and_becomes_a_direction(opened):
    opened.key("a")
    assert "pick both on the tab Analogy first" in opened.words("status")
    click_tab(opened, "Analogy")
    for slot, index in ((7, 3), (8, 20)):
        opened.click_slot(slot)
        opened.click_image(index)
    opened.key("a")
    assert panel(opened.figure, "naming").get_visible()
    for key in (*["backspace"] * 40, *"bolder"):
        opened.key(key)
    opened.key("enter")
    assert not panel(opened.figure, "naming").get_visible()
    assert panel(opened.figure, "title").get_visible()
    assert "kept bolder" in opened.words("status")
    click_tab(opened, "Vary")
    opened.click_image(1)
    opened.finish()
    assert opened.window.explorer.tabs.current.named == (("bolder", 3, 20),)
    opened.key("w")
    opened.finish()
    assert opened.explorer.tabs.sheet.tracks[0].name == "bolder"
    vary = opened.explorer.tabs.current
    click_tab(opened, "Analogy")
    opened.key("backspace")
    assert vary.named == ()
    assert opened.explorer.tabs.board.picks[7:] == (3, 20)


def test_a_cell_stays_pointed_at_while_another_way_is_found(opened):
    walk(opened, 3, target=40)
    point_at(opened, "source 1, t = 0.5")
    straight = opened.on_screen("card")
    for _ in range(2):
        press_key(opened.figure, "w")
    assert opened.explorer.tabs.image(opened.explorer.tabs.pointed) is None  # not found yet
    opened.finish()
    pointed = opened.explorer.tabs.pointed
    assert pointed is cell_named(opened, "source 1, t = 0.5, along the data")
    assert "along the data" in opened.words("card")
    found = opened.on_screen("card")
    assert (found != straight).any()
    point_at(opened, "source 1, t = 0, along the data")
    point_at(opened, pointed.name)
    np.testing.assert_array_equal(opened.on_screen("card"), found)


def test_a_cell_that_follows_the_slider_stays_pointed_at(opened):
    walk(opened, 3, 12, target=40)
    cell, place = opened.window.scrubber.live_cells()[1]
    move(panel(opened.figure, "scrubber"), *middle(place))
    assert opened.explorer.tabs.pointed is cell
    press_key(opened.figure, "w")
    assert opened.explorer.tabs.pointed is opened.window.scrubber.live_cells()[1][0] is not cell


def test_bits_are_switched_by_a_press(tmp_path):
    bits = np.random.default_rng(0).integers(0, 2, (64, 3))
    bits[5] = 1
    opened = Opened(tmp_path, codes=PackedBits.of(bits), linear_map=None)
    click_tab(opened, "Vary")
    opened.click_image(5)
    opened.finish()
    place = opened.window.results.place_of(cell_named(opened, "without bit 1"))
    click(panel(opened.figure, "results"), *middle(place))
    assert opened.explorer.tabs.board.extra == (("bit", 1),)
    np.testing.assert_array_equal(opened.explorer.tabs.sheet.live[0].code, (1, 0, 1))


def test_an_alphabet_slides_as_a_whole(tmp_path):
    opened = Opened(tmp_path, **TYPEFACES)
    click_tab(opened, "Alphabet")
    for index in (3, 35):
        opened.click_image(index)
    opened.finish()
    before = opened.on_screen("results"), opened.on_screen("scrubber")
    slide(opened, 1.1)
    opened.finish()
    assert opened.explorer.tabs.current.t == 1.1
    for label, old in zip(("results", "scrubber"), before, strict=True):
        assert (opened.on_screen(label) != old).any()
    assert "H, t = 1.1" in opened.words("card")
    scroll(panel(opened.figure, "results"), 50, 50, -3)
    assert "characters 4 to 11 of 16" in opened.window.results.title()
    assert opened.explorer.tabs.pointed is opened.window.results.cell_at(50, 50)


def compared(folder, **options):
    return Opened(folder, compared=[(other_map(), lambda: fake_decode)], **options)


def test_maps_are_compared_side_by_side_and_pointing_is_linked(tmp_path):
    opened = compared(tmp_path)
    second, other = panel(opened.figure, "map 2"), opened.explorer.maps[1]
    assert opened.explorer.tabs.experiment.tab == "Compare"
    assert second.get_visible()
    before = opened.on_screen("map")
    move(second, *other.view.to_pixels(other.content.positions[9]))
    assert opened.explorer.pointer.image == 9
    assert (opened.on_screen("map") != before).any()
    assert "index 9 of 64" in opened.words("card")
    click(second, *other.view.to_pixels(other.content.positions[9]))
    assert opened.explorer.tabs.board.picks[0] == 9
    opened.finish()
    point_at(opened, "source 1, t = 0")
    assert "through A dense" in opened.words("card")
    leave(opened.figure)
    width = opened.explorer.map.view.width
    click_tab(opened, "Interpolate")
    assert not second.get_visible()
    assert opened.explorer.map.view.width > 1.9 * width
    scroll(second, 10, 10, 1)  # where the first map is now


def test_keys_enlarge_the_map_that_the_mouse_is_on(tmp_path):
    opened = compared(tmp_path)
    second, other = panel(opened.figure, "map 2"), opened.explorer.maps[1]
    scales = opened.explorer.map.view.scale, other.view.scale
    move(second, 20, 20)
    press_key(opened.figure, "+", second, 20, 20)
    assert opened.explorer.map.view.scale == scales[0]
    assert other.view.scale > scales[1]
    opened.key("r")
    assert other.view.scale == scales[1]


@pytest.mark.parametrize("tab", ["Interpolate", "Analogy", "Vary", "Alphabet", "Compare"])
def test_every_tab_is_saved_and_opened_again(tmp_path, tab):
    first = Opened(tmp_path, compared=[(other_letters(), lambda: fake_decode)], **TYPEFACES)
    click_tab(first, tab)
    for index in (3, 35, 20, 9, 10, 11, 12, 13, 14, 15, 16):
        first.explorer.tabs.board.pick(index)
    if first.explorer.tabs.current.slide is not None:
        first.explorer.tabs.current.slide_to(0.33)
    first.window.experimenting.show_picks()
    first.finish()
    first.key("s")
    stem = f"{first.path}.{first.explorer.tabs.experiment.name}-1"
    assert Image.open(f"{stem}.png").width > 500
    again = Opened(
        tmp_path,
        compared=[(other_letters(), lambda: fake_decode)],
        picks=f"{stem}.picks.json",
        **TYPEFACES,
    )
    again.finish()
    assert again.explorer.tabs.experiment is first.explorer.tabs.experiment
    assert again.explorer.tabs.board.picks == first.explorer.tabs.board.picks
    assert again.explorer.tabs.settings() == first.explorer.tabs.settings()
    assert (again.on_screen("results") == first.on_screen("results")).mean() > 0.97
    saved = json.loads(Path(f"{stem}.picks.json").read_text())
    assert set(saved["settings"]) == {tab.experiment.name for tab in first.explorer.tabs.all}


def other_letters():
    return grid_map(**TYPEFACES, codes=-grid_map().codes, weights_path="/nowhere/vae.weights.h5")


KEYS = ("r", ",", ".", "o", "c", "f", "escape", " ", "backspace", "e", "h", "x", None, "shift+e")
KEYS += (
    "+",
    "-",
    "left",
    "up",
    "/",
    "n",
    "enter",
    "shift+enter",
    "k",
    "w",
    "w",
    "a",
    "e",
    "e",
    "d",
    "i",
)
LABELS = ("map", "map", "map", "map 2", "legend", "card", "results", "results", "results")
LABELS += ("status", "button:Undo", "tabs", "scrubber", "scrubber", "pad")


N_EVENTS = 6_000
N_DRAWN = 1_500  # events whose effect is drawn


def test_thousands_of_random_events_raise_nothing_and_leave_nothing_behind(tmp_path):
    opened = Opened(
        tmp_path, size=(360, 260), compared=[(other_letters(), lambda: fake_decode)], **TYPEFACES
    )
    figure, rng = opened.figure, np.random.default_rng(0)
    # matplotlib asks the outlines of all panels where the mouse is, which takes a millisecond.
    figure.canvas.inaxes = lambda place: next(
        (axes for axes in figure.axes if axes.get_visible() and axes.bbox.contains(*place)), None
    )
    sizes = [(360, 260), (420, 240), (300, 340)]
    seen, n_objects = set(), []
    for step in range(N_EVENTS):
        axes = panel(opened.figure, str(rng.choice(LABELS)))
        x, y = rng.uniform(-0.05, 1.05, 2)
        place = x * axes.bbox.width, y * axes.bbox.height
        match rng.integers(50):
            case 0 | 1:
                press_key(opened.figure, KEYS[rng.integers(len(KEYS))], axes, *place)
            case 2 | 3 | 4:
                click(axes, *place)
            case 5:
                scroll(axes, *place, float(rng.choice([-3, -1, 1, 2, 0.5])))
            case 6:
                is_double = bool(rng.integers(2))
                press(axes, *place, int(rng.integers(1, 4)), is_double=is_double)
            case 7:
                release(axes, *place, int(rng.integers(1, 4)))
            case 8:
                leave(opened.figure)
            case 9 if step % 50 == 0:
                resize(opened.figure, *sizes[rng.integers(len(sizes))])
            case 10:
                opened.window.window.background.deliver()
            case _:
                move(axes, *place)
        seen.add(opened.explorer.tabs.experiment.tab)
        if step == N_DRAWN:  # what is done matters more than what is drawn, which takes far longer
            opened.figure.canvas.draw_idle = lambda: None
            opened.window.window._is_drawn = False
        if step < N_DRAWN and step % 300 == 299:  # bit by bit the same as all at once
            shown = np.array(opened.figure.canvas.buffer_rgba())
            opened.figure.canvas.draw()
            difference = (np.asarray(opened.figure.canvas.buffer_rgba()) != shown).any(axis=2)
            assert not difference.any(), (step, np.argwhere(difference)[[0, -1]])
        if step + 1 in (N_EVENTS // 2, N_EVENTS):
            opened.finish()
            opened.key("escape")
            opened.explorer.history._changes.clear()
            gc.collect()
            n_objects.append(len(gc.get_objects()))
    assert seen == {"Interpolate", "Analogy", "Vary", "Alphabet", "Compare"}
    assert n_objects[1] < n_objects[0] * 1.05
