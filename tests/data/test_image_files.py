"""Image files of every kind become pixels of the wanted size, and what is no image is said."""

import numpy as np
import pytest
from PIL import Image

from latent.data import image_files
from latent.data.image_files import read_color, read_gray, size_of
from latent.tools.check import UserError

RED, WHITE = (200, 30, 30), (255, 255, 255)


def save(path, array, mode=None, **options):
    path.parent.mkdir(parents=True, exist_ok=True)
    image = Image.fromarray(array)
    image = image.quantize(8) if mode == "P" else image.convert(mode or image.mode)
    image.save(path, **options)
    return path


def square(ground=0, ink=255, side=28):
    image = np.full((side, side), ground, np.uint8)
    image[side // 4 : side // 2, side // 4 : side // 2] = ink
    return image


def colored(height=8, width=8, color=RED):
    return np.full((height, width, 3), color, np.uint8)


def test_a_grey_image_in_mnists_format_stays_as_it_is(tmp_path):
    assert np.array_equal(read_gray(save(tmp_path / "a.png", square()), 28, 28), square())


def test_ink_on_a_light_ground_is_inverted_in_grey(tmp_path):
    path = save(tmp_path / "a.png", square(ground=255, ink=0))
    assert np.array_equal(read_gray(path, 28, 28), square())


def test_a_large_image_is_made_smaller_and_a_small_one_larger(tmp_path):
    large, small = (save(tmp_path / f"{side}.png", square(side=side)) for side in (280, 4))
    assert np.array_equal(read_gray(large, 28, 28), square())
    assert np.array_equal(read_gray(small, 28, 28), square())


def test_an_image_keeps_its_proportions(tmp_path):
    wide = np.zeros((14, 56), np.uint8)
    wide[1:-1, 1:-1] = 255
    image = read_gray(save(tmp_path / "a.png", wide), 28, 28)
    assert image.any(1).sum() == 7
    assert image.any(1)[10:17].all()


def test_colours_palettes_and_deep_greys_become_grey(tmp_path):
    array = np.repeat(square()[..., None], 3, axis=2)
    assert np.array_equal(read_gray(save(tmp_path / "a.png", array), 28, 28), square())
    Image.fromarray(array).quantize(4).save(tmp_path / "b.gif")
    assert np.array_equal(read_gray(tmp_path / "b.gif", 28, 28), square())
    deep = square().astype(np.uint16) * 257
    assert np.array_equal(read_gray(save(tmp_path / "c.png", deep), 28, 28), square())


def test_what_is_transparent_is_ground_in_grey_and_white_in_colour(tmp_path):
    layers = np.zeros((28, 28, 4), np.uint8)
    layers[7:14, 7:14, 3] = 255  # black ink on nothing
    path = save(tmp_path / "a.png", layers)
    assert np.array_equal(read_gray(path, 28, 28), square())
    assert read_color(path, 28, 28)[0, 0].tolist() == [255, 255, 255]
    assert read_color(path, 28, 28)[10, 10].tolist() == [0, 0, 0]


def test_a_colour_image_stays_as_it_is_and_is_not_inverted(tmp_path):
    array = np.random.default_rng(0).integers(0, 256, (12, 20, 3), dtype=np.uint8)
    path = save(tmp_path / "a.png", array)
    assert size_of(path) == (12, 20)
    assert np.array_equal(read_color(path, 12, 20), array)


def test_a_colour_image_is_padded_with_the_colour_of_its_own_border(tmp_path):
    array = colored(8, 16)
    array[2:6, 4:12] = 0
    image = read_color(save(tmp_path / "a.png", array), 16, 16)
    assert image[0].tolist() == [list(RED)] * 16
    assert image[8, 8].tolist() == [0, 0, 0]


@pytest.mark.parametrize(
    ("name", "mode"), [("a.gif", "P"), ("b.tif", "CMYK"), ("c.jpg", "CMYK"), ("d.png", "RGBA")]
)
def test_palettes_prints_and_layers_become_colours(tmp_path, name, mode):
    image = read_color(save(tmp_path / name, colored(), mode), 8, 8)
    assert np.abs(image.astype(int) - RED).max() <= 6  # of a JPEG


def test_of_a_film_the_first_picture_is_taken(tmp_path):
    first, second = (Image.fromarray(colored(color=color)) for color in (RED, WHITE))
    first.save(tmp_path / "a.gif", save_all=True, append_images=[second])
    assert np.abs(read_color(tmp_path / "a.gif", 8, 8).astype(int) - RED).max() <= 6


def test_an_image_of_one_pixel_is_enlarged(tmp_path):
    assert (read_color(save(tmp_path / "a.png", colored(1, 1)), 9, 5) == RED).all()
    assert (read_gray(save(tmp_path / "b.png", square(ink=0)[:1, :1]), 9, 5) == 0).all()


@pytest.mark.parametrize("read", [read_color, read_gray])
@pytest.mark.parametrize("name", ["broken.png", "cut.png", "empty.jpg"])
def test_a_broken_image_is_refused_by_name(tmp_path, name, read):
    whole = save(tmp_path / "whole.png", colored(64, 64)).read_bytes()
    content = {"broken.png": b"none", "cut.png": whole[:60], "empty.jpg": b""}
    (tmp_path / name).write_bytes(content[name])
    with pytest.raises(UserError, match=name) as caught:
        read(tmp_path / name, 28, 28)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("side", [8_000, 15_000])
def test_a_bomb_is_refused_by_name_before_it_is_unpacked(tmp_path, monkeypatch, side):
    path = tmp_path / "bomb.tif"
    Image.new("1", (side, side)).save(path, compression="group4")
    monkeypatch.setattr(image_files, "_on_white", None)
    for read in (read_color, read_gray):
        with pytest.raises(UserError, match=r"bomb\.tif has more than 50,000,000 pixels"):
            read(path, 28, 28)


def test_a_huge_file_is_refused_by_name(tmp_path, monkeypatch):
    monkeypatch.setattr(image_files, "MOST_BYTES", 10)
    with pytest.raises(UserError, match=r"a\.png has more than 10 bytes"):
        read_gray(save(tmp_path / "a.png", square()), 28, 28)


def test_a_format_for_which_another_program_would_be_started_is_refused(tmp_path, monkeypatch):
    path = tmp_path / "a.png"
    Image.new("RGB", (8, 8)).save(path, "EPS")
    monkeypatch.setattr("subprocess.check_call", lambda *_, **__: pytest.fail("it was started"))
    with pytest.raises(UserError, match="cannot be read as an image"):
        read_gray(path, 8, 8)


def test_a_file_that_is_gone_is_said(tmp_path):
    with pytest.raises(UserError, match="cannot be read as an image"):
        read_gray(tmp_path / "a.png", 8, 8)
