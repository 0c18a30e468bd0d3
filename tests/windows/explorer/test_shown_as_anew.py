"""Whatever changes, each panel that shows it is drawn: all of them drawn anew show the same."""

import numpy as np
import pytest

from tests.helpers.explorers import Opened, assert_shown_as_anew, click_tab
from tests.helpers.windows import click, drag, draw_line, move, panel
from tests.windows.explorer.test_own_image import fake_encode
from tests.windows.explorer.test_whole_alphabet import open_whole


@pytest.fixture
def opened(tmp_path):
    opened = Opened(tmp_path, size=(700, 500))
    opened.explorer.coder.take_decoder(opened.explorer.coder.decode, fake_encode)
    return opened


def draw_a_line(opened):
    opened.key("i")
    paper = opened.window.pad.paper
    middle = paper.left + paper.width / 2
    places = [(middle, paper.top + share * paper.height) for share in (0.2, 0.8)]
    draw_line(panel(opened.figure, "pad"), places)
    opened.finish()


def test_selected_images_are_shown_decoded_too(opened):
    drag(opened.map, (5, 5), (200, 200), held=("shift",))
    opened.finish()
    before = opened.on_screen("selection")
    opened.key("o")
    opened.finish()
    assert (opened.on_screen("selection") != before).any()
    assert_shown_as_anew(opened)


def test_the_image_nearest_to_a_place_gets_other_colours_too(opened):
    move(opened.map, *opened.place(10))
    opened.key("d", 10)
    opened.finish()
    assert opened.window.here.is_visible
    for _ in range(3):
        opened.key("k", 10)
        opened.finish()
        assert_shown_as_anew(opened)


def test_a_hidden_image_near_a_decoded_place_is_not_ringed_while_one_searches(opened):
    move(opened.map, *opened.place(10))
    opened.explorer.choice.restore(frozenset([1]), None)  # the class of image 10
    opened.window.looking.show_choice()
    opened.key("d", 10)
    opened.finish()
    move(opened.map, *opened.place(10))
    assert opened.explorer.pointer.image == 10
    opened.key("/", 10)
    assert opened.explorer.pointer.image is None
    assert_shown_as_anew(opened)


def test_the_images_nearest_to_a_drawing_get_other_colours_too(opened):
    draw_a_line(opened)
    before = opened.on_screen("pad")
    opened.key("k")
    opened.finish()
    assert (opened.on_screen("pad") != before).any()
    assert_shown_as_anew(opened)


def test_an_image_near_a_drawing_is_framed_while_it_is_pointed_at_on_the_map(opened):
    draw_a_line(opened)
    before = opened.on_screen("pad")
    index, _ = opened.window.pad.image_places()[2]
    move(opened.map, *opened.place(index))
    assert (opened.on_screen("pad") != before).any()
    assert_shown_as_anew(opened)
    move(panel(opened.figure, "title"), 5, 5)
    np.testing.assert_array_equal(opened.on_screen("pad"), before)


def test_what_follows_a_mark_is_framed_only_until_the_mouse_points_elsewhere(tmp_path):
    opened = open_whole(tmp_path)
    opened.click_image(0)
    opened.finish()
    results = opened.window.results
    track = opened.explorer.tabs.sheet.tracks[0]
    start, line = results.knob_of(track), results.line_of(track)
    axes = panel(opened.figure, "results")
    drag(axes, (start, line.top), (start + 30, line.top))
    opened.finish()
    assert opened.explorer.tabs.pointed is opened.explorer.tabs.sheet.live[0]
    framed = opened.on_screen("scrubber")
    move(axes, 2, 2)
    assert (opened.on_screen("scrubber") != framed).any()
    assert_shown_as_anew(opened)


def test_keys_and_clicks_in_turn_leave_nothing_old_on_the_canvas(opened):
    click_tab(opened, "Vary")
    opened.click_image(40)
    opened.finish()
    for key in ("k", "o", "n", "escape", "w", "c", "h", "i", "backspace", " ", "backspace"):
        opened.key(key, 20)
        opened.finish()
        click(panel(opened.figure, "results"), 60, 90)
        opened.finish()
        assert_shown_as_anew(opened)
