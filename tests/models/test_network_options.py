"""Options of networks that several kinds share: linear pixels, normalised layers, convolutions."""

from dataclasses import replace

import numpy as np
import pytest

from latent.data.gray_levels import mean_image
from latent.data.preprocessing import fit_preprocessing
from latent.models import build
from latent.models.linear import is_linear, subspace_angle
from latent.settings import ConvSettings, DenseSettings, SparseSettings, VaeSettings
from latent.training.loop import Trainer, TrainingRecord
from latent.training.weights_file import load_weights, save_weights
from tests.helpers.refusals import error_line_of
from tests.helpers.runs import images_of_two_kinds, run_to_the_end, trainer_for
from tests.helpers.scripts import load_script

dense, conv, vae = (load_script(name) for name in ("dense", "conv", "vae"))
IMAGES = images_of_two_kinds()
SMALL = {"d_latent": 3, "batch_size": 12, "epochs": 6}
SMALL_CONV = {**SMALL, "filters": (2, 3), "layers": (), "dec_layers": (), "learn_rate": 0.01}
KINDS = {
    "dense": DenseSettings(layers=(12,), batch_norm=True, **SMALL),
    "vae": VaeSettings(layers=(12,), batch_norm=True, **SMALL),
    "sparse": SparseSettings(layers=(12,), batch_norm=True, **SMALL | {"d_latent": 20}),
    "dense with linear pixels": DenseSettings(layers=(12,), output_activation="linear", **SMALL),
    "vae with linear pixels": VaeSettings(layers=(12,), output_activation="linear", **SMALL),
    "rmse with linear pixels": DenseSettings(output_activation="linear", loss="rmse", **SMALL),
    "conv with average pooling": ConvSettings.with_preset(
        "hybrid", pooling="average", **SMALL_CONV
    ),
    "conv transposed, padded": ConvSettings.with_preset(
        "hybrid", upsampling="transposed", pad=3, output_activation="linear", **SMALL_CONV
    ),
}


@pytest.mark.parametrize("name", KINDS)
def test_a_network_with_an_option_learns_and_comes_back_from_its_file(name, tmp_path):
    trainer = trainer_for(KINDS[name])
    run_to_the_end(trainer)
    history = trainer.record.history
    assert history[-1]["train_loss"] < history[0]["train_loss"]
    path = tmp_path / "model.weights.h5"
    save_weights(path, trainer.model, trainer.record, trainer.state)
    loaded = load_weights(path).model
    assert loaded.settings == trainer.model.settings
    reconstructed = loaded.reconstruct(IMAGES)
    assert np.array_equal(reconstructed, trainer.model.reconstruct(IMAGES))
    assert reconstructed.shape == IMAGES.shape
    # Outside of training a code does not depend on what else is encoded with it.
    assert np.allclose(loaded.encode(IMAGES)[:2], loaded.encode(IMAGES[:2]), atol=1e-5)


@pytest.mark.parametrize("kind", [DenseSettings, VaeSettings, SparseSettings])
def test_hidden_layers_are_normalised_in_the_encoder_and_the_decoder(kind):
    settings = kind(layers=(9, 5), batch_norm=True)
    model = build(settings, fit_preprocessing(IMAGES))
    for network, part in ((model.encoder, "encoder"), (model.decoder, "decoder")):
        names = [layer.name for layer in network.layers if "normalization" in layer.name]
        assert names == [f"{part}_0_normalization", f"{part}_1_normalization"]


def test_normalised_layers_go_on_with_means_over_training_and_dropout():
    settings = DenseSettings(layers=(12,), batch_norm=True, dropout_rate=0.3, **SMALL)
    trainer = trainer_for(settings)
    moving = trainer.model.encoder.get_layer("encoder_0_normalization").moving_variance
    assert np.array_equal(moving, np.ones(12))
    run_to_the_end(trainer)
    assert not np.allclose(moving, np.ones(12), atol=0.01)


def test_linear_pixels_start_at_the_mean_image_and_are_measured_as_they_are():
    settings = DenseSettings(layers=(8,), output_activation="linear")
    model = build(settings, fit_preprocessing(IMAGES), mean_image(IMAGES))
    blank = model.decode(np.zeros((1, 16)))[0]
    assert np.allclose(blank, mean_image(IMAGES).reshape(28, 28), atol=1e-6)
    far = np.full((1, 16), 100.0, np.float32)
    drawn = model.decoder(far).numpy()
    assert drawn.min() < 0 and drawn.max() > 1
    assert np.array_equal(model.decode(far).ravel(), np.clip(drawn, 0, 1).ravel())
    pixels = IMAGES[:5].reshape(5, -1) / np.float32(255)
    expected = np.square(model.decoder(model.codes(pixels)) - pixels).mean(axis=1)
    assert np.allclose(model.measure(IMAGES[:5])["mse"], expected, rtol=1e-4)


def images_of_three_components(n=400):
    """Sums of three patterns of 8×8 pixels, of different strength, and a little noise."""
    rng = np.random.default_rng(0)
    rows, columns = np.mgrid[:8, :8] * (np.pi / 8)
    patterns = np.stack([np.cos(rows), np.cos(columns), np.cos(rows) * np.cos(columns)])
    strengths = rng.normal(size=(n, 3)) * (40, 30, 20)
    images = 127 + np.tensordot(strengths, patterns, 1) + rng.normal(size=(n, 8, 8))
    return np.clip(np.rint(images), 0, 255).astype(np.uint8)


def test_an_autoencoder_that_is_linear_everywhere_becomes_pca():
    images = images_of_three_components()
    settings = DenseSettings(
        d_latent=3, output_activation="linear", epochs=150, batch_size=100, learn_rate=0.02,
        image_shape=(8, 8, 1),
    )  # fmt: skip
    model = build(settings, fit_preprocessing(images), mean_image(images))
    assert subspace_angle(model, images)["pca_angle"] > 20
    trainer = Trainer(model, images, images, TrainingRecord(settings.epochs))
    run_to_the_end(trainer)
    assert subspace_angle(model, images)["pca_angle"] <= 1


@pytest.mark.parametrize(
    "changes",
    [
        {"layers": (5,)},
        {"code_activation": "tanh"},
        {"output_activation": "sigmoid"},
        {"loss": "rmse"},
        {"noise": 0.1},
    ],
)
def test_what_is_not_linear_or_asks_another_question_has_no_angle(changes):
    linear = DenseSettings(output_activation="linear", **SMALL)
    assert is_linear(linear)
    model = build(replace(linear, **changes), fit_preprocessing(IMAGES))
    assert subspace_angle(model, IMAGES) == {}


def test_average_pooling_gives_the_mean_of_four_pixels():
    settings = ConvSettings.with_preset("hybrid", pooling="average")
    model = build(settings, fit_preprocessing(IMAGES))
    pooling = model.encoder.get_layer("pooling_0")
    assert pooling(np.arange(4.0).reshape(1, 2, 2, 1)).numpy().ravel().tolist() == [1.5]


def test_transposed_convolutions_double_the_picture_in_place_of_repeated_pixels():
    settings = ConvSettings.with_preset("strided", upsampling="transposed")
    lines = build(settings, fit_preprocessing(IMAGES)).layer_lines()
    assert not any("upsampling" in line for line in lines)
    n_doubled = sum(stride == 2 for stride in settings.decoder_strides)
    assert sum("transposed convolution" in line for line in lines) == n_doubled


def test_padding_stands_around_the_picture_and_is_cut_off_again():
    settings = ConvSettings(pad=2)
    assert settings.padded_sides((2, 2)) == (32, 32)
    assert settings.encoder_shapes == [(16, 16, 4), (8, 8, 8)]
    model = build(settings, fit_preprocessing(IMAGES))
    assert model.encoder.get_layer("padding").output.shape[1:] == (32, 32, 1)
    assert model.reconstruct(IMAGES).shape == IMAGES.shape


@pytest.mark.parametrize(
    ("script", "flags", "words"),
    [
        ("dense", "--output_activation linear --loss bce", "--output_activation linear: clashes"),
        ("dense", "--patience 3", "--patience 3: has no effect without --validation"),
        ("dense", "--validation 1", "--validation 1.0: must be a number, at least 0, below 1"),
        ("dense", "--validation 0.1 --patience 0", "--patience 0: must be a whole number, at"),
        ("dense", "--pad 2", "unrecognized arguments: --pad 2"),
        ("conv", "--preset strided --pooling average", "--pooling average: has no effect with"),
        ("conv", "--pad 65", "--pad 65: must be a whole number from 0 to 64"),
        ("vae", "--output_activation relu", "argument --output_activation: invalid choice"),
    ],
)
def test_options_that_clash_are_one_line(script, flags, words, capsys, tmp_path):
    main = {"dense": dense, "conv": conv, "vae": vae}[script].main
    arguments = [*flags.split(), "--out", str(tmp_path / "out")]
    assert words in error_line_of(capsys, f"{script}.py", main, *arguments)
    assert list(tmp_path.iterdir()) == []
