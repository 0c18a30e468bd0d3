"""Every kind of autoencoder on images that are not 28×28 grey pixels."""

import numpy as np
import pytest

from latent.data.gray_levels import mean_image
from latent.data.preprocessing import fit_preprocessing
from latent.models import build
from latent.settings import ConvSettings, DenseSettings, SparseSettings, VaeSettings
from latent.training.loop import Trainer, TrainingRecord
from latent.training.weights_file import load_weights, save_weights

SHAPES = [(12, 9, 3), (9, 12), (1, 7, 3)]
KINDS = {
    "dense": DenseSettings(layers=(20,), d_latent=4, batch_size=16, epochs=1),
    "sparse": SparseSettings(layers=(20,), d_latent=40, batch_size=16, epochs=1),
    "vae": VaeSettings(layers=(20,), d_latent=4, batch_size=16, epochs=1),
    "conv": ConvSettings(
        filters=(4,), strides=(1,), dec_filters=None, dec_kernel=None, dec_strides=None, epochs=1
    ),
}


def images_of(shape, n=48):
    return np.random.default_rng(0).integers(0, 256, (n, *shape), dtype=np.uint8)


def trainer_for(settings, images):
    settings = settings.for_images(images.shape[1:])
    preprocessing = fit_preprocessing(images, settings.pca_dims, settings.whiten)
    model = build(settings, preprocessing, mean_image(images))
    return Trainer(model, images, images[:10], TrainingRecord(settings.epochs))


def with_changes(settings, **changes):
    return type(settings)(**{**vars(settings), **changes})


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_trains_on_images_of_any_shape(kind, shape):
    images = images_of(shape)
    trainer = trainer_for(KINDS[kind], images)
    assert trainer.train_until(1, lambda terms: True)
    model = trainer.model
    reconstructed = model.reconstruct(images)
    assert reconstructed.shape == images.shape
    errors = np.square(reconstructed - images / 255.0).reshape(len(images), -1).mean(axis=1)
    if kind != "sparse":
        measured = model.measure(images)["mse"]
        if kind != "vae":  # which measures with a drawn code
            assert np.allclose(measured, errors, atol=1e-5)
    assert model.encode(images).shape[0] == len(images)


@pytest.mark.parametrize("loss", ["rmse", "bce"])
@pytest.mark.parametrize("kind", KINDS)
def test_every_loss_is_finite_on_colour_images(kind, loss):
    trainer = trainer_for(with_changes(KINDS[kind], loss=loss), images_of((10, 8, 3)))
    assert trainer.train_until(1, lambda terms: True)
    assert np.isfinite(trainer.record.history[-1]["test_loss"])


@pytest.mark.parametrize("noise_kind", ["salt_pepper", "gaussian", "mask", "block"])
def test_colour_images_can_be_denoised(noise_kind):
    images = images_of((10, 8, 3))
    trainer = trainer_for(with_changes(KINDS["dense"], noise=0.3, noise_kind=noise_kind), images)
    assert trainer.train_until(1, lambda terms: True)
    noisy = trainer.model.corrupt_images(images)
    assert noisy.shape == images.shape
    assert (noisy != images).any()


def test_the_encoder_can_see_principal_components_of_colour_images():
    trainer = trainer_for(
        with_changes(KINDS["dense"], pca_dims=6, whiten=True), images_of((6, 5, 3))
    )
    assert trainer.model.preprocessing.components.shape == (6, 90)
    assert trainer.train_until(1, lambda terms: True)


@pytest.mark.parametrize(
    "flags", [{"batch_norm": True}, {"residual": True}, {"batch_norm": True, "residual": True}]
)
@pytest.mark.parametrize("shape", [(16, 12, 3), (28, 28)])
def test_deeper_convolutions_learn_and_come_back_from_their_file(tmp_path, shape, flags):
    images = np.full((48, *shape), 20, np.uint8)
    images[::2, : shape[0] // 2] = 230  # half of them have a bright upper half
    settings = ConvSettings.with_preset(
        "deep", filters=(4, 8), d_latent=8, batch_size=8, epochs=12, **flags
    )
    trainer = trainer_for(settings, images)
    assert trainer.train_until(12, lambda terms: True)
    history = trainer.record.history
    assert history[-1]["train_loss"] < 0.7 * history[0]["train_loss"]
    path = tmp_path / "deep.weights.h5"
    save_weights(path, trainer.model, trainer.record, trainer.state)
    loaded = load_weights(path).model
    assert loaded.settings == trainer.model.settings
    np.testing.assert_array_equal(loaded.reconstruct(images), trainer.model.reconstruct(images))


def test_the_deep_preset_halves_colour_pictures_four_times():
    settings = ConvSettings.with_preset("deep").for_images((64, 64, 3))
    assert settings.encoder_shapes == [(32, 32, 16), (16, 16, 32), (8, 8, 64), (4, 4, 128)]
    assert settings.decoder_shapes[-1] == (64, 64, 3)
    assert settings.padded_sides(settings.encoder_strides) == (64, 64)
    odd = ConvSettings.with_preset("deep").for_images((50, 33))
    assert odd.padded_sides(odd.encoder_strides) == (64, 48)


def test_halvings_that_leave_no_pixel_are_refused_once_the_shape_is_known():
    settings = ConvSettings.with_preset("deep", dataset="pets", image_shape=None)
    with pytest.raises(Exception, match="halvings are too many for 4 pixels"):
        settings.for_images((4, 40))
