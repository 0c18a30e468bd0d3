import numpy as np
import pytest
from PIL import Image

from latent.data import image_folder, load
from latent.data.image_folder import read_image
from latent.tools.check import UserError


def save(path, array, **options):
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.fromarray(array).save(path, **options)
    return path


def square(ground=0, ink=255, side=28):
    image = np.full((side, side), ground, np.uint8)
    image[side // 4 : side // 2, side // 4 : side // 2] = ink
    return image


def test_each_sub_folder_is_a_class_with_images_in_both_parts(tmp_path):
    for name, n in (("cats", 20), ("dogs", 2)):
        for k in range(n):
            save(tmp_path / "pets" / name / f"{k}.png", square(ink=100 + k))
    dataset = load(str(tmp_path / "pets"))
    assert dataset.label_names == ("cats", "dogs")
    assert np.bincount(dataset.y_test).tolist() == [3, 1]
    assert np.bincount(dataset.y_train).tolist() == [17, 1]
    assert dataset.x_train.shape == (18, 28, 28)
    again = load(str(tmp_path / "pets"))
    assert np.array_equal(again.x_test, dataset.x_test)


def test_an_image_in_mnists_format_stays_as_it_is(tmp_path):
    assert np.array_equal(read_image(save(tmp_path / "a.png", square())), square())


def test_ink_on_a_light_ground_is_inverted(tmp_path):
    path = save(tmp_path / "a.png", square(ground=255, ink=0))
    assert np.array_equal(read_image(path), square())


def test_a_large_image_is_made_smaller_and_a_small_one_larger(tmp_path):
    assert np.array_equal(read_image(save(tmp_path / "a.png", square(side=280))), square())
    assert np.array_equal(read_image(save(tmp_path / "b.png", square(side=4))), square())


def test_an_image_keeps_its_proportions(tmp_path):
    wide = np.zeros((14, 56), np.uint8)
    wide[1:-1, 1:-1] = 255
    image = read_image(save(tmp_path / "a.png", wide))
    assert image.any(1).sum() == 7
    assert image.any(1)[10:17].all()


def test_colours_palettes_and_deep_greys_become_grey(tmp_path):
    colored = np.zeros((28, 28, 3), np.uint8)
    colored[7:14, 7:14] = 255
    assert np.array_equal(read_image(save(tmp_path / "a.png", colored)), square())
    palette = Image.fromarray(colored).quantize(4)
    palette.save(tmp_path / "b.gif")
    assert np.array_equal(read_image(tmp_path / "b.gif"), square())
    deep = square().astype(np.uint16) * 257
    assert np.array_equal(read_image(save(tmp_path / "c.png", deep)), square())


def test_what_is_transparent_is_ground(tmp_path):
    layers = np.zeros((28, 28, 4), np.uint8)
    layers[7:14, 7:14, 3] = 255  # black ink on nothing
    assert np.array_equal(read_image(save(tmp_path / "a.png", layers)), square())


@pytest.mark.parametrize("name", ["broken.png", "cut.png", "empty.jpg"])
def test_a_broken_image_is_refused_by_name(tmp_path, name):
    for k in range(3):
        path = save(tmp_path / "set" / "a" / f"{k}.png", square())
    content = {"broken.png": b"none", "cut.png": path.read_bytes()[:60], "empty.jpg": b""}
    (path.parent / name).write_bytes(content[name])
    with pytest.raises(UserError, match=name) as caught:
        load(str(tmp_path / "set"))
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("side", [8_000, 15_000])
def test_a_bomb_is_refused_by_name_before_it_is_unpacked(tmp_path, monkeypatch, side):
    path = tmp_path / "bomb.tif"
    Image.new("1", (side, side)).save(path, compression="group4")
    monkeypatch.setattr(image_folder, "_to_mnist_like", None)
    with pytest.raises(UserError, match=r"bomb\.tif has more than 50,000,000 pixels"):
        read_image(path)


def test_a_huge_file_is_refused_by_name(tmp_path, monkeypatch):
    monkeypatch.setattr(image_folder, "MOST_BYTES", 10)
    with pytest.raises(UserError, match=r"a\.png has more than 10 bytes"):
        read_image(save(tmp_path / "a.png", square()))


def test_files_that_are_no_images_are_counted_and_left_out(tmp_path, caplog):
    for k in range(3):
        save(tmp_path / "set" / "a" / f"{k}.png", square())
    (tmp_path / "set" / "a" / "notes.txt").write_text("")
    (tmp_path / "set" / "a" / ".hidden.png").write_text("")
    assert len(load(str(tmp_path / "set")).x_train) == 2
    assert "1 files are no images" in caplog.text


def test_a_folder_without_images_or_a_class_of_one_is_refused(tmp_path):
    with pytest.raises(UserError, match="no images in sub-folders"):
        load(str(tmp_path))
    save(tmp_path / "lonely" / "a.png", square())
    with pytest.raises(UserError, match="lonely holds one image"):
        load(str(tmp_path))
