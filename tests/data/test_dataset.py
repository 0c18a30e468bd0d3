import numpy as np
import pytest

from latent.data import Dataset
from latent.data.dataset import balanced_indices
from tests.helpers.digits import random_digits
from tests.helpers.refusals import refusal_of


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
