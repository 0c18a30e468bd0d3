import json

import numpy as np
import pytest

from latent.maps.embedding_file import save_embedding
from latent.tools.check import UserError
from latent.windows.explorer.coloring import FAMILY, SEARCHED
from latent.windows.explorer.saved_view import read_view, view_values
from latent.windows.explorer.window import ExploreWindow
from tests.helpers.maps import fake_decode, grid_map
from tests.helpers.windows import UNSEEN, drag, leave, scroll
from tests.windows.explorer.test_explorer_window import SIZE, Opened


@pytest.fixture
def opened(tmp_path):
    return Opened(tmp_path)


def saved(opened):
    opened.key("s")
    opened.finish()
    files = sorted(opened.path.parent.glob("*.picks.json"))
    return files[-1]


def opened_again(opened, picks):
    again = Opened.__new__(Opened)
    again.path = opened.path
    again.window = ExploreWindow(
        grid_map(), opened.path, UNSEEN, lambda: fake_decode, picks=picks, size=SIZE
    )
    again.explorer, again.figure = again.window.explorer, again.window.window.figure
    again.figure.canvas.draw()
    again.finish()
    return again


def test_all_that_a_view_has_comes_back_to_the_pixel(opened):
    for index in (1, 2, 3):
        opened.click_image(index)
    scroll(opened.map, 200, 150, 3)
    opened.key(".")
    opened.explorer.choice.toggle_class(2)
    drag(opened.map, (2, 2), (opened.window.map.size[0] - 2, 300), held=("shift",))
    opened.finish()
    opened.key("f", 9)
    opened.key("k")
    assert opened.explorer.colors.coloring.kind == FAMILY
    opened.key("/")
    for letter in "one":
        opened.key(letter)
    opened.key("enter")
    leave(opened.figure)
    opened.window.keeping.save()
    (picks,) = opened.path.parent.glob("*.picks.json")
    again = opened_again(opened, picks)
    assert view_values(again.explorer) == view_values(opened.explorer)
    assert again.explorer.tabs.board.picks == opened.explorer.tabs.board.picks
    opened.explorer.pointer.point_nowhere()
    np.testing.assert_array_equal(again.explorer.map.picture(), opened.explorer.map.picture())
    for label in ("scale", "search", "selection", "results"):
        assert again.window.window.panels[label].is_visible == (
            opened.window.window.panels[label].is_visible
        ), label
    assert again.on_screen("search").tolist() == opened.on_screen("search").tolist()


@pytest.mark.parametrize("kind", SEARCHED)
def test_colours_that_have_to_be_found_come_back_once_they_are(opened, kind):
    opened.window.looking.color_by(kind)
    opened.finish()
    assert opened.explorer.colors.coloring.kind == kind
    again = opened_again(opened, saved(opened))
    assert again.explorer.colors.coloring.kind == kind
    assert again.window.scale.is_visible


def test_decoded_images_and_neighbours_come_back(opened):
    opened.key("o")
    opened.finish()
    opened.key("n", 12)
    again = opened_again(opened, saved(opened))
    assert again.explorer.map.tiles.shows_decoded
    assert again.explorer.neighbors.shown.index == 12
    assert again.window.near.is_visible


def test_where_nothing_is_picked_the_view_alone_is_saved(opened):
    drag(opened.map, (5, 5), (60, 40))
    picks = saved(opened)
    assert picks.name == "map.pkl.interpolation-1.picks.json"
    assert not picks.with_name("map.pkl.interpolation-1.png").exists()
    again = opened_again(opened, picks)
    assert again.explorer.map.view.left == opened.explorer.map.view.left


def test_the_slot_that_was_marked_is_marked_again_on_each_tab(opened):
    opened.click_image(5)
    opened.click_slot(4)
    opened.key("e")
    opened.click_slot(7)
    again = opened_again(opened, saved(opened))
    assert [board.slot for board in again.explorer.tabs.boards[:2]] == [4, 7]


def test_the_own_image_comes_back_while_the_results_are_shown(opened):
    opened.explorer.coder.take_decoder(
        opened.explorer.coder.decode, lambda images: images[:, 0, :3] / 99
    )
    opened.explorer.own.begin_stroke(0.3, 0.2)
    opened.explorer.own.move_pen(0.6, 0.8)
    opened.window.drawing.show_own()
    opened.finish()
    opened.key("i")
    own = opened.explorer.own
    again = opened_again(opened, saved(opened))
    np.testing.assert_array_equal(again.explorer.own.paper, own.paper)
    np.testing.assert_array_equal(again.explorer.own.image, own.image)
    assert again.explorer.own.name == own.name
    assert again.window.results.is_visible
    assert again.explorer.undo(again.explorer.own) is None


@pytest.mark.parametrize(
    ("name", "value"),
    [("paper", "AAAA"), ("paper", "*"), ("image", "AAAA"), ("image", 3), ("name", 3 * [""])],
)
def test_a_damaged_own_image_is_one_line(opened, name, value):
    opened.explorer.own.begin_stroke(0.3, 0.2)
    picks = saved(opened)
    content = json.loads(picks.read_text())
    content["view"]["own"][name] = value
    picks.write_text(json.dumps(content))
    with pytest.raises(UserError, match="its view is damaged"):
        read_view(picks, opened.explorer)


def test_picks_without_a_view_still_open(opened):
    opened.click_image(3)
    picks = saved(opened)
    content = json.loads(picks.read_text())
    del content["view"]
    picks.write_text(json.dumps(content))
    again = opened_again(opened, picks)
    assert again.explorer.tabs.board.picks[0] == 3
    assert again.explorer.choice.layers is None


@pytest.mark.parametrize(
    "change",
    [
        {"scale": float("inf")},
        {"scale": "large"},
        {"width": 10**9},
        {"left": 1.5},
        {"coloring": "mood"},
        {"hidden_classes": [3]},
        {"hidden_classes": None},
        {"only": ["class", "four"]},
        {"only": ["size", "one"]},
        {"search": ["one"]},
        {"search": [7, None]},
        {"selection": [64]},
        {"selection": [[1]]},
        {"near": -1},
        {"shows_decoded": "yes"},
    ],
)
def test_a_damaged_view_is_one_line_and_changes_nothing(opened, change):
    picks = saved(opened)
    content = json.loads(picks.read_text())
    content["view"] |= change
    picks.write_text(json.dumps(content))
    with pytest.raises(UserError, match=r"picks\.json: its view is damaged, save it again"):
        opened_again(opened, picks)


def test_a_view_from_a_map_without_typefaces_is_checked_against_it(tmp_path):
    opened = Opened(tmp_path, font_names=None)
    picks = saved(opened)
    content = json.loads(picks.read_text())
    content["view"]["only"] = ["typeface", "Font 1"]
    picks.write_text(json.dumps(content))
    plain = grid_map(font_names=None)
    save_embedding(opened.path, plain)
    with pytest.raises(UserError, match="its view is damaged"):
        ExploreWindow(plain, opened.path, UNSEEN, picks=picks, size=SIZE)


def test_a_view_of_another_window_keeps_its_middle(opened):
    scroll(opened.map, 300, 200, 6)
    picks = saved(opened)
    view = opened.explorer.map.view
    middle = view.to_data(view.width / 2, view.height / 2)
    larger = ExploreWindow(
        grid_map(), opened.path, UNSEEN, lambda: fake_decode, picks=picks, size=(1200, 800)
    )
    other = larger.explorer.map.view
    assert other.width > view.width
    there = other.to_data(other.width / 2, other.height / 2)
    np.testing.assert_allclose(there, middle, atol=1 / view.scale)
