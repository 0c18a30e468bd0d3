import gzip
import http.server
import os
import socket
import threading
import tracemalloc
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from latent.data import NAMES, Dataset, find_data_dir, load, load_for, tfds
from latent.data.dataset import balanced_indices
from latent.data.idx import find_idx_files, read_idx, read_idx_dataset
from latent.data.optdigits import load_optdigits, place_by_mass, to_mnist_format
from latent.settings import DenseSettings
from latent.tools.check import UserError
from tests.helpers.digits import idx_bytes, random_digits, write_idx, write_mnist

REAL_DATA = os.environ.get("LATENT_DATA")
ENDINGS = pytest.mark.parametrize("ending", ["", ".gz"], ids=["plain", "gzipped"])
SMALL = np.arange(8, dtype=np.uint8).reshape(2, 2, 2)


def refusal_of(function, *arguments, **options):
    with pytest.raises(UserError) as refusal:
        function(*arguments, **options)
    assert "\n" not in str(refusal.value)
    return str(refusal.value)


def dataset_of(labels, n_test=4):
    """Training images that are all filled with their own index, and random test images."""
    numbers = np.arange(len(labels), dtype=np.uint8)
    x_test, y_test = random_digits(n_test)
    return Dataset(
        name="made_up",
        title="made-up images",
        source="a test",
        x_train=np.tile(numbers[:, None, None], (1, 28, 28)),
        y_train=np.asarray(labels),
        x_test=x_test,
        y_test=y_test,
        label_names=tuple("0123456789"),
        font_train=np.array([f"font {number}" for number in numbers]),
    )


# One data set


def test_a_balanced_part_has_the_same_number_of_each_class():
    dataset = dataset_of(np.repeat([0, 1, 2], [50, 10, 5]))
    part = dataset.balanced_part(15)
    np.testing.assert_array_equal(np.bincount(part.y_train), [5, 5, 5])


def test_classes_of_a_balanced_part_differ_by_one_when_the_number_does_not_divide():
    part = dataset_of(np.repeat([0, 1, 2], 20)).balanced_part(11)
    assert sorted(np.bincount(part.y_train)) == [3, 4, 4]


def test_large_classes_fill_up_what_small_ones_lack():
    part = dataset_of(np.repeat([0, 1, 2], [50, 10, 5])).balanced_part(30)
    assert np.bincount(part.y_train)[2] == 5
    assert sorted(np.bincount(part.y_train)) == [5, 10, 15]


def test_a_balanced_part_keeps_images_labels_and_fonts_together_and_in_order():
    labels = np.tile([3, 1, 2], 20)
    part = dataset_of(labels).balanced_part(12)
    numbers = part.x_train[:, 0, 0].astype(int)
    assert (np.diff(numbers) > 0).all()
    np.testing.assert_array_equal(part.y_train, labels[numbers])
    assert list(part.font_train) == [f"font {number}" for number in numbers]


def test_a_balanced_part_is_drawn_by_its_seed_and_leaves_the_rest_alone():
    dataset = dataset_of(np.tile([0, 1], 50))
    before = dataset.x_train.copy(), dataset.y_train.copy()
    part, again, other = (dataset.balanced_part(10, seed) for seed in (0, 0, 1))
    np.testing.assert_array_equal(part.x_train, again.x_train)
    assert (part.x_train != other.x_train).any()
    assert part.x_test is dataset.x_test
    np.testing.assert_array_equal(dataset.x_train, before[0])
    np.testing.assert_array_equal(dataset.y_train, before[1])


def test_a_balanced_part_can_be_everything():
    dataset = dataset_of([0, 1, 1])
    np.testing.assert_array_equal(dataset.balanced_part(3).x_train, dataset.x_train)


@pytest.mark.parametrize(
    ("n_train", "message"),
    [
        (0, "--n_train 0: must be a whole number, at least 1"),
        (4, "--n_train 4: made-up images has 3 training images"),
    ],
)
def test_a_balanced_part_that_cannot_be_is_refused(n_train, message):
    assert refusal_of(dataset_of([0, 1, 1]).balanced_part, n_train) == message


def test_balanced_indices_are_distinct():
    labels = np.repeat([0, 5, 9], [4, 3, 2])
    for n in range(1, 10):
        chosen = balanced_indices(labels, n, np.random.default_rng(n))
        assert len(set(chosen.tolist())) == n


def test_binarized_images_are_cut_at_half_of_full_ink():
    dataset = dataset_of(np.zeros(200, int))  # image number 127 is grey 127, and so on
    binary = dataset.binarized()
    np.testing.assert_array_equal(binary.x_train[:, 5, 5], [0] * 128 + [255] * 72)
    assert binary.x_train.dtype == np.uint8
    assert set(np.unique(binary.x_test)) == {0, 255}
    np.testing.assert_array_equal(binary.y_train, dataset.y_train)
    assert dataset.x_train[1, 0, 0] == 1


def test_the_fingerprint_is_that_of_the_training_images_and_labels():
    first = dataset_of([0, 1, 1])
    assert len(first.fingerprint()) == 64
    assert first.fingerprint() == dataset_of([0, 1, 1], n_test=2).fingerprint()
    assert first.fingerprint() != dataset_of([0, 1, 2]).fingerprint()
    assert first.fingerprint() != first.binarized().fingerprint()


def test_the_fingerprint_does_not_depend_on_how_the_images_lie_in_memory():
    dataset = dataset_of(np.zeros(6, int))
    every_second = dataset_of(np.zeros(6, int))
    object.__setattr__(every_second, "x_train", np.repeat(dataset.x_train, 2, axis=0)[::2])
    assert every_second.fingerprint() == dataset.fingerprint()


# IDX files


@ENDINGS
def test_an_idx_file_gives_back_the_images_in_it(tmp_path, ending):
    images, _ = random_digits(5)
    path = write_idx(tmp_path / f"images{ending}", images)
    read = read_idx(path, (28, 28))
    assert read.dtype == np.uint8
    np.testing.assert_array_equal(read, images)


@ENDINGS
def test_an_idx_file_gives_back_the_labels_in_it(tmp_path, ending):
    path = write_idx(tmp_path / f"labels{ending}", np.array([7, 0, 9]))
    np.testing.assert_array_equal(read_idx(path, ()), [7, 0, 9])


@ENDINGS
def test_a_file_cut_off_anywhere_is_refused(tmp_path, ending):
    path = write_idx(tmp_path / f"images{ending}", SMALL)
    whole = path.read_bytes()
    for length in range(len(whole)):
        path.write_bytes(whole[:length])
        assert refusal_of(read_idx, path, (2, 2)).endswith(", fetch it again")


def test_a_damaged_gzip_file_is_refused_unless_its_content_is_untouched(tmp_path):
    path = write_idx(tmp_path / "images.gz", SMALL)
    whole = path.read_bytes()
    refused = 0
    for position in range(len(whole)):
        for bit in range(8):
            damaged = bytearray(whole)
            damaged[position] ^= 1 << bit
            path.write_bytes(damaged)
            try:
                np.testing.assert_array_equal(read_idx(path, (2, 2)), SMALL)
            except UserError:
                refused += 1
    # Ten bytes of the header can be changed in part without harm: time, system, flags.
    assert refused > 8 * (len(whole) - 10)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "is truncated: it ends within its header"),
        (idx_bytes(SMALL, magic=2049), "its magic number is 2049, not 2051"),
        (idx_bytes(SMALL, magic=0x0D03), "its magic number is 3331, not 2051"),
        (b"<html><body>404 not found", "is not an IDX file of bytes in 3 dimensions"),
        (gzip.compress(idx_bytes(SMALL)), "is not an IDX file of bytes in 3 dimensions"),
        (idx_bytes(SMALL, shape=(2, 2, 3)), "holds items of (2, 3), not (2, 2)"),
        (idx_bytes(SMALL, shape=(0, 2, 2)), "claims to hold 0 items"),
        (idx_bytes(SMALL, shape=(1, 2, 2)), "its header claims 4 bytes but it holds more"),
        (idx_bytes(SMALL, shape=(3, 2, 2)), "its header claims 12 bytes but it holds 8"),
        (idx_bytes(SMALL) + b"\0", "its header claims 8 bytes but it holds more"),
    ],
)
@ENDINGS
def test_a_file_that_is_not_what_it_should_be_is_refused(tmp_path, ending, data, message):
    path = tmp_path / f"images{ending}"
    path.write_bytes(gzip.compress(data) if ending else data)
    said = refusal_of(read_idx, path, (2, 2))
    assert str(path) in said
    assert message in said


def test_what_is_not_gzip_though_named_so_is_refused(tmp_path):
    path = tmp_path / "images.gz"
    path.write_bytes(idx_bytes(SMALL))
    assert refusal_of(read_idx, path, (2, 2)) == (
        f"cannot read {path}: its gzip data is damaged or truncated, fetch it again"
    )


def test_a_missing_file_is_refused(tmp_path):
    assert "No such file" in refusal_of(read_idx, tmp_path / "images", (2, 2))


@pytest.mark.parametrize("claimed", [4_000_000_000, 10_000_000])
@ENDINGS
def test_a_header_that_claims_gigabytes_that_are_not_there_takes_little_memory(
    tmp_path, ending, claimed
):
    images = np.zeros((1, 28, 28), np.uint8)
    path = write_idx(tmp_path / f"images{ending}", images, shape=(claimed, 28, 28))
    said, peak = refused_within(path)
    assert "claim" in said
    assert peak < 32 << 20


def test_a_gzip_file_that_unpacks_to_more_than_its_header_says_is_not_unpacked(tmp_path):
    path = tmp_path / "images.gz"
    header = idx_bytes(np.zeros((0, 28, 28)), shape=(1, 28, 28))
    path.write_bytes(gzip.compress(header + bytes(64 << 20), compresslevel=1))
    said, peak = refused_within(path)
    assert "claims 784 bytes but it holds more" in said
    assert peak < 4 << 20


def refused_within(path):
    """Return what was said of a file, and how many bytes were held to say it."""
    tracemalloc.start()
    try:
        said = refusal_of(read_idx, path, (28, 28))
        return said, tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


# MNIST's four files


@ENDINGS
def test_digits_are_read_from_the_four_files(tmp_path, ending):
    arrays = write_mnist(tmp_path / "mnist", ending=ending)
    dataset = load("digits", tmp_path)
    np.testing.assert_array_equal(dataset.x_train, arrays["train-images-idx3-ubyte"])
    np.testing.assert_array_equal(dataset.y_train, arrays["train-labels-idx1-ubyte"])
    np.testing.assert_array_equal(dataset.x_test, arrays["t10k-images-idx3-ubyte"])
    np.testing.assert_array_equal(dataset.y_test, arrays["t10k-labels-idx1-ubyte"])
    assert dataset.x_train.dtype == np.uint8
    assert dataset.y_train.dtype == np.int64
    assert (dataset.name, dataset.label_names) == ("digits", tuple("0123456789"))
    assert str(tmp_path / "mnist") in dataset.source


def test_plain_and_gzipped_files_may_lie_together_and_plain_ones_come_first(tmp_path):
    write_mnist(tmp_path, ending=".gz")
    plain = write_idx(tmp_path / "train-labels-idx1-ubyte", np.zeros(20))
    files = find_idx_files(tmp_path)
    assert files["train", "labels-idx1"] == plain
    assert files["test", "labels-idx1"].suffix == ".gz"
    assert set(read_idx_dataset(files)[1]) == {0}


def test_a_folder_without_any_of_the_files_is_not_an_error(tmp_path):
    (tmp_path / "notes.txt").touch()
    assert find_idx_files(tmp_path) is None
    assert find_idx_files(tmp_path / "nowhere") is None


def test_a_folder_with_some_of_the_files_says_which_are_missing(tmp_path):
    names = list(write_mnist(tmp_path))
    for name in names:
        content = (tmp_path / name).read_bytes()
        (tmp_path / name).unlink()
        assert refusal_of(find_idx_files, tmp_path) == (
            f"{tmp_path}: {name} missing, put the file beside the others"
        )
        (tmp_path / name).write_bytes(content)
    assert find_idx_files(tmp_path) is not None


def test_images_and_labels_of_different_number_are_refused(tmp_path):
    write_mnist(tmp_path)
    write_idx(tmp_path / "t10k-labels-idx1-ubyte", np.zeros(9))
    assert "t10k-labels-idx1-ubyte has 9 labels but t10k-images-idx3-ubyte has 10 images" in (
        refusal_of(read_idx_dataset, find_idx_files(tmp_path))
    )


def test_a_label_above_nine_is_refused(tmp_path):
    write_mnist(tmp_path)
    write_idx(tmp_path / "train-labels-idx1-ubyte", np.arange(20) % 11)
    assert "train-labels-idx1-ubyte: a label is 10, above 9" in (
        refusal_of(read_idx_dataset, find_idx_files(tmp_path))
    )


# Loading by name


def test_the_folder_of_data_is_the_one_given_then_the_environments_then_the_projects(
    tmp_path, monkeypatch
):
    monkeypatch.setenv("LATENT_DATA", "/from/environment")
    assert find_data_dir(tmp_path) == tmp_path
    assert find_data_dir() == Path("/from/environment")
    for unset in ("", None):
        if unset is None:
            monkeypatch.delenv("LATENT_DATA")
        else:
            monkeypatch.setenv("LATENT_DATA", unset)
        assert find_data_dir() == Path(__file__).resolve().parents[2] / "datasets"


def test_digits_are_found_where_the_environment_says(tmp_path, monkeypatch):
    write_mnist(tmp_path / "mnist", n_train=3)
    monkeypatch.setenv("LATENT_DATA", str(tmp_path))
    assert len(load("digits").x_train) == 3


def test_a_folder_of_data_that_is_not_there_is_refused(tmp_path):
    missing = tmp_path / "nowhere"
    assert refusal_of(load, "digits", missing) == f"--data_dir {missing}: there is no such folder"


@pytest.mark.parametrize("name", ["mnist", "", "Digits", "../digits"])
def test_an_unknown_data_set_is_refused_with_those_there_are(name):
    assert refusal_of(load, name) == (
        f"--dataset {name}: must be one of {', '.join(NAMES)}, a font set FILE.json, or a folder "
        "of images"
    )


def test_settings_choose_the_data_set_its_part_and_whether_it_is_binary(tmp_path):
    write_mnist(tmp_path / "mnist", n_train=20)
    assert len(load_for(DenseSettings(), tmp_path).x_train) == 20
    assert len(load_for(DenseSettings(), tmp_path, most_images=512).x_train) == 20
    assert len(load_for(DenseSettings(n_train=10), tmp_path, most_images=512).x_train) == 10
    assert len(load_for(DenseSettings(n_train=10), tmp_path, most_images=5).x_train) == 5
    assert "20 training images" in refusal_of(load_for, DenseSettings(n_train=30), tmp_path, 5)
    part = load_for(DenseSettings(n_train=10, binary_input=True, seed=1), tmp_path)
    expected = load("digits", tmp_path).balanced_part(10, seed=1).binarized()
    np.testing.assert_array_equal(part.x_train, expected.x_train)
    np.testing.assert_array_equal(np.bincount(part.y_train), [1] * 10)
    assert set(np.unique(part.x_test)) == {0, 255}


# The digits inside scikit-learn


@pytest.fixture(scope="module")
def optdigits():
    return load_optdigits()


def test_optdigits_has_a_fixed_split_with_every_digit_in_both_parts(optdigits):
    x_train, y_train, x_test, y_test = optdigits
    assert x_train.shape == (1437, 28, 28)
    assert x_test.shape == (360, 28, 28)
    assert x_train.dtype == x_test.dtype == np.uint8
    assert y_train.dtype == y_test.dtype == np.int64
    whole = np.bincount(y_train) + np.bincount(y_test)
    np.testing.assert_allclose(np.bincount(y_test), whole * 360 / 1797, atol=1)
    for array, again in zip(optdigits, load_optdigits(), strict=True):
        np.testing.assert_array_equal(array, again)


def test_optdigits_are_in_the_format_of_mnist(optdigits):
    for image in np.concatenate([optdigits[0], optdigits[2]]):
        rows, columns = np.flatnonzero(image.any(1)), np.flatnonzero(image.any(0))
        assert rows[-1] - rows[0] < 20
        assert columns[-1] - columns[0] < 20
        for axis in (0, 1):
            mass = image.sum(1 - axis, dtype=float)
            center = (mass * (np.arange(28) + 0.5)).sum() / mass.sum()
            assert abs(center - 14) <= 0.5
        assert image.max() > 200


def test_optdigits_is_a_data_set_that_needs_no_files(tmp_path):
    dataset = load("optdigits", tmp_path)
    assert (dataset.name, dataset.label_names) == ("optdigits", tuple("0123456789"))
    assert len(dataset.x_train) == len(dataset.y_train) == 1437
    assert list(tmp_path.iterdir()) == []


def test_an_image_is_enlarged_until_its_longest_side_has_twenty_pixels():
    bar = np.zeros((8, 8))
    bar[:, 3:5] = 255
    framed = to_mnist_format(bar)
    expected = np.zeros((28, 28), np.uint8)
    expected[4:24, 11:16] = 255  # 2 of 8 pixels wide become 5 of 20
    assert framed.sum() == expected.sum()
    assert (np.flatnonzero(framed.any(1))[[0, -1]] == [4, 23]).all()
    assert len(np.flatnonzero(framed.any(0))) == 5


def test_an_image_that_is_too_large_is_made_smaller():
    framed = to_mnist_format(np.full((100, 50), 255.0))
    assert framed.any(1).sum() == 20
    assert framed.any(0).sum() == 10
    assert set(np.unique(framed)) == {0, 255}


@pytest.mark.parametrize("shape", [(1, 1), (1, 200), (200, 1)])
def test_a_dot_or_a_hairline_stays_visible(shape):
    framed = to_mnist_format(np.full(shape, 255.0))
    assert max(framed.any(0).sum(), framed.any(1).sum()) == 20
    assert framed.max() == 255


def test_an_image_without_ink_stays_empty():
    assert not to_mnist_format(np.zeros((8, 8))).any()


def test_a_glyph_is_placed_by_its_mass_and_not_by_its_box():
    glyph = np.zeros((1, 11), np.uint8)
    glyph[0, 0], glyph[0, 10] = 100, 100
    assert set(np.flatnonzero(place_by_mass(glyph).any(0))) in ({8, 18}, {9, 19})
    glyph[0, 0] = 0  # the ink is all on the right
    assert set(np.flatnonzero(place_by_mass(glyph).any(0))) <= {13, 14}


def test_a_glyph_whose_mass_is_at_its_edge_stays_within_the_image():
    glyph = np.zeros((20, 20), np.uint8)
    glyph[0], glyph[19, 10] = 255, 1
    framed = place_by_mass(glyph)
    assert framed.sum(dtype=int) == glyph.sum(dtype=int)


# tensorflow-datasets: what is prepared on disk


def test_the_newest_prepared_version_is_found_by_number(tmp_path):
    assert tfds.find_prepared(tmp_path, "mnist") is None
    for version in ("3.0.9", "3.0.10", "2.9.9", "incomplete.3.0.11_x"):
        folder = tmp_path / "mnist" / version
        folder.mkdir(parents=True)
        (folder / "dataset_info.json").write_text("{}")
    (tmp_path / "mnist" / "4.0.0").mkdir()  # without dataset_info.json it is not finished
    assert tfds.find_prepared(tmp_path, "mnist") == tmp_path / "mnist" / "3.0.10"


@pytest.fixture(scope="module")
def prepared_folder(tmp_path_factory):
    """Random digits as tensorflow-datasets prepares MNIST, without a download."""
    library = tfds._import_tensorflow_datasets()
    parts = {"train": random_digits(20, seed=0), "test": random_digits(10, seed=1)}
    features = {
        "image": library.features.Image(shape=(28, 28, 1)),
        "label": library.features.ClassLabel(num_classes=10),
    }

    with library.core.registered.skip_registration():

        class Mnist(library.core.GeneratorBasedBuilder):
            VERSION = library.core.Version("3.0.1")

            def _info(self):
                return library.core.DatasetInfo(
                    builder=self,
                    features=library.features.FeaturesDict(features),
                    supervised_keys=("image", "label"),
                )

            def _split_generators(self, _):
                return {part: self._generate_examples(part) for part in parts}

            def _generate_examples(self, part):
                for number, (image, label) in enumerate(zip(*parts[part], strict=True)):
                    yield number, {"image": image[..., None], "label": label}

    folder = tmp_path_factory.mktemp("prepared")
    Mnist(data_dir=folder).download_and_prepare()
    return folder


def as_multiset(images, labels):
    """Return images with their labels in an order that does not depend on where they stood."""
    rows = np.column_stack([labels.astype(np.uint8), images.reshape(len(images), -1)])
    return np.sort(np.ascontiguousarray(rows).view(f"V{rows.shape[1]}").ravel())


def test_digits_prepared_by_tensorflow_datasets_are_the_same_as_from_idx_files(
    prepared_folder, tmp_path
):
    write_mnist(tmp_path / "mnist", n_train=20, n_test=10)
    prepared, from_files = load("digits", prepared_folder), load("digits", tmp_path)
    assert str(prepared_folder) in prepared.source
    for part in ("train", "test"):
        images, labels = getattr(prepared, f"x_{part}"), getattr(prepared, f"y_{part}")
        assert images.dtype == np.uint8
        assert labels.dtype == np.int64
        assert images.shape[1:] == (28, 28)
        np.testing.assert_array_equal(
            as_multiset(images, labels),
            as_multiset(getattr(from_files, f"x_{part}"), getattr(from_files, f"y_{part}")),
        )


def test_prepared_digits_come_in_the_same_order_each_time(prepared_folder):
    first, second = load("digits", prepared_folder), load("digits", prepared_folder)
    np.testing.assert_array_equal(first.x_train, second.x_train)


def test_idx_files_come_before_what_is_prepared(prepared_folder):
    written = write_mnist(prepared_folder / "mnist", n_train=3)
    try:
        assert len(load("digits", prepared_folder).x_train) == 3
    finally:
        for name in written:
            (prepared_folder / "mnist" / name).unlink()


@pytest.mark.parametrize("damage", ["truncated", "emptied", "missing", "no features", "bad info"])
def test_damaged_prepared_data_are_one_line_that_says_what_to_do(prepared_folder, tmp_path, damage):
    folder = tmp_path / "mnist" / "3.0.1"
    folder.mkdir(parents=True)
    for path in (prepared_folder / "mnist" / "3.0.1").iterdir():
        content = path.read_bytes()
        is_data = "train.tfrecord" in path.name
        if is_data and damage == "truncated":
            content = content[: len(content) // 2]
        if is_data and damage == "emptied":
            content = b""
        if path.name == "dataset_info.json" and damage == "bad info":
            content = b"{"
        if not (is_data and damage == "missing") and not (
            path.name == "features.json" and damage == "no features"
        ):
            (folder / path.name).write_bytes(content)
    said = refusal_of(load, "digits", tmp_path)
    assert said.startswith(f"cannot read the data set prepared in {folder}: ")
    assert said.endswith("; remove that folder to have it prepared again")


@pytest.mark.parametrize(
    ("images", "labels"),
    [
        (np.zeros((2, 32, 32, 1), np.uint8), [0, 1]),
        (np.zeros((2, 28, 28, 1), np.float32), [0, 1]),
        (np.zeros((2, 28, 28, 1), np.uint8), [0, 10]),
        (np.zeros((2, 28, 28, 1), np.uint8), [-1, 0]),
        (np.zeros((0, 28, 28, 1), np.uint8), []),
    ],
    ids=["too large", "not bytes", "label above 9", "label below 0", "empty"],
)
def test_prepared_data_of_another_kind_are_refused(monkeypatch, images, labels):
    builder = SimpleNamespace(as_dataset=lambda **_: (images, np.array(labels)))
    library = SimpleNamespace(builder_from_directory=lambda _: builder)
    monkeypatch.setattr(tfds, "_import_tensorflow_datasets", lambda: library)
    assert refusal_of(tfds.read_prepared, Path("here")) == (
        "here does not hold 28×28 grey images with labels from 0 to 9"
    )


@pytest.mark.skipif(
    not REAL_DATA or not (Path(REAL_DATA).parent / "tfds" / "mnist").is_dir(),
    reason="there is no ../tfds beside $LATENT_DATA",
)
def test_real_mnist_is_the_same_from_both_sources():
    prepared = load("digits", Path(REAL_DATA).parent / "tfds")
    from_files = load("digits", REAL_DATA)
    assert "tensorflow-datasets" in prepared.source
    for part in ("train", "test"):
        np.testing.assert_array_equal(
            as_multiset(getattr(prepared, f"x_{part}"), getattr(prepared, f"y_{part}")),
            as_multiset(getattr(from_files, f"x_{part}"), getattr(from_files, f"y_{part}")),
        )


@pytest.mark.skipif(not REAL_DATA, reason="$LATENT_DATA is not set")
def test_real_mnist_has_the_known_counts():
    dataset = load("digits", REAL_DATA)
    assert dataset.x_train.shape == (60_000, 28, 28)
    assert dataset.x_test.shape == (10_000, 28, 28)
    np.testing.assert_array_equal(
        np.bincount(dataset.y_test), [980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009]
    )
    np.testing.assert_array_equal(
        np.bincount(dataset.balanced_part(1000).y_train), np.full(10, 100)
    )


# tensorflow-datasets: downloads, and what is said without a network


@pytest.fixture
def host(monkeypatch):
    """Send downloads of MNIST to a socket of this computer; returns the socket."""
    monkeypatch.setenv("no_proxy", "*")
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{listener.getsockname()[1]}/"
        monkeypatch.setitem(tfds.DOWNLOAD_HOSTS, "mnist", address)
        yield listener


@pytest.fixture
def no_library(monkeypatch):
    def refuse():
        raise AssertionError("tensorflow-datasets is asked although there is no network")

    monkeypatch.setattr(tfds, "_import_tensorflow_datasets", refuse)


def check_advice(said, folder):
    assert said.startswith(f"no mnist files in {folder} and no network to download them (")
    assert f"put its four IDX files (train-images-idx3-ubyte.gz and so on) into {folder}" in said
    assert said.endswith("or try --dataset optdigits, which needs no download")


def test_without_a_network_it_is_said_what_can_be_done(host, no_library, tmp_path):
    said = refusal_of(load, "digits", tmp_path)  # nobody listens at the host's port
    check_advice(said, tmp_path)
    assert "refused" in said
    assert list(tmp_path.iterdir()) == []


def test_a_host_that_never_answers_is_given_up(host, no_library, tmp_path, monkeypatch):
    monkeypatch.setattr(tfds, "NETWORK_SECONDS", 0.2)
    host.listen()
    said = refusal_of(load, "digits", tmp_path)
    check_advice(said, tmp_path)
    assert "timed out" in said


def test_a_name_that_is_looked_up_for_ever_is_given_up(host, no_library, tmp_path, monkeypatch):
    test_is_over = threading.Event()

    def look_up(*_, **__):
        test_is_over.wait(60)
        raise OSError("no such name")

    monkeypatch.setattr(tfds, "NETWORK_SECONDS", 0.2)
    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    try:
        said = refusal_of(load, "digits", tmp_path)
    finally:
        test_is_over.set()
    check_advice(said, tmp_path)
    assert "did not answer in 0.2 seconds" in said


def test_what_is_said_without_a_network_is_said_within_five_seconds():
    assert tfds.NETWORK_SECONDS + 0.5 < 5


def test_what_answers_but_is_no_web_server_is_said(host, no_library, tmp_path):
    def answer():
        connection, _ = host.accept()
        with connection:
            connection.recv(1000)
            connection.sendall(b"220 mail\r\n\r\n")

    host.listen()
    server = threading.Thread(target=answer, daemon=True)
    server.start()
    said = refusal_of(load, "digits", tmp_path)
    server.join()
    check_advice(said, tmp_path)
    assert "does not answer as a web server does" in said


@pytest.mark.parametrize("status", [200, 403, 404, 500])
def test_any_answer_of_a_web_server_counts_as_a_network(monkeypatch, status):
    class Answer(http.server.BaseHTTPRequestHandler):
        def do_HEAD(self):
            self.send_response(status)
            self.end_headers()

        def log_message(self, *_):
            pass

    monkeypatch.setenv("no_proxy", "*")
    with http.server.HTTPServer(("127.0.0.1", 0), Answer) as server:
        thread = threading.Thread(target=server.handle_request, daemon=True)
        thread.start()
        assert tfds.network_problem(f"http://127.0.0.1:{server.server_port}/") is None
        thread.join()


@pytest.fixture
def library(monkeypatch, tmp_path):
    """A network that answers, and a tensorflow-datasets that notes what it is asked for."""
    monkeypatch.setattr(tfds, "network_problem", lambda _: None)
    library = SimpleNamespace(asked=[], problem=None)

    def prepare():
        library.asked.append("prepare")
        if library.problem is not None:
            raise library.problem

    def builder(name, data_dir):
        library.asked.append((name, data_dir))
        return SimpleNamespace(
            data_dir=str(data_dir / name / "3.0.1"), download_and_prepare=prepare
        )

    library.builder = builder
    monkeypatch.setattr(tfds, "_import_tensorflow_datasets", lambda: library)
    return library


def test_a_download_is_prepared_below_the_folder_of_data(library, tmp_path):
    assert tfds.download(tmp_path, "mnist") == tmp_path / "mnist" / "3.0.1"
    assert library.asked == [("mnist", tmp_path), "prepare"]


def test_a_download_that_fails_is_one_line_that_says_what_to_do(library, tmp_path):
    library.problem = ConnectionError("reset by peer\nand a long report\n")
    assert refusal_of(tfds.download, tmp_path, "mnist") == (
        f"downloading mnist into {tmp_path} failed: ConnectionError: reset by peer; try again, "
        "or use --dataset optdigits, which needs no download"
    )
