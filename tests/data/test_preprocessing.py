import math
import os

import numpy as np
import pytest
from sklearn.decomposition import PCA
from threadpoolctl import threadpool_limits

from latent.data import load
from latent.data.gray_levels import mean_image, pixel_vectors
from latent.data.preprocessing import fit_preprocessing
from latent.models.layers import Preprocess
from tests.helpers.digits import random_digits
from tests.helpers.refusals import refusal_of

REAL_DATA = os.environ.get("LATENT_DATA")


@pytest.fixture(scope="module", autouse=True)
def one_thread():
    """On a busy computer the threads of these small problems wait for each other most of all."""
    with threadpool_limits(1):
        yield


@pytest.fixture(scope="module")
def images():
    """Random images around grey whose variance falls from component to component."""
    rng = np.random.default_rng(0)
    directions = np.linalg.qr(rng.normal(size=(784, 40)))[0]
    values = 128 + (rng.normal(size=(100, 40)) * 200 * 0.8 ** np.arange(40)) @ directions.T
    return np.clip(values, 0, 255).astype(np.uint8).reshape(-1, 28, 28)


def features_of(preprocessing, images):
    """Return what the encoder gets: the first layer of every model does the work."""
    return Preprocess(preprocessing)(pixel_vectors(images)).numpy()


def images_with_pixels(**columns):
    """Black images of which the pixels named p0, p1, … have these values, one for each image."""
    n = len(next(iter(columns.values())))
    images = np.zeros((n, 28, 28), np.uint8)
    for name, values in columns.items():
        images.reshape(n, 784)[:, int(name[1:])] = values
    return images


def test_the_mean_image_is_the_mean_of_every_pixel_from_0_to_1():
    mean = mean_image(images_with_pixels(p0=[0, 255], p5=[51, 51]))
    assert mean.dtype == np.float64
    assert mean.shape == (784,)
    np.testing.assert_allclose(mean[[0, 5, 6]], [0.5, 0.2, 0])


def test_without_pca_the_pixels_are_only_centred():
    images, _ = random_digits(30)
    preprocessing = fit_preprocessing(images)
    features = features_of(preprocessing, images)
    assert preprocessing.components is None
    assert preprocessing.n_features == 784
    np.testing.assert_allclose(features.mean(0), 0, atol=1e-6)
    np.testing.assert_allclose(features, pixel_vectors(images) - mean_image(images), atol=1e-6)


def test_whitened_pixels_have_mean_zero_and_deviation_one():
    images, _ = random_digits(50)
    features = features_of(fit_preprocessing(images, 0, whiten=True), images)
    np.testing.assert_allclose(features.mean(0), 0, atol=1e-5)
    np.testing.assert_allclose(features.std(0), 1, atol=1e-5)


def test_whitening_can_be_done_in_the_head():
    images = images_with_pixels(p3=[0, 0, 255, 255])
    preprocessing = fit_preprocessing(images, 0, whiten=True)
    assert preprocessing.mean[3] == 0.5
    assert preprocessing.scale[3] == 0.5
    np.testing.assert_array_equal(features_of(preprocessing, images)[:, 3], [-1, -1, 1, 1])


def test_whitening_many_images_in_parts_is_like_whitening_them_at_once():
    images = np.tile(random_digits(3)[0], (7000, 1, 1))  # more than one part of 10,000
    preprocessing = fit_preprocessing(images, 0, whiten=True)
    np.testing.assert_allclose(preprocessing.scale, pixel_vectors(images[:3]).std(0), rtol=1e-5)


@pytest.mark.parametrize("value", [0, 7, 255])
def test_a_dead_pixel_is_centred_and_never_magnified(value):
    images = images_with_pixels(p0=[0, 255], p1=[value, value])
    preprocessing = fit_preprocessing(images, 0, whiten=True)
    others = images_with_pixels(p0=[0, 0, 0], p1=[0, value, 255])
    features = features_of(preprocessing, others)
    np.testing.assert_allclose(features[:, 1], [-value / 255, 0, (255 - value) / 255], atol=1e-6)
    np.testing.assert_array_equal(features[:, 2:], 0)


def test_a_pixel_that_varies_by_less_than_a_grey_level_is_not_magnified():
    nearly_dead = np.zeros(1000, int)
    nearly_dead[0] = 60  # its deviation is 1.9 grey levels
    dead = np.zeros(1000, int)
    dead[0] = 30  # and of this one 0.95
    images = images_with_pixels(p0=nearly_dead, p1=dead)
    preprocessing = fit_preprocessing(images, 0, whiten=True)
    np.testing.assert_allclose(preprocessing.scale[0], pixel_vectors(images)[:, 0].std(), rtol=1e-5)
    assert preprocessing.scale[1] == 1


def test_components_are_those_of_scikit_learn(images):
    preprocessing = fit_preprocessing(images, 8)
    reference = PCA(8, svd_solver="full").fit(pixel_vectors(images).astype(float))
    assert preprocessing.n_features == 8
    assert preprocessing.components.shape == (8, 784)
    assert preprocessing.components.dtype == np.float32
    np.testing.assert_allclose(preprocessing.mean, reference.mean_, atol=1e-6)
    alike = np.abs((preprocessing.components * reference.components_).sum(1))
    np.testing.assert_allclose(alike, 1, atol=1e-3)  # one sign or the other
    np.testing.assert_array_equal(preprocessing.scale, 1)


def test_components_are_orthonormal_and_ordered_by_variance(images):
    preprocessing = fit_preprocessing(images, 20)
    np.testing.assert_allclose(
        preprocessing.components @ preprocessing.components.T, np.eye(20), atol=1e-5
    )
    variances = features_of(preprocessing, images).var(0)
    assert (np.diff(variances) < 0).all()


def test_whitened_components_have_deviation_one(images):
    features = features_of(fit_preprocessing(images, 8, whiten=True), images)
    np.testing.assert_allclose(features.mean(0), 0, atol=1e-4)
    np.testing.assert_allclose(features.std(0, ddof=1), 1, atol=1e-3)


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.99])
def test_a_share_of_the_variance_takes_the_fewest_components_that_reach_it(images, share):
    preprocessing = fit_preprocessing(images, share)
    variances = features_of(preprocessing, images).var(0)
    kept = variances.cumsum() / pixel_vectors(images).var(0).sum()
    assert kept[-1] >= share
    if len(kept) > 1:
        assert kept[-2] < share


def test_a_share_can_be_done_in_the_head():
    # Two pixels that vary independently, one three times as widely: nine tenths of the variance.
    images = images_with_pixels(p0=[0, 0, 240, 240], p1=[0, 80, 0, 80])
    assert fit_preprocessing(images, 0.89).n_features == 1
    assert fit_preprocessing(images, 0.91).n_features == 2
    assert abs(fit_preprocessing(images, 0.89).components[0, 0]) == pytest.approx(1)


@pytest.mark.parametrize("pca_dims", [0, 1, 5, 0.5])
@pytest.mark.parametrize("whiten", [False, True])
def test_everything_stays_finite_with_as_few_images_as_can_be(pca_dims, whiten):
    images, _ = random_digits(1 + math.ceil(pca_dims))
    others, _ = random_digits(50, seed=1)
    preprocessing = fit_preprocessing(images, pca_dims, whiten)
    assert np.isfinite(features_of(preprocessing, others)).all()
    assert (preprocessing.scale > 0).all()


@pytest.mark.parametrize(
    ("n_images", "pca_dims", "message"),
    [
        (5, 5, "--pca_dims 5: needs at least 6 training images, got 5"),
        (5, 784, "--pca_dims 784: needs at least 785 training images, got 5"),
        (1, 1, "--pca_dims 1: needs at least 2 training images, got 1"),
        (1, 0.5, "--pca_dims 0.5: needs at least 2 training images, got 1"),
    ],
)
def test_more_components_than_the_images_have_are_refused(n_images, pca_dims, message):
    assert refusal_of(fit_preprocessing, random_digits(n_images)[0], pca_dims) == message


@pytest.mark.parametrize("pca_dims", [-1, 785, 1.5, float("nan")])
def test_pca_dims_out_of_range_are_refused(pca_dims):
    said = refusal_of(fit_preprocessing, random_digits(3)[0], pca_dims)
    assert said.startswith(f"--pca_dims {pca_dims}: must be 0 (no PCA)")


@pytest.mark.parametrize(("pca_dims", "whiten"), [(0, True), (8, True), (0.5, False)])
def test_fitting_twice_gives_the_same_bits_and_leaves_the_images_alone(images, pca_dims, whiten):
    before = images.copy()
    first, second = (fit_preprocessing(images, pca_dims, whiten) for _ in range(2))
    np.testing.assert_array_equal(images, before)
    np.testing.assert_array_equal(first.mean, second.mean)
    np.testing.assert_array_equal(first.scale, second.scale)
    if pca_dims:
        np.testing.assert_array_equal(first.components, second.components)


def test_everything_is_in_single_precision(images):
    for pca_dims in (0, 8):
        preprocessing = fit_preprocessing(images, pca_dims, whiten=True)
        assert preprocessing.mean.dtype == preprocessing.scale.dtype == np.float32
        assert features_of(preprocessing, images).dtype == np.float32


@pytest.fixture(scope="module")
def real_mnist():
    return load("digits", REAL_DATA)


@pytest.mark.skipif(not REAL_DATA, reason="$LATENT_DATA is not set")
def test_real_mnist_is_reconstructed_with_the_known_errors(real_mnist):
    pixels = pixel_vectors(real_mnist.x_test)
    preprocessing = fit_preprocessing(real_mnist.x_train, 64)
    features = features_of(preprocessing, real_mnist.x_test)
    for n_components, error in ((16, 0.02686), (32, 0.01683), (64, 0.00905)):
        components = preprocessing.components[:n_components]
        rebuilt = features[:, :n_components] @ components + preprocessing.mean
        assert ((rebuilt - pixels) ** 2).mean() == pytest.approx(error, abs=1e-5)
