import json

import numpy as np
import pytest

from latent.data.selection import read_selection
from latent.windows.explorer.layers import FADED, SHOWN
from latent.windows.explorer.state import Explorer
from latent.windows.explorer.states.selection import in_box, in_lasso
from latent.windows.explorer.summary import summarize
from latent.windows.explorer.view import PanZoom
from tests.helpers.maps import grid_map
from tests.helpers.shown_words import shown_words
from tests.helpers.windows import click, drag, draw_line, leave, move, panel, press, release
from tests.windows.explorer.test_explorer_window import Opened

SHIFT, ALT = ("shift",), ("alt",)


@pytest.fixture
def opened(tmp_path):
    return Opened(tmp_path)


def around(opened, indices, margin=12):
    """Return two opposite corners of a box around some images, in pixels of the map."""
    places = opened.explorer.map.view.to_pixels(opened.explorer.content.positions[list(indices)])
    return tuple(places.min(axis=0) - margin), tuple(places.max(axis=0) + margin)


def selected(opened):
    opened.finish()
    return opened.explorer.selection.indices.tolist()


def test_shift_and_dragging_select_what_is_in_the_box_and_the_rest_fades(opened):
    drag(opened.map, *around(opened, (0, 9)), held=SHIFT)
    assert selected(opened) == [0, 1, 8, 9]
    layers = opened.explorer.choice.layers
    assert np.flatnonzero(layers == SHOWN).tolist() == [0, 1, 8, 9]
    assert (np.delete(layers, [0, 1, 8, 9]) == FADED).all()
    assert (
        opened.explorer.map.view.left == PanZoom(*opened.window.map.size).left
    )  # nothing was moved
    assert "4 selected: 4 of 64 images shown" in opened.window.status._complete("")


@pytest.mark.parametrize("held", [ALT, ("ctrl",)])
def test_alt_or_control_and_dragging_select_what_is_within_the_line(opened, held):
    places = [opened.place(index) for index in (0, 2, 16)]  # a triangle, its corners among them
    middle = np.mean(places, axis=0)
    draw_line(opened.map, [tuple(middle + 1.2 * (p - middle)) for p in places], held=held)
    assert selected(opened) == [0, 1, 2, 8, 9, 16]


def test_another_box_selects_more_and_a_click_with_shift_one_more_or_less(opened):
    drag(opened.map, *around(opened, (0, 1)), held=SHIFT)
    drag(opened.map, *around(opened, (62, 63)), held=SHIFT)
    assert selected(opened) == [0, 1, 62, 63]
    click(opened.map, *opened.place(20), held=SHIFT)
    click(opened.map, *opened.place(0), held=SHIFT)
    assert selected(opened) == [1, 20, 62, 63]
    assert opened.explorer.tabs.board.is_empty


def test_only_what_is_shown_can_be_selected(opened):
    opened.explorer.choice.toggle_class(1)  # every third image, from 1 on
    move(opened.map, *opened.place(0))
    opened.key("c", 0)
    drag(opened.map, (0, 0), opened.window.map.size, held=SHIFT)
    assert selected(opened) == list(range(0, 64, 3))
    click(opened.map, *opened.place(2), held=SHIFT)
    assert 2 not in selected(opened)


def test_backspace_undoes_selecting_and_picking_in_turn(opened):
    drag(opened.map, *around(opened, (0, 1)), held=SHIFT)
    opened.click_image(0)
    click(opened.map, *opened.place(5), held=SHIFT)
    opened.key("escape")
    states = [(selected(opened), opened.explorer.tabs.board.picks[0])]
    for _ in range(4):
        opened.key("backspace")
        states.append((selected(opened), opened.explorer.tabs.board.picks[0]))
    assert states == [([], 0), ([0, 1, 5], 0), ([0, 1], 0), ([0, 1], None), ([], None)]
    assert opened.explorer.choice.layers is None


def test_the_card_tells_of_the_selection_until_something_is_pointed_at(opened):
    drag(opened.map, *around(opened, (0, 2)), held=SHIFT)
    opened.finish()
    card, summary = opened.window.card, opened.window.selection
    assert (card.is_visible, summary.is_visible) == (False, True)
    assert summary.lines() == [("one", "1"), ("two", "1"), ("three", "1")]
    assert "3 of 64 images selected, their mean, and some of them" in summary.titles()
    assert len(np.unique(opened.on_screen("selection").reshape(-1, 3), axis=0)) > 50
    move(opened.map, *opened.place(40))
    assert (card.is_visible, summary.is_visible) == (True, False)
    leave(opened.figure)
    assert summary.is_visible
    opened.key("escape")
    assert (card.is_visible, summary.is_visible) == (True, False)


def test_how_many_are_selected_is_not_cut_in_a_small_window(tmp_path):
    names = [f"class {k}" for k in range(20)]
    labels = (np.arange(64) % 20).astype(np.int32)
    opened = Opened(tmp_path, size=(640, 480), label_names=names, labels=labels)
    opened.explorer.selection.replace(np.arange(50))
    opened.window.selecting.show_selection()
    opened.finish()
    window = opened.window.window
    said = [each.words for each in shown_words(window) if each.panel == "selection"]
    assert said[0].startswith("50 of 64")
    assert said[-1] in ("and 18 more", "+18")
    assert not any("…" in words for words in said)


def test_selecting_closes_the_neighbours_so_that_the_card_tells_of_it_and_escape_closes_them_too(
    opened,
):
    opened.key("n", 20)
    assert panel(opened.figure, "neighbors").get_visible()
    drag(opened.map, *around(opened, [0, 9]), held=SHIFT)
    opened.finish()
    leave(opened.figure)
    assert opened.explorer.neighbors.shown is None
    assert panel(opened.figure, "selection").get_visible()
    opened.key("n", 20)
    opened.key("escape")
    assert opened.explorer.neighbors.shown is None
    assert not panel(opened.figure, "neighbors").get_visible()


def test_the_selection_is_saved_beside_the_map(opened):
    opened.key("S")
    assert "nothing is selected yet" in opened.words("status")
    opened.explorer.selection.replace(np.array([3, 10]))
    opened.key("S")
    opened.finish()
    opened.window.selecting.find_summary()
    opened.finish()
    button = opened.window.selection.button
    click(panel(opened.figure, "selection"), button.left + 5, button.top + 5)
    opened.finish()
    assert "map.pkl.part-2.selection.json" in opened.window.status.words
    saved = read_selection(opened.path.with_name("map.pkl.part-1.selection.json"))
    assert saved.indices.tolist() == [3, 10]
    assert saved.names == ["one", "two"]
    assert saved.typefaces == ["Font 3", "Font 0"]
    table = opened.path.with_name("map.pkl.part-1.selection.csv").read_text().split()
    assert table == ["index,class,typeface", "3,one,Font", "3", "10,two,Font", "0"]


def test_a_map_that_does_not_say_which_data_it_is_of_cannot_save_a_selection(tmp_path):
    opened = Opened(tmp_path, settings_json='{"dataset": 7}')
    opened.explorer.selection.replace(np.array([3]))
    opened.key("S")
    opened.finish()
    assert "does not say which data it is of: make it again" in opened.window.status.words
    assert not list(tmp_path.glob("*.selection.*"))


def test_the_line_is_seen_while_it_is_drawn_and_gone_afterwards(opened):
    before = opened.on_screen()
    press(opened.map, 2, 2, held=SHIFT)
    move(opened.map, 200, 150)
    assert (opened.on_screen() != before).any()
    release(opened.map, 3, 3)
    leave(opened.figure)
    np.testing.assert_array_equal(opened.on_screen(), before)


def test_a_press_with_shift_that_only_trembles_selects_the_image(opened):
    x, y = opened.place(20)
    draw_line(opened.map, [(x, y), (x + 2, y - 1)], held=SHIFT)
    assert selected(opened) == [20]


def test_a_box_and_a_line_hold_what_is_in_them():
    view = PanZoom(100, 100)
    positions = np.array([(0.1, 0.9), (0.5, 0.5), (0.9, 0.1)])
    corners = view.to_pixels(np.array([(0.0, 1.0), (0.6, 0.4)]))
    assert in_box(view, positions, *corners).tolist() == [True, True, False]
    assert in_box(view, positions, *corners[::-1]).tolist() == [True, True, False]
    triangle = view.to_pixels(np.array([(0.4, 0.6), (1.0, 0.6), (1.0, 0.0)]))
    assert in_lasso(view, positions, list(map(tuple, triangle))).tolist() == [False, True, True]
    assert not in_lasso(view, positions, list(map(tuple, corners))).any()


def test_a_selection_says_whether_anything_changed_and_each_change_is_undone():
    explored = Explorer(grid_map(side=3), 100, 100)
    selection = explored.selection
    assert selection.is_empty
    assert selection.add(np.arange(9) % 3 == 1)
    assert not selection.add(np.arange(9) == 4)
    selection.summary = selection.find_summary()
    assert selection.toggle(4)
    assert selection.indices.tolist() == [1, 7]
    assert selection.summary is None  # it was of others
    assert np.flatnonzero(explored.choice.layers == SHOWN).tolist() == [1, 7]
    assert explored.history.undo(selection) is selection
    assert selection.indices.tolist() == [1, 4, 7]
    assert np.flatnonzero(explored.choice.layers == SHOWN).tolist() == [1, 4, 7]
    explored.choice.toggle_class(explored.content.labels[4])
    assert not selection.toggle(4)
    selection.restore(np.array([2]))
    assert explored.history.undo(selection) is selection
    assert selection.is_empty


def test_a_summary_counts_classes_and_averages_images():
    images = np.zeros((4, 2, 2), np.uint8)
    images[1], images[3] = 100, 200
    summary = summarize(
        grid_map(side=2, images=images, labels=np.array([2, 1, 0, 1], np.int32)),
        np.array([1, 2, 3]),
    )
    assert summary.counts == [(1, 2), (0, 1)]
    assert summary.mean.tolist() == [[100, 100], [100, 100]]
    assert summary.some(2).tolist() == [1, 2]
    assert summary.some(9).tolist() == [1, 2, 3]


def test_saved_json_says_which_data(opened):
    opened.explorer.selection.replace(np.array([3]))
    opened.key("S")
    opened.finish()
    content = json.loads((opened.path.parent / "map.pkl.part-1.selection.json").read_text())
    assert content["data"]["dataset"] == "digits"
    assert content["n_images"] == 64
