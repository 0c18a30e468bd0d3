"""Principal components: known directions, known errors, and scikit-learn's own answer."""

import os

import numpy as np
import pytest
from sklearn.decomposition import PCA

from latent.codes.principal_components import PrincipalComponents


def images_along(*directions, scales, n=40, seed=0):
    """Return images around mid-grey that vary along single pixels, by normal numbers × scales."""
    rng = np.random.default_rng(seed)
    images = np.full((n, 784), 128.0)
    for pixel, scale in zip(directions, scales, strict=True):
        images[:, pixel] += scale * rng.standard_normal(n)
    return np.rint(np.clip(images, 0, 255)).astype(np.uint8).reshape(n, 28, 28)


def random_images(n, seed=0):
    return np.random.default_rng(seed).integers(0, 256, (n, 28, 28), dtype=np.uint8)


def test_components_are_the_directions_that_vary_the_most_varying_first():
    found = PrincipalComponents.of(images_along(300, 5, scales=(10, 40)))
    assert np.abs(found.components[0]).argmax() == 5
    assert np.abs(found.components[1]).argmax() == 300
    assert found.components[0, 5] == pytest.approx(1, abs=1e-3)  # largest weights are positive
    assert found.explained()[2] == pytest.approx(1, abs=1e-6)


def test_explained_shares_and_variances_are_those_of_scikit_learn():
    images = random_images(90)
    pca = PCA().fit(images.reshape(90, -1) / 255.0)
    found = PrincipalComponents.of(images)
    assert len(found) == 89
    shares = np.cumsum(pca.explained_variance_ratio_)[:89]
    np.testing.assert_allclose(found.explained()[1:], shares, atol=1e-6)
    np.testing.assert_allclose(found.variances, pca.explained_variance_[:89], rtol=1e-4)


@pytest.mark.parametrize("k", [0, 1, 5, 40])
def test_errors_are_those_of_the_rebuilt_images(k):
    images, others = random_images(60), random_images(30, seed=1)
    found = PrincipalComponents.of(images)
    rebuilt = found.rebuild(others, k)
    expected = np.mean((rebuilt - others / 255.0) ** 2)
    assert found.errors(others)[k] == pytest.approx(expected, rel=1e-4)


def test_all_components_rebuild_the_training_images():
    images = random_images(20)
    found = PrincipalComponents.of(images)
    assert np.abs(found.rebuild(images, 19) - images / 255).max() < 1e-4
    assert found.errors(images)[-1] < 1e-8


def test_coordinates_are_distances_from_the_mean_and_0_where_no_component_is_left():
    images = np.zeros((2, 28, 28), np.uint8)
    images[1, 0, 0] = 255
    found = PrincipalComponents.of(images)
    assert len(found) == 1
    np.testing.assert_allclose(found.coordinates(images), [[-0.5, 0], [0.5, 0]], atol=1e-6)


def test_images_that_are_all_alike_leave_nothing_to_explain():
    found = PrincipalComponents.of(np.full((5, 28, 28), 7, np.uint8))
    assert (found.explained() == 1).all()
    assert (found.errors(np.full((3, 28, 28), 7, np.uint8)) < 1e-12).all()


@pytest.mark.skipif(not os.environ.get("LATENT_DATA"), reason="needs real MNIST")
def test_the_errors_on_mnist_are_the_known_ones():
    from latent.data import load

    digits = load("digits")
    errors = PrincipalComponents.of(digits.x_train).errors(digits.x_test)
    assert errors[[16, 32, 64]] == pytest.approx([0.02686, 0.01683, 0.00905], abs=1e-5)
