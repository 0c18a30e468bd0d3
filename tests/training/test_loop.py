from dataclasses import replace

import numpy as np
import pytest

from latent.data.gray_levels import mean_image
from latent.data.preprocessing import fit_preprocessing
from latent.models import build
from latent.models.losses import binary_cross_entropy, mean_squared_error, root_mean_squared_error
from latent.settings import DenseSettings, SparseSettings, VaeSettings
from latent.tools.draws import Draw
from latent.tools.quiet_tensorflow import tf
from latent.training import loop
from latent.training.loop import NotFinite, Trainer, TrainingRecord
from tests.helpers.runs import equal, images_of_two_kinds, run_to_the_end, trainer_for, weights_of

SMALL = DenseSettings(layers=(12,), d_latent=2, batch_size=10, epochs=3, dropout_rate=0.2)


def test_a_new_decoder_gives_about_the_mean_image():
    images = images_of_two_kinds()
    model = build(DenseSettings(layers=(8,)), fit_preprocessing(images), mean_image(images))
    blank = model.decode(np.zeros((1, 16)))[0]
    assert np.allclose(blank, mean_image(images).reshape(28, 28), atol=2e-3)


def test_training_lowers_the_loss_and_keeps_a_history():
    trainer = trainer_for(DenseSettings(d_latent=2, batch_size=10, epochs=8))
    at_first = trainer.model.measure(images_of_two_kinds())["mse"].mean()
    run_to_the_end(trainer)
    history = trainer.record.history
    assert [entry["epoch"] for entry in history] == list(range(1, 9))
    assert history[-1]["test_mse"] < history[0]["test_mse"] < at_first
    measured = trainer.model.measure(images_of_two_kinds()[::7])
    assert history[-1]["test_mse"] == pytest.approx(measured["mse"].mean(), rel=1e-5)


def test_the_same_seed_gives_the_same_weights_and_another_seed_does_not():
    first, second = (run_to_the_end(trainer_for(SMALL)) for _ in range(2))
    assert equal(first, second)
    other = run_to_the_end(trainer_for(replace(SMALL, seed=1)))
    assert not np.array_equal(first[0], other[0])


@pytest.mark.parametrize("stop_after_calls", [1, 3, 5, 6])
def test_a_run_that_was_stopped_goes_on_to_the_same_weights_and_history(stop_after_calls):
    whole = trainer_for(SMALL)
    expected = run_to_the_end(whole)

    stopped = trainer_for(SMALL)
    calls = iter(range(stop_after_calls - 1))
    finished = stopped.train_until(3, lambda _: next(calls, None) is not None)
    resumed = trainer_for(SMALL, stopped.record, stopped.state, stopped.model)
    weights = run_to_the_end(resumed)

    assert finished == (stop_after_calls == 6)  # four calls in the first epoch
    assert equal(expected, weights)
    for one, other in zip(whole.record.history, resumed.record.history, strict=True):
        assert {**one, "seconds": 0} == {**other, "seconds": 0}


def test_every_step_gets_its_own_learning_rate():
    trainer = trainer_for(DenseSettings(d_latent=2, batch_size=96, epochs=4, learn_rate=0.5))
    run_to_the_end(trainer)
    rates = [entry["learning_rate"] for entry in trainer.record.history]
    assert np.allclose(rates, [0.5 * (1 + np.cos(np.pi * k / 4)) / 2 for k in range(4)])
    assert trainer.optimizer.learning_rate.numpy() == pytest.approx(rates[-1])


def test_the_batch_size_reaches_the_loop():
    trainer = trainer_for(DenseSettings(d_latent=2, batch_size=7, epochs=1))
    sizes = []
    original = trainer.model.terms
    trainer.model.terms = lambda pixels, *others, **options: (
        sizes.append(pixels.shape[0]),
        original(pixels, *others, **options),
    )[1]
    run_to_the_end(trainer)
    assert 7 in sizes
    assert trainer.record.step == round(96 / 7)


def hidden_by_hand(model, pixels, k):
    layer = model.encoder.get_layer(f"encoder_{k}")
    return np.maximum(pixels @ layer.kernel.numpy() + layer.bias.numpy(), 0)


@pytest.mark.parametrize(
    ("dropout_layer", "n_numbers"), [(None, 9 + 8), (0, 9), (1, 8)], ids=["all", "0", "1"]
)
def test_dropout_acts_after_every_hidden_layer_or_after_the_one_named(dropout_layer, n_numbers):
    settings = DenseSettings(layers=(9, 8), dropout_rate=0.25, dropout_layer=dropout_layer)
    model = build(settings, fit_preprocessing(images_of_two_kinds()))
    assert model.draws == {"dropout": Draw("uniform", n_numbers)}
    rng = np.random.default_rng(0)
    pixels, chance = rng.random((6, 784)), rng.random((6, n_numbers))
    hidden, rest = model.encoder.get_layer("preprocess")(pixels).numpy(), chance
    for k in (0, 1):
        hidden = hidden_by_hand(model, hidden, k)
        if dropout_layer in (None, k):
            own, rest = np.split(rest, [hidden.shape[1]], axis=1)
            hidden = np.where(own < 0.25, 0, hidden / 0.75)
    code = model.encoder.get_layer("code")
    expected = hidden @ code.kernel.numpy() + code.bias.numpy()
    assert np.allclose(model.encoded(pixels, {"dropout": chance}), expected, atol=1e-5)
    assert not np.allclose(model.encoded(pixels, {}), expected, atol=1e-2)


@pytest.mark.parametrize("kind", [DenseSettings, SparseSettings, VaeSettings])
def test_dropout_acts_in_training_only(kind):
    images = images_of_two_kinds()
    dropping, plain = (
        trainer_for(kind(layers=(12,), d_latent=2, batch_size=96, epochs=1, dropout_rate=rate))
        for rate in (0.5, 0.0)
    )
    assert np.array_equal(dropping.model.encode(images), plain.model.encode(images))
    assert np.array_equal(
        dropping.model.measure(images)["loss"], plain.model.measure(images)["loss"]
    )
    for one, other in zip(run_to_the_end(dropping), run_to_the_end(plain), strict=True):
        assert one.shape == other.shape
    assert not np.array_equal(dropping.model.encode(images), plain.model.encode(images))


def test_steps_that_need_many_random_numbers_come_in_shorter_calls(monkeypatch):
    settings = replace(SMALL, noise=0.2)
    usual = trainer_for(settings)
    assert usual.steps_per_call == 32
    expected = run_to_the_end(usual)
    monkeypatch.setattr(loop, "NUMBERS_PER_CALL", 2 * 10 * (784 + 12))
    trainer = trainer_for(settings)
    assert trainer.steps_per_call == 2
    assert equal(expected, run_to_the_end(trainer))
    monkeypatch.setattr(loop, "NUMBERS_PER_CALL", 1)
    assert trainer_for(settings).steps_per_call == 1


def test_the_decoder_mirrors_the_encoder_unless_it_has_layers_of_its_own():
    preprocessing = fit_preprocessing(images_of_two_kinds())
    mirrored = build(DenseSettings(layers=(30, 20), d_latent=3), preprocessing)
    own = build(DenseSettings(layers=(30, 20), d_latent=3, dec_layers=(5,)), preprocessing)
    assert mirrored.describe() == "784-30-20-3-20-30-784"
    assert own.describe() == "784-30-20-3-5-784"
    assert [w.shape for w in mirrored.decoder.weights][0::2] == [(3, 20), (20, 30), (30, 784)]
    assert [w.shape for w in own.decoder.weights][0::2] == [(3, 5), (5, 784)]


@pytest.mark.parametrize(
    ("activation", "low", "high"),
    [("tanh", -1, 1), ("sigmoid", 0, 1), ("relu", 0, np.inf), ("linear", -np.inf, np.inf)],
)
def test_codes_keep_to_the_range_of_their_activation(activation, low, high):
    settings = DenseSettings(code_activation=activation, d_latent=40)
    model = build(settings, fit_preprocessing(images_of_two_kinds()))
    codes = model.encode(images_of_two_kinds())
    assert codes.dtype == np.float32
    assert codes.shape == (96, 40)
    assert codes.min() >= low
    assert codes.max() <= high
    assert (codes < 0).any() == (low < 0)


def test_encoding_does_not_depend_on_how_many_images_come_at_once():
    images = np.random.default_rng(1).integers(0, 256, (1500, 28, 28), dtype=np.uint8)
    model = build(DenseSettings(), fit_preprocessing(images))
    assert np.allclose(model.encode(images)[1490:], model.encode(images[1490:]), atol=1e-5)
    assert model.encode(images[:0]).shape == (0, 16)


def test_losses_have_the_values_one_can_compute_by_hand():
    images = tf.constant([[0.0, 1.0], [0.5, 0.5]])
    logits = tf.constant([[0.0, 0.0], [0.0, 0.0]])  # a reconstruction of 0.5 everywhere
    assert np.allclose(mean_squared_error(images, logits), [0.25, 0.0])
    assert np.allclose(root_mean_squared_error(images, logits), [0.5, 0.0], atol=2e-6)
    assert np.allclose(binary_cross_entropy(images, logits), 2 * np.log(2))


@pytest.mark.parametrize("loss", ["mse", "rmse", "bce"])
def test_gradients_of_a_perfect_reconstruction_are_finite(loss):
    settings = DenseSettings(loss=loss, d_latent=1, batch_size=96, epochs=2)
    images = np.zeros((96, 28, 28), np.uint8)
    model = build(settings, fit_preprocessing(images), mean_image(images))
    trainer = Trainer(model, images, images[:5], TrainingRecord(2))
    weights = run_to_the_end(trainer)
    assert all(np.isfinite(array).all() for array in weights)
    assert trainer.record.history[-1]["test_mse"] < 1e-5


def test_a_loss_that_is_not_finite_stops_and_goes_back_to_the_last_good_epoch():
    trainer = trainer_for(DenseSettings(d_latent=2, batch_size=10, epochs=3))
    trainer.train_until(1, lambda _: True)
    good = weights_of(trainer)
    trainer.model.network.weights[0].assign(np.full((784, 2), np.nan))
    with pytest.raises(NotFinite, match=r"epoch 2: try a --learn_rate below 0\.001"):
        trainer.train_until(3, lambda _: True)
    assert trainer.keep_last_good_epoch()
    assert trainer.record.epoch == 1
    assert trainer.record.step == 10
    assert not trainer.record.unfinished
    assert equal(good, weights_of(trainer))


def test_there_is_nothing_to_go_back_to_before_the_first_epoch():
    trainer = trainer_for(DenseSettings(d_latent=2, epochs=1))
    trainer.model.network.weights[0].assign(np.full((784, 2), np.nan))
    with pytest.raises(NotFinite, match="epoch 1"):
        run_to_the_end(trainer)
    assert not trainer.keep_last_good_epoch()


def test_a_further_plan_starts_after_the_epochs_that_are_done():
    trainer = trainer_for(DenseSettings(d_latent=2, batch_size=20, epochs=2))
    run_to_the_end(trainer)
    plan = trainer.record.next_plan(3)
    again = trainer_for(trainer.model.settings, plan, trainer.state, trainer.model)
    again.train_until(5, lambda _: True)
    assert [entry["epoch"] for entry in plan.history] == [1, 2, 3, 4, 5]
    first_rates = [trainer.learning_rates[0], again.learning_rates[0]]
    assert first_rates == [np.float32(1e-3)] * 2
