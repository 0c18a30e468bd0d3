import json
import pickle

import numpy as np
import pytest

from latent.codes.bits import PackedBits
from latent.codes.mean_image import mean_image_error
from latent.data import load
from latent.data.gray_levels import mean_image
from latent.data.preprocessing import fit_preprocessing
from latent.maps.embedding_file import load_embedding
from latent.models import build
from latent.models.penalties import make_penalty
from latent.models.sparse import heaviside
from latent.settings import REG_METHODS, SparseSettings, settings_from_dict
from latent.settings.schedules import rising_weights
from latent.tools.check import UserError
from latent.tools.quiet_tensorflow import tf
from latent.training.loop import Trainer, TrainingRecord
from latent.training.weights_file import load_weights
from tests.helpers.refusals import error_line_of
from tests.helpers.scripts import load_script

embed = load_script("embed")

sparse = load_script("sparse")

SMALL = ["--dataset", "optdigits", "--no_plot", "--n_train", "300", "--batch_size", "50"]
NETWORK = ["--layers", "40", "--d_latent", "90"]
IMAGES = np.random.default_rng(0).integers(0, 256, (20, 28, 28), dtype=np.uint8)
PIXELS = (IMAGES.reshape(20, 784) / 255).astype(np.float32)


def penalty_of(method, activations, sparsity=0.2):
    values = tf.constant(activations, tf.float64)
    return make_penalty(method, sparsity)(values).numpy()


def small_model(**changes):
    settings = SparseSettings(**{"layers": (12,), "d_latent": 30, **changes})
    return build(settings, fit_preprocessing(IMAGES))


# The penalties


@pytest.mark.parametrize(
    ("method", "activations", "expected"),
    [
        ("none", [[1, 1], [0, 1]], [0, 0]),
        ("L1", [[1, 0, 1], [0, 0, 0]], [2, 0]),
        ("L1", [[0.25, 0.5]], [0.75]),
        ("L1-squared", [[1, 1, 1], [0, 0, 1]], [9, 1]),
        ("entropy", [[0.5, 0.5], [1, 0], [0.25, 1]], [2, 0, 2 - 0.75 * np.log2(3)]),
        ("entropy-squared", [[0.5, 0.5, 0.5]], [9]),
        ("log", [[1, 0], [0, 0]], [np.log(1.25)] * 2),
        ("log", [[1, 1]] * 3, [2 * np.log(2)] * 3),
        ("kl", [[1, 0], [0, 1]], [2 * (0.2 * np.log(0.4) + 0.8 * np.log(1.6))] * 2),
    ],
)
def test_penalties_have_the_values_of_their_definition(method, activations, expected):
    assert penalty_of(method, activations) == pytest.approx(np.array(expected), abs=1e-5)


def test_the_divergence_is_zero_at_the_wanted_sparsity_and_finite_without_it():
    assert penalty_of("kl", [[1], [0]], sparsity=0.5) == pytest.approx(0)
    never, rarely, wanted, always = (
        penalty_of("kl", [[rate]], sparsity=0.2)[0] for rate in (0, 0.1, 0.2, 1)
    )
    assert np.isfinite([never, always]).all()
    assert never > rarely > wanted
    assert always > never
    assert abs(wanted) < 1e-5


@pytest.mark.parametrize("method", REG_METHODS)
def test_gradients_of_penalties_are_their_finite_differences(method):
    rng = np.random.default_rng(0)
    activations, weights = rng.uniform(0.05, 0.95, (4, 5)), rng.uniform(0.5, 2, 4)

    def weighed(values):
        return float(penalty_of(method, values) @ weights)

    values = tf.constant(activations)
    with tf.GradientTape() as tape:
        tape.watch(values)
        total = tf.reduce_sum(make_penalty(method, 0.2)(values) * weights)
    gradient = tape.gradient(total, values, unconnected_gradients="zero").numpy()
    differences = np.zeros_like(activations)
    step = 1e-6
    for place in np.ndindex(activations.shape):
        change = np.zeros_like(activations)
        change[place] = step
        differences[place] = (weighed(activations + change) - weighed(activations - change)) / (
            2 * step
        )
    assert np.allclose(gradient, differences, rtol=1e-6, atol=1e-7)
    assert (np.abs(gradient).max() > 0.01) == (method != "none")


@pytest.mark.parametrize("method", REG_METHODS)
@pytest.mark.parametrize("value", [0.0, 1.0])
def test_gradients_of_penalties_are_finite_for_bits(method, value):
    activations = tf.fill((3, 4), value)
    with tf.GradientTape() as tape:
        tape.watch(activations)
        total = tf.reduce_sum(make_penalty(method, 0.02)(activations))
    gradient = tape.gradient(total, activations, unconnected_gradients="zero")
    assert np.isfinite(gradient.numpy()).all()


# The binary units


def test_the_threshold_is_a_step_at_zero():
    x = tf.constant([-5, -1e-6, -0.0, 0.0, 1e-6, 5])
    assert heaviside(x).numpy().tolist() == [0, 0, 1, 1, 1, 1]


def test_the_thresholds_slope_counts_as_one_everywhere():
    x = tf.constant([-5.0, -0.1, 0.0, 0.1, 5.0])
    factors = tf.constant([1.0, -2.0, 3.0, 0.5, 7.0])
    with tf.GradientTape() as tape:
        tape.watch(x)
        total = tf.reduce_sum(factors * heaviside(x))
    assert np.array_equal(tape.gradient(total, x), factors)


@pytest.mark.parametrize("is_real", [False, True])
def test_codes_are_bits_that_say_which_sigmoid_units_are_above_a_half(is_real):
    model = small_model(real_code_activations=is_real)
    units, codes = model.encoder(PIXELS)[0].numpy(), model.encode(IMAGES)
    assert 0 < units.min() < 0.5 < units.max() < 1
    assert np.allclose(codes, units if is_real else units >= 0.5, atol=1e-6)
    assert np.array_equal(model.map_vectors(IMAGES)[:], units >= 0.5)


def test_real_codes_start_near_zero_and_differ_from_image_to_image_by_as_much_as_they_are():
    settings = SparseSettings(real_code_activations=True)
    images = load("optdigits").x_train[:200]
    codes = build(settings, fit_preprocessing(images)).encode(images)
    assert codes.mean() < 0.1
    assert codes.std(axis=0).mean() > 0.5 * codes.mean()


def test_bits_are_decoded_as_the_codes_they_hold():
    model = small_model()
    decoded = model.decode(model.map_vectors(IMAGES))
    assert np.array_equal(decoded, model.decode(model.encode(IMAGES)))


def test_the_gradient_reaches_the_encoder_through_the_thresholds():
    model = small_model()
    with tf.GradientTape() as tape:
        code = model.codes(tf.constant(PIXELS))
        total = tf.reduce_sum(code)
    bias = model.encoder.get_layer("units").bias
    gradient = tape.gradient(total, bias.value).numpy()
    on = model.encoder(PIXELS)[0].numpy()
    assert np.allclose(gradient, (on * (1 - on)).sum(axis=0), rtol=1e-5)


# The loss


@pytest.mark.parametrize(
    ("loss", "summed"),
    [("mse", lambda difference: (difference**2).sum(axis=1)),
     ("rmse", lambda difference: np.sqrt((difference**2).sum(axis=1)))],
)  # fmt: skip
def test_the_loss_is_the_summed_error_and_a_price_for_every_bit(loss, summed):
    model = small_model(loss=loss, reg_lambda=0.7)
    measured = model.measure(IMAGES)
    difference = model.reconstruct(IMAGES).reshape(20, 784) - PIXELS
    n_bits = model.encode(IMAGES).sum(axis=1)
    assert np.allclose(measured["loss"], summed(difference) + 0.7 * n_bits, rtol=1e-4)
    assert np.allclose(measured["mse"], (difference**2).mean(axis=1), rtol=1e-4)
    assert np.array_equal(measured["active_bits"], n_bits)
    half = model.measure(IMAGES, penalty_weight=0.5)
    assert np.allclose(measured["loss"] - half["loss"], 0.35 * n_bits, rtol=1e-4)


def test_entropy_is_that_of_the_sigmoid_units_and_the_other_penalties_are_of_the_code():
    units = small_model().encoder(PIXELS)[0].numpy()
    for method in ("entropy", "log"):
        measured = small_model(reg_method=method).measure(IMAGES)["penalty"]
        of_units, of_bits = (
            penalty_of(method, values) for values in (units, (units >= 0.5).astype(float))
        )
        expected = of_units if method == "entropy" else of_bits
        assert np.allclose(measured, expected, rtol=1e-4)
        assert not np.allclose(of_units, of_bits, rtol=0.01)


def test_the_price_rises_over_its_share_of_the_training():
    assert rising_weights(0.5, 4).tolist() == [0, 0.5, 1, 1]
    assert rising_weights(0.3, 10) == pytest.approx([0, 1 / 3, 2 / 3] + [1] * 7)
    assert rising_weights(1, 4).tolist() == [0, 0.25, 0.5, 0.75]
    assert rising_weights(0, 3).tolist() == [1, 1, 1]
    assert small_model(reg_warmup=0.5).penalty_weights(4).tolist() == [0, 0.5, 1, 1]


# The settings and the flags


def test_the_default_network_is_of_512_128_and_4096_units():
    settings = SparseSettings()
    assert (settings.layers, settings.d_latent) == ((512, 128), 4096)
    assert settings.reg_warmup == 0.2
    assert settings_from_dict(settings.to_dict()) == settings


def test_each_method_has_a_default_weight_that_files_and_flags_agree_on():
    assert SparseSettings().reg_lambda == 0.02
    assert SparseSettings().name == "sparse-digits-d_latent4096"
    squared = SparseSettings(reg_method="L1-squared")
    assert squared.reg_lambda < 0.001
    assert "reg_lambda" not in squared.name
    assert settings_from_dict(squared.to_dict()) == squared
    dear = SparseSettings(reg_method="L1-squared", reg_lambda=0.02)
    assert dear.name.endswith("-reg_lambda0.02")


def test_a_code_may_be_wider_than_what_the_encoder_gets():
    assert SparseSettings(pca_dims=10, d_latent=300).d_latent == 300


@pytest.mark.parametrize(
    ("flags", "message"),
    [
        (["--reg_method", "L2"], "argument --reg_method: invalid choice"),
        (["--reg_lambda", "-1"], "--reg_lambda -1.0: must be a number, at least 0"),
        (["--reg_lambda", "nan"], "--reg_lambda nan: must be a number, at least 0"),
        (["--reg_warmup", "1.5"], "--reg_warmup 1.5: must be a number from 0 to 1"),
        (["--sparsity", "0"], "--sparsity 0.0: must be a number, above 0, below 1"),
        (["--sparsity", "1"], "--sparsity 1.0: must be a number, above 0, below 1"),
        (["--code_activation", "relu"], "unrecognized arguments: --code_activation relu"),
    ],
)
def test_impossible_flags_are_one_line(flags, message, capsys, tmp_path):
    out = ("--out", tmp_path / "out")
    assert message in error_line_of(capsys, "sparse.py", sparse.main, *flags, *out)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "changes", [{"reg_method": "L3"}, {"reg_lambda": "much"}, {"code_activation": "relu"}]
)
def test_impossible_settings_in_a_file_are_refused(changes):
    with pytest.raises(UserError):
        settings_from_dict(SparseSettings().to_dict() | changes)


# The script, and the maps of its codes


@pytest.fixture(scope="module")
def trained(tmp_path_factory):
    out = tmp_path_factory.mktemp("results")
    flags = ["--out", str(out), "--name", "s", "--epochs", "2", "--figures", "stage"]
    assert sparse.main([*SMALL, *NETWORK, *flags]) == 0
    return out / "s.weights.h5"


@pytest.fixture(scope="module")
def embedded(trained, tmp_path_factory):
    out = tmp_path_factory.mktemp("embeddings")
    flags = ["--map_size", "300", "--perplexity", "8", "--neighbors", "6"]
    assert embed.main([str(trained), "--out", str(out), *flags]) == 0
    return out


def test_training_writes_weights_history_and_seven_figures(trained):
    figures = ("codes", "codes_zoomed", "differences", "history", "originals", "reconstructions")
    assert sorted(path.name for path in trained.parent.iterdir()) == sorted(
        ["s.history.json", "s.weights.h5", *(f"s.{name}.png" for name in (*figures, "sparsity"))]
    )


def test_the_history_says_how_the_bits_are_used(trained):
    history = json.loads(trained.with_name("s.history.json").read_text())
    model = load_weights(trained).model
    assert history["settings"]["reg_method"] == "L1"
    assert history["test_images"] == 360
    assert history["bits_used"] + history["bits_always_off"] == 90
    assert 0 <= history["bits_always_on"] <= history["bits_used"]
    assert 0 < history["mean_active_bits"] < 90
    assert 1 < history["distinct_codes"] <= 360
    assert history["epochs"][-1]["test_active_bits"] == pytest.approx(
        history["mean_active_bits"], rel=1e-3
    )
    # The codes are bits already, so cutting them changes nothing.
    assert history["test_mse_of_bits"] == pytest.approx(history["test_mse"], rel=1e-3)
    expected = 784 * history["test_mse"] + model.settings.reg_lambda * history["mean_active_bits"]
    assert history["total_loss"] == pytest.approx(expected, rel=1e-3)


def test_real_codes_are_cut_for_the_summary_only():
    model = small_model(real_code_activations=True)
    summary = model.summary(IMAGES)
    bits = model.encode(IMAGES) >= 0.5
    assert summary["mean_active_bits"] == pytest.approx(bits.sum(axis=1).mean())
    decoded = model.decode(bits.astype(np.float32)).reshape(20, 784)
    assert summary["test_mse_of_bits"] == pytest.approx(((decoded - PIXELS) ** 2).mean(), rel=1e-4)
    assert summary["test_mse_of_bits"] != pytest.approx(model.measure(IMAGES)["mse"].mean())


@pytest.mark.parametrize(
    ("method", "is_real"),
    [("none", True), ("entropy", True), ("L1-squared", False), ("entropy-squared", False)],
)
def test_methods_learn_with_their_default_weight(method, is_real):
    settings = SparseSettings(
        dataset="optdigits", layers=(64,), reg_method=method, real_code_activations=is_real,
        epochs=4, batch_size=32,
    )  # fmt: skip
    images = load("optdigits")
    model = build(settings, fit_preprocessing(images.x_train), mean_image(images.x_train))
    trainer = Trainer(model, images.x_train, images.x_test, TrainingRecord(settings.epochs))
    trainer.train_until(settings.epochs, lambda _: True)
    error = mean_image_error(images.x_train, images.x_test)
    assert trainer.record.history[-1]["test_mse"] < 0.8 * error


def test_undecided_units_are_counted():
    model = small_model(real_code_activations=True)
    many = np.concatenate([IMAGES] * 60)  # more than go through a network at a time
    units, summary = model.encode(many), model.summary(many)
    assert summary["undecided_share"] == pytest.approx(((units > 0.1) & (units < 0.9)).mean())
    percent = f"{100 * summary['undecided_share']:.1f} %"
    assert f"undecided: {percent} of the" in "\n".join(model.summary_lines(summary))


def test_a_run_that_ends_with_an_empty_code_says_so(tmp_path, capsys):
    flags = ["--reg_lambda", "100", "--reg_warmup", "0", "--epochs", "5", "--learn_rate", "0.02"]
    # With all figures, for they must be drawn even if there is nothing to see.
    flags += ["--layers", "20", "--d_latent", "30", "--figures", "all", "--out", str(tmp_path)]
    sparse.main([*SMALL, *flags])
    assert len(list(tmp_path.glob("*.[pg][ni][gf]"))) == 7 + 6
    said = capsys.readouterr().out
    assert "bits: 0.0 of 30 active on average; 0 used, 0 of them always on, 30 always off" in said
    assert "the code is empty: every bit is off" in said
    assert said.count("this network has learnt next to nothing") == 1
    assert "try a --reg_lambda below 100, or a --reg_warmup above 0" in said


def test_a_run_whose_codes_differ_says_nothing_of_the_kind(trained):
    model = load_weights(trained).model
    results = json.loads(trained.with_name("s.history.json").read_text())
    assert not any("empty" in line for line in model.summary_lines(results))


def test_maps_hold_the_packed_codes_and_place_their_like(trained, embedded):
    model = load_weights(trained).model
    for method in ("PCA", "TSNE", "UMAP"):
        path = embedded / f"s.weights.h5.embed-{method}.pkl"
        content = load_embedding(path)
        assert isinstance(content.codes, PackedBits)
        assert content.codes.shape == (300, 90)
        assert content.codes.packed.nbytes == 300 * 12
        assert np.array_equal(content.codes[:], model.encode(content.images))
        assert np.array_equal(content.vectors[:5], content.codes[:5])
        # Copies of a code go to the first of their kind.
        _, first = np.unique(content.codes.packed, axis=0, return_index=True)
        placed = content.place(content.codes[first])
        assert np.allclose(placed, content.positions[first], atol=1e-5)


def changed(path, tmp_path, **changes):
    """Write an embedding file with other values; returns its path."""
    values = pickle.loads(path.read_bytes()) | changes
    other = tmp_path / "other.pkl"
    other.write_bytes(pickle.dumps(values, protocol=4))
    return other


@pytest.mark.parametrize(
    "changes",
    [
        {"n_bits": 80},
        {"n_bits": 2.5},
        {"n_bits": None},
        {"packed_bits": np.zeros((299, 12), np.uint8)},
        {"packed_bits": np.zeros((300, 12), np.float32)},
        {"packed_bits": np.full((300, 12), 255, np.uint8)},
        {"packed_bits": "none"},
        {"codes": np.zeros((300, 90), np.float32)},
    ],
)
def test_packed_codes_that_do_not_fit_are_refused(embedded, tmp_path, changes):
    path = embedded / "s.weights.h5.embed-PCA.pkl"
    assert isinstance(load_embedding(changed(path, tmp_path)).codes, PackedBits)
    with pytest.raises(UserError, match="make it again"):
        load_embedding(changed(path, tmp_path, **changes))
