import h5py
import numpy as np
import pytest
from PIL import Image

from latent.commands import training_run
from latent.data.gray_levels import mean_image
from latent.data.preprocessing import fit_preprocessing
from latent.models import build
from latent.settings import DenseSettings
from latent.tools.check import UserError
from latent.training import film
from latent.training.film import Film, early_steps, is_due
from latent.training.loop import Trainer, TrainingRecord
from latent.training.weights_file import load_weights, save_weights
from tests.helpers.scripts import load_script

dense = load_script("dense")

SMALL = ["--dataset", "optdigits", "--no_plot", "--n_train", "300", "--batch_size", "20"]


def pictures(value, n=3):
    return np.full((n, 28, 28), value, np.uint8)


def filled(times):
    taken = Film()
    for time in times:
        taken.add(time, pictures(int(10 * time) % 256))
    return taken


def train(out, *flags):
    flags = ["--figures", "progress", "--name", "run", "--out", out, *flags]
    assert dense.main([*SMALL, *map(str, flags)]) == 0
    return load_weights(out / "run.weights.h5").film


def test_frames_come_in_the_order_of_time():
    taken = filled([0, 0.5, 1, 2])
    assert taken.times.tolist() == [0, 0.5, 1, 2]
    assert taken.images.shape == (4, 3, 28, 28)
    assert taken.images[:, 0, 0, 0].tolist() == [0, 5, 10, 20]


def test_a_frame_takes_the_place_of_those_from_its_time_on():
    taken = filled([0, 1, 2, 3])
    taken.add(2, pictures(99))
    assert taken.times.tolist() == [0, 1, 2]
    assert taken.images[-1, 0, 0, 0] == 99


def test_frames_of_other_images_cannot_be_mixed():
    taken = filled([0, 1])
    taken.add(2, pictures(7, n=5))
    assert taken.times.tolist() == [2]


def test_too_many_frames_are_thinned_but_for_the_first_epoch_and_the_last():
    taken = filled([0, 0.5, *range(1, film.MOST_KEPT + 20)])
    assert len(taken) <= film.MOST_KEPT
    assert taken.times[:3].tolist() == [0, 0.5, 1]
    assert taken.times[-1] == film.MOST_KEPT + 19


@pytest.mark.parametrize(
    ("times", "images"),
    [
        (np.zeros(2), np.zeros((2, 1, 28, 28), np.uint8)),
        (np.arange(2.0), np.zeros((3, 1, 28, 28), np.uint8)),
        (np.arange(2.0), np.zeros((2, 1, 28, 28))),
        (np.arange(2.0), np.zeros((2, 28, 28), np.uint8)),
        (np.array([0, np.nan]), np.zeros((2, 1, 28, 28), np.uint8)),
        (np.arange(2), np.zeros((2, 1, 28, 28), np.uint8)),
    ],
)
def test_parts_that_do_not_fit_together_are_refused(times, images):
    with pytest.raises(ValueError, match="do not fit together"):
        Film(times, images)


@pytest.mark.parametrize("last", [5, 60, 100, 100_000])
def test_a_plan_has_a_frame_of_its_start_and_of_its_end_and_not_too_many(last):
    due = [epoch for epoch in range(last + 1) if is_due(epoch, last)]
    assert due[0] == 0
    assert due[-1] == last
    assert len(due) <= film.MOST_OF_A_PLAN + 2
    assert last > 60 or due == list(range(last + 1))


def test_steps_within_the_first_epoch_are_few_and_each_comes_once():
    assert early_steps(0) == []
    assert early_steps(1) == []
    assert early_steps(6) == [1, 2, 3]


def test_time_runs_in_epochs():
    images = np.random.default_rng(0).integers(0, 256, (40, 28, 28), dtype=np.uint8)
    settings = DenseSettings(d_latent=2, batch_size=5, epochs=2)
    model = build(settings, fit_preprocessing(images), mean_image(images))
    trainer = Trainer(model, images, images[:4], TrainingRecord(2))
    times = [trainer.time]
    trainer.train_until(2, lambda _: (times.append(trainer.time), True)[1])
    assert times == [0, 0.125, 0.25, 0.5, 1, 2]
    plan = Trainer(model, images, images[:4], trainer.record.next_plan(1), trainer.state)
    times = [plan.time]
    plan.train_until(3, lambda _: (times.append(plan.time), True)[1])
    assert times == [2, 3]


def test_a_long_first_epoch_has_no_more_frames_than_a_short_one(tmp_path):
    taken = train(tmp_path, "--epochs", 1, "--batch_size", 2)
    assert np.allclose(taken.times, [0, 9 / 150, 19 / 150, 38 / 150, 75 / 150, 1], atol=0.01)


def test_a_run_keeps_frames_and_draws_a_frame_of_each(tmp_path):
    taken = train(tmp_path, "--epochs", 3)
    assert np.allclose(taken.times, [0, 1 / 15, 2 / 15, 4 / 15, 8 / 15, 1, 2, 3])
    assert taken.images.shape == (8, 20, 28, 28)
    with Image.open(tmp_path / "run.progress.gif") as film:
        assert film.n_frames == 8
        assert film.info["loop"] == 0
        assert film.width >= 1000


def test_the_same_run_gives_the_same_film_bit_for_bit_and_another_one_another(tmp_path):
    for name, seed in (("a", 0), ("b", 0), ("c", 1)):
        train(tmp_path / name, "--epochs", 2, "--seed", seed)
    first, same, other = ((tmp_path / name / "run.progress.gif").read_bytes() for name in "abc")
    assert first == same
    assert first != other


def test_a_run_that_goes_on_keeps_the_frames_it_had(tmp_path):
    first = train(tmp_path, "--epochs", 2)
    both = train(tmp_path, "--epochs", 2)
    assert both.times.tolist() == [*first.times, 3, 4]
    assert np.array_equal(both.images[: len(first)], first.images)


def test_a_run_that_was_stopped_within_an_epoch_ends_with_the_frames_of_one_that_was_not(
    tmp_path, monkeypatch
):
    whole = train(tmp_path / "whole", "--epochs", 3)

    class StoppedAfterThreeCalls(training_run.Interrupts):
        calls = 0

        @property
        def asked(self):
            self.calls += 1
            return self.calls > 3

        @asked.setter
        def asked(self, value):
            pass

    with monkeypatch.context() as patch:
        patch.setattr(training_run, "Interrupts", StoppedAfterThreeCalls)
        flags = ["--figures", "progress", "--name", "run", "--out", str(tmp_path / "stopped")]
        assert dense.main([*SMALL, *flags, "--epochs", "3"]) == 130
    stopped = load_weights(tmp_path / "stopped" / "run.weights.h5").film
    assert 1 < len(stopped) < len(whole)
    resumed = train(tmp_path / "stopped", "--epochs", 3)
    assert np.array_equal(resumed.times, whole.times)
    assert np.array_equal(resumed.images, whole.images)
    films = [(tmp_path / name / "run.progress.gif").read_bytes() for name in ("whole", "stopped")]
    assert films[0] == films[1]


def a_file(path, taken):
    images = np.random.default_rng(0).integers(0, 256, (40, 28, 28), dtype=np.uint8)
    settings = DenseSettings(d_latent=2, epochs=1)
    model = build(settings, fit_preprocessing(images), mean_image(images))
    trainer = Trainer(model, images, images[:4], TrainingRecord(1))
    save_weights(path, model, trainer.record, trainer.state, taken)
    return path


def test_frames_come_back_from_a_weights_file(tmp_path):
    taken = filled([0, 0.25, 1])
    loaded = load_weights(a_file(tmp_path / "a.weights.h5", taken)).film
    assert np.array_equal(loaded.times, taken.times)
    assert np.array_equal(loaded.images, taken.images)


def test_weights_from_before_there_were_frames_have_none(tmp_path):
    assert len(load_weights(a_file(tmp_path / "a.weights.h5", None)).film) == 0


@pytest.mark.parametrize(
    ("name", "array"),
    [("times", np.zeros(3)), ("images", np.zeros((3, 28, 28), np.uint8)), ("times", np.zeros(0))],
)
def test_frames_that_are_not_as_we_write_them_are_refused(tmp_path, name, array):
    path = a_file(tmp_path / "a.weights.h5", filled([0, 0.25, 1]))
    with h5py.File(path, "a") as file:
        del file[f"latent/snapshots/{name}"]
        file[f"latent/snapshots/{name}"] = array
    with pytest.raises(UserError, match="do not fit together"):
        load_weights(path)
