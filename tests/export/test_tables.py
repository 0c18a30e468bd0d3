"""Maps as tables, arrays and a folder for the projector, read again by other means."""

import csv
import json
from pathlib import Path

import numpy as np
import pyarrow.parquet
import pytest
from PIL import Image

from latent.codes.bits import PackedBits
from latent.export.csv_table import write_csv
from latent.export.mapped_images import from_embeddings
from latent.export.npz_arrays import write_npz
from latent.export.parquet_table import write_parquet
from latent.export.projector import LARGEST_SPRITE, sprite_of, write_projector
from tests.helpers.maps import grid_map, whole_typefaces
from tests.helpers.refusals import refusal_of

NAMES = ["<b>one</b>", 'two,\t"2"', "three"]


@pytest.fixture
def content():
    return grid_map(label_names=NAMES)


@pytest.fixture
def images(content):
    return from_embeddings({"a.pkl": content})


def of_bits():
    bits = np.random.default_rng(0).integers(0, 2, (64, 11))
    content = grid_map(codes=PackedBits.of(bits), linear_map=None, typefaces=False)
    return from_embeddings({"a.pkl": content}), bits


def of_colors():
    colors = np.random.default_rng(0).integers(0, 256, (64, 10, 6, 3), dtype=np.uint8)
    content = grid_map(images=colors, codes=None, linear_map=None)
    return from_embeddings({"a.pkl": content}), colors


def test_several_maps_of_the_same_images_go_together():
    two = from_embeddings({"a": grid_map(), "b": grid_map(method="PCA"), "c": grid_map()})
    assert list(two.positions) == ["UMAP", "PCA", "UMAP_2"]
    assert list(two.coordinates())[:4] == ["x_UMAP", "y_UMAP", "x_PCA", "y_PCA"]


@pytest.mark.parametrize(
    "other",
    [
        grid_map(images=np.zeros((64, 28, 28), np.uint8)),
        grid_map(codes=np.ones((64, 3), np.float32)),
        grid_map(codes=None, linear_map=None),
        grid_map(codes=PackedBits.of(np.ones((64, 3))), linear_map=None),
        grid_map(side=4),
    ],
)
def test_maps_of_other_images_or_codes_are_refused(other):
    problem = refusal_of(from_embeddings, {"a.pkl": grid_map(), "b.pkl": other})
    assert problem == "b.pkl: maps other images or other codes than a.pkl"


def test_a_part_has_as_many_of_each_class_and_keeps_what_belongs_together(images, content):
    part = images.part(30)
    assert np.bincount(part.labels).tolist() == [10, 10, 10]
    np.testing.assert_array_equal(part.images, content.images[part.numbers])
    np.testing.assert_array_equal(part.codes, content.codes[part.numbers])
    np.testing.assert_array_equal(part.positions["UMAP"], content.positions[part.numbers])
    assert part.typefaces == [content.font_names[number] for number in part.numbers]
    assert "there are 64" in refusal_of(images.part, 65)
    bits, unpacked = of_bits()
    few = bits.part(9)
    np.testing.assert_array_equal(few.codes.unpack(), unpacked[few.numbers])


def test_a_csv_table_has_a_row_for_each_image(images, content, tmp_path):
    write_csv(images, tmp_path / "a.csv")
    with (tmp_path / "a.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert list(rows[0]) == [*("number", "label", "typeface", "x", "y"), *images_codes(3)]
    assert [row["label"] for row in rows] == [NAMES[label] for label in content.labels]
    assert [row["typeface"] for row in rows] == content.font_names
    codes = np.array([[row[name] for name in images_codes(3)] for row in rows], np.float32)
    np.testing.assert_array_equal(codes, content.codes)
    places = np.array([[row["x"], row["y"]] for row in rows], np.float32)
    np.testing.assert_array_equal(places, content.positions)


def images_codes(n):
    return [f"code_{k}" for k in range(n)]


def test_bits_stand_in_a_csv_table_as_0_and_1(tmp_path):
    images, bits = of_bits()
    write_csv(images, tmp_path / "a.csv")
    with (tmp_path / "a.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert "typeface" not in rows[0]
    found = [[int(row[name]) for name in images_codes(11)] for row in rows]
    np.testing.assert_array_equal(found, bits)


def test_numpy_opens_the_arrays_without_pickles(images, content, tmp_path):
    write_npz(images, tmp_path / "a.npz")
    with np.load(tmp_path / "a.npz", allow_pickle=False) as arrays:
        np.testing.assert_array_equal(arrays["images"], content.images)
        np.testing.assert_array_equal(arrays["codes"], content.codes)
        np.testing.assert_array_equal(arrays["positions"], content.positions)
        np.testing.assert_array_equal(arrays["labels"], content.labels)
        assert arrays["label_names"].tolist() == NAMES
        assert arrays["typefaces"].tolist() == content.font_names
        assert arrays["numbers"].tolist() == list(range(64))
    bits, unpacked = of_bits()
    write_npz(bits, tmp_path / "b.npz")
    with np.load(tmp_path / "b.npz", allow_pickle=False) as arrays:
        np.testing.assert_array_equal(arrays["codes"], unpacked)
        assert arrays["codes"].dtype == np.uint8


def test_equal_maps_make_equal_arrays(images, tmp_path):
    write_npz(images, tmp_path / "a.npz")
    write_npz(images, tmp_path / "b.npz")
    assert (tmp_path / "a.npz").read_bytes() == (tmp_path / "b.npz").read_bytes()


def test_a_parquet_table_holds_the_images_themselves(images, content, tmp_path):
    path = tmp_path / "a.parquet"
    write_parquet(images, path)
    table = pyarrow.parquet.read_table(path)
    row = table.slice(5, 1).to_pylist()[0]
    (tmp_path / "5.png").write_bytes(row["image"]["bytes"])
    with Image.open(tmp_path / "5.png") as picture:
        np.testing.assert_array_equal(np.asarray(picture), content.images[5])
    assert row["image"]["path"] == "5.png"
    assert (row["number"], row["label"], row["label_index"]) == (5, "three", 2)
    assert row["typeface"] == "Font 0"
    np.testing.assert_array_equal(np.float32([row["x"], row["y"]]), content.positions[5])
    np.testing.assert_array_equal(np.float32(row["code"]), content.codes[5])
    distances = np.linalg.norm(content.codes - content.codes[5], axis=1)
    assert row["neighbors"]["ids"] == np.argsort(distances)[1:9].tolist()
    np.testing.assert_allclose(row["neighbors"]["distances"], np.sort(distances)[1:9], rtol=1e-5)
    features = json.loads(table.schema.metadata[b"huggingface"])["info"]["features"]
    assert list(features) == table.column_names
    assert features["image"] == {"_type": "Image"}


def test_a_whole_typeface_is_shown_by_a_few_letters_and_kept_whole():
    content = grid_map(**whole_typefaces())
    images = from_embeddings({Path("a.pkl"): content})
    np.testing.assert_array_equal(images.pictures, content.pictures(content.images))
    assert images.pictures.shape[2] < images.images.shape[2]
    np.testing.assert_array_equal(images.images, content.images)
    few = images.part(2)
    np.testing.assert_array_equal(few.pictures, content.pictures(few.images))


def test_colours_and_bits_stand_in_a_parquet_table_too(tmp_path):
    images, colors = of_colors()
    write_parquet(images, tmp_path / "a.parquet")
    table = pyarrow.parquet.read_table(tmp_path / "a.parquet")
    assert "code" not in table.column_names
    (tmp_path / "0.png").write_bytes(table["image"][0]["bytes"].as_py())
    with Image.open(tmp_path / "0.png") as picture:
        np.testing.assert_array_equal(np.asarray(picture), colors[0])
    images, bits = of_bits()
    write_parquet(images, tmp_path / "b.parquet")
    found = pyarrow.parquet.read_table(tmp_path / "b.parquet")["code"].to_pylist()
    np.testing.assert_array_equal(found, bits)


def test_the_projector_finds_all_that_its_settings_name(images, content, tmp_path):
    from google.protobuf import text_format
    from tensorboard.plugins.projector.projector_config_pb2 import ProjectorConfig

    folder = tmp_path / "a.projector"
    write_projector(images, folder)
    write_projector(images, folder)  # takes the place of the first
    text = (folder / "projector_config.pbtxt").read_text(encoding="utf-8")
    codes, places = text_format.Parse(text, ProjectorConfig()).embeddings
    np.testing.assert_array_equal(
        np.loadtxt(folder / codes.tensor_path, np.float32, delimiter="\t"), content.codes
    )
    laid_out = np.loadtxt(folder / places.tensor_path, delimiter="\t")
    expected = content.positions - content.positions.mean(axis=0)
    np.testing.assert_allclose(laid_out, np.hstack([expected, np.zeros((64, 1))]), atol=1e-6)
    lines = (folder / codes.metadata_path).read_text(encoding="utf-8").splitlines()
    assert lines[0] == "label\tnumber\ttypeface"
    assert len(lines) == 65
    assert lines[2].split("\t") == ['two,\\t"2"', "1", "Font 1"]
    with Image.open(folder / codes.sprite.image_path) as sprite:
        assert sprite.size == (8 * 28, 8 * 28)
        ninth = np.asarray(sprite)[28:56, :28]
    np.testing.assert_array_equal(ninth, 255 - content.images[8])
    assert list(codes.sprite.single_image_dim) == [28, 28]


def test_a_sprite_of_very_many_images_stays_within_what_the_projector_takes():
    sprite, sides = sprite_of(np.zeros((90_000, 32, 16), np.uint8))
    assert max(sprite.shape) <= LARGEST_SPRITE
    assert sides == (14, 27)


def test_a_folder_that_holds_something_else_is_not_replaced(images, tmp_path):
    folder = tmp_path / "a.projector"
    folder.mkdir()
    (folder / "notes.txt").write_text("mine")
    assert "holds notes.txt, which would be lost" in refusal_of(write_projector, images, folder)
    assert [path.name for path in tmp_path.rglob("*")] == ["a.projector", "notes.txt"]
