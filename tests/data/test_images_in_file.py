"""Images that stay in their file answer as an array of them does."""

import numpy as np
import pytest

from latent.data import image_arrays, images_in_file, load_for
from latent.data.gray_levels import mean_image
from latent.data.images_in_file import ImagesInFile, runs_of
from latent.data.preprocessing import fit_preprocessing
from latent.settings import Settings

ARRAY = np.random.default_rng(0).integers(0, 256, (40, 5, 6, 3), dtype=np.uint8)


@pytest.fixture
def images(tmp_path):
    (tmp_path / "a.bytes").write_bytes(b"header " + ARRAY.tobytes())
    return ImagesInFile(tmp_path / "a.bytes", len(b"header "), ARRAY.shape)


@pytest.mark.parametrize(
    "rows",
    [
        *(3, -1, slice(None), slice(5, 9), slice(9, 5), slice(30, 99), slice(None, None, 7)),
        *(
            np.array([7, 0, 7]),
            np.array([[1, 2], [3, 4]]),
            np.arange(40) % 3 == 0,
            np.array([], int),
        ),
    ],
)
def test_rows_are_those_of_an_array(images, rows):
    np.testing.assert_array_equal(images[rows], ARRAY[rows])
    some = np.arange(40)[::-1]
    np.testing.assert_array_equal(images.part(some)[rows], ARRAY[some][rows])


def test_scattered_rows_are_read_by_several_threads_each_at_its_place(images, monkeypatch):
    monkeypatch.setattr(images_in_file, "FEWEST_PER_READER", 3)
    rows = np.random.default_rng(1).permutation(40)[:31]
    np.testing.assert_array_equal(images[rows], ARRAY[rows])


def test_shape_length_and_type_are_those_of_an_array(images):
    for found, array in ((images, ARRAY), (images.part(ARRAY[:, 0, 0, 0] > 99), None)):
        array = ARRAY[ARRAY[:, 0, 0, 0] > 99] if array is None else array
        assert (found.shape, found.ndim, found.dtype) == (array.shape, array.ndim, array.dtype)
        assert len(found) == len(array)


def test_a_part_of_a_part_is_chosen_among_that_part(images):
    part = images.part(np.arange(10, 30)).part(np.array([0, 5]))
    np.testing.assert_array_equal(part[:], ARRAY[[10, 15]])
    most = images.part(np.arange(40) % 5 > 0)
    np.testing.assert_array_equal(most[3:20], ARRAY[np.arange(40) % 5 > 0][3:20])


def test_black_and_white_is_cut_at_half(images):
    expected = np.where(ARRAY >= 128, 255, 0)
    np.testing.assert_array_equal(images.binarized()[:], expected)
    np.testing.assert_array_equal(images.binarized().part(np.array([3]))[:], expected[[3]])


def test_runs_are_all_images_in_their_order(images, monkeypatch):
    monkeypatch.setattr(images_in_file, "READ_AT_ONCE", 7 * 90)
    for each in (images, ARRAY):
        runs = list(runs_of(each))
        assert [len(run) for run in runs] == [7, 7, 7, 7, 7, 5]
        np.testing.assert_array_equal(np.concatenate(runs), ARRAY)


def test_what_is_fitted_to_them_is_the_same_to_the_last_bit(images, monkeypatch):
    monkeypatch.setattr(images_in_file, "READ_AT_ONCE", 7 * 90)
    expected = ARRAY.reshape(40, -1).mean(0, dtype=np.float64) / 255
    np.testing.assert_array_equal(mean_image(images), expected)
    fitted, other = (fit_preprocessing(each, whiten=True) for each in (images, ARRAY))
    np.testing.assert_array_equal(fitted.mean, other.mean)
    np.testing.assert_array_equal(fitted.scale, other.scale)


def test_their_mean_is_found_once(images, monkeypatch):
    first = mean_image(images)
    first_values = first.copy()
    monkeypatch.setattr(ImagesInFile, "_read_run", None)
    first += 1  # whoever has it can change it
    np.testing.assert_array_equal(mean_image(images), first_values)
    assert images.binarized().mean is None
    assert images.part(np.arange(3)).mean is None


def test_a_large_array_stays_in_its_file_only_where_that_is_asked_for(tmp_path, monkeypatch):
    monkeypatch.setattr(image_arrays, "LARGEST_IN_MEMORY", ARRAY.nbytes - 1)
    np.save(tmp_path / "a.npy", ARRAY)
    settings = Settings(dataset=str(tmp_path / "a.npy"), image_shape=None)
    here, there = (load_for(settings, may_stay_in_file=asked) for asked in (False, True))
    assert isinstance(here.x_train, np.ndarray)
    assert isinstance(there.x_train, ImagesInFile)
    assert isinstance(there.x_test, np.ndarray)
    np.testing.assert_array_equal(there.x_train[:], here.x_train)
    np.testing.assert_array_equal(there.x_test, here.x_test)
    assert there.fingerprint() == here.fingerprint()
    assert here.few_in_memory() is here
    monkeypatch.setattr("latent.data.dataset.MOST_BYTES_DRAWN", 5 * 90)
    few = there.few_in_memory()
    np.testing.assert_array_equal(few.x_train, here.x_train[[0, 8, 16, 24, 33]])
    assert len(few.y_train) == 5


def test_no_more_images_are_for_testing_than_fit_in_memory(tmp_path, monkeypatch):
    np.save(tmp_path / "a.npy", ARRAY)
    monkeypatch.setattr(image_arrays, "LARGEST_TEST", 4 * 90)
    dataset = load_for(Settings(dataset=str(tmp_path / "a.npy"), image_shape=None))
    assert (len(dataset.x_train), len(dataset.x_test)) == (36, 4)
    both = np.concatenate([dataset.x_train, dataset.x_test]).reshape(40, -1)
    assert len(np.unique(both, axis=0)) == 40
