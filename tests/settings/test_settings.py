import dataclasses
import json
import random
import re

import pytest

from latent.settings import (
    CODE_ACTIVATIONS,
    LEARNING_RATE_SCHEDULES,
    LOSSES,
    DenseSettings,
    check_pca_dims,
    depth_to_layers,
    settings_from_dict,
)
from tests.helpers.refusals import refusal_of

ADDED_LATER = {
    *("noise", "noise_kind", "image_size", "color", "image_shape", "output_activation"),
    *("batch_norm", "validation", "patience", "part", "axes", "unit", "font_hashes"),
}


def random_settings(rng):
    """Draw settings of which most are near the defaults, where two names are most alike."""
    layers = tuple(rng.choice((1, 2, 12, 21, 112, 256)) for _ in range(rng.randrange(4)))
    dropout_rate = rng.choice((0.0, 0.0, 0.5, 0.05))
    with_layer = layers and dropout_rate and rng.random() < 0.5
    draws = {
        "dataset": (
            "digits",
            "optdigits",
            "a/digits.json",
            "b/digits.json",
            "a b.json",
            "a_b.json",
        ),
        "n_train": (None, 1, 11, 111),
        "binary_input": (False, True),
        "pca_dims": (0, 1, 11, 0.5, 0.11, 1e-5),
        "whiten": (False, True),
        "dec_layers": (None, (), (1,), (11,), (1, 1), (1, 11), (11, 1)),
        "code_activation": CODE_ACTIVATIONS,
        "loss": LOSSES,
        "batch_size": (256, 1, 11, 25),
        "learn_rate": (1e-3, 1e-4, 1e-5, 1.0, 10.0, 0.1),
        "lr_schedule": LEARNING_RATE_SCHEDULES,
        "epochs": (25, 1, 11),
        "stages": (1, 11, 2),
        "seed": (0, 1, 11),
    }
    changed = rng.sample(sorted(draws), rng.choice((1, 2, 3, len(draws))))
    return DenseSettings(
        layers=layers,
        d_latent=1,  # fits whatever the encoder gets
        dropout_rate=dropout_rate,
        dropout_layer=rng.randrange(len(layers)) if with_layer else None,
        **{name: rng.choice(draws[name]) for name in changed},
    )


def thousands_of_settings():
    rng = random.Random(0)
    return [random_settings(rng) for _ in range(5000)]


def test_defaults_are_the_agreed_ones_and_those_of_the_added_flags():
    assert DenseSettings().to_dict() == {
        "model": "dense",
        "dataset": "digits",
        "n_train": None,
        "binary_input": False,
        "pca_dims": 0,
        "whiten": False,
        "layers": (),
        "d_latent": 16,
        "dec_layers": None,
        "code_activation": "linear",
        "dropout_rate": 0.0,
        "dropout_layer": None,
        "loss": "mse",
        "batch_size": 256,
        "learn_rate": 0.001,
        "lr_schedule": "cosine",
        "epochs": 25,
        "stages": 1,
        "seed": 0,
        "charset": None,
        "fonts": (),
        "font_set": None,
        "noise": 0.0,
        "noise_kind": "salt_pepper",
    }


def test_settings_cannot_be_changed():
    with pytest.raises(dataclasses.FrozenInstanceError):
        DenseSettings().d_latent = 3


def test_the_decoder_mirrors_the_encoder_unless_its_layers_are_given():
    assert DenseSettings(layers=(250, 100)).decoder_layers == (100, 250)
    assert DenseSettings(layers=(250, 100), dec_layers=(320,)).decoder_layers == (320,)
    assert DenseSettings(layers=(250, 100), dec_layers=()).decoder_layers == ()


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"dataset": ""}, "--dataset: must name a data set"),
        ({"n_train": 0}, "--n_train 0: must be a whole number, at least 1"),
        ({"layers": (0,)}, "--layers 0: must be a whole number from 1 to 65,536"),
        ({"layers": (256, -3)}, "--layers -3: must be a whole number from 1 to 65,536"),
        ({"layers": (65_537,)}, "--layers 65537: must be a whole number from 1 to 65,536"),
        ({"layers": (2,) * 51}, "--layers: 51 layers, at most 50 are possible"),
        ({"dec_layers": (0,)}, "--dec_layers 0: must be a whole number from 1 to 65,536"),
        ({"dec_layers": (2,) * 51}, "--dec_layers: 51 layers, at most 50 are possible"),
        ({"d_latent": 0}, "--d_latent 0: must be a whole number from 1 to 65,536"),
        ({"d_latent": True}, "--d_latent True: must be a whole number from 1 to 65,536"),
        (
            {"code_activation": "gelu"},
            "--code_activation gelu: must be one of linear, relu, tanh, sigmoid",
        ),
        ({"dropout_rate": 1.0}, "--dropout_rate 1.0: must be a number, at least 0, below 1"),
        ({"dropout_rate": -0.1}, "--dropout_rate -0.1: must be a number, at least 0, below 1"),
        ({"loss": "mae"}, "--loss mae: must be one of mse, rmse, bce"),
        ({"batch_size": 0}, "--batch_size 0: must be a whole number, at least 1"),
        ({"learn_rate": 0.0}, "--learn_rate 0.0: must be a number, above 0"),
        ({"learn_rate": float("nan")}, "--learn_rate nan: must be a number, above 0"),
        ({"learn_rate": float("inf")}, "--learn_rate inf: must be a number, above 0"),
        ({"lr_schedule": "step"}, "--lr_schedule step: must be one of cosine, constant"),
        ({"epochs": 0}, "--epochs 0: must be a whole number from 1 to 100,000"),
        ({"epochs": 10**30}, f"--epochs {10**30}: must be a whole number from 1 to 100,000"),
        ({"stages": 0}, "--stages 0: must be a whole number from 1 to 100,000"),
        (
            {"epochs": 100_000, "stages": 2},
            "--stages 2: with --epochs 100000 that is 200,000 epochs, at most 100,000 are possible",
        ),
        ({"seed": -1}, "--seed -1: must be a whole number from 0 to 2,147,483,647"),
        ({"seed": 2**31}, "--seed 2147483648: must be a whole number from 0 to 2,147,483,647"),
        (
            {"d_latent": 785},
            "--d_latent 785: must be at most 784, as many numbers as the encoder gets "
            "with --pca_dims 0",
        ),
        (
            {"d_latent": 17, "pca_dims": 16},
            "--d_latent 17: must be at most 16, as many numbers as the encoder gets "
            "with --pca_dims 16",
        ),
    ],
)
def test_a_value_that_is_out_of_range_is_refused_by_the_name_of_its_flag(values, message):
    assert refusal_of(DenseSettings, **values) == message


@pytest.mark.parametrize(
    "values",
    [
        {"d_latent": 784},
        {"d_latent": 16, "pca_dims": 16},
        {"d_latent": 500, "pca_dims": 0.5},  # how many numbers that is, only the images tell
        {"epochs": 50_000, "stages": 2},
        {"layers": (65_536,) * 50},
        {"dropout_rate": 0.0},
        {"dropout_rate": 0.5},  # without --layers there is nothing to drop
        {"seed": 2**31 - 1},
    ],
)
def test_a_value_at_the_edge_of_its_range_is_allowed(values):
    settings = DenseSettings(**values)
    assert {name: getattr(settings, name) for name in values} == values


def test_a_code_larger_than_what_a_share_of_the_variance_gives_is_refused_once_that_is_known():
    settings = DenseSettings(d_latent=16, pca_dims=0.5)
    settings.check_code_fits(16)
    assert refusal_of(settings.check_code_fits, 15) == (
        "--d_latent 16: must be at most 15, as many numbers as the encoder gets with --pca_dims 0.5"
    )


@pytest.mark.parametrize(
    ("layers", "dropout_layer", "dropout_rate", "message"),
    [
        ((), 0, 0.5, "--layers is empty, there is no hidden layer to drop units of"),
        ((9,), 1, 0.5, "--layers has 1 entry, use 0"),
        ((9, 9), 3, 0.5, "--layers has 2 entries, use 0 or 1"),
        ((9, 9, 9), -1, 0.5, "--layers has 3 entries, use 0, 1 or 2"),
        ((9, 9), 1, 0.0, "has no effect without --dropout_rate"),
    ],
)
def test_a_dropout_layer_that_can_do_nothing_is_refused(
    layers, dropout_layer, dropout_rate, message
):
    said = refusal_of(
        DenseSettings, layers=layers, dropout_layer=dropout_layer, dropout_rate=dropout_rate
    )
    assert said == f"--dropout_layer {dropout_layer}: {message}"


@pytest.mark.parametrize("layer", [0, 1])
def test_a_dropout_layer_among_the_hidden_layers_is_allowed(layer):
    assert DenseSettings(layers=(9, 9), dropout_layer=layer, dropout_rate=0.5)


@pytest.mark.parametrize("value", [0, 1, 784, 1e-9, 0.5, 0.999])
def test_pca_dims_can_be_zero_a_number_of_components_or_a_share(value):
    check_pca_dims(value, 784)


@pytest.mark.parametrize(
    "value", [-1, 785, 10**400, -0.5, 1.0, 1.5, 16.0, float("nan"), float("inf"), True, "16", None]
)
def test_other_pca_dims_are_refused(value):
    said = (
        str(value) if value != 10**400 else f"1{'0' * 38}…{'0' * 40}"
    )  # cut, as all long words are
    assert refusal_of(check_pca_dims, value, 784) == (
        f"--pca_dims {said}: must be 0 (no PCA), a whole number of components from 1 to 784, "
        "or a share of the variance above 0 and below 1"
    )


def test_layer_sizes_shrink_by_the_same_factor_to_the_code():
    assert depth_to_layers(1, 16, 784) == ()
    assert depth_to_layers(2, 196, 784) == (392,)
    assert depth_to_layers(4, 49, 784) == (392, 196, 98)
    assert depth_to_layers(3, 784, 784) == (784, 784)
    assert min(depth_to_layers(50, 1, 784)) >= 1


@pytest.mark.parametrize(
    ("depth", "d_latent", "flag"),
    [(0, 16, "--depth"), (51, 16, "--depth"), (3, 0, "--d_latent"), (3, 10**400, "--d_latent")],
)
def test_a_depth_or_code_out_of_range_is_refused(depth, d_latent, flag):
    assert refusal_of(depth_to_layers, depth, d_latent, 784).startswith(f"{flag} ")


def test_the_name_says_what_is_not_the_default():
    assert DenseSettings().name == "dense-digits-d_latent16"
    settings = DenseSettings(
        layers=(250, 100), dec_layers=(), whiten=True, learn_rate=0.01, epochs=50
    )
    assert settings.name == (
        "dense-digits-d_latent16-whiten-layers250x100-dec_layersnone-learn_rate0.01-epochs50"
    )


def test_two_different_settings_never_share_a_name():
    settings_by_name = {}
    different = 0
    for settings in thousands_of_settings():
        other = settings_by_name.setdefault(settings.name, settings)
        assert other == settings, settings.name
        different += other is settings
    assert different > 3000


def test_a_name_needs_no_quoting_and_leaves_room_for_endings():
    odd = [
        DenseSettings(dataset=text)
        for text in ("../my fonts/a b.json", "$(rm -rf)", "-x", "ü", "x" * 1000, "\udcff", "a\nb")
    ]
    long = DenseSettings(layers=tuple(range(1, 51)), dec_layers=tuple(range(1, 51)))
    for settings in [*thousands_of_settings(), *odd, long]:
        assert re.fullmatch(r"[A-Za-z0-9._-]{1,120}", settings.name), settings.name


def test_long_names_that_differ_at_their_ends_stay_different():
    first = DenseSettings(layers=(1000,) * 50, seed=1)
    assert first.name != dataclasses.replace(first, seed=2).name
    assert first.name == dataclasses.replace(first).name


def test_settings_survive_the_way_through_json():
    for settings in thousands_of_settings()[:500]:
        loaded = settings_from_dict(json.loads(json.dumps(settings.to_dict())))
        assert loaded == settings
        assert type(loaded) is type(settings)
        assert loaded.name == settings.name


def test_loading_does_not_change_what_it_is_given():
    values = json.loads(json.dumps(DenseSettings(layers=(9, 8)).to_dict()))
    before = json.dumps(values)
    settings_from_dict(values)
    assert json.dumps(values) == before


@pytest.mark.parametrize(
    "values", [None, [], "dense", 3, {}, {"model": "sparse_moe"}, {"model": []}, {"model": None}]
)
def test_settings_of_no_known_kind_are_refused(values):
    assert refusal_of(settings_from_dict, values).startswith("settings are of no known kind (dense")


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"extra": 1}, "setting 'extra' is unknown"),
        ({"__class__": 1}, "setting '__class__' is unknown"),
        ({"d_latent": "16"}, "setting 'd_latent' has the wrong type"),
        ({"d_latent": 16.0}, "setting 'd_latent' has the wrong type"),
        ({"d_latent": True}, "setting 'd_latent' has the wrong type"),
        ({"d_latent": None}, "setting 'd_latent' has the wrong type"),
        ({"d_latent": 10**400}, "--d_latent 1000"),
        ({"whiten": 1}, "setting 'whiten' has the wrong type"),
        ({"whiten": "no"}, "setting 'whiten' has the wrong type"),
        ({"layers": 16}, "setting 'layers' has the wrong type"),
        ({"layers": None}, "setting 'layers' has the wrong type"),
        ({"layers": "16"}, "setting 'layers' has the wrong type"),
        ({"layers": [16, True]}, "setting 'layers' has the wrong type"),
        ({"layers": [[16]]}, "setting 'layers' has the wrong type"),
        ({"layers": {"0": 16}}, "setting 'layers' has the wrong type"),
        ({"layers": [10**400]}, "--layers 1000"),
        ({"dec_layers": [0.5]}, "setting 'dec_layers' has the wrong type"),
        ({"dataset": ["digits"]}, "setting 'dataset' has the wrong type"),
        ({"pca_dims": True}, "setting 'pca_dims' has the wrong type"),
        ({"pca_dims": float("nan")}, "--pca_dims nan"),
        ({"learn_rate": float("nan")}, "--learn_rate nan"),
        ({"learn_rate": float("inf")}, "--learn_rate inf"),
        ({"learn_rate": 10**400}, "--learn_rate 1000"),
        ({"learn_rate": True}, "setting 'learn_rate' has the wrong type"),
        ({"learn_rate": [0.1]}, "setting 'learn_rate' has the wrong type"),
        ({"dropout_layer": 0.0}, "setting 'dropout_layer' has the wrong type"),
        ({"seed": -1}, "--seed -1"),
        ({"seed": None}, "setting 'seed' has the wrong type"),
    ],
)
def test_settings_from_a_hostile_file_are_refused(changes, message):
    said = refusal_of(settings_from_dict, DenseSettings().to_dict() | changes)
    assert said.startswith(message)


def test_settings_from_before_there_were_image_shapes_are_of_images_like_mnists():
    digits = DenseSettings().to_dict()
    assert not {"image_size", "color", "image_shape"} & digits.keys()
    assert settings_from_dict(digits) == DenseSettings()
    old = digits | {"dataset": "pets"}
    assert settings_from_dict(old) == DenseSettings(
        dataset="pets", image_size=(28, 28), color="gray", image_shape=(28, 28, 1)
    )


def test_settings_of_own_images_say_their_shape():
    settings = DenseSettings(dataset="pets", image_shape=None).for_images((64, 48, 3))
    assert settings.image_shape == (64, 48, 3)
    assert settings.n_pixels == 64 * 48 * 3
    assert settings.array_shape == (64, 48, 3)
    assert settings_from_dict(settings.to_dict()) == settings
    assert settings.for_images((20, 30)).array_shape == (20, 30)
    assert settings.name == DenseSettings(dataset="pets").name


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"image_size": (0, 5)}, "--image_size 0"),
        ({"image_size": (1000, 5)}, "--image_size 1000"),
        ({"image_size": (5,)}, "--image_size"),
        ({"color": "cmyk"}, "--color cmyk"),
        (
            {"dataset": "digits", "image_size": (28, 28)},
            "--image_size: goes with --dataset typefaces",
        ),
        ({"dataset": "digits", "color": "rgb"}, "--color: goes with images of your own"),
        ({"image_shape": (8, 8, 1), "pca_dims": 65}, "--pca_dims 65"),
        ({"image_shape": (8, 8, 4)}, "image_shape"),
    ],
)
def test_impossible_shapes_of_images_are_refused(changes, message):
    assert refusal_of(DenseSettings, **{"dataset": "pets", **changes}).startswith(message)


@pytest.mark.parametrize(
    "name", sorted({field.name for field in dataclasses.fields(DenseSettings)} - ADDED_LATER)
)
def test_settings_that_lack_a_value_are_refused(name):
    values = DenseSettings().to_dict()
    del values[name]
    assert refusal_of(settings_from_dict, values) == f"setting {name!r} is missing"
