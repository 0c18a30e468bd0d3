"""Principal components of images that stay in their file are those of the same images in memory."""

import numpy as np
import pytest

from latent.codes.principal_components import PrincipalComponents
from latent.data import image_components, images_in_file
from latent.data.image_components import fit_image_components, images_to_fit, mean_and_covariance
from latent.data.images_in_file import ImagesInFile
from latent.data.preprocessing import fit_preprocessing

ARRAY = np.random.default_rng(0).integers(0, 256, (60, 4, 5), dtype=np.uint8)


@pytest.fixture
def images(tmp_path, monkeypatch):
    monkeypatch.setattr(images_in_file, "READ_AT_ONCE", 7 * 20)  # seven images
    (tmp_path / "a.bytes").write_bytes(ARRAY.tobytes())
    return ImagesInFile(tmp_path / "a.bytes", 0, ARRAY.shape)


@pytest.fixture
def few_fit(monkeypatch):
    """Images of 20 pixels count as large, and 12 of them stand for all."""
    for name, value in (("LONG_VECTORS", 19), ("MOST_DRAWN", 12)):
        monkeypatch.setattr(image_components, name, value)


def test_mean_and_covariances_are_those_of_numpy(images):
    mean, covariance = mean_and_covariance(images)
    vectors = ARRAY.reshape(60, 20) / 255
    np.testing.assert_allclose(mean, vectors.mean(axis=0), rtol=1e-12)
    np.testing.assert_allclose(covariance, np.cov(vectors.T), atol=1e-8)


def test_images_that_begin_with_others_than_most_have_the_same_covariances(images):
    array = np.concatenate([np.zeros((7, 4, 5), np.uint8), ARRAY])
    _, covariance = mean_and_covariance(array)
    np.testing.assert_allclose(covariance, np.cov(array.reshape(67, 20).T / 255), atol=1e-7)


def test_components_are_the_same_to_the_last_bit(images):
    found, wanted = (PrincipalComponents.of(each) for each in (images, ARRAY))
    assert len(found) == 20
    for name in ("mean", "components", "variances"):
        np.testing.assert_array_equal(getattr(found, name), getattr(wanted, name))


@pytest.mark.parametrize("pca_dims", [6, 0.5])
def test_so_is_what_an_encoder_is_fed(images, pca_dims):
    found, wanted = (fit_preprocessing(each, pca_dims, whiten=True) for each in (images, ARRAY))
    for name, array in wanted.arrays().items():
        np.testing.assert_array_equal(found.arrays()[name], array)


def test_components_of_large_images_in_a_file_are_those_of_some_which_is_said(
    images, few_fit, caplog
):
    some = images_to_fit(images)
    assert some.shape == (12, 4, 5)
    assert len({image.tobytes() for image in some} & {image.tobytes() for image in ARRAY}) == 12
    assert "a.bytes: principal components of 12 images drawn from 60" in caplog.text
    np.testing.assert_array_equal(images_to_fit(images), some)
    assert len(PrincipalComponents.of(images)) == 11
    _, wanted = fit_image_components(some, 3)
    fitted = fit_preprocessing(images, 3)
    np.testing.assert_array_equal(fitted.components, wanted.components_)
    # The mean is that of all images.
    np.testing.assert_allclose(fitted.mean, ARRAY.reshape(60, 20).mean(0) / 255, rtol=1e-6)


def test_in_memory_all_images_count_however_large(images, few_fit):
    assert images_to_fit(ARRAY) is ARRAY
    few = images.part(np.arange(9))
    np.testing.assert_array_equal(images_to_fit(few), ARRAY[:9])
