"""Images of one's own: folders, tables of names, what becomes of their sizes and colours."""

import os

import numpy as np
import pytest
from PIL import Image

from latent.data import cache, image_folder, load
from latent.data.image_files import read_gray
from latent.data.image_folder import find_image_folder, read_image_table
from latent.tools.check import UserError
from tests.helpers.refusals import refusal_of


@pytest.fixture(autouse=True)
def own_cache(tmp_path, monkeypatch):
    monkeypatch.setenv("LATENT_CACHE", str(tmp_path / "cache"))


def save(path, array):
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.fromarray(array).save(path)
    return path


def colored(height=12, width=12, seed=0):
    return np.random.default_rng(seed).integers(0, 256, (height, width, 3), dtype=np.uint8)


def grey(side=12, ink=255):
    image = np.zeros((side, side), np.uint8)
    image[side // 4 : side // 2, side // 4 : side // 2] = ink
    return image


def folder_of(folder, **images_by_class):
    for name, images in images_by_class.items():
        for k, image in enumerate(images):
            save(folder / name / f"{k:03}.png", image)
    return str(folder)


def pets(tmp_path, n=4, **options):
    return folder_of(
        tmp_path / "pets",
        cats=[colored(seed=k, **options) for k in range(n)],
        dogs=[colored(seed=100 + k, **options) for k in range(n)],
    )


def test_each_sub_folder_is_a_class_with_images_in_both_parts(tmp_path):
    folder = folder_of(
        tmp_path / "pets", cats=[grey(ink=100 + k) for k in range(20)], dogs=[grey(), grey()]
    )
    dataset = load(folder)
    assert dataset.label_names == ("cats", "dogs")
    assert np.bincount(dataset.y_test).tolist() == [3, 1]
    assert np.bincount(dataset.y_train).tolist() == [17, 1]
    assert dataset.x_train.shape == (18, 12, 12)
    assert np.array_equal(load(folder).x_test, dataset.x_test)


def test_images_that_agree_in_size_and_colour_stay_as_they_are(tmp_path):
    dataset = load(pets(tmp_path, height=10, width=20))
    assert dataset.array_shape == (10, 20, 3)
    everything = np.concatenate([dataset.x_train, dataset.x_test])
    originals = [colored(10, 20, seed) for seed in (*range(4), *range(100, 104))]
    assert sorted(image.tobytes() for image in everything) == sorted(
        image.tobytes() for image in originals
    )
    assert dataset.source.endswith("pets, in colour, 10×20 pixels as they are")


def test_images_of_mixed_sizes_get_one_size_and_that_is_said(tmp_path):
    folder = folder_of(tmp_path / "set", a=[colored(8, 8), colored(100, 50), colored(20, 20)])
    dataset = load(folder)
    assert dataset.array_shape == (64, 64, 3)
    assert dataset.source.endswith("in colour, 64×64 pixels, scaled from 8×8 to 100×50")


def test_images_that_agree_in_a_large_size_become_64_pixels(tmp_path):
    dataset = load(folder_of(tmp_path / "set", a=[colored(70, 70)] * 2))
    assert dataset.array_shape == (64, 64, 3)


def test_the_size_can_be_chosen(tmp_path):
    assert load(pets(tmp_path), image_size=(7, 9)).array_shape == (7, 9, 3)


def test_the_colour_can_be_chosen(tmp_path):
    folder = pets(tmp_path)
    assert load(folder, color="gray").array_shape == (12, 12)
    grey_folder = folder_of(tmp_path / "grey", a=[grey(), grey(ink=9)])
    assert load(grey_folder, color="rgb").array_shape == (12, 12, 3)


def test_images_are_grey_if_all_are_whatever_their_files_can_hold(tmp_path):
    as_color = np.repeat(grey()[..., None], 3, axis=2)
    assert load(folder_of(tmp_path / "one", a=[as_color] * 3)).array_shape == (12, 12)
    assert load(folder_of(tmp_path / "two", a=[as_color, grey(), colored()])).array_shape[2] == 3


def test_without_sub_folders_all_images_are_one_class(tmp_path):
    for k in range(3):
        save(tmp_path / "loose" / f"{k}.png", colored(seed=k))
    dataset = load(str(tmp_path / "loose"))
    assert dataset.label_names == ("loose",)
    assert len(dataset.x_train) == 2


def test_images_beside_sub_folders_are_left_out(tmp_path, caplog):
    folder = pets(tmp_path)
    save(tmp_path / "pets" / "cover.png", colored())
    assert len(load(folder).x_train) == 6
    assert "1 files are no images" in caplog.text


def test_files_that_are_no_images_are_counted_and_left_out(tmp_path, caplog):
    folder = pets(tmp_path)
    (tmp_path / "pets" / "cats" / "notes.txt").write_text("")
    (tmp_path / "pets" / "cats" / ".hidden.png").write_text("")
    assert len(load(folder).x_train) == 6
    assert "1 files are no images" in caplog.text


def test_a_folder_without_images_or_a_class_of_one_is_refused(tmp_path):
    with pytest.raises(UserError, match="holds no images"):
        load(str(tmp_path))
    save(tmp_path / "lonely" / "a.png", colored())
    with pytest.raises(UserError, match="lonely holds one image"):
        load(str(tmp_path))


def test_a_broken_image_among_many_is_refused_by_name(tmp_path):
    folder = pets(tmp_path)
    (tmp_path / "pets" / "dogs" / "broken.png").write_bytes(b"none")
    with pytest.raises(UserError, match=r"broken\.png cannot be read"):
        load(folder)


def test_images_are_read_once_and_then_taken_from_the_cache(tmp_path, monkeypatch):
    folder = pets(tmp_path)
    first = load(folder)
    monkeypatch.setattr(image_folder, "read_color", None)
    again = load(folder)
    assert np.array_equal(again.x_train, first.x_train)
    assert (again.source, again.label_names) == (first.source, first.label_names)


def test_a_changed_image_another_size_and_a_damaged_cache_are_read_again(tmp_path):
    folder = pets(tmp_path)
    load(folder)
    save(tmp_path / "pets" / "cats" / "000.png", colored(seed=999, height=12, width=12))
    assert (load(folder).x_train == colored(seed=999)).all(axis=(1, 2, 3)).any() or (
        load(folder).x_test == colored(seed=999)
    ).all(axis=(1, 2, 3)).any()
    assert load(folder, image_size=(5, 5)).array_shape == (5, 5, 3)
    for path in cache.find_cache_dir().iterdir():
        path.write_bytes(path.read_bytes()[:50])
    assert load(folder).array_shape == (12, 12, 3)


def test_old_settings_read_images_like_mnists_as_they_always_did(tmp_path):
    path = save(tmp_path / "set" / "a" / "0.png", colored(90, 40))
    save(tmp_path / "set" / "a" / "1.png", colored(90, 40, seed=1))
    dataset = load(str(tmp_path / "set"), image_size=(28, 28), color="gray")
    both = np.concatenate([dataset.x_train, dataset.x_test])
    assert any(np.array_equal(image, read_gray(path, 28, 28)) for image in both)


def table(tmp_path, text):
    for k in range(4):
        save(tmp_path / "pictures" / f"{k}.png", colored(seed=k))
    path = tmp_path / "list.csv"
    path.write_text(text, encoding="utf-8")
    return str(path)


@pytest.mark.parametrize("heading", ["", "file,label\n"])
def test_a_table_names_files_and_labels(tmp_path, heading):
    rows = "".join(f"pictures/{k}.png,{'ab'[k % 2]}\n" for k in range(4))
    dataset = load(table(tmp_path, heading + rows))
    assert dataset.label_names == ("a", "b")
    assert len(dataset.x_train) == len(dataset.x_test) == 2
    assert dataset.name == "list.csv"


def test_the_columns_of_a_table_are_found_by_its_heading(tmp_path):
    rows = "".join(f"x,{'ab'[k % 2]},pictures/{k}.png\n" for k in range(4))
    assert load(table(tmp_path, "note,label,file\n" + rows)).label_names == ("a", "b")


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ("", "lists no images"),
        ("pictures/0.png\n", "row 1 has 1 columns"),
        ("pictures/9.png,a\n", "row 1 names 'pictures/9.png'"),
        ("../outside.png,a\n", "is no file beside it"),
        ("/etc/hostname,a\n", "is no file beside it"),
        ("pictures/0.png,\n", "row 1 needs a label"),
        (f"pictures/0.png,{'a' * 201}\n", "row 1 needs a label"),
        ("pictures/0.png,a\npictures/1.png,b\npictures/2.png,b\n", "a holds one image"),
    ],
)
def test_a_table_that_cannot_be_used_is_refused_by_its_row(tmp_path, rows, message):
    save(tmp_path.parent / "outside.png", colored())
    with pytest.raises(UserError, match=message) as caught:
        load(table(tmp_path, rows))
    assert "\n" not in str(caught.value)


def test_a_table_that_is_no_text_is_refused(tmp_path):
    path = tmp_path / "list.csv"
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(UserError, match="cannot be read as a table"):
        load(str(path))


def test_folders_whose_names_are_not_utf8_have_classes_that_can_be_printed(tmp_path):
    for name in (b"a\xff", b"b\x1b[2J"):
        folder_of(tmp_path / os.fsdecode(b"own\xfe"), **{os.fsdecode(name): [grey()] * 3})
    dataset = load(str(tmp_path / os.fsdecode(b"own\xfe")))
    assert dataset.label_names == ("a\\udcff", "b\\x1b[2J")
    assert dataset.name == "own\\udcfe"
    assert dataset.title.isprintable()


@pytest.mark.parametrize("name", ["x" * 300, "a" * 5000, "loop/a.png", "\0", "../b.png"])
def test_a_table_may_name_only_what_can_be_a_file_beside_it(tmp_path, name):
    folder = tmp_path / "own"
    save(folder / "a.png", grey())
    (folder / "loop").symlink_to(folder / "loop")
    (tmp_path / "b.png").write_bytes(b"")
    (folder / "a.csv").write_text(f"{name},a\n")
    said = refusal_of(read_image_table, folder / "a.csv")
    assert "row 1 names" in said or "cannot be read as a table" in said
    assert len(said) < 400


def test_a_folder_that_cannot_be_read_is_said(tmp_path, monkeypatch):
    save(tmp_path / "own" / "a" / "a.png", grey())

    def denied(self):
        raise PermissionError(13, "Permission denied", str(self))

    monkeypatch.setattr(type(tmp_path), "iterdir", denied)
    assert f"cannot read {tmp_path / 'own'}: Permission denied" in refusal_of(
        find_image_folder, tmp_path / "own"
    )
