import numpy as np
import pytest
from PIL import Image

from latent.data.mnist_format import to_mnist_format
from latent.tiles.palette import INK
from latent.tools.check import UserError
from latent.windows.explorer.nearest_codes import NearestCodes
from latent.windows.explorer.own_code import OwnCode
from latent.windows.explorer.panels.pad import CLEAR, OPEN
from latent.windows.explorer.preparing import SIDE, Preparing
from latent.windows.explorer.states.history import History
from latent.windows.explorer.states.own_image import OwnImage
from tests.helpers.maps import grid_map
from tests.helpers.windows import click, draw_line, move, panel
from tests.windows.explorer.test_explorer_window import Opened


def fake_encode(images):
    """Return codes of three numbers: the means of an image's upper, middle and lower rows."""
    thirds = np.array_split(images.astype(np.float32) / 255, 3, axis=1)
    return np.stack([third.reshape(len(images), -1).mean(axis=1) for third in thirds], axis=1)


@pytest.fixture
def opened(tmp_path):
    opened = Opened(tmp_path)
    opened.explorer.coder.take_decoder(opened.explorer.coder.decode, fake_encode)
    opened.key("i")
    opened.finish()
    return opened


@pytest.fixture
def drawing():
    """A bar of ink in the upper left of the paper."""
    paper = np.zeros((SIDE, SIDE), np.uint8)
    paper[20:160, 30:50] = 255
    return paper


@pytest.fixture
def file(tmp_path, drawing):
    Image.fromarray(255 - drawing).save(tmp_path / "bar.png")
    return tmp_path / "bar.png"


def draw(opened, *points):
    """Draw a line through points of the paper, in shares of its side."""
    paper = opened.window.pad.paper
    places = [(paper.left + x * paper.width, paper.top + y * paper.height) for x, y in points]
    draw_line(panel(opened.figure, "pad"), places)
    opened.finish()


def press_on_pad(opened, what):
    place = opened.window.pad.places()[what]
    x, y = place.left + place.width / 2, place.top + place.height / 2
    click(panel(opened.figure, "pad"), x, y)
    opened.finish()


def test_a_drawing_of_digits_is_centred_by_its_mass_in_a_box_of_20(drawing):
    image = Preparing(grid_map()).of_paper(drawing)
    assert image.shape == (28, 28)
    rows, columns = np.nonzero(image)
    assert rows.max() - rows.min() + 1 == 20
    middle = (image.sum(axis=1) * (np.arange(28) + 0.5)).sum() / image.sum()
    assert middle == pytest.approx(14, abs=0.6)
    assert abs(columns.mean() + 0.5 - 14) < 1


def test_a_file_is_made_like_a_drawing_and_grey_paper_is_no_ink(drawing, file, tmp_path):
    preparing = Preparing(grid_map())
    expected = preparing.of_paper(drawing)
    np.testing.assert_array_equal(preparing.of_file(file)[1], expected)
    shade = np.linspace(180, 210, SIDE).astype(np.uint8)
    Image.fromarray(np.minimum(255 - drawing, shade)).save(tmp_path / "grey.png")
    grey = preparing.of_file(tmp_path / "grey.png")[1]
    assert np.abs(grey.astype(int) - expected).max() <= 1


def test_a_drawing_that_runs_over_the_edge_of_the_paper_stays_a_drawing(tmp_path):
    preparing = Preparing(grid_map())
    paper = np.zeros((SIDE, SIDE), np.uint8)
    paper[40:, 100:120] = 255
    paper[260:, 100:] = 255  # along more of the edge than any shadow
    image = preparing.of_paper(paper)
    assert 30 < (image >= 128).sum() < 100  # pixels; all of the box of 20×20 would be 400
    Image.fromarray(255 - paper).save(tmp_path / "edge.png")
    np.testing.assert_array_equal(preparing.of_file(tmp_path / "edge.png")[1], image)


def test_a_file_of_the_size_of_the_images_is_taken_as_it_is(tmp_path):
    image = to_mnist_format(np.random.default_rng(0).integers(0, 256, (9, 5)))
    Image.fromarray(image).save(tmp_path / "own.png")
    np.testing.assert_array_equal(Preparing(grid_map()).of_file(tmp_path / "own.png")[1], image)


def test_images_of_other_data_are_made_as_their_loaders_do(drawing, file):
    fashion = Preparing(grid_map(dataset="fashion")).of_paper(drawing)
    assert np.flatnonzero(fashion.any(axis=1)).tolist() == list(range(28))
    binary = Preparing(grid_map(settings_json='{"dataset": "digits", "binary_input": true}'))
    assert set(np.unique(binary.of_paper(drawing))) == {0, 255}
    tall = Preparing(grid_map(images=np.zeros((64, 40, 20), np.uint8), dataset="mine"))
    image = tall.of_paper(drawing)
    assert image.shape == (40, 20)
    assert np.flatnonzero(image.any(axis=1)).max() < 25  # the paper's square is in the middle
    assert tall.of_file(file)[1].shape == (40, 20)
    color = Preparing(grid_map(images=np.zeros((64, 16, 16, 3), np.uint8), dataset="mine"))
    image = color.of_paper(drawing)
    assert image.shape == (16, 16, 3)
    assert image[0, 0].tolist() == [255, 255, 255]
    assert image[4, 2].max() < 90
    paper, image = color.of_file(file)
    assert paper.shape == (SIDE, SIDE, 3)
    assert image.shape == (16, 16, 3)


def test_what_is_no_image_is_refused_in_one_line(tmp_path):
    own = OwnImage(grid_map(), History())
    bad = tmp_path / "bad.png"
    bad.write_bytes(b"no image")
    huge = tmp_path / "huge.png"
    Image.new("1", (10_000, 6_000)).save(huge)
    for path, words in (
        (tmp_path / "gone.png", "there is no such file"),
        (tmp_path, "there is no such file"),
        (bad, "cannot be read as an image"),
        (huge, "has more than 50,000,000 pixels"),
    ):
        with pytest.raises(UserError, match=words) as caught:
            own.open(path)
        assert "\n" not in str(caught.value)
        assert own.is_empty


def test_drawing_shows_the_reconstruction_a_star_and_what_is_near(opened):
    assert opened.window.pad.is_visible
    before = opened.on_screen()
    draw(opened, (0.3, 0.2), (0.3, 0.8))
    own = opened.explorer.own
    np.testing.assert_array_equal(own.code, fake_encode(own.image[None])[0])
    assert own.decoded.shape == (28, 28)
    np.testing.assert_allclose(own.place, opened.explorer.content.place(own.code[None])[0])
    codes = opened.explorer.content.codes
    nearest = np.argsort(np.linalg.norm(codes - own.code, axis=1))[:8]
    assert own.near.indices.tolist() == nearest.tolist()
    assert (opened.on_screen() != before).any()
    index, place = opened.window.pad.image_places()[2]
    move(panel(opened.figure, "pad"), place.left + 3, place.top + 3)
    assert opened.explorer.pointer.image == index == nearest[2]
    assert f"index {index} of" in opened.words("card")


def test_each_image_that_is_near_is_framed_on_all_sides(opened):
    draw(opened, (0.3, 0.2), (0.3, 0.8))
    axes = panel(opened.figure, "pad")
    for _, place in opened.window.pad.image_places():
        left, top, right, bottom = (
            round(side) for side in (place.left, place.top, place.right, place.bottom)
        )
        move(axes, left + 3, top + 3)
        assert left >= 2 and right + 2 <= opened.window.pad.size[0]
        picture = opened.window.pad.picture
        assert (picture[top - 2 : bottom + 2, [left - 1, right], :3] == INK).all()


def test_keys_in_place_of_the_paper_do_not_ask_to_draw(opened):
    assert "draw, or open a file" in opened.words("status")
    opened.key("h")
    assert "draw" not in opened.words("status")


def test_strokes_are_undone_while_the_paper_is_seen(opened):
    draw(opened, (0.3, 0.2), (0.3, 0.8))
    first = opened.explorer.own.image
    draw(opened, (0.6, 0.2), (0.6, 0.8))
    press_on_pad(opened, CLEAR)
    assert opened.explorer.own.is_empty
    opened.key("backspace")
    opened.key("backspace")
    opened.finish()
    np.testing.assert_array_equal(opened.explorer.own.image, first)
    opened.key("i")
    opened.key("backspace")
    assert not opened.explorer.own.is_empty
    assert "nothing to undo" in opened.words("status")


@pytest.mark.parametrize("how", ["pad", "prepared", "star"])
def test_the_own_image_fills_a_slot(opened, how):
    draw(opened, (0.3, 0.2), (0.3, 0.8))
    if how == "star":
        click(opened.map, *opened.explorer.map.view.to_pixels(opened.explorer.own.place))
    else:
        press_on_pad(opened, "prepared" if how == "prepared" else "put it into the slot")
    opened.finish()
    pick = opened.explorer.tabs.board.picks[0]
    assert isinstance(pick, OwnCode)
    tabs = opened.explorer.tabs
    np.testing.assert_array_equal(tabs.image(tabs.sheet.cells[0]), opened.explorer.own.image)
    assert opened.window.results.is_visible
    assert not opened.window.pad.is_visible


def test_a_click_on_an_image_near_the_drawing_picks_it(opened):
    draw(opened, (0.3, 0.2), (0.3, 0.8))
    index, place = opened.window.pad.image_places()[2]
    click(panel(opened.figure, "pad"), place.left + 3, place.top + 3)
    assert opened.explorer.tabs.board.picks[0] == index
    assert opened.window.results.is_visible
    opened.key("backspace")
    assert opened.explorer.tabs.board.is_empty
    assert not opened.explorer.own.is_empty


def test_nothing_fills_no_slot(opened):
    press_on_pad(opened, "put it into the slot")
    assert opened.explorer.tabs.board.is_empty
    assert "draw something first" in opened.words("status")


def test_a_file_is_opened_by_writing_its_name(opened, file):
    press_on_pad(opened, OPEN)
    assert opened.window.file.is_visible
    for letter in str(file) + "x":
        opened.key(letter)
    opened.key("backspace")
    opened.key("enter")
    opened.finish()
    assert not opened.window.file.is_visible
    assert opened.explorer.own.name == "bar.png"
    assert opened.explorer.own.place is not None
    press_on_pad(opened, OPEN)
    opened.key("q")
    opened.key("enter")
    assert "there is no such file" in opened.window.status.words
    assert opened.explorer.own.name == "bar.png"
    press_on_pad(opened, OPEN)
    opened.key("escape")
    opened.key("r")  # a key like before


def test_without_an_encoder_the_image_is_prepared_all_the_same(tmp_path):
    opened = Opened(tmp_path)
    opened.key("i")
    opened.finish()
    draw(opened, (0.3, 0.2), (0.3, 0.8))
    assert opened.explorer.own.image is not None
    assert opened.explorer.own.code is None


def test_the_nearest_of_a_code_that_no_image_has_are_exact():
    vectors = np.random.default_rng(0).normal(50, 1, (500, 6)).astype(np.float32)
    code = vectors[3] + np.float32(0.25)
    near = NearestCodes(vectors).near_code(code, 8)
    distances = np.linalg.norm(vectors.astype(float) - code, axis=1)
    order = np.argsort(distances, kind="stable")[:8]
    assert near.indices.tolist() == order.tolist()
    np.testing.assert_allclose(near.distances, distances[order], rtol=1e-6)
