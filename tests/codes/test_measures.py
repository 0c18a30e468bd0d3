import os

import numpy as np
import pytest
from sklearn.decomposition import PCA

from latent.codes.measures import (
    IMAGES_AT_ONCE,
    error_groups,
    error_words,
    squared_error_per_image,
)
from latent.data import load


def test_a_perfect_reconstruction_has_no_error():
    images = np.arange(2 * 3 * 4, dtype=np.uint8).reshape(2, 3, 4)
    assert squared_error_per_image(images, images / 255).tolist() == [0, 0]


def test_the_error_is_the_mean_over_the_pixels_of_each_image():
    images = np.array([[[0, 0], [0, 0]], [[255, 255], [255, 255]]], np.uint8)
    reconstructions = np.array([[[0.5, 0], [0, 0]], [[0, 0], [1, 1]]], np.float32)
    assert squared_error_per_image(images, reconstructions).tolist() == [0.0625, 0.5]


def test_errors_are_float64_and_the_arguments_stay_as_they_were():
    images = np.full((1, 2, 2), 255, np.uint8)
    reconstructions = np.zeros((1, 2, 2), np.float32)
    errors = squared_error_per_image(images, reconstructions)
    assert errors.dtype == np.float64 and errors.tolist() == [1]
    assert (images == 255).all() and (reconstructions == 0).all()


def test_every_chunk_of_images_is_measured():
    n = 2 * IMAGES_AT_ONCE + 1
    images = np.zeros((n, 1, 1), np.uint8)
    reconstructions = np.arange(n, dtype=float).reshape(n, 1, 1)
    assert (squared_error_per_image(images, reconstructions) == np.arange(n) ** 2.0).all()


def test_no_images_have_no_errors():
    assert squared_error_per_image(np.zeros((0, 2, 2), np.uint8), np.zeros((0, 2, 2))).size == 0


@pytest.mark.parametrize(
    ("images", "reconstructions"),
    [
        (np.zeros((2, 2, 2), np.uint8), np.zeros((1, 2, 2))),
        (np.zeros((2, 2, 2), np.uint8), np.zeros((2, 4))),
        (np.zeros((2, 4), np.uint8), np.zeros((2, 4))),
        (np.zeros((2, 2, 2)), np.zeros((2, 2, 2))),
    ],
)
def test_arrays_of_other_shapes_and_types_are_refused(images, reconstructions):
    with pytest.raises(ValueError, match="images"):
        squared_error_per_image(images, reconstructions)


def test_the_summary_is_mean_and_population_sd():
    assert error_words(np.array([1.0, 1.0, 3.0, 3.0])) == "2.00000 (sd 1.00000)"


def test_the_first_group_is_the_lowest_and_the_last_the_highest():
    errors = np.arange(1000)[::-1] / 1000
    groups = error_groups(errors)
    assert len(groups) == 8
    assert groups[0].indices.tolist() == list(range(999, 999 - 39, -1))
    assert groups[-1].indices.tolist() == list(range(38, -1, -1))


def test_the_other_groups_are_centred_on_their_quantile():
    groups = error_groups(np.arange(701.0))
    assert [group.quantile for group in groups] == [k / 7 for k in range(8)]
    assert [group.indices[19] for group in groups[1:-1]] == [100, 200, 300, 400, 500, 600]
    assert all(len(group.indices) == 39 for group in groups)


def test_a_group_knows_its_lowest_and_highest_error():
    errors = np.array([0.4, 0.1, 0.2, 0.3])
    low, high = error_groups(errors, n_groups=2, group_size=2)
    assert (low.low, low.high) == (0.1, 0.2)
    assert (high.low, high.high) == (0.3, 0.4)
    assert high.indices.tolist() == [3, 0]


def test_equal_errors_are_ranked_by_their_place():
    groups = error_groups(np.ones(16), group_size=2)
    assert groups[0].indices.tolist() == [0, 1]
    assert groups[-1].indices.tolist() == [14, 15]


@pytest.mark.parametrize(("n", "size"), [(1, 1), (7, 1), (8, 1), (9, 2), (30, 4), (311, 39)])
def test_few_images_make_small_groups_that_are_never_empty(n, size):
    groups = error_groups(np.arange(float(n)))
    assert [len(group.indices) for group in groups] == [size] * 8
    assert groups[0].indices[0] == 0 and groups[-1].indices[-1] == n - 1
    lows = [group.low for group in groups]
    assert lows == sorted(lows)


@pytest.mark.parametrize("errors", [[], [0.1, np.nan], [np.inf], [[0.1]]])
def test_errors_that_are_no_finite_numbers_are_refused(errors):
    with pytest.raises(ValueError, match="finite"):
        error_groups(np.array(errors))
    with pytest.raises(ValueError, match="finite"):
        error_words(np.array(errors))


@pytest.mark.parametrize(("n_groups", "group_size"), [(1, 39), (8, 0)])
def test_groups_that_cannot_be_made_are_refused(n_groups, group_size):
    with pytest.raises(ValueError, match="cannot make"):
        error_groups(np.ones(5), n_groups, group_size)


@pytest.mark.skipif("LATENT_DATA" not in os.environ, reason="needs MNIST in $LATENT_DATA")
def test_16_principal_components_of_mnist_have_the_known_error():
    digits = load("digits")
    pca = PCA(16, svd_solver="covariance_eigh")
    pca.fit(digits.x_train.reshape(-1, 784) / np.float32(255))
    codes = pca.transform(digits.x_test.reshape(-1, 784) / np.float32(255))
    reconstructions = pca.inverse_transform(codes).reshape(-1, 28, 28)
    errors = squared_error_per_image(digits.x_test, reconstructions)
    assert errors.mean() == pytest.approx(0.02686, abs=1e-5)
