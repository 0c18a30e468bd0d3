"""`latent.open`: what it makes of a file, and what the model takes and gives."""

import re
import subprocess
import sys

import numpy as np
import pytest

import latent
from latent.codes.bits import PackedBits
from latent.library.arrays import check_codes, check_images
from latent.library.model import Model
from latent.maps.embedding_file import EmbeddingFile, save_embedding
from latent.settings import DenseSettings, SparseSettings
from tests.helpers.maps import grid_map
from tests.helpers.models import model_of, random_images, save_model
from tests.helpers.refusals import refusal_of
from tests.helpers.scripts import ROOT, script_environment

IMAGES = random_images((9, 12))


@pytest.fixture(scope="module")
def dense(tmp_path_factory):
    model = model_of(DenseSettings(layers=(20,), d_latent=3), IMAGES)
    # The name says nothing: which kind of file it is, is read in it.
    return latent.open(save_model(tmp_path_factory.mktemp("weights") / "a.pkl.weights.h5", model))


@pytest.fixture(scope="module")
def sparse():
    settings = SparseSettings(layers=(20,), d_latent=40, binary_input=True)
    return Model("nowhere", model_of(settings, IMAGES))


def test_importing_the_package_imports_nothing_slow():
    slow = "('tensorflow', 'keras', 'numpy', 'matplotlib')"
    check = f"import sys, latent; sys.exit(any(name in sys.modules for name in {slow}))"
    assert subprocess.run([sys.executable, "-c", check], cwd=ROOT).returncode == 0


def test_weights_become_a_model_and_an_embedding_becomes_what_it_holds(dense, tmp_path):
    assert isinstance(dense, Model)
    assert (dense.image_shape, dense.d_latent, dense.is_binary) == ((9, 12), 3, False)
    save_embedding(tmp_path / "map.weights.h5", grid_map())
    content = latent.open(tmp_path / "map.weights.h5")
    assert isinstance(content, EmbeddingFile)
    np.testing.assert_array_equal(content.codes, grid_map().codes)


def test_what_is_neither_or_not_there_is_refused(tmp_path):
    (tmp_path / "x.txt").write_text("no pickle")
    assert "is not a whole embedding file" in refusal_of(latent.open, tmp_path / "x.txt")
    assert "there is no such file" in refusal_of(latent.open, tmp_path / "y.weights.h5")
    assert "it is not a file" in refusal_of(latent.open, tmp_path)


def test_bytes_and_floats_of_the_same_images_have_the_same_codes(dense):
    codes = dense.encode(IMAGES)
    assert codes.shape == (48, 3)
    assert codes.dtype == np.float32
    np.testing.assert_array_equal(dense.encode(IMAGES / np.float32(255)), codes)
    np.testing.assert_array_equal(dense.encode(IMAGES / 255), codes)
    np.testing.assert_array_equal(dense.encode(IMAGES[:0]), codes[:0])


def test_more_images_than_go_through_at_a_time_all_have_their_own_codes(dense):
    many = np.concatenate([IMAGES] * 50)
    np.testing.assert_allclose(dense.encode(many)[-48:], dense.encode(IMAGES), atol=1e-6)


def test_decoded_images_are_floats_from_0_to_1(dense):
    images = dense.decode(dense.encode(IMAGES))
    assert images.shape == IMAGES.shape
    assert images.dtype == np.float32
    assert 0 <= images.min() < images.max() <= 1


def test_codes_of_a_binary_model_are_bits_and_packed_ones_decode_alike(sparse):
    codes = sparse.encode(IMAGES)
    assert codes.dtype == np.uint8
    assert set(np.unique(codes)) == {0, 1}
    np.testing.assert_array_equal(sparse.decode(PackedBits.of(codes)), sparse.decode(codes))


def test_a_model_of_black_and_white_images_cuts_at_half(sparse):
    cut = np.where(IMAGES >= 128, np.uint8(255), np.uint8(0))
    np.testing.assert_array_equal(sparse.encode(IMAGES), sparse.encode(cut))


@pytest.mark.parametrize("way", ["straight line", "great circle", "along the data"])
def test_every_way_begins_and_ends_at_the_codes_given(dense, sparse, way):
    for model in (dense, sparse):
        codes = model.encode(IMAGES)
        found = model.interpolate(codes[0], codes[1], 5, way, among=codes)
        assert found.shape == (5, model.d_latent)
        assert found.dtype == np.float32
        np.testing.assert_allclose(found[[0, -1]], codes[:2], atol=1e-5)
        assert model.decode(found).shape == (5, 9, 12)


def test_ways_go_where_they_say(dense):
    start, end = np.array([1, 0, 0]), np.array([0, 1, 0])
    straight = dense.interpolate(start, end, 3)[1]
    np.testing.assert_allclose(straight, [0.5, 0.5, 0])
    around = dense.interpolate(start, end, 3, "great circle", among=np.array([start, -start]))[1]
    np.testing.assert_allclose(around, [0.5**0.5, 0.5**0.5, 0], atol=1e-6)
    # Codes lie along two sides of a square.
    side = np.linspace(0, 1, 20)[:, None] * np.array([[1, 0, 0]])
    corner = np.concatenate([side, [1, 0, 0] + side @ [[0, 1, 0], [0, 0, 0], [0, 0, 0]]])
    along = dense.interpolate([0, 0, 0], [1, 1, 0], 3, "along the data", among=corner)[1]
    np.testing.assert_allclose(along, [1, 0, 0], atol=0.05)


def test_other_codes_to_walk_among_make_another_way(dense):
    start, end = np.array([1, 0, 0]), np.array([0, 1, 0])
    among = np.array([start, -start], np.float32)
    for _ in range(2):
        around = dense.interpolate(start, end, 3, "great circle", among)[1]
        np.testing.assert_allclose(around, [0.5**0.5, 0.5**0.5, 0], atol=1e-6)
    among += [1, 0, 0]  # the same array: the mean is the start now
    np.testing.assert_allclose(
        dense.interpolate(start, end, 3, "great circle", among)[1], [0.5, 0.5, 0], atol=1e-6
    )


@pytest.mark.parametrize(
    ("images", "problem"),
    [
        (IMAGES[0], "the model takes (n, 9, 12); give one image as image[None]"),
        (IMAGES[:, :5], "images of shape (48, 5, 12): the model takes (n, 9, 12)"),
        (IMAGES.astype(int), "images of type int64: give uint8 from 0 to 255, or floats"),
        (IMAGES.astype(float), "floats must be from 0 to 1; give pixels from 0 to 255 as uint8"),
        (IMAGES / -255.0, "floats must be from 0 to 1"),
        (IMAGES * np.nan, "floats must be from 0 to 1"),
        ([[1], [1, 2]], "must be an array"),
        ("image.png", "images of shape (): the model takes (n, 9, 12)"),
    ],
)
def test_other_images_are_refused(images, problem):
    assert problem in refusal_of(check_images, images, (9, 12))


@pytest.mark.parametrize(
    ("codes", "problem"),
    [
        (np.zeros(3), "codes of shape (3,): must be of shape (n, 3)"),
        (np.zeros((2, 4)), "codes of shape (2, 4): must be of shape (n, 3)"),
        (np.array([["a", "b", "c"]]), "codes are numbers"),
        (np.array([[0, np.inf, 0]]), "must be finite numbers"),
        (PackedBits.of(np.zeros((1, 4))), "codes of shape (1, 4): must be of shape (n, 3)"),
    ],
)
def test_other_codes_are_refused(codes, problem):
    assert problem in refusal_of(check_codes, "codes", codes, (None, 3))


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"way": "zigzag"}, "way zigzag: must be one of straight line, great circle, along"),
        ({"steps": 1}, "steps 1: must be a whole number from 2"),
        ({"way": "great circle"}, "give the codes of many images as among="),
        ({"way": "along the data", "among": np.zeros((1, 3))}, "at least 2 codes are needed"),
        ({"start": [0, 0]}, "start of shape (2,): must be of shape (3,)"),
        ({"end": np.zeros((1, 3))}, "end of shape (1, 3): must be of shape (3,)"),
    ],
)
def test_ways_that_cannot_be_are_refused(dense, changes, problem):
    given = {"start": [0, 0, 0], "end": [1, 1, 1], "steps": 3} | changes
    assert problem in refusal_of(dense.interpolate, **given)


def test_the_lines_of_the_readme_run_as_a_script_of_their_own(tmp_path):
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    (lines,) = re.findall(r"```python\n(import latent.*?)```", readme, re.DOTALL)
    model = model_of(DenseSettings(layers=(20,), d_latent=3), random_images())
    (tmp_path / "results").mkdir()
    save_model(tmp_path / "results/mine.weights.h5", model)
    save_embedding(tmp_path / "embeddings/mine.weights.h5.embed-UMAP.pkl", grid_map())
    script = tmp_path / "mine.py"
    script.write_text(f"{lines}\nassert (way.shape, pictures.shape) == ((9, 3), (9, 28, 28))\n")
    environment = script_environment(PYTHONPATH=ROOT)
    run = {"cwd": tmp_path, "env": environment, "timeout": 300}
    assert subprocess.run([sys.executable, script.name], **run).returncode == 0
