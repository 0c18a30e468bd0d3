import json
from types import SimpleNamespace

import numpy as np
import pytest
from matplotlib.backend_bases import KeyEvent

from latent.windows.explorer.decode_here import PlaceDecoder
from latent.windows.explorer.own_code import OwnCode, own_code_from_values
from latent.windows.explorer.picks import load_picks
from latent.windows.explorer.pointing import Picker
from tests.helpers.maps import fake_decode, grid_map
from tests.helpers.windows import click, leave, move, send
from tests.windows.explorer.test_explorer_window import Opened


@pytest.fixture
def opened(tmp_path):
    return Opened(tmp_path)


def decoder_of(content):
    return PlaceDecoder(content, Picker(content.positions))


def test_on_a_linear_map_the_code_lies_where_it_was_asked_for():
    content = grid_map()
    here = decoder_of(content).at(0.3, 0.62)
    np.testing.assert_allclose(content.place(here.code[None])[0], (0.3, 0.62), atol=1e-6)
    # All that the map does not show is as it is on average.
    assert here.code[2] == pytest.approx(content.codes[:, 2].mean(), abs=1e-6)


def test_on_another_map_it_is_mixed_of_the_nearest_images():
    codes = np.zeros((64, 3), np.float32)
    codes[0], codes[1] = (1, 0, 0), (0, 1, 0)
    content = grid_map(codes=codes, linear_map=None)
    decoder = decoder_of(content)
    assert decoder.at(*content.positions[0].astype(float)).code.tolist() == [1, 0, 0]
    middle = content.positions[:2].astype(float).mean(axis=0)
    mixed = decoder.at(*middle).code
    assert mixed[0] == pytest.approx(mixed[1], rel=1e-3)
    assert mixed[0] > 0.2
    assert mixed[2] == 0


def test_far_from_all_images_it_warns():
    positions = np.random.default_rng(0).uniform(0.4, 0.6, (64, 2)).astype(np.float32)
    decoder = decoder_of(grid_map(positions=positions))
    assert not decoder.at(0.5, 0.5).is_far
    assert decoder.at(0.9, 0.1).is_far


def test_a_map_of_pixels_decodes_to_pixels(tmp_path):
    content = grid_map(codes=None, linear_map=None, weights_path="", weights_sha256="")
    place = content.positions[5].astype(float)
    np.testing.assert_allclose(
        decoder_of(content).at(*place).code, content.images[5].ravel() / 255, atol=1e-6
    )


def test_d_decodes_the_place_under_the_pointer_and_a_click_puts_it_into_a_slot(opened):
    panels = opened.window
    opened.key("d")
    opened.finish()
    assert panels.here.is_visible
    assert "click any place: source 1 of 10" in opened.words("status")
    x, y = opened.place(9) + np.array([15, -12])
    move(opened.map, x, y)
    assert opened.explorer.pointer.image == 9
    place = opened.explorer.map.view.to_data(x, y)
    np.testing.assert_allclose(opened.explorer.here.shown.place, place, atol=2 / 500)
    assert panels.here.lines()[0][0].startswith("the place 0.")
    np.testing.assert_array_equal(
        opened.explorer.here.decoded(),
        np.rint(fake_decode(opened.explorer.here.shown.code[None])[0] * 255).astype(np.uint8),
    )
    click(opened.map, x, y)
    opened.click_image(20)
    first, second = opened.explorer.tabs.board.picks[:2]
    assert isinstance(first, OwnCode)
    assert isinstance(second, OwnCode)
    np.testing.assert_allclose(first.place, place, atol=2 / 500)
    leave(opened.figure)
    np.testing.assert_allclose(
        opened.explorer.here.shown.place, opened.explorer.tabs.board.picks[1].place
    )
    opened.key("d")
    assert panels.card.is_visible
    opened.click_image(20)
    assert opened.explorer.tabs.board.picks[2] == 20


def test_results_with_codes_of_their_own_are_decoded_saved_and_opened_again(opened):
    opened.key("d")
    opened.finish()
    click(opened.map, 100, 100)
    opened.key("d")
    opened.window.explorer.tabs.board.choose(10)
    opened.click_image(20)
    opened.finish()
    explorer = opened.explorer
    cells = [cell for cell in explorer.tabs.sheet.cells if cell.code is not None]
    assert len(cells) == 1 + 11 + 10  # a source with all its steps, and the target in each row
    assert all(explorer.tabs.image(cell) is not None for cell in cells)
    assert len(explorer.tabs.lines()) == 1
    np.testing.assert_allclose(explorer.tabs.lines()[0][0], explorer.tabs.board.picks[0].place)
    opened.window.keeping.save()
    (file,) = opened.path.parent.glob("*.picks.json")
    again = Opened(opened.path.parent).explorer
    load_picks(file, again.tabs.boards, "digits", 64, None, again.coder.read_own_code)
    own = again.tabs.board.picks[0]
    np.testing.assert_array_equal(own.code, explorer.tabs.board.picks[0].code)
    assert own.name == explorer.tabs.board.picks[0].name
    assert again.tabs.board.picks[10] == 20


def test_moving_over_the_map_shows_another_decoded_image(opened):
    opened.key("d")
    opened.finish()
    move(opened.map, 60, 60)
    before = opened.on_screen("here")
    move(opened.map, 300, 260)
    assert (opened.on_screen("here") != before).any()


def test_own_codes_in_files_are_checked():
    image = np.arange(4, dtype=np.uint8).reshape(2, 2)
    own = OwnCode("a", np.array([1, 2], np.float32), np.zeros(2, np.float32), image)
    values = json.loads(json.dumps(own.to_values()))
    again = own_code_from_values(values, 2, (2, 2))
    assert again.code.tolist() == [1, 2]
    assert again.image.tolist() == image.tolist()
    for change in (
        {"code": [1]},
        {"code": [1, "2"]},
        {"code": [1, 1e99]},
        {"place": None},
        {"image": "AAAA"},
        {"image": "?"},
        {"image": 7},
        {"name": 7},
    ):
        with pytest.raises(ValueError, match="it"):
            own_code_from_values(values | change, 2, (2, 2))
    with pytest.raises(ValueError, match="must have a name"):
        own_code_from_values([], 2, (2, 2))


@pytest.mark.parametrize(("milliseconds", "is_decoding"), [(90, True), (900, False)])
def test_a_key_that_is_held_down_decodes_until_it_is_let_go(opened, milliseconds, is_decoding):
    for name, when in (("press", 0), ("release", milliseconds)):
        event = SimpleNamespace(time=when)
        name = f"key_{name}_event"
        send(opened.figure, KeyEvent(name, opened.figure.canvas, "d", guiEvent=event))
        if name == "key_press_event":
            opened.finish()
            move(opened.map, 100, 100)
            assert opened.explorer.here.shown is not None
    opened.finish()
    assert opened.explorer.here.is_on == is_decoding
    assert (opened.explorer.here.shown is not None) == is_decoding
