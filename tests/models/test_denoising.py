import json
from dataclasses import replace

import numpy as np
import pytest

from latent.data.preprocessing import fit_preprocessing
from latent.models import build
from latent.models.denoising import denoising_errors, denoising_lines
from latent.models.noise import block_side, corrupt, noise_draw
from latent.settings import (
    NOISE_KINDS,
    DenseSettings,
    SparseSettings,
    VaeSettings,
    settings_from_dict,
)
from latent.tools.check import UserError
from latent.tools.quiet_tensorflow import tf
from tests.helpers.refusals import error_line_of
from tests.helpers.runs import equal, images_of_two_kinds, run_to_the_end, trainer_for
from tests.helpers.scripts import load_script

conv = load_script("conv")
dense = load_script("dense")

GREY = np.full((200, 784), 0.5, np.float32)
SMALL = DenseSettings(layers=(12,), d_latent=2, batch_size=10, epochs=3, noise=0.3)


def settings_of(kind, ratio, **others):
    return DenseSettings(noise=ratio, noise_kind=kind, **others)


def numbers_for(kind, n=200, seed=0):
    return noise_draw(settings_of(kind, 0.3)).numbers(np.random.default_rng(seed), n)


def noisy_grey(kind, ratio):
    return corrupt(GREY, numbers_for(kind), settings_of(kind, ratio)).numpy()


def test_salt_and_pepper_makes_its_share_of_the_pixels_black_or_white():
    noisy = noisy_grey("salt_pepper", 0.4)
    assert np.isin(noisy, [0, np.float32(0.5), 1]).all()
    assert (noisy == 0).mean() == pytest.approx(0.2, abs=0.005)
    assert (noisy == 1).mean() == pytest.approx(0.2, abs=0.005)


def test_a_mask_empties_its_share_of_the_pixels():
    noisy = noisy_grey("mask", 0.3)
    assert np.isin(noisy, [0, np.float32(0.5)]).all()
    assert (noisy == 0).mean() == pytest.approx(0.3, abs=0.005)


def test_gaussian_noise_has_its_deviation_and_stays_in_range():
    assert (noisy_grey("gaussian", 0.1) - 0.5).std() == pytest.approx(0.1, abs=0.002)
    wild = noisy_grey("gaussian", 0.9)
    assert wild.min() == 0
    assert wild.max() == 1


@pytest.mark.parametrize(("ratio", "side"), [(0.25, 14), (0.01, 3), (0.99, 28), (1e-6, 1)])
def test_a_block_empties_one_square_of_its_share_of_the_image(ratio, side):
    assert block_side(ratio, 28, 28) == side
    empty = noisy_grey("block", ratio).reshape(-1, 28, 28) == 0
    assert (empty.sum(axis=(1, 2)) == side**2).all()
    assert (empty.any(axis=1).sum(axis=1) == side).all()
    assert (empty.any(axis=2).sum(axis=1) == side).all()


@pytest.mark.parametrize("kind", ["salt_pepper", "mask", "block"])
def test_a_place_of_a_colour_image_changes_in_all_channels(kind):
    settings = settings_of(kind, 0.3, image_shape=(6, 9, 3))
    images = np.full((50, 6 * 9 * 3), 0.5, np.float32)
    numbers = noise_draw(settings).numbers(np.random.default_rng(0), 50)
    noisy = corrupt(images, numbers, settings).numpy().reshape(50, 54, 3)
    assert (noisy != 0.5).any()
    assert (noisy == noisy[..., :1]).all()


def test_blocks_reach_every_pixel():
    images = np.ones((3000, 784), np.float32)
    empty = corrupt(images, numbers_for("block", 3000), settings_of("block", 0.1)).numpy() == 0
    assert empty.any(axis=0).all()


@pytest.mark.parametrize("ratio", [1e-6, 0.1, 0.25, 0.5, 0.99])
def test_the_first_and_the_last_of_numbers_put_a_block_into_a_corner(ratio):
    ends = np.array([[0, 0], np.nextafter(np.ones(2, np.float32), 0)], np.float32)
    first, last = (
        corrupt(GREY[:2], ends, settings_of("block", ratio)).numpy().reshape(2, 28, 28) == 0
    )
    assert first[0, 0]
    assert last[-1, -1]
    assert first.sum() == last.sum() == block_side(ratio, 28, 28) ** 2


@pytest.mark.parametrize("kind", NOISE_KINDS)
def test_the_same_numbers_give_the_same_noise_with_and_without_xla(kind):
    numbers = numbers_for(kind)
    plain, compiled = (
        tf.function(
            lambda chance: corrupt(GREY, chance, settings_of(kind, 0.3)), jit_compile=uses_xla
        )(numbers)
        for uses_xla in (False, True)
    )
    assert np.allclose(plain, compiled, atol=1e-6)
    assert len(np.unique(plain, axis=0)) > 100


def test_without_noise_the_encoder_sees_the_images_themselves():
    trainer = trainer_for(replace(SMALL, noise=0.0))
    assert trainer.model.draws == {}
    assert trainer.model.corrupted(GREY, {}) is GREY
    assert denoising_errors(trainer.model, images_of_two_kinds()) == {}
    assert denoising_lines({"test_mse": 0.1}) == []


def test_noise_of_steps_depends_on_the_seed_and_the_step_alone_and_never_comes_again():
    model, stream = (trainer_for(SMALL).model, trainer_for(SMALL).stream)
    draw = model.draws["noise"]
    steps = np.stack([stream.chance(step, "noise", draw) for step in range(20)])
    assert steps.shape == (20, 10, 784)
    assert len(np.unique(steps.reshape(200, 784), axis=0)) == 200
    assert np.array_equal(trainer_for(SMALL).stream.chance(7, "noise", draw), steps[7])
    other = trainer_for(replace(SMALL, seed=1)).stream.chance(7, "noise", draw)
    assert not (other == steps[7]).all(axis=1).any()
    # Units are not dropped by the numbers that make the noise.
    assert not (stream.chance(7, "dropout", draw) == steps[7]).any(axis=1).all()


@pytest.mark.parametrize("kind", [DenseSettings, VaeSettings, SparseSettings])
def test_the_encoder_gets_noise_and_the_decoder_is_held_to_the_clean_images(kind):
    # A mask by numbers of 0 is empty everywhere: all the encoder can see is a blank image.
    pixels, blank = GREY[:4], np.zeros((4, 784), np.float32)
    settings = kind(layers=(8,), d_latent=4, noise=0.5, noise_kind="mask")
    model = build(settings, fit_preprocessing(images_of_two_kinds()))
    logits = model.decoder(model.codes(blank))
    expected = np.square(tf.sigmoid(logits) - pixels).mean(axis=1)
    terms = model.terms(pixels, 0.0, {"noise": blank})
    assert np.allclose(terms["mse"], expected, rtol=1e-5)
    if kind is not SparseSettings:  # whose loss is the sum over the pixels
        assert np.allclose(terms["loss"], expected, rtol=1e-5)


def test_noise_comes_before_the_preprocessing():
    settings = replace(SMALL, noise_kind="mask", pca_dims=5, whiten=True)
    images = images_of_two_kinds()
    model = build(settings, fit_preprocessing(images, settings.pca_dims, settings.whiten))
    blank = np.zeros((4, 784), np.float32)
    seen = model.encoded(GREY[:4], {"noise": blank})
    assert np.allclose(seen, model.codes(blank), atol=1e-6)
    assert not np.allclose(seen, model.codes(GREY[:4]), atol=1e-3)


@pytest.mark.parametrize("kind", NOISE_KINDS)
def test_the_same_seed_gives_the_same_weights_and_noise_changes_them(kind):
    settings = replace(SMALL, noise_kind=kind)
    first, second = (run_to_the_end(trainer_for(settings)) for _ in range(2))
    assert equal(first, second)
    clean = replace(SMALL, noise=0.0)
    assert not np.array_equal(first[0], run_to_the_end(trainer_for(clean))[0])


@pytest.mark.parametrize("stop_after_calls", [1, 2])
def test_a_run_with_noise_that_was_stopped_goes_on_to_the_same_weights(stop_after_calls):
    expected = run_to_the_end(trainer_for(SMALL))
    stopped = trainer_for(SMALL)
    calls = iter(range(stop_after_calls - 1))
    stopped.train_until(3, lambda _: next(calls, None) is not None)
    resumed = trainer_for(SMALL, stopped.record, stopped.state, stopped.model)
    assert equal(expected, run_to_the_end(resumed))


def test_a_trained_network_takes_most_of_the_noise_away():
    settings = DenseSettings(d_latent=4, batch_size=16, epochs=60, noise=0.25, learn_rate=0.01)
    trainer = trainer_for(settings)
    run_to_the_end(trainer)
    errors = denoising_errors(trainer.model, images_of_two_kinds())
    assert errors["denoised_mse"] < errors["noisy_mse"] / 4
    assert denoising_errors(trainer.model, images_of_two_kinds()) == errors


def test_noise_on_test_images_is_always_the_same_and_differs_from_image_to_image():
    model = trainer_for(SMALL).model
    images = np.full((1500, 28, 28), 128, np.uint8)
    noisy = model.corrupt_images(images)
    assert noisy.dtype == np.uint8
    assert np.array_equal(noisy, model.corrupt_images(images))
    assert len(np.unique(noisy.reshape(1500, 784), axis=0)) == 1500
    assert (noisy != 128).mean() == pytest.approx(0.3, abs=0.01)


def test_noise_is_part_of_the_name_and_of_the_file():
    settings = DenseSettings(noise=0.25, noise_kind="block")
    assert settings.name == "dense-digits-d_latent16-noise0.25-noise_kindblock"
    assert settings_from_dict(settings.to_dict()) == settings


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"noise": 1.0}, "--noise 1.0: must be a number, at least 0, below 1"),
        ({"noise": -0.1}, "--noise -0.1: must be a number, at least 0, below 1"),
        ({"noise": 0.1, "noise_kind": "rain"}, "--noise_kind rain: must be one of salt_pepper"),
        ({"noise_kind": "mask"}, "--noise_kind mask: has no effect without --noise"),
    ],
)
def test_noise_that_cannot_be_is_refused(values, message):
    with pytest.raises(UserError) as refusal:
        DenseSettings(**values)
    assert str(refusal.value).startswith(message)


@pytest.mark.parametrize("kind", ["salt_pepper", "gaussian"])
def test_a_kind_of_noise_without_noise_is_refused_even_if_it_is_the_default(capsys, kind):
    said = error_line_of(capsys, "conv.py", conv.main, "--noise_kind", kind)
    assert said == f"--noise_kind {kind}: has no effect without --noise"


def test_both_errors_are_printed_and_kept(tmp_path, capsys):
    line = "--dataset optdigits --n_train 300 --batch_size 50 --epochs 2 --noise 0.2"
    line += " --no_plot --figures denoising"
    assert dense.main([*line.split(), "--name", "noisy", "--out", str(tmp_path)]) == 0
    history = json.loads((tmp_path / "noisy.history.json").read_text())
    assert 0 < history["denoised_mse"] < history["noisy_mse"]
    expected = f"noisy test images: MSE {history['noisy_mse']:.5f}, of their reconstructions "
    assert expected in capsys.readouterr().out
