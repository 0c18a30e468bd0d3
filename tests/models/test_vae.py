import json
import sys
from dataclasses import replace

import h5py
import numpy as np
import pytest

from latent import cli
from latent.codes.measures import ACTIVE_VARIANCE, active_units
from latent.data import load
from latent.data.gray_levels import mean_image
from latent.data.preprocessing import fit_preprocessing
from latent.maps.embedding_file import load_embedding
from latent.models import build
from latent.models.vae import kl_divergence
from latent.reports.draw import what_is_missing
from latent.reports.evaluation import Evaluation
from latent.reports.vae import weight_of_every_step
from latent.settings import DEFAULT_REG_LAMBDA, DenseSettings, VaeSettings, settings_from_dict
from latent.tools.check import UserError
from latent.training.loop import Trainer, TrainingRecord
from latent.training.weights_file import load_weights, save_weights
from tests.helpers.refusals import error_line_of
from tests.helpers.runs import weights_of
from tests.helpers.scripts import load_script

vae = load_script("vae")
embed = load_script("embed")

DIGITS = load("optdigits")
IMAGES, TEST_IMAGES = DIGITS.x_train[:300], DIGITS.x_test[:60]
SETTINGS = VaeSettings(layers=(20,), d_latent=3, batch_size=50, epochs=6, learn_rate=0.01)


def trainer_for(settings, record=None, state=None, model=None):
    if model is None:
        preprocessing = fit_preprocessing(IMAGES, settings.pca_dims, settings.whiten)
        model = build(settings, preprocessing, mean_image(IMAGES))
    return Trainer(model, IMAGES, TEST_IMAGES, record or TrainingRecord(settings.epochs), state)


def trained_with(**changes):
    trainer = trainer_for(replace(SETTINGS, **changes))
    trainer.train_until(trainer.model.settings.epochs, lambda _: True)
    return trainer


@pytest.fixture(scope="module")
def trained():
    return trained_with()


@pytest.fixture(scope="module")
def trained_on_nats():
    return trained_with(loss="bce", beta=0.7)


@pytest.fixture(scope="module")
def collapsed():
    return trained_with(reg_lambda=1000.0)


# What the loss is


def test_the_divergence_of_the_prior_from_itself_is_zero():
    assert np.array_equal(kl_divergence(np.zeros((1, 2)), np.zeros((1, 2))), [[0, 0]])


def test_the_divergence_has_the_values_one_can_compute_by_hand():
    mean, log_variance = np.array([[2.0, 0.0]]), np.array([[0.0, np.log(3.0)]])
    expected = [[2.0, (3 - 1 - np.log(3)) / 2]]  # mean²/2; (variance − 1 − log variance)/2
    assert np.allclose(kl_divergence(mean, log_variance), expected)


def test_the_divergence_is_what_draws_of_the_posterior_say():
    mean, sd = 0.7, 0.4
    draws = mean + sd * np.random.default_rng(0).standard_normal(200_000)
    log_ratio = -((draws - mean) ** 2) / (2 * sd**2) - np.log(sd) + draws**2 / 2
    divergence = kl_divergence(np.array([[mean]]), np.array([[2 * np.log(sd)]]))
    assert log_ratio.mean() == pytest.approx(float(divergence[0, 0]), rel=0.01)


@pytest.mark.parametrize(
    ("loss", "reconstruction_per_mean", "beta"), [("mse", 784, 49), ("rmse", 28, 1.75)]
)
def test_the_loss_is_the_mean_error_and_the_mean_divergence(loss, reconstruction_per_mean, beta):
    settings = replace(SETTINGS, loss=loss, d_latent=16, reg_lambda=1.0)
    model = trainer_for(settings).model
    assert model.penalty_weights(3).tolist() == [beta] * 3
    terms = model.measure(TEST_IMAGES, beta)
    assert np.allclose(terms["loss"], terms["reconstruction"] + terms["kl"] / 16, rtol=1e-5)
    summed = reconstruction_per_mean * terms["reconstruction"] + beta * terms["kl"]
    assert np.allclose(reconstruction_per_mean * terms["loss"], summed, rtol=1e-5)


def test_a_beta_of_one_makes_the_loss_in_nats_the_negative_elbo(trained_on_nats):
    terms = trained_on_nats.model.measure(TEST_IMAGES, penalty_weight=1.0)
    summary = trained_on_nats.model.summary(TEST_IMAGES)
    assert summary["test_elbo"] == pytest.approx(-terms["loss"].mean(), rel=1e-5)
    assert summary["test_kl"] == pytest.approx(terms["kl"].mean(), rel=1e-5)


def test_training_and_test_curves_use_the_same_formula(trained):
    last = trained.record.history[-1]
    for part in ("train", "test"):
        expected = last[f"{part}_reconstruction"] + 0.01 * last[f"{part}_kl"] / 3
        assert last[f"{part}_loss"] == pytest.approx(expected, rel=1e-4)


def test_the_test_curve_takes_the_weight_of_its_step():
    last = trained_with(anneal=(2, 0, 1, 0.0, 200.0), epochs=3).record.history
    # Of 18 steps, two cycles of 9: step 5 is at 5/9, step 11 at 2/9, step 17 at 8/9 of the way.
    for entry, weight in zip(last, (5 / 9, 2 / 9, 8 / 9), strict=True):
        expected = entry["test_reconstruction"] + 200 * weight * entry["test_kl"] / 784
        assert entry["test_loss"] == pytest.approx(expected, rel=1e-4)


def test_the_noise_of_the_measure_comes_from_its_seed_alone(trained):
    first, again = (trained.model.measure(TEST_IMAGES, seed=4) for _ in range(2))
    other = trained.model.measure(TEST_IMAGES, seed=5)
    assert np.array_equal(first["reconstruction"], again["reconstruction"])
    assert not np.array_equal(first["reconstruction"], other["reconstruction"])
    assert np.array_equal(first["mse"], other["mse"])
    assert np.array_equal(first["kl"], other["kl"])


def test_divergence_and_elbo_are_those_of_the_saved_weights_in_float64(tmp_path, trained_on_nats):
    path = tmp_path / "nats.weights.h5"
    model = trained_on_nats.model
    save_weights(path, model, trained_on_nats.record, trained_on_nats.state)
    with h5py.File(path) as file:
        arrays = []
        file["layers"].visititems(
            lambda name, item: (
                arrays.append(item[()].astype(np.float64))
                if isinstance(item, h5py.Dataset) and item.dtype == np.float32
                else None
            )
        )
        mean_pixels = file["latent/preprocessing/mean"][()].astype(np.float64)
    by_shape = {}
    for array in arrays:
        by_shape.setdefault(array.shape, []).append(array)

    # Two layers lead from 20 units to 3: the means and the log variances.
    weights = [weight.numpy().astype(np.float64) for weight in model.network.weights]
    names = [weight.path for weight in model.network.weights]
    for weight in weights:
        assert any(np.array_equal(weight, stored) for stored in by_shape[weight.shape])
    layer = {}
    for name, weight in zip(names, weights, strict=True):
        layer.setdefault(name.split("/")[-2], []).append(weight)

    def dense(name, inputs):
        kernel, bias = layer[name]
        return inputs @ kernel + bias

    pixels = TEST_IMAGES.reshape(-1, 784) / 255
    hidden = np.maximum(dense("encoder_0", pixels - mean_pixels), 0)
    mean, log_variance = dense("code_mean", hidden), dense("code_log_variance", hidden)
    kl = 0.5 * (mean**2 + np.exp(log_variance) - 1 - log_variance).sum(axis=1)
    noise = np.random.default_rng(0).standard_normal(mean.shape, dtype=np.float32)
    drawn = mean + np.exp(log_variance / 2) * noise
    logits = dense("logits", np.maximum(dense("decoder_0", drawn), 0))
    likelihood = (pixels * logits - np.logaddexp(0, logits)).sum(axis=1)

    summary = load_weights(path).model.summary(TEST_IMAGES)
    assert summary["test_kl"] == pytest.approx(kl.mean(), rel=1e-4)
    assert summary["test_elbo"] == pytest.approx((likelihood - kl).mean(), rel=1e-4)


# How it is trained


def test_training_lowers_the_loss_and_the_error(trained):
    history = trained.record.history
    for name in ("train_loss", "test_loss", "test_mse"):
        assert history[-1][name] < history[0][name]


def test_codes_are_means_without_noise_and_what_decodes_them_is_the_reconstruction(trained):
    model = trained.model
    means, log_variances = model.encode_posterior(TEST_IMAGES)
    assert np.array_equal(model.encode(TEST_IMAGES), means)
    assert means.shape == log_variances.shape == (60, 3)
    errors = (model.reconstruct(TEST_IMAGES) - TEST_IMAGES / 255) ** 2
    assert np.allclose(errors.mean(axis=(1, 2)), model.measure(TEST_IMAGES)["mse"], rtol=1e-3)


def test_the_same_seed_gives_the_same_weights_and_another_does_not(trained):
    first, again = weights_of(trained), weights_of(trained_with())
    assert all(np.array_equal(a, b) for a, b in zip(first, again, strict=True))
    assert not np.array_equal(first[0], weights_of(trained_with(seed=1))[0])


def test_a_stopped_run_goes_on_to_the_same_weights_and_history(trained):
    stopped = trainer_for(SETTINGS)
    calls = iter([True, True])
    assert not stopped.train_until(6, lambda _: next(calls, False))
    resumed = trainer_for(SETTINGS, stopped.record, stopped.state, stopped.model)
    resumed.train_until(6, lambda _: True)
    pairs = zip(weights_of(trained), weights_of(resumed), strict=True)
    assert all(np.array_equal(a, b) for a, b in pairs)
    for one, other in zip(trained.record.history, resumed.record.history, strict=True):
        assert {**one, "seconds": 0} == {**other, "seconds": 0}


def test_every_image_of_every_step_gets_noise_of_its_own():
    trainer = trainer_for(SETTINGS)
    draw = trainer.model.draws["code"]
    noise = np.stack([trainer.stream.chance(step, "code", draw) for step in range(4)])
    assert noise.shape == (4, 50, 3)
    assert len(np.unique(noise)) == noise.size
    assert abs(noise.mean()) < 0.15
    assert noise.std() == pytest.approx(1, abs=0.1)


def test_without_a_weight_on_the_divergence_the_error_is_that_of_a_dense_autoencoder():
    changes = {"epochs": 30, "layers": (40,), "d_latent": 4}
    ours = trained_with(reg_lambda=0.0, **changes).record.history[-1]["test_mse"]
    dense = DenseSettings(batch_size=50, learn_rate=0.01, **changes)
    trainer = trainer_for(dense)
    trainer.train_until(30, lambda _: True)
    assert ours < 1.1 * trainer.record.history[-1]["test_mse"]


def test_more_weight_leaves_less_divergence(trained, collapsed):
    usual, crushed = trained.record.history[-1], collapsed.record.history[-1]
    assert usual["test_kl"] > 10 * crushed["test_kl"]
    assert usual["test_mse"] < crushed["test_mse"]


# What it says of itself


def test_a_unit_is_active_above_a_variance_of_one_hundredth():
    half = np.sqrt(ACTIVE_VARIANCE)  # ± this has exactly the variance that is not yet enough
    codes = np.array([[1.01 * half, 0.99 * half, 5.0], [-1.01 * half, -0.99 * half, 5.0]])
    assert active_units(codes).tolist() == [True, False, False]


def test_the_history_counts_active_units_and_the_report_says_them(trained):
    counts = [entry["active_units"] for entry in trained.record.history]
    assert counts[-1] == active_units(trained.model.encode(TEST_IMAGES)).sum() == 3
    lines = trained.model.summary_lines(trained.model.summary(TEST_IMAGES))
    assert len(lines) == 1
    assert lines[0].startswith("active units 3 of 3, KL ")


def test_a_collapsed_posterior_is_said_with_what_to_change(collapsed):
    results = collapsed.model.summary(TEST_IMAGES)
    assert results["active_units"] == 0
    words = collapsed.model.summary_lines(results)[-1]
    assert "collapsed" in words
    assert "--reg_lambda" in words
    assert "--anneal" in words


@pytest.mark.parametrize("flag", ["reg_lambda", "beta", "anneal"])
def test_the_advice_names_the_flag_that_was_given(flag):
    values = {"reg_lambda": 2.0, "beta": 3.0, "anneal": (1, 0, 1, 0, 1)}
    model = trainer_for(replace(SETTINGS, **{flag: values[flag]})).model
    words = model.summary_lines({"active_units": 0, "test_kl": 0.5})[-1]
    assert f"by --{flag}:" in words


def test_the_elbo_is_reported_with_a_likelihood_only(trained, trained_on_nats):
    assert "test_elbo" not in trained.model.summary(TEST_IMAGES)
    results = trained_on_nats.model.summary(TEST_IMAGES)
    assert trained_on_nats.model.summary_lines(results)[1] == (
        f"test ELBO {results['test_elbo']:.2f} nats per image"
    )


def test_the_history_says_which_steps_an_epoch_had(trained):
    steps = [(entry["start_step"], entry["end_step"]) for entry in trained.record.history]
    assert steps == [(0, 6), (6, 12), (12, 18), (18, 24), (24, 30), (30, 36)]
    assert {entry["planned_steps"] for entry in trained.record.history} == {36}


def test_the_weight_of_every_step_is_known_after_several_plans():
    model = trainer_for(replace(SETTINGS, anneal=(1, 0, 1, 0.0, 6.0))).model
    first_plan = [{"epoch": 1, "start_step": 0, "end_step": 3, "planned_steps": 3}]
    second_plan = [
        {"epoch": 2, "start_step": 0, "end_step": 4, "planned_steps": 6},
        {"epoch": 3, "start_step": 4, "end_step": 6, "planned_steps": 6},
    ]
    times, weights = weight_of_every_step(model, first_plan + second_plan)
    assert weights.tolist() == [0, 2, 4, 0, 1, 2, 3, 4, 5]
    assert np.allclose(times, [1 / 3, 2 / 3, 1, 1.25, 1.5, 1.75, 2, 2.5, 3])


# Settings and flags


def read(*arguments):
    parsed = vae.build_parser().parse_args([str(argument) for argument in arguments])
    return cli.read_training_flags(parsed, VaeSettings)[0]


def test_without_flags_everything_is_the_default():
    settings = read()
    assert settings == VaeSettings()
    assert settings.layers == (64,)
    assert settings.beta_range == (49 * DEFAULT_REG_LAMBDA,) * 2


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["--reg_lambda", 0.5], {"reg_lambda": 0.5}),
        (["--reg_lambda", 0], {"reg_lambda": 0.0}),
        (["--beta", 4], {"beta": 4.0}),
        (["--anneal", 4, 0.1, 0.5, 0, 1], {"anneal": (4, 0.1, 0.5, 0, 1)}),
        (["--layers", 9, 8, "--d_latent", 2], {"layers": (9, 8), "d_latent": 2}),
    ],
)
def test_each_flag_becomes_its_setting(arguments, expected):
    assert read(*arguments) == VaeSettings(**expected)


@pytest.mark.parametrize(
    ("loss", "d_latent", "beta_per_lambda"),
    [("mse", 16, 49), ("bce", 16, 49), ("rmse", 16, 1.75), ("mse", 784, 1), ("mse", 2, 392)],
)
def test_beta_is_the_weight_times_pixels_over_units(loss, d_latent, beta_per_lambda):
    settings = VaeSettings(loss=loss, d_latent=d_latent, reg_lambda=2.0)
    assert settings.beta_per_lambda == beta_per_lambda
    assert settings.beta_range == (2 * beta_per_lambda,) * 2


def test_the_objective_says_the_weight_on_both_scales():
    assert VaeSettings().objective == (
        "mean squared error of the pixels + 0.01 × mean KL divergence of the code units; "
        "in sums: squared error + β × KL divergence, β = 0.49"
    )
    annealed = VaeSettings(anneal=(4, 0, 0.5, 0, 49), loss="bce").objective
    assert "mean cross-entropy of the pixels + 0 to 1 × mean KL" in annealed
    assert annealed.endswith("β = 0 to 49")
    assert DenseSettings().objective == ""


@pytest.mark.parametrize(
    "settings",
    [VaeSettings(), VaeSettings(beta=2.0), VaeSettings(anneal=(3, 0.25, 0.5, 0, 1.5), loss="bce")],
)
def test_settings_come_back_from_what_is_saved_of_them(settings):
    assert settings_from_dict(json.loads(json.dumps(settings.to_dict()))) == settings


def test_different_weights_have_different_names():
    names = {
        VaeSettings(**values).name
        for values in (
            {},
            {"reg_lambda": 0.1},
            {"beta": 0.1},
            {"anneal": (1, 0, 1, 0, 1)},
            {"anneal": (11, 0, 1, 0, 1)},
            {"anneal": (1, 0, 1, 0, 11)},
        )
    }
    assert len(names) == 6
    assert DenseSettings(layers=(64,)).name not in names


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("--reg_lambda -1", "--reg_lambda -1.0: must be a number, at least 0"),
        ("--reg_lambda nan", "--reg_lambda nan: must be a number"),
        ("--reg_lambda much", "argument --reg_lambda: invalid float value: 'much'"),
        ("--beta -0.5", "--beta -0.5: must be a number, at least 0"),
        ("--beta inf", "--beta inf: must be a number"),
        ("--beta 1 --reg_lambda 0.01", "--beta: clashes with --reg_lambda, give one of them"),
        ("--beta 1 --anneal 1 0 1 0 1", "--anneal: clashes with --beta, give one of them"),
        ("--reg_lambda 1 --anneal 1 0 1 0 1", "--anneal: clashes with --reg_lambda"),
        ("--anneal 4", "argument --anneal: expected 5 arguments"),
        ("--anneal 0 0 1 0 1", "--anneal M_CYCLES 0: must be a whole number from 1"),
        ("--anneal 1.5 0 1 0 1", "--anneal M_CYCLES 1.5: must be a whole number"),
        ("--anneal 1 1 1 0 1", "--anneal LEAD_FRAC 1: must be a number, at least 0, below 1"),
        ("--anneal 1 -0.1 1 0 1", "--anneal LEAD_FRAC -0.1: must be"),
        ("--anneal 1 0 1.1 0 1", "--anneal RAMP_FRAC 1.1: must be a number from 0 to 1"),
        ("--anneal 1 0 1 -1 1", "--anneal BETA_MIN -1: must be a number, at least 0"),
        ("--anneal 1 0 1 2 1", "--anneal BETA_MAX 1: must be a number, at least 2"),
        ("--anneal 1 0 nan 0 1", "--anneal RAMP_FRAC nan: must be a number"),
        ("--anneal 1 0 x 0 1", "argument --anneal: must be a number, not 'x'"),
        ("--code_activation tanh", "unrecognized arguments: --code_activation tanh"),
        ("--d_latent 785", "--d_latent 785: must be at most 784"),
    ],
)
def test_a_wrong_flag_is_one_line_before_anything_heavy(
    line, message, capsys, monkeypatch, tmp_path
):
    monkeypatch.setitem(sys.modules, "latent.commands.training_run", None)
    out = ("--out", tmp_path / "results")
    assert message in error_line_of(capsys, "vae.py", vae.main, *line.split(), *out)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "changes",
    [
        {"anneal": [1, 0, 1, 0]},
        {"anneal": [1, 0, 1, 0, 1, 1]},
        {"anneal": ["1", 0, 1, 0, 1]},
        {"beta": 1.0, "reg_lambda": 1.0},
        {"code_activation": "tanh"},
        {"reg_lambda": True},
        {"beta": -1.0},
    ],
)
def test_settings_of_a_loaded_file_are_not_believed(changes):
    with pytest.raises(UserError):
        settings_from_dict(VaeSettings().to_dict() | changes)


# The script, from flags to files


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    out = tmp_path_factory.mktemp("results")
    flags = ["--dataset", "optdigits", "--n_train", "200", "--batch_size", "50", "--epochs", "2"]
    flags += ["--figures", "stage"]
    flags += ["--d_latent", "2", "--anneal", "2", "0.1", "0.5", "0", "1", "--loss", "bce"]
    with pytest.MonkeyPatch.context() as patch:
        said = []
        patch.setattr("builtins.print", lambda *words, **_: said.append(" ".join(map(str, words))))
        assert vae.main([*flags, "--no_plot", "--name", "small", "--out", str(out)]) == 0
    return out, said


def test_the_script_writes_weights_history_and_all_figures(run):
    out, _ = run
    assert sorted(path.name for path in out.iterdir()) == [
        "small.codes.png",
        "small.differences.png",
        "small.generated.png",
        "small.history.json",
        "small.history.png",
        "small.manifold.png",
        "small.originals.png",
        "small.reconstructions.png",
        "small.weights.h5",
    ]


def test_the_script_says_the_objective_once_and_the_results_at_the_end(run):
    _, said = run
    assert len([line for line in said if "β =" in line]) == 1
    assert any(line.startswith("test ELBO -") for line in said)
    assert said[-1].startswith("test MSE 0.")
    assert any(line.startswith("active units ") for line in said)


def test_the_history_file_holds_the_elbo_and_what_every_epoch_came_to(run):
    out, _ = run
    history = json.loads((out / "small.history.json").read_text())
    assert history["settings"]["anneal"] == [2, 0.1, 0.5, 0, 1]
    last = history["epochs"][-1]
    assert history["test_elbo"] == pytest.approx(
        -(last["test_reconstruction"] + last["test_kl"]), rel=1e-6
    )
    assert {"train_loss", "train_reconstruction", "train_kl", "test_kl"} <= last.keys()
    assert history["active_units"] == last["active_units"]


def test_embed_takes_the_weights_and_maps_the_means(run, tmp_path):

    path = run[0] / "small.weights.h5"
    flags = ["--methods", "PCA", "--map_size", "300", "--out", str(tmp_path)]
    assert embed.main([str(path), *flags]) == 0
    content = load_embedding(tmp_path / "small.weights.h5.embed-PCA.pkl")
    means, _ = load_weights(path).model.encode_posterior(content.images)
    assert np.allclose(content.codes, means, atol=1e-6)


def test_a_model_whose_code_has_more_than_two_numbers_has_no_manifold(trained):
    evaluation = Evaluation(trained.model, DIGITS, trained.record)
    assert what_is_missing(evaluation, ["generated", "manifold"]) == [
        "no manifold: it needs codes of two numbers, --d_latent 2"
    ]
