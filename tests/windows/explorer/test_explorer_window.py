import json
import threading
from pathlib import Path

import numpy as np
import pytest
from matplotlib.backend_bases import KeyEvent
from PIL import Image

from latent.data.gray_levels import to_bytes
from latent.tools.check import UserError
from latent.windows.explorer.decoding import MOST_RESTARTS, DecoderLost
from latent.windows.explorer.experiments.analogy import ANALOGY
from latent.windows.explorer.experiments.interpolation import TARGET
from latent.windows.explorer.panels.keys import MOUSE
from latent.windows.explorer.saving import next_free_stem
from latent.windows.explorer.title import map_title
from latent.windows.explorer.window import ExploreWindow
from latent.windows.screen import Screen
from tests.helpers.explorers import SIZE, Opened, click_tab
from tests.helpers.maps import fake_decode, grid_map
from tests.helpers.pages import free_port
from tests.helpers.windows import (
    UNSEEN,
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


@pytest.fixture
def opened(tmp_path):
    return Opened(tmp_path)


def test_names_that_are_long_or_wild_are_shown_cut_and_escaped(tmp_path):
    wild = "\x1b[2J$\\frac\u202e\n" * 40
    names = [f"{k}{'W' * 990}" for k in range(254)] + [wild]
    n = 64 * 64
    opened = Opened(
        tmp_path,
        side=64,
        labels=(np.arange(n) % 255).astype(np.int32),
        label_names=names,
        font_names=[f"{k % 50}{'M' * 900}" for k in range(n)],
        dataset="/data/" + "d" * 4000,
        weights_path="/results/" + "w " * 2000,
    )
    opened.click_image(254)
    opened.explorer.pointer.point_at_image(254)
    opened.window.card.show()
    opened.window.looking.show_only("class")
    assert "class \\x1b[2J$" in opened.words("card")
    for label in ("title", "card", "status", "legend"):
        words = opened.words(label).replace("\n", "").replace(" | ", "")
        assert words.isprintable()
        assert len(words) < 20_000
    opened.key("s")
    assert "saved" in opened.words("status")


class DyingDecoder:
    """Decodes `n_calls` times in each of its lives."""

    def __init__(self, n_calls):
        self.n_lives, self.n_calls, self.left = 0, n_calls, 0

    def load(self):
        self.n_lives += 1
        self.left = self.n_calls
        return self.decode

    def decode(self, codes):
        self.left -= 1
        if self.left < 0:
            raise DecoderLost("the decoder has ended: open the window again")
        return fake_decode(codes)


def test_a_decoder_that_dies_is_said_and_started_again(tmp_path):
    dying = DyingDecoder(4)
    opened = Opened(tmp_path, dying.load)
    for index in range(10, 15):
        assert dying.n_lives == 1
        move(opened.map, *opened.place(index))
    assert "the decoder has ended and is started again" in opened.words("status")
    assert opened.explorer.coder.decode is None
    opened.finish()
    assert dying.n_lives == 2
    expected = to_bytes(fake_decode(opened.explorer.content.codes[20:21]))[0]
    np.testing.assert_array_equal(opened.explorer.coder.reconstruction(20), expected)


def test_a_decoder_that_dies_beside_the_window_is_started_again_too(tmp_path):
    dying = DyingDecoder(3)
    opened = Opened(tmp_path, dying.load)
    opened.window.window.screen = Screen()
    while dying.left > 0:
        opened.explorer.coder.reconstruction(3)
    opened.key("o")
    opened.finish()
    assert dying.n_lives == 2
    assert not opened.explorer.map.tiles.shows_decoded
    opened.key("o")
    opened.finish()
    assert opened.explorer.map.tiles.shows_decoded


def test_a_decoder_that_always_dies_is_not_started_for_ever(tmp_path):
    dying = DyingDecoder(0)
    opened = Opened(tmp_path, dying.load)
    for index in range(20):
        move(opened.map, *opened.place(index))
        opened.finish()
    assert dying.n_lives == 1 + MOST_RESTARTS
    assert "has ended: open the window again" in opened.words("status")


def test_every_panel_is_there_under_its_name(opened):
    labels = {axes.get_label() for axes in opened.figure.axes}
    assert labels >= {"map", "legend", "card", "results", "title", "status", "keys"}
    assert {"tabs", "button:GIF", "button:Save", "button:Undo"} <= labels


def test_pointing_at_a_tile_rings_it_and_tells_of_it(opened):
    before = opened.on_screen()
    move(opened.map, *opened.place(10))
    assert opened.explorer.pointer.image == 10
    changed = (opened.on_screen() != before).any(axis=2)
    rows, columns = np.nonzero(changed)
    x, y = opened.place(10)
    assert abs((columns.min() + columns.max()) / 2 - x) < 2
    assert abs((rows.min() + rows.max()) / 2 - y) < 2
    card = opened.words("card")
    for words in ("class two", "typeface Font 0", "index 10 of 64", "reconstruction"):
        assert words in card
    leave(opened.figure)
    np.testing.assert_array_equal(opened.on_screen(), before)
    assert "point at an image" in opened.words("card")


def test_the_card_shows_the_image_and_what_it_is_decoded_to(opened):
    move(opened.map, *opened.place(10))
    shown = opened.on_screen("card")
    assert (shown != opened.on_screen("status")[0, -1]).any()
    leave(opened.figure)
    assert (opened.on_screen("card") != shown).any()


def test_dragging_moves_the_map_and_picks_nothing(opened):
    before = opened.place(20)
    drag(opened.map, tuple(before), (before[0] + 60, before[1] - 25), steps=7)
    np.testing.assert_allclose(opened.place(20) - before, (60, -25), atol=1)
    assert all(pick is None for pick in opened.explorer.tabs.board.picks)


def test_a_hand_that_trembles_still_clicks(opened):
    x, y = opened.place(20)
    press(opened.map, x, y)
    move(opened.map, x + 2, y - 1)
    release(opened.map, x + 2, y - 1)
    assert opened.explorer.tabs.board.picks[0] == 20


def test_the_wheel_zooms_about_the_pointer(opened):
    x, y = opened.place(20)
    scale = opened.explorer.map.view.scale
    scroll(opened.map, x, y, 3)
    assert opened.explorer.map.view.scale == pytest.approx(scale * 1.25**3)
    np.testing.assert_allclose(opened.place(20), (x, y), atol=1)
    opened.key("r")
    assert opened.explorer.map.view.scale == pytest.approx(scale)


def test_what_is_on_the_screen_is_the_picture_of_the_state(opened):
    scroll(opened.map, 200, 200, 2)
    drag(opened.map, (5, 5), (40, 30))
    opened.key(".")
    leave(opened.figure)
    shown = opened.on_screen()
    np.testing.assert_array_equal(shown, opened.explorer.map.picture()[..., :3])


def test_clicks_fill_the_slots_and_results_are_decoded(opened):
    for index in (*range(10), 30):
        opened.click_image(index)
    opened.finish()
    assert opened.explorer.tabs.board.picks == (*range(10), 30)
    tabs = opened.explorer.tabs
    assert all(tabs.image(cell) is not None for cell in (*tabs.sheet.cells, *tabs.sheet.live))
    assert len(opened.explorer.tabs.lines()) == 10
    opened.click_image(31)
    assert opened.explorer.tabs.board.picks[TARGET] == 31


def test_a_slot_can_be_clicked_and_is_filled_next(opened):
    opened.click_image(1)
    opened.click_slot(TARGET)
    assert opened.explorer.tabs.board.slot == TARGET
    assert "click an image: the target" in opened.words("status")
    opened.click_image(2)
    assert opened.explorer.tabs.board.picks[TARGET] == 2


def test_space_clears_and_backspace_undoes(opened):
    for index in (1, 2, 3):
        opened.click_image(index)
    opened.key("backspace")
    assert opened.explorer.tabs.board.picks[:3] == (1, 2, None)
    opened.key(" ")
    assert not any(pick is not None for pick in opened.explorer.tabs.board.picks)
    for before in ((1, 2, None), (1, None, None), (None, None, None)):
        opened.key("backspace")
        assert opened.explorer.tabs.board.picks[:3] == before
    opened.key("backspace")
    assert "nothing to undo" in opened.words("status")


@pytest.mark.parametrize("how", ["key", "tab"])
def test_tabs_are_chosen_by_a_click_or_a_key_and_each_keeps_its_picks(opened, how):
    def go_to(name):
        while opened.explorer.tabs.experiment.tab != name:
            if how == "key":
                opened.key("e")
            else:
                click_tab(opened, name)

    before = opened.on_screen("tabs")
    opened.click_image(1)
    go_to("Analogy")
    assert opened.explorer.tabs.experiment is ANALOGY
    assert "D = C + (B − A)" in opened.window.results.title()
    assert (opened.on_screen("tabs") != before).any()
    opened.click_image(2)
    go_to("Interpolate")
    assert opened.explorer.tabs.board.picks[0] == 1
    np.testing.assert_array_equal(opened.on_screen("tabs"), before)
    go_to("Analogy")
    assert opened.explorer.tabs.board.picks[0] == 2


def test_a_class_is_hidden_by_a_click_on_the_legend(opened):
    legend = panel(opened.figure, "legend")
    before = opened.on_screen()
    text = legend.texts[1]
    click(legend, *text.get_position())
    assert opened.explorer.choice.hidden_classes == {1}
    assert "43 of 64 images shown" in opened.words("status")
    assert (opened.on_screen() != before).any()
    opened.click_image(1)
    assert opened.explorer.tabs.board.picks[0] is None
    click(legend, *text.get_position())
    leave(opened.figure)
    np.testing.assert_array_equal(opened.on_screen(), before)


def test_c_and_f_show_only_a_class_or_typeface_and_escape_all(opened):
    opened.key("c", 7)
    assert opened.explorer.choice.only == ("class", 1)
    opened.key("c")
    assert opened.explorer.choice.only is None
    opened.key("f", 7)
    assert opened.explorer.choice.only == ("typeface", 2)
    assert "only the typeface Font 2: 13 of 64 images shown" in opened.words("status")
    opened.key("escape")
    assert opened.explorer.choice.shown is None


def test_the_status_says_what_is_shown_whatever_was_pressed_before(opened):
    opened.key("c", 7)
    assert "only the class two: 21 of 64 images shown" in opened.words("status")
    legend = panel(opened.figure, "legend")
    click(legend, *legend.texts[1].get_position())
    assert "only the class two, which is hidden: 0 of 64 images shown" in opened.words("status")
    assert "21" not in opened.words("status")
    click(legend, *legend.texts[1].get_position())
    opened.key("c")
    click(legend, *legend.texts[0].get_position())
    assert "without one: 42 of 64 images shown" in opened.words("status")
    opened.key("escape")
    assert "shown" not in opened.words("status")


@pytest.mark.parametrize("key", ["c", "f"])
def test_the_card_still_tells_of_the_image_after_a_filter(opened, key):
    move(opened.map, *opened.place(7))
    opened.key(key, 7)
    assert "index 7 of 64" in opened.words("card")
    opened.key(key)
    assert "index 7 of 64" in opened.words("card")


def test_what_is_not_chosen_fades_and_can_be_pointed_at_but_what_is_hidden_is_gone(opened):
    x, y = np.rint(opened.place(8)).astype(int)
    opened.key("c", 7)
    leave(opened.figure)
    faded = opened.on_screen()[y - 1 : y + 1, x - 1 : x + 1]
    assert (faded == faded[0, 0]).all()
    assert 210 < faded.min() < 245
    move(opened.map, x, y)
    assert opened.explorer.pointer.image == 8
    legend = panel(opened.figure, "legend")
    click(legend, *legend.texts[2].get_position())
    leave(opened.figure)
    assert (opened.on_screen()[y - 1 : y + 1, x - 1 : x + 1] == (250, 249, 245)).all()
    move(opened.map, x, y)
    assert opened.explorer.pointer.image is None


def test_plus_minus_and_arrows_move_the_map_and_point_anew(opened):
    view = opened.explorer.map.view
    scale = view.scale
    move(opened.map, *opened.place(20))
    x, y = opened.place(20)
    for key in ("+", "="):
        opened.key(key)
    assert view.scale > 2 * scale
    np.testing.assert_allclose(opened.place(20), (x, y), atol=3)  # whole pixels, enlarged twice
    assert opened.explorer.pointer.image == 20
    opened.key("right")
    assert opened.place(20)[0] == pytest.approx(x - view.width / 4, abs=4)
    assert opened.explorer.pointer.image != 20
    opened.key("left")
    opened.key("down")
    assert opened.place(20)[1] == pytest.approx(y - view.height / 4, abs=4)
    for key in ("up", "-", "-"):
        opened.key(key)
    assert view.scale == pytest.approx(scale)
    leave(opened.figure)
    opened.key("+")
    assert opened.explorer.map.view.scale > scale


def test_a_double_click_enlarges_the_map_and_picks_nothing(opened):
    place = x, y = tuple(opened.place(20))
    scale = opened.explorer.map.view.scale
    opened.click_image(20)
    press(opened.map, x, y, is_double=True)
    release(opened.map, x, y)
    assert opened.explorer.map.view.scale > 2 * scale
    np.testing.assert_allclose(opened.place(20), place, atol=1)
    assert opened.explorer.tabs.board.is_empty
    press(
        opened.map, 1, 1, is_double=True
    )  # after a click on nothing there is nothing to take back
    release(opened.map, 1, 1)
    assert opened.explorer.tabs.board.is_empty


def test_an_empty_map_says_how_to_go_on(opened):
    assert opened.words("map") == ""
    scroll(opened.map, *(opened.place(27) + opened.place(36)) / 2, 15)
    assert opened.words("map") == "nothing here, r: whole map"
    opened.key("r")
    assert opened.words("map") == ""
    legend = panel(opened.figure, "legend")
    for text in legend.texts:
        click(legend, *text.get_position())
    assert opened.words("map") == "all classes are hidden, escape: show all"


def test_more_than_ten_classes_have_their_names_on_the_map(tmp_path):
    names = [f"class {k}" for k in range(12)]
    labels = (np.arange(64) // 6).astype(np.int32)
    few = Opened(tmp_path, labels=np.minimum(labels, 9), label_names=names[:10])
    many = Opened(tmp_path, labels=labels, label_names=names)
    assert (few.on_screen() != 255).any(axis=2).all()
    assert (many.on_screen() == 255).all(axis=2).sum() > 1000  # the labels are white


def test_long_names_of_files_are_cut_in_the_middle_and_said_whole_on_pointing(opened):
    whole = "saved " + "/a/long/path" * 40 + "/map.png"
    opened.window.status.say(whole)
    said = opened.words("status")
    assert said.startswith("saved /a/long")
    assert "…" in said
    assert "/map.png" in said
    assert said.endswith("h: all keys")
    move(panel(opened.figure, "status"), 50, 10)
    assert opened.window.window.tip.words.startswith(whole)
    move(opened.map, 50, 10)
    assert opened.window.window.tip.words is None


def write(opened, text):
    for key in text:
        opened.key(key)


def test_what_is_searched_for_stands_out_is_counted_flown_to_and_picked(opened):
    before = opened.on_screen()
    opened.key("/")
    assert panel(opened.figure, "search").get_visible()
    assert not panel(opened.figure, "title").get_visible()
    write(opened, "two font 4")
    expected = [k for k in range(64) if k % 3 == 1 and k % 5 == 4]
    assert opened.explorer.search.found.indices.tolist() == expected
    assert opened.window.search.words() == f"{len(expected)} found"
    assert "found two font 4: 4 of 64 images shown" in opened.words("status")
    assert (opened.on_screen() != before).any()
    for which in (0, 1):
        opened.key("enter")
        assert opened.explorer.pointer.image == expected[which]
        assert f"index {expected[which]} of 64" in opened.words("card")
        middle = opened.explorer.map.view.width / 2, opened.explorer.map.view.height / 2
        np.testing.assert_allclose(opened.place(expected[which]), middle, atol=1)
    assert opened.window.search.words() == "2 of 4 found"
    opened.key("shift+enter")
    assert opened.explorer.tabs.board.picks[0] == expected[1]
    opened.key("escape")
    assert opened.explorer.choice.layers is None
    assert panel(opened.figure, "title").get_visible()
    opened.key("r")
    opened.key(" ")
    move(opened.map, 1, 1)
    leave(opened.figure)
    np.testing.assert_array_equal(opened.on_screen(), before)


def test_return_while_shift_is_down_picks_where_a_toolkit_does_not_say_so(opened):
    opened.key("/")
    write(opened, "#9")
    opened.key("shift")
    opened.key("enter")
    assert opened.explorer.tabs.board.picks[0] == 9
    canvas = opened.figure.canvas
    canvas.callbacks.process("key_release_event", KeyEvent("key_release_event", canvas, "shift"))
    opened.key("enter")
    assert opened.explorer.tabs.board.picks[1] is None


def test_keys_are_written_while_one_searches_and_work_again_afterwards(opened):
    opened.key("/")
    write(opened, "cx")
    opened.key("backspace")
    for key in ("ctrl+x", "left", None, "enter", "shift+enter"):
        opened.key(key)
    assert opened.explorer.search.text == "c"
    assert opened.explorer.choice.only is None
    assert opened.window.search.words().startswith("nothing found: a class, a typeface")
    assert opened.explorer.tabs.board.is_empty
    opened.key("escape")
    opened.key("c", 7)
    assert opened.explorer.choice.only == ("class", 1)


def test_n_shows_the_nearest_codes_and_a_click_goes_on_from_one(opened):
    opened.key("n")
    assert "point at an image" in opened.words("status")
    before = opened.on_screen()
    opened.key("n", 10)
    codes = opened.explorer.content.codes.astype(float)
    order = np.argsort(np.linalg.norm(codes - codes[10], axis=1))
    np.testing.assert_array_equal(opened.explorer.neighbors.shown.indices, order[1:9])
    axes = panel(opened.figure, "neighbors")
    assert axes.get_visible()
    assert not panel(opened.figure, "card").get_visible()
    assert (opened.on_screen() != before).any()
    index, place = opened.window.near.image_places()[3]
    assert index == order[3]
    middle = place.left + place.width / 2, place.top + place.height / 2
    shown = opened.on_screen()
    move(axes, *middle)
    assert opened.explorer.pointer.image == index
    assert (opened.on_screen() != shown).any()  # it is ringed on the map
    click(axes, *middle)
    assert opened.explorer.neighbors.shown.index == index
    assert (
        opened.window.near.title() == f"8 nearest codes of {['one', 'two', 'three'][index % 3]}"
        f", index {index}"
    )
    opened.key("n")
    assert opened.explorer.neighbors.shown is None
    leave(opened.figure)
    np.testing.assert_array_equal(opened.on_screen(), before)
    assert panel(opened.figure, "card").get_visible()


def test_an_image_is_told_of_no_more_once_the_mouse_has_left_the_place_of_its_neighbours(opened):
    opened.key("n", 10)
    _, place = opened.window.near.image_places()[3]
    click(panel(opened.figure, "neighbors"), place.left + 3, place.top + 3)
    opened.key("escape")
    assert "index" in opened.words("card")
    move(panel(opened.figure, "title"), 5, 5)
    assert opened.words("card") == "point at an image"


def test_o_says_which_images_are_shown(opened):
    opened.key("o")
    opened.finish()
    assert "as the model decodes its code" in opened.words("status")
    opened.click_image(1)
    assert "decoded images" in opened.words("status")
    opened.key("o")
    assert "the images themselves" in opened.words("status")
    opened.click_image(1)
    assert "decoded" not in opened.words("status")


def test_o_shows_decoded_images_and_the_original_ones_again(opened):
    before = opened.on_screen()
    opened.key("o")
    opened.finish()
    assert opened.explorer.map.tiles.shows_decoded
    assert (opened.on_screen() != before).any()
    opened.key("o")
    np.testing.assert_array_equal(opened.on_screen(), before)


def test_o_on_a_map_of_pixels_says_why_not(tmp_path):
    opened = Opened(tmp_path, None, codes=None, linear_map=None)
    opened.key("o")
    assert "nothing to decode" in opened.words("status")
    assert map_title(opened.explorer.content).endswith("as their 784 pixels")


def test_h_shows_all_keys_and_the_results_again(opened):
    opened.key("h")
    assert panel(opened.figure, "keys").get_visible()
    assert not panel(opened.figure, "results").get_visible()
    keys = opened.window.window.input.keys
    rows = [*MOUSE, *((key.name, key.words) for key in keys)]
    assert opened.window.keys.rows == rows
    is_ink = (opened.on_screen("keys") < 128).all(axis=2)
    inked = is_ink.any(axis=1)
    assert np.count_nonzero(inked[1:] & ~inked[:-1]) > 0.7 * len(rows)  # lines, some of which touch
    opened.key("h")
    assert not panel(opened.figure, "keys").get_visible()
    opened.key("h")
    opened.click_image(3)  # or the keys, which cover it in a small window
    assert panel(opened.figure, "results").get_visible()


def test_the_map_can_be_used_before_the_decoder_is_there(tmp_path):
    may_load = threading.Event()
    path = tmp_path / "map.pkl"
    window = ExploreWindow(
        grid_map(), path, UNSEEN, lambda: (may_load.wait(20), fake_decode)[1], size=SIZE
    )
    figure, explorer = window.window.figure, window.explorer
    figure.canvas.draw()
    axes = panel(figure, "map")
    move(axes, *explorer.map.view.to_pixels(explorer.content.positions[10]))
    assert explorer.pointer.image == 10
    said = " ".join(window.status.shown)
    assert "the decoder is loading" in said
    press_key(figure, "o")
    assert not explorer.map.tiles.shows_decoded
    may_load.set()
    window.window.background.finish()
    assert explorer.coder.decode is not None
    said = " ".join(window.status.shown)
    assert "loading" not in said


def test_the_first_picture_of_a_window_says_that_the_decoder_is_loading(tmp_path):
    may_load = threading.Event()
    load = lambda: (may_load.wait(20), fake_decode)[1]  # noqa: E731
    screen = Screen(port=free_port())
    window = ExploreWindow(grid_map(), tmp_path / "map.pkl", screen, load, size=SIZE)
    canvas = window.window.figure.canvas
    canvas.draw()
    first = np.array(canvas.buffer_rgba())
    canvas.draw()
    np.testing.assert_array_equal(canvas.buffer_rgba(), first)
    assert "the decoder is loading" in " ".join(window.status.shown)
    may_load.set()
    window.window.background.finish()


def test_a_decoder_that_cannot_be_loaded_stops_a_picture(tmp_path):
    def fail():
        raise UserError("the weights are damaged")

    window = ExploreWindow(grid_map(), tmp_path / "map.pkl", UNSEEN, fail, size=SIZE)
    with pytest.raises(UserError, match="the weights are damaged"):
        window.run()


def test_s_saves_the_results_as_a_picture_and_the_picks_as_json(opened):
    for index in (4, 5, 6):
        opened.click_image(index)
    click(panel(opened.figure, "button:Save"))
    stem = f"{opened.path}.interpolation-1"
    assert Image.open(f"{stem}.png").width > 500
    saved = json.loads(Path(f"{stem}.picks.json").read_text())
    assert saved["picks"]["interpolation"][:4] == [4, 5, 6, None]
    opened.key("s")
    assert next_free_stem(opened.path, "interpolation").name == "map.pkl.interpolation-3"
    assert "saved" in opened.words("status")


def test_saved_picks_open_the_same_window_again(opened, tmp_path):
    opened.key("e")
    for index in range(9):
        opened.click_image(index)
    opened.key("s")
    again = ExploreWindow(
        opened.explorer.content,
        opened.path,
        UNSEEN,
        lambda: fake_decode,
        picks=f"{opened.path}.analogy-1.picks.json",
        size=SIZE,
    )
    assert again.explorer.tabs.experiment is ANALOGY
    assert again.explorer.tabs.board.picks == tuple(range(9))
    again.window.background.finish()
    assert len(again.explorer.tabs.lines()) == 8


def test_a_resized_window_shows_all_panels_within_it(opened):
    for width, height in [(1300, 700), (640, 400), (500, 900)]:
        resize(opened.figure, width, height)
        opened.figure.canvas.draw()
        for axes in opened.figure.axes:
            x0, y0, x1, y1 = axes.bbox.extents
            assert min(x0, y0) > -1, axes.get_label()
            assert x1 < width + 1, axes.get_label()
            assert y1 < height + 1, axes.get_label()
        view = opened.explorer.map.view
        assert (view.width, view.height) == opened.on_screen().shape[1::-1]
        opened.click_image(9)


@pytest.mark.parametrize("n_classes", [1, 94, 255])
def test_any_number_of_classes_fits_into_the_legend(tmp_path, n_classes):
    names = [f"{k} a class with a long name" for k in range(n_classes)]
    opened = Opened(tmp_path, labels=np.zeros(64, np.int32), label_names=names)
    legend = panel(opened.figure, "legend")
    assert legend.bbox.width < SIZE[0] / 3
    last = legend.texts[-1]
    assert last.get_position()[1] < legend.bbox.height
    click(legend, *last.get_position())
    if n_classes < 255:  # some may be cut off from the narrow strip
        assert opened.explorer.choice.hidden_classes == {n_classes - 1}


@pytest.mark.parametrize("n", [1, 2])
def test_one_or_two_images_have_a_window(tmp_path, n):
    whole = grid_map()
    parts = {name: getattr(whole, name)[:n] for name in ("positions", "codes", "labels", "images")}
    opened = Opened(tmp_path, **parts, font_names=["A"] * n)
    for _ in range(12):
        opened.click_image(n - 1)
    opened.finish()
    assert opened.explorer.tabs.board.picks == (n - 1,) * 11
    opened.key("n", 0)
    assert ("no other image" in opened.words("status")) == (n == 1)


def test_k_colours_by_each_kind_in_turn_with_a_scale_and_the_numbers_in_the_card(opened):
    before = opened.on_screen()
    seen = [before]
    for kind in ("typeface family", "reconstruction error", "neighbours kept", "cluster"):
        opened.key("k")
        opened.finish()
        assert opened.explorer.colors.coloring.kind == kind
        assert f"coloured by {kind}" in opened.words("status")
        assert panel(opened.figure, "scale").get_visible()
        assert not panel(opened.figure, "legend").get_visible()
        leave(opened.figure)
        assert all((opened.on_screen() != other).any() for other in seen)
        seen.append(opened.on_screen())
    error = opened.explorer.colors.measures["reconstruction error"][10]
    decoded = opened.explorer.coder.reconstruction(10) / 255
    image = opened.explorer.content.images[10] / 255
    assert error == pytest.approx(np.square(image - decoded).mean(), rel=1e-4)
    move(opened.map, *opened.place(10))
    assert f"reconstruction error {error:.4f}" in opened.words("card")
    assert "of 10 nearest codes stay near" in opened.words("card")
    assert f"cluster {opened.explorer.colors.measures['cluster'][10]:.0f}" in opened.words("card")
    opened.key("k")
    leave(opened.figure)
    assert panel(opened.figure, "legend").get_visible()
    np.testing.assert_array_equal(opened.on_screen(), before)


def test_k_leaves_out_what_a_map_has_no_numbers_for_and_does_not_wait_for_the_decoder(tmp_path):
    pixels = Opened(tmp_path, None, codes=None, linear_map=None, font_names=None)
    assert pixels.explorer.colors.kinds == ["class", "neighbours kept"]
    may_load = threading.Event()
    window = ExploreWindow(
        grid_map(), tmp_path / "m.pkl", UNSEEN, lambda: (may_load.wait(20), fake_decode)[1]
    )
    figure = window.window.figure
    figure.canvas.draw()
    for _ in range(2):
        press_key(figure, "k")
    said = " ".join(window.status.shown)
    assert "colour by reconstruction error: the decoder is still loading" in said
    for _ in range(3):
        press_key(figure, "k")  # the last two before their numbers were there
    may_load.set()
    window.window.background.finish()
    assert window.explorer.colors.coloring.kind == "class"
