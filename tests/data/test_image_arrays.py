"""Arrays of images: what is in them is taken as it is, and what claims too much is refused."""

import io
import zipfile

import numpy as np
import pytest

from latent.data import load
from latent.tools.aligned import ALIGNMENT
from latent.tools.check import UserError


def images(n=10, shape=(6, 9, 3)):
    return np.random.default_rng(0).integers(0, 256, (n, *shape), dtype=np.uint8)


def save(path, **arrays):
    np.savez_compressed(path, **arrays)
    return str(path)


@pytest.mark.parametrize("shape", [(6, 9), (6, 9, 3)])
def test_an_array_is_one_class_of_images_as_they_are(tmp_path, shape):
    np.save(tmp_path / "a.npy", images(shape=shape))
    dataset = load(str(tmp_path / "a.npy"))
    assert dataset.array_shape == shape
    assert dataset.label_names == ("a",)
    assert len(dataset.x_train) == 8
    assert len(dataset.x_test) == 2


def test_labels_and_their_names_come_with_the_images(tmp_path):
    path = save(
        tmp_path / "a.npz",
        images=images(),
        labels=np.arange(10) % 2,
        label_names=np.array(["cat", "dog"]),
    )
    dataset = load(path)
    assert dataset.label_names == ("cat", "dog")
    first = np.flatnonzero((images() == dataset.x_train[0]).all(axis=(1, 2, 3)))[0]
    assert dataset.y_train[0] == first % 2


def test_labels_without_names_are_called_by_their_numbers(tmp_path):
    dataset = load(save(tmp_path / "a.npz", x=images(), y=np.arange(10) % 2))
    assert dataset.label_names == ("0", "1")


@pytest.mark.parametrize(
    ("arrays", "message"),
    [
        ({"images": images().astype(float)}, "images are float64"),
        ({"images": images(shape=(6, 9, 4))}, r"images are uint8 \(10, 6, 9, 4\)"),
        ({"images": images(shape=(6,))}, "images are uint8"),
        ({"images": images(n=2, shape=(6, 300))}, "images are"),
        ({"images": images(n=1)}, "it holds 1 images"),
        ({"pictures": images()}, "no array called images or x"),
        ({"images": images(), "labels": np.arange(9)}, "9 labels for 10 images"),
        ({"images": images(), "labels": np.arange(10) / 2}, "labels must be whole numbers"),
        ({"images": images(), "labels": np.arange(10) - 1}, "labels must be from 0"),
        ({"images": images(), "labels": np.full(10, 2**40)}, "small whole numbers"),
        ({"images": images(), "labels": np.arange(10)}, "0 holds one image"),
        (
            {"images": images(), "labels": np.arange(10) % 2, "label_names": np.array(["cat"])},
            "1 label_names for 2 classes",
        ),
    ],
)
def test_arrays_that_are_no_images_are_refused(tmp_path, arrays, message):
    with pytest.raises(UserError, match=message) as caught:
        load(save(tmp_path / "a.npz", **arrays))
    assert "\n" not in str(caught.value)


def test_objects_in_an_array_are_refused(tmp_path):
    np.save(tmp_path / "a.npy", np.array([{}, []], object), allow_pickle=True)
    np.savez(tmp_path / "b.npz", images=np.array([{}, []], object))
    for name in ("a.npy", "b.npz"):
        with pytest.raises(UserError, match="cannot be used"):
            load(str(tmp_path / name))


def test_a_shape_that_lies_is_refused_before_its_memory_is_taken(tmp_path):
    header = io.BytesIO()
    lie = {"descr": "|u1", "fortran_order": False, "shape": (2**40, 28, 28)}
    np.lib.format.write_array_header_1_0(header, lie)
    (tmp_path / "a.npy").write_bytes(header.getvalue() + b"0" * 100)
    with zipfile.ZipFile(tmp_path / "b.npz", "w") as archive:
        archive.writestr("images.npy", header.getvalue() + b"0" * 100)
    for name in ("a.npy", "b.npz"):
        with pytest.raises(UserError, match="cannot be used"):
            load(str(tmp_path / name))


@pytest.mark.parametrize("name", ["a.npy", "a.npz"])
def test_a_cut_file_or_none_is_refused(tmp_path, name):
    with pytest.raises(UserError, match="no such file"):
        load(str(tmp_path / name))
    save(tmp_path / "a.npz", images=images())
    np.save(tmp_path / "a.npy", images())
    for length in (0, 5, 60, 300):
        (tmp_path / name).write_bytes((tmp_path / name).read_bytes()[:length])
        with pytest.raises(UserError, match="cannot be used"):
            load(str(tmp_path / name))


def test_sizes_and_colours_are_not_chosen_for_arrays(tmp_path):
    np.save(tmp_path / "a.npy", images())
    with pytest.raises(UserError, match="--image_size: goes with image files"):
        load(str(tmp_path / "a.npy"), image_size=(5, 5))


def test_images_in_an_npz_begin_where_tensorflow_can_use_them_as_they_are(tmp_path):
    dataset = load(save(tmp_path / "a.npz", images=images()))
    assert dataset.x_train.ctypes.data % ALIGNMENT == 0


def test_images_stored_column_by_column_are_the_same_images(tmp_path):
    for name, array in (("a", images()), ("b", np.asfortranarray(images()))):
        save(tmp_path / f"{name}.npz", images=array)
    one, other = (load(str(tmp_path / f"{name}.npz")) for name in "ab")
    np.testing.assert_array_equal(one.x_train, other.x_train)
    np.testing.assert_array_equal(one.x_test, other.x_test)
