import json
from dataclasses import replace

import numpy as np
import pytest

from latent.settings import DenseSettings, SparseSettings
from latent.tools.check import UserError
from latent.training.loop import Trainer, TrainingRecord
from latent.training.start import split_off_validation
from latent.training.weights_file import load_weights, save_weights
from tests.helpers.runs import equal, images_of_two_kinds, trainer_for, weights_of
from tests.helpers.scripts import load_script

dense = load_script("dense")
SETTINGS = DenseSettings(
    layers=(8,), d_latent=2, batch_size=12, epochs=20, validation=0.25, patience=3
)


def record_of(*losses, planned=20, first_epoch=0):
    history = [{"epoch": k + 1, "validation_loss": loss} for k, loss in enumerate(losses)]
    return TrainingRecord(planned, first_epoch=first_epoch, history=history)


def validating_trainer(settings=SETTINGS, record=None, **others):
    model = trainer_for(settings).model
    images, held_out = split_off_validation(images_of_two_kinds(), settings)
    record = record or TrainingRecord(settings.epochs)
    return Trainer(model, images, images[::7], record, validation_images=held_out, **others)


def scripted(trainer, losses, monkeypatch):
    """Let the trainer measure these validation losses, one after each epoch."""
    given = iter(losses)
    monkeypatch.setattr(
        trainer, "_validate", lambda: {"validation_loss": next(given), "validation_mse": 0.0}
    )


def test_the_part_that_is_held_out_is_drawn_by_the_seed_and_no_image_is_lost():
    images = np.arange(40, dtype=np.uint8).reshape(40, 1, 1)
    training, held_out = split_off_validation(images, SETTINGS)
    assert (len(training), len(held_out)) == (30, 10)
    assert sorted([*training.ravel(), *held_out.ravel()]) == list(range(40))
    again = split_off_validation(images, SETTINGS)[1]
    other = split_off_validation(images, replace(SETTINGS, seed=1))[1]
    assert np.array_equal(held_out, again)
    assert not np.array_equal(held_out, other)
    whole, none = split_off_validation(images, DenseSettings())
    assert whole is images and none is None


def test_a_share_that_leaves_a_part_without_images_is_refused():
    with pytest.raises(UserError, match=r"--validation 0.01: holds out 0 of 4 training images"):
        split_off_validation(np.zeros((4, 2, 2), np.uint8), replace(SETTINGS, validation=0.01))


def test_the_best_epoch_is_the_lowest_of_this_plan_and_training_stops_some_epochs_after_it():
    record = record_of(5, 3, 4, 4)
    assert record.best_epoch == 2
    assert record.has_stopped(2) and not record.has_stopped(3)
    assert (record.kept_epoch(2), record.kept_epoch(3)) == (2, 4)
    later = record_of(1, 5, 3, 4, first_epoch=1)
    assert later.best_epoch == 3
    assert TrainingRecord(3, history=[{"epoch": 1}]).best_epoch is None


def test_training_stops_and_brings_back_the_weights_of_the_best_epoch(monkeypatch):
    trainer = validating_trainer()
    scripted(trainer, [9, 5, 6, 7, 8, 1], monkeypatch)
    weights = {}

    def note(_):
        weights[trainer.record.epoch] = weights_of(trainer)
        return True

    assert trainer.train_until(20, note)
    assert trainer.record.epoch == 5
    assert trainer.is_over and trainer.has_stopped
    assert not equal(weights_of(trainer), weights[2])
    trainer.restore_best()
    assert equal(weights_of(trainer), weights[2])


def test_the_best_weights_outlive_an_interruption(tmp_path, monkeypatch):
    trainer = validating_trainer()
    scripted(trainer, [9, 5, 6], monkeypatch)
    trainer.train_until(3, lambda _: True)
    path = tmp_path / "stopped.weights.h5"
    save_weights(path, trainer.model, trainer.record, trainer.state, best=trainer.best)
    saved = load_weights(path)
    resumed = Trainer(
        saved.model, images_of_two_kinds(), images_of_two_kinds(), saved.record,
        saved.training_state, validation_images=images_of_two_kinds(), best=saved.best,
    )  # fmt: skip
    scripted(resumed, [7, 8], monkeypatch)
    assert resumed.train_until(20, lambda _: True)
    assert resumed.record.epoch == 5
    resumed.restore_best()
    assert equal(weights_of(resumed), trainer.best[: len(weights_of(resumed))])


def test_epochs_are_compared_with_the_whole_weight_of_the_penalty_while_it_still_rises():
    settings = SparseSettings(
        layers=(8,), d_latent=10, batch_size=12, epochs=4, validation=0.25, reg_warmup=1.0,
        reg_lambda=5.0,
    )  # fmt: skip
    trainer = validating_trainer(settings)
    trainer.train_until(1, lambda _: True)
    measured = trainer.model.measure(trainer.validation_images, trainer.penalty_weights[-1])
    entry = trainer.record.history[0]
    assert entry["validation_loss"] == pytest.approx(measured["loss"].mean(), rel=1e-4)
    assert entry["validation_mse"] == pytest.approx(measured["mse"].mean(), rel=1e-4)


def test_a_run_keeps_its_best_epoch_says_so_and_goes_on_from_it(tmp_path, capsys):
    flags = ["--dataset", "optdigits", "--n_train", "200", "--layers", "16", "--batch_size", "20"]
    flags += ["--validation", "0.2", "--patience", "2", "--learn_rate", "0.05", "--epochs", "60"]
    flags += ["--lr_schedule", "constant", "--name", "v", "--out", str(tmp_path), "--no_plot"]
    dense.main(flags)
    said = capsys.readouterr()
    history = json.loads((tmp_path / "v.history.json").read_text())
    losses = [entry["validation_loss"] for entry in history["epochs"]]
    best = int(np.argmin(losses)) + 1
    assert len(losses) == best + 2 < 60
    assert history["kept_epoch"] == best
    assert history["test_mse"] == history["epochs"][best - 1]["test_mse"]
    assert "of the training images 40 are held out for validation" in said.out
    assert (
        f"kept the weights of epoch {best}, validation loss {min(losses):.5f}; stopped" in said.out
    )
    assert f"validation loss {losses[0]:.5f}" in said.err
    saved = load_weights(tmp_path / "v.weights.h5")
    assert saved.best is None
    _, held_out = split_off_validation(saved_images(), saved.model.settings)
    measured = saved.model.measure(held_out)["loss"].mean()
    assert measured == pytest.approx(min(losses), rel=1e-4)
    dense.main([*flags, "--epochs", "1", "--figures", "none"])
    assert load_weights(tmp_path / "v.weights.h5").record.first_epoch == len(losses)


def saved_images():
    from latent.data import load

    return load("optdigits").balanced_part(200, 0).x_train
