import gzip
import tracemalloc

import numpy as np
import pytest

from latent.data import load
from latent.data.idx import find_idx_files, read_idx, read_idx_dataset
from latent.tools.check import UserError
from tests.helpers.digits import idx_bytes, random_digits, write_idx, write_mnist
from tests.helpers.refusals import refusal_of

ENDINGS = pytest.mark.parametrize("ending", ["", ".gz"], ids=["plain", "gzipped"])
SMALL = np.arange(8, dtype=np.uint8).reshape(2, 2, 2)


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
        (gzip.compress(idx_bytes(SMALL), mtime=0), "is not an IDX file of bytes in 3 dimensions"),
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
