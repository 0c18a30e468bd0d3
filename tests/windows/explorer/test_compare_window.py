import numpy as np
import pytest

from latent.data.gray_levels import to_bytes
from latent.tools.check import UserError
from latent.windows.explorer.decoding import MOST_RESTARTS, DecoderLost
from latent.windows.explorer.experiments.base import FIRST
from latent.windows.explorer.experiments.compare import STEPS, TARGET
from latent.windows.explorer.own_code import OwnCode
from latent.windows.screen import Screen
from tests.helpers.explorers import Opened
from tests.helpers.maps import fake_decode
from tests.helpers.windows import drag, move, panel
from tests.windows.explorer.test_compare import brighter, other_map


def encode_sums(images):
    """Return codes of three numbers that tell images apart."""
    sums = images.reshape(len(images), -1)[:, ::97].astype(np.float32) / 255
    return sums[:, :3] * 2


def encode_halves(images):
    return encode_sums(images) / 2


@pytest.fixture
def opened(tmp_path):
    found = Opened(tmp_path, compared=[(other_map(), lambda: brighter, encode_halves)])
    found.explorer.coder.take_decoder(found.explorer.coder.decode, encode_sums)
    return found


def labels(opened):
    return [label.words for label in opened.explorer.tabs.sheet.labels]


def row_of(opened, model, source=0):
    cells = [cell for cell in opened.explorer.tabs.sheet.cells if cell.model == model]
    n_cells = 2 + len(STEPS)
    return cells[source * n_cells : (source + 1) * n_cells]


class Ending:
    """A decoder that ends when told, and can be loaded again."""

    def __init__(self, decode):
        self.n_lives, self.is_alive, self._decode = 0, False, decode

    def load(self):
        self.n_lives += 1
        self.is_alive = True
        return self.decode

    def decode(self, codes):
        if not self.is_alive:
            raise DecoderLost("the decoder has ended: open the window again")
        return self._decode(codes)


def test_the_decoder_of_a_compared_map_is_started_again_and_the_first_one_is_left_alone(
    tmp_path, monkeypatch
):
    first, second = Ending(fake_decode), Ending(brighter)
    opened = Opened(tmp_path, first.load, compared=[(other_map(), second.load)])
    opened.window.window.screen = Screen()
    said, say = [], opened.window.status.say
    monkeypatch.setattr(opened.window.status, "say", lambda words: (said.append(words), say(words)))
    for n_lives in range(2, 2 + MOST_RESTARTS):
        second.is_alive = False
        opened.click_image(n_lives)
        opened.finish()
        assert second.n_lives == n_lives
    assert said.count("the decoder of B vae has ended and is started again") == MOST_RESTARTS
    assert (first.n_lives, second.n_lives) == (1, 1 + MOST_RESTARTS)
    (_, _, reconstruction, *_) = row_of(opened, 1)
    expected = to_bytes(brighter(other_map().codes[2:3]))[0]
    np.testing.assert_array_equal(opened.explorer.tabs.image(reconstruction), expected)
    second.is_alive = False
    opened.click_image(40)
    opened.finish()
    assert "open the window again" in opened.words("status")
    assert second.n_lives == 1 + MOST_RESTARTS


def test_decoded_images_are_shown_on_all_maps_each_by_its_own_model(opened):
    before = {label: opened.on_screen(label) for label in ("map", "map 2")}
    opened.key("o")
    opened.finish()
    for seen_map, decode in zip(opened.explorer.maps, (fake_decode, brighter), strict=True):
        expected = to_bytes(decode(seen_map.content.codes))
        np.testing.assert_array_equal(seen_map.tiles.shown.images, expected)
    shown = {label: opened.on_screen(label) for label in before}
    assert all((shown[label] != before[label]).any() for label in before)
    opened.figure.canvas.draw()  # nothing else was to be drawn
    for label, pixels in shown.items():
        np.testing.assert_array_equal(opened.on_screen(label), pixels)
    opened.key("o")
    for label, pixels in before.items():
        np.testing.assert_array_equal(opened.on_screen(label), pixels)


def test_a_map_of_pixels_beside_a_map_of_codes_keeps_its_images_when_they_are_decoded(tmp_path):
    pixels = other_map(codes=None, linear_map=None, weights_path="", weights_sha256="")
    opened = Opened(tmp_path, compared=[(pixels, None)])
    opened.key("o")
    opened.finish()
    assert "every image as the model decodes" in opened.words("status")
    np.testing.assert_array_equal(opened.explorer.maps[1].tiles.shown.images, pixels.images)


def test_a_row_of_another_model_shows_the_own_image_as_that_model_encodes_it(opened):
    image = np.random.default_rng(1).integers(0, 256, (28, 28), np.uint8)
    own = OwnCode("my drawing", encode_sums(image[None])[0], np.array([0.5, 0.5]), image)
    opened.explorer.tabs.board.pick(own)
    opened.explorer.tabs.board.choose(TARGET)
    opened.click_image(9)
    opened.finish()
    (source, target, first, *_) = row_of(opened, 1)
    np.testing.assert_allclose(first.code, encode_halves(image[None])[0])
    np.testing.assert_array_equal(opened.explorer.tabs.image(source), image)
    assert target.pick == 9
    decoded = to_bytes(brighter(first.code[None]))[0] / 255
    error = np.square(decoded - image / 255).mean()
    assert f"error {error:.4f}" in labels(opened)
    expected = opened.explorer.maps[1].content.place(first.code[None])[0]
    np.testing.assert_allclose(opened.explorer.tabs.lines(1)[0][0], expected, atol=1e-6)
    assert [slot for slot, _ in opened.explorer.tabs.pick_places(1)] == [0, TARGET]


def test_a_row_of_another_model_encodes_a_code_from_the_first_model_s_image_and_says_so(opened):
    code = np.array([1, -1, 0.5], np.float32)
    opened.explorer.tabs.board.pick(OwnCode("0.500, 0.500", code, np.array([0.5, 0.5])))
    opened.window.experimenting.show_picks()
    opened.finish()
    image = to_bytes(fake_decode(code[None]))[0]
    (source, _, first, *_) = row_of(opened, 1)
    np.testing.assert_array_equal(opened.explorer.tabs.image(source), image)
    np.testing.assert_allclose(first.code, encode_halves(image[None])[0])
    np.testing.assert_array_equal(row_of(opened, FIRST)[2].code, code)
    assert labels(opened).count("encoded from A's image") == 1
    assert any("encoded from what A dense decodes" in words for words in first.words)
    opened.explorer.tabs.board.choose(TARGET)
    opened.explorer.tabs.board.pick(opened.explorer.tabs.board.picks[0])
    opened.window.experimenting.show_picks()
    opened.finish()
    assert labels(opened).count("encoded from A's image, T from A") == 1


def test_rows_wait_for_an_encoder_that_is_not_there(tmp_path):
    opened = Opened(tmp_path, compared=[(other_map(), lambda: brighter)])
    image = np.zeros((28, 28), np.uint8)
    opened.explorer.tabs.board.pick(OwnCode("mine", np.zeros(3, np.float32), np.zeros(2), image))
    opened.window.experimenting.show_picks()
    opened.finish()
    assert row_of(opened, 1)[2].code is None
    np.testing.assert_array_equal(opened.explorer.tabs.image(row_of(opened, 1)[0]), image)
    assert opened.explorer.tabs.lines(1) == []


def test_an_image_that_cannot_be_encoded_is_said_once(tmp_path):
    calls = []

    def refuse(images):
        calls.append(images)
        raise UserError("this model cannot encode")

    opened = Opened(tmp_path, compared=[(other_map(), lambda: brighter, refuse)])
    opened.window.window.screen = Screen()
    own = OwnCode("mine", np.zeros(3, np.float32), np.zeros(2), np.zeros((28, 28), np.uint8))
    opened.explorer.tabs.board.pick(own)
    opened.window.experimenting.show_picks()
    opened.finish()
    assert "this model cannot encode" in opened.words("status")
    assert len(calls) == 1


def test_a_map_that_is_drawn_in_parts_looks_as_if_it_was_drawn_whole(opened):
    for index in (3, 12):
        opened.click_image(index)
    opened.explorer.tabs.board.choose(TARGET)
    opened.click_image(30)
    opened.finish()
    opened.key("n", 20)
    drag(opened.map, (150, 200), (190, 170))
    move(opened.map, *opened.place(20))
    shown = opened.on_screen()
    opened.figure.canvas.draw()
    np.testing.assert_array_equal(opened.on_screen(), shown)
    assert panel(opened.figure, "map 2").get_visible()
