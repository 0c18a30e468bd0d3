import re
from dataclasses import replace

import numpy as np
import pytest

from latent import cli
from latent.data.gray_levels import mean_image
from latent.data.preprocessing import fit_preprocessing
from latent.models import build
from latent.settings import ConvSettings, settings_from_dict
from latent.tools.check import UserError
from latent.training.loop import Trainer, TrainingRecord
from latent.training.weights_file import load_weights, save_weights
from tests.helpers.refusals import error_line_of
from tests.helpers.runs import images_of_two_kinds
from tests.helpers.scripts import load_script
from tests.training.test_weights_file import change_text

conv = load_script("conv")

HYBRID = ConvSettings.with_preset("hybrid")
STRIDED = ConvSettings.with_preset("strided")
SMALL = ["--dataset", "optdigits", "--no_plot", "--n_train", "300", "--batch_size", "50"]


def model_of(settings):
    images = images_of_two_kinds()
    return build(settings, fit_preprocessing(images), mean_image(images))


def read(line):
    return cli.read_training_flags(conv.build_parser().parse_args(line.split()), ConvSettings)[0]


def table_of(settings):
    """Return what each layer does and the shape it gives, as the printed table says."""
    lines = [re.split(r" {2,}", line.strip()) for line in model_of(settings).layer_lines()]
    return [(words, shape.split()[0]) for words, shape, *_ in lines if shape != "shape"]


def test_the_table_of_the_hybrid_network_has_the_shapes_of_its_description():
    assert table_of(HYBRID) == [
        ("pixels", "784"),
        ("preprocess", "784"),
        ("picture", "28×28×1"),
        ("convolution 5×5", "28×28×4"),
        ("max pooling 2×2", "14×14×4"),
        ("convolution 5×5", "14×14×8"),
        ("max pooling 2×2", "7×7×8"),
        ("flat", "392"),
        ("fully connected", "150"),
        ("code", "16"),
        ("code", "16"),
        ("fully connected", "120"),
        ("fully connected", "320"),
        ("fully connected", "784"),
        ("small picture", "7×7×16"),
        ("upsampling 2×2, convolution 5×5", "14×14×8"),
        ("upsampling 2×2, convolution 6×6", "28×28×4"),
        ("convolution 7×7", "28×28×1"),
        ("logits", "784"),
    ]


def test_the_table_of_the_strided_network_has_the_shapes_of_its_description():
    assert table_of(STRIDED) == [
        ("pixels", "784"),
        ("preprocess", "784"),
        ("picture", "28×28×1"),
        ("padding", "32×32×1"),
        ("convolution 3×3, stride 2", "16×16×4"),
        ("convolution 3×3", "16×16×4"),
        ("convolution 3×3, stride 2", "8×8×8"),
        ("convolution 3×3, stride 2", "4×4×16"),
        ("flat", "256"),
        ("code", "128"),
        ("code", "128"),
        ("fully connected", "256"),
        ("small picture", "4×4×16"),
        ("upsampling 2×2", "8×8×16"),
        ("convolution 3×3", "8×8×8"),
        ("upsampling 2×2", "16×16×8"),
        ("convolution 3×3", "16×16×4"),
        ("convolution 3×3", "16×16×4"),
        ("upsampling 2×2", "32×32×4"),
        ("convolution 3×3", "32×32×1"),
        ("cropping", "28×28×1"),
        ("logits", "784"),
    ]


def test_the_weights_in_the_table_are_those_one_counts_by_hand():
    lines = [line.split() for line in model_of(HYBRID).layer_lines()]
    counts = [int(line[-1].replace(",", "")) for line in lines if line[-1] != "weights"]
    assert counts[3] == 5 * 5 * 4 + 4
    assert counts[5] == 5 * 5 * 4 * 8 + 8
    assert counts[8] == 392 * 150 + 150
    assert counts[-2] == 7 * 7 * 4 + 1
    assert sum(counts) == model_of(HYBRID).network.count_params()


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        (HYBRID, "28×28-14×14×4-7×7×8-150-16-120-320-7×7×16-14×14×8-28×28×4-28×28"),
        (
            STRIDED,
            "28×28-16×16×4-16×16×4-8×8×8-4×4×16-128-4×4×16-8×8×8-16×16×4-16×16×4-28×28",
        ),
    ],
)
def test_a_network_is_described_by_its_shapes(settings, words):
    assert model_of(settings).describe() == words


def test_without_flags_the_network_is_the_hybrid_preset():
    assert read("") == HYBRID == ConvSettings()
    assert read("--preset strided") == STRIDED
    assert STRIDED.d_latent == 128
    assert HYBRID.code_activation == STRIDED.code_activation == "tanh"


@pytest.mark.parametrize(
    ("line", "changes"),
    [
        ("--d_latent 3 --code_activation linear", {"d_latent": 3, "code_activation": "linear"}),
        ("--downsample stride", {"downsample": "stride"}),
        ("--dec_layers 50", {"dec_layers": (50,)}),
        ("--layers 90", {"layers": (90,), "dec_layers": None}),
        ("--layers", {"layers": (), "dec_layers": None}),
        ("--layers 90 --dec_layers 70", {"layers": (90,), "dec_layers": (70,)}),
        ("--kernel 3", {"kernel": 3, "dec_kernel": None}),
        ("--kernel 3 --dec_kernel 4", {"kernel": 3, "dec_kernel": (4,)}),
        ("--dec_filters 9 8 7", {"dec_filters": (9, 8, 7)}),
        (
            "--dec_filters 9 8",
            {"dec_filters": (9, 8), "dec_strides": None, "dec_kernel": None},
        ),
        (
            "--filters 16 8 4 --strides 1 2 1",
            {"filters": (16, 8, 4), "strides": (1, 2, 1)}
            | dict.fromkeys(("dec_filters", "dec_strides", "dec_kernel")),
        ),
    ],
)
def test_flags_override_the_preset(line, changes):
    assert read(line) == replace(HYBRID, **changes)


def test_the_decoder_is_the_mirror_image_of_an_encoder_from_flags():
    settings = read("--preset strided --filters 6 12 --layers 40")
    model = model_of(settings)
    assert model.describe() == "28×28-14×14×6-7×7×12-40-128-40-7×7×12-14×14×6-28×28"
    assert model.reconstruct(images_of_two_kinds()).shape == (96, 28, 28)


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("--preset deeper", "argument --preset: invalid choice"),
        ("--pca_dims 5", "unrecognized arguments: --pca_dims 5"),
        ("--depth 3", "unrecognized arguments: --depth 3"),
        ("--filters", "argument --filters: expected at least one argument"),
        ("--filters 0 4", "--filters 0: must be a whole number from 1 to 512"),
        ("--dec_filters 513", "--dec_filters 513: must be a whole number from 1 to 512"),
        ("--kernel 29", "--kernel 29: must be a whole number from 1 to 28"),
        ("--dec_kernel 0", "--dec_kernel 0: must be a whole number from 1 to 28"),
        ("--dec_kernel 3 5", "--dec_kernel: has 2 entries, --dec_filters 3: give 1, or as many"),
        ("--downsample mean", "argument --downsample: invalid choice"),
        ("--strides 2", "--strides: has 1 entries, --filters 2: there must be one for each"),
        ("--strides 2 3", "--strides 3: must be a whole number from 1 to 2"),
        ("--dec_strides 2 2", "--dec_strides: has 2 entries, --dec_filters 3"),
        ("--filters 1 1 1 1 1 1", "--strides: 6 halvings are too many for 28 pixels, at most 5"),
        ("--preset strided --dropout_rate 0.5", "--dropout_rate 0.5: --layers is empty"),
        ("--d_latent 785", "--d_latent 785: must be at most 784"),
    ],
)
def test_a_wrong_or_clashing_flag_of_conv_is_one_line(capsys, line, message):
    assert error_line_of(capsys, "conv.py", conv.main, *line.split()).startswith(message)


def test_principal_components_are_refused_wherever_they_come_from():
    with pytest.raises(UserError, match="--pca_dims 5: convolutions need the pixels, use 0"):
        ConvSettings(pca_dims=5, d_latent=2)


def test_settings_survive_the_way_through_a_file():
    for settings in (HYBRID, STRIDED, read("--filters 6 --dec_kernel 2")):
        assert settings_from_dict(settings.to_dict()) == settings


def test_a_name_says_the_preset_and_what_differs_from_it():
    assert read("").name == "conv-digits-d_latent16-hybrid"
    assert read("--preset strided").name == "conv-digits-d_latent128-strided"
    assert read("--preset strided --dec_layers 9 --seed 3").name == (
        "conv-digits-d_latent128-strided-dec_layers9-seed3"
    )


def test_two_different_networks_never_share_a_name():
    lines = [
        f"--preset {preset} {flags}"
        for preset in ("hybrid", "strided")
        for flags in (
            "",
            "--kernel 3",
            "--kernel 5",
            "--d_latent 16",
            "--d_latent 128",
            "--filters 4 8",
            "--filters 4 4 8 16",
            "--downsample pool",
            "--downsample stride",
            "--layers",
            "--dec_layers",
            "--strides " + "2 2" + (" 1 1" if preset == "strided" else ""),
        )
    ]
    found = {}
    for line in lines:
        settings = read(line)
        assert found.setdefault(settings.name, settings) == settings
    assert len(found) > 15


def test_the_decoder_starts_from_the_mean_brightness():
    images = images_of_two_kinds()
    model = build(replace(HYBRID, d_latent=2), fit_preprocessing(images), mean_image(images))
    model.decoder.get_layer("last_convolution").kernel.assign(np.zeros((7, 7, 4, 1)))
    assert np.allclose(model.decode(np.zeros((1, 2))), mean_image(images).mean(), atol=1e-4)


def test_what_was_padded_is_cropped_evenly_on_all_sides():
    settings = read("--preset strided --filters 1 1 1 --dec_filters 1 1 1 --dec_kernel 1")
    model = model_of(settings)
    picture = np.zeros((1, 32, 32, 1), np.float32)
    picture[0, 2, 29] = 7
    cropped = model.decoder.get_layer("cropping")(picture)
    assert cropped.shape == (1, 28, 28, 1)
    assert np.argwhere(np.asarray(cropped)[0, :, :, 0]).tolist() == [[0, 27]]


def weights_after_training(settings, stop_after_calls=None):
    images = images_of_two_kinds()
    trainer = Trainer(model_of(settings), images, images[::7], TrainingRecord(settings.epochs))
    if stop_after_calls:
        calls = iter(range(stop_after_calls - 1))
        trainer.train_until(settings.epochs, lambda _: next(calls, None) is not None)
        trainer = Trainer(trainer.model, images, images[::7], trainer.record, trainer.state)
    trainer.train_until(settings.epochs, lambda _: True)
    return trainer, [weight.numpy() for weight in trainer.model.network.weights]


def test_training_lowers_the_error_and_a_stopped_run_ends_with_the_same_weights():
    settings = replace(HYBRID, d_latent=2, batch_size=20, epochs=3, learn_rate=5e-3)
    trainer, expected = weights_after_training(settings)
    history = trainer.record.history
    assert history[-1]["test_mse"] < 0.7 * history[0]["test_mse"]
    _, resumed = weights_after_training(settings, stop_after_calls=1)
    assert all(np.array_equal(a, b) for a, b in zip(expected, resumed, strict=True))


def test_convolutions_are_trained_without_xla_and_dense_layers_with_it():
    from latent.models import Autoencoder

    assert Autoencoder.uses_xla
    assert not model_of(HYBRID).uses_xla


@pytest.mark.parametrize("flags", ["", "--preset strided --whiten --loss bce"])
def test_a_dry_run_writes_weights_that_load_and_prints_the_table(tmp_path, capsys, flags):
    line = [*SMALL, "--dry_run", "--figures", "none", "--out", str(tmp_path), *flags.split()]
    assert conv.main(line) == 0
    said = capsys.readouterr().out
    assert re.search(r"\n  small picture +(7×7×16|4×4×16) +0\n", said)
    (path,) = tmp_path.glob("*.weights.h5")
    model = load_weights(path).model
    assert model.settings.model == "conv"
    assert model.encode(images_of_two_kinds()).shape == (96, model.settings.d_latent)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"dec_filters": [512, 512, 512]}, "its settings need"),
        ({"filters": [500, 500]}, "its settings need"),
        ({"kernel": 10**6}, "--kernel 1000000"),
        ({"filters": []}, "--filters: has 0 entries"),
        ({"strides": [2, 2, 2]}, "--strides: has 3 entries"),
        ({"downsample": "mean"}, "--downsample mean"),
        ({"preset": "hybrid"}, "'preset' is unknown"),
    ],
)
def test_settings_of_a_file_that_do_not_fit_its_weights_are_refused(tmp_path, change, words):
    images = images_of_two_kinds()
    trainer = Trainer(model_of(HYBRID), images, images[::7], TrainingRecord(HYBRID.epochs))
    path = tmp_path / "a.weights.h5"
    save_weights(path, trainer.model, trainer.record, trainer.state)
    change_text(path, "settings", lambda settings: settings | change)
    with pytest.raises(UserError, match=words):
        load_weights(path)
