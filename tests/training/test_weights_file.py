import json
import random

import h5py
import numpy as np
import pytest

from latent.data.gray_levels import mean_image
from latent.data.preprocessing import fit_preprocessing
from latent.models import build
from latent.settings import DenseSettings, SparseSettings
from latent.tools.check import UserError
from latent.tools.quiet_tensorflow import keras
from latent.training import weights_file
from latent.training.loop import Trainer, TrainingRecord
from latent.training.record_check import is_whole_record
from latent.training.weights_file import load_weights, save_weights
from tests.helpers.sealing import unseal

IMAGES = np.random.default_rng(0).integers(0, 256, (40, 28, 28), dtype=np.uint8)


def a_trainer(**settings):
    settings = DenseSettings(**{"layers": (6,), "d_latent": 2, "dropout_rate": 0.1} | settings)
    preprocessing = fit_preprocessing(IMAGES, settings.pca_dims, settings.whiten)
    model = build(settings, preprocessing, mean_image(IMAGES))
    return Trainer(model, IMAGES, IMAGES[:9], TrainingRecord(settings.epochs))


def save(path, trainer):
    save_weights(path, trainer.model, trainer.record, trainer.state)
    return path


@pytest.fixture
def saved(tmp_path):
    return save(tmp_path / "a.weights.h5", a_trainer())


def change_text(path, name, change):
    with h5py.File(path, "a") as file:
        value = change(json.loads(file["latent"][name][()].tobytes()))
        del file["latent"][name]
        file["latent"][name] = np.frombuffer(json.dumps(value).encode(), np.uint8)


@pytest.mark.parametrize(
    "settings",
    [
        {},
        {"pca_dims": 5, "whiten": True},
        {"pca_dims": 0.5},
        {"whiten": True, "code_activation": "tanh", "dec_layers": (3, 4), "loss": "bce"},
        {"layers": (), "dropout_rate": 0.0},
    ],
)
def test_a_loaded_model_encodes_and_decodes_as_the_saved_one(tmp_path, settings):
    trainer = a_trainer(**settings)
    loaded = load_weights(save(tmp_path / "a.weights.h5", trainer))
    assert loaded.model.settings == trainer.model.settings
    assert np.array_equal(loaded.model.encode(IMAGES), trainer.model.encode(IMAGES))
    assert np.array_equal(loaded.model.reconstruct(IMAGES), trainer.model.reconstruct(IMAGES))


def test_progress_and_training_state_come_back(tmp_path):
    trainer = a_trainer(epochs=2, batch_size=10)
    trainer.train_until(1, lambda _: True)
    loaded = load_weights(save(tmp_path / "a.weights.h5", trainer))
    assert loaded.record == trainer.record
    assert len(loaded.training_state) == len(trainer.state)
    for one, other in zip(loaded.training_state, trainer.state, strict=True):
        assert np.array_equal(one, other)


def test_keras_alone_can_load_the_weights(saved):
    trainer = a_trainer()
    network = keras.Sequential([keras.Input((784,)), keras.layers.Dense(6), keras.layers.Dense(2)])
    assert network.count_params() == 784 * 6 + 6 + 6 * 2 + 2
    trainer.model.network.load_weights(saved)


def test_saving_over_a_file_that_is_there_keeps_the_old_one_if_it_fails(saved, monkeypatch):
    before = saved.read_bytes()
    trainer = a_trainer()
    monkeypatch.setattr(
        h5py.File, "create_group", lambda *_: (_ for _ in ()).throw(OSError(28, ""))
    )
    with pytest.raises(UserError, match="disk is full"):
        save(saved, trainer)
    assert saved.read_bytes() == before
    assert [path.name for path in saved.parent.iterdir()] == [saved.name]


def test_a_flipped_bit_is_named(saved):
    whole = saved.read_bytes()
    for place in range(0, len(whole) - 60, 997):
        saved.write_bytes(whole[:place] + bytes([whole[place] ^ 4]) + whole[place + 1 :])
        with pytest.raises(UserError, match="is damaged: its checksum is another"):
            load_weights(saved)


def test_a_file_without_a_checksum_still_opens(saved):
    unseal(saved)
    assert load_weights(saved).record.epoch == 0


def test_weights_that_are_replaced_while_they_are_read_are_read_again(saved, monkeypatch):
    after = save(saved.with_name("after.weights.h5"), a_trainer(seed=1))
    expected = load_weights(after).model
    monkeypatch.setattr(
        weights_file, "check_stored", lambda path: after.exists() and after.replace(path)
    )
    assert load_weights(saved).model.settings.seed == 1
    assert np.array_equal(load_weights(saved).model.encode(IMAGES), expected.encode(IMAGES))


def test_a_file_that_is_replaced_all_the_time_is_said(saved, monkeypatch):
    monkeypatch.setattr(weights_file, "check_stored", lambda path: save(path, a_trainer()))
    with pytest.raises(UserError, match="is replaced all the time while it is read"):
        load_weights(saved)


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(UserError, match="no such weights file"):
        load_weights(tmp_path / "none.weights.h5")


def test_a_folder_is_not_a_weights_file(tmp_path):
    with pytest.raises(UserError, match="no such weights file"):
        load_weights(tmp_path)


def test_weights_that_are_not_ours_are_told_apart(tmp_path):
    path = tmp_path / "foreign.weights.h5"
    keras.Sequential([keras.Input((3,)), keras.layers.Dense(2)]).save_weights(path)
    with pytest.raises(UserError, match="not written by our training scripts"):
        load_weights(path)


def test_a_file_cut_off_anywhere_is_refused_in_one_line(saved):
    whole = saved.read_bytes()
    for length in [0, 1, 7, 100, *range(512, len(whole) - 1, len(whole) // 25)]:
        saved.write_bytes(whole[:length])
        with pytest.raises(UserError) as problem:
            load_weights(saved)
        assert str(saved) in str(problem.value)
        assert "\n" not in str(problem.value)


def test_damaged_bytes_never_give_anything_but_a_model_or_one_line(saved):
    whole = unseal(saved)
    chance = random.Random(0)
    for _ in range(20):  # the campaign tries thousands
        damaged = bytearray(whole)
        for _ in range(20):
            # The first kilobytes hold the structure; the arrays behind hold any numbers.
            damaged[chance.randrange(min(len(whole), 20_000))] = chance.randrange(256)
        saved.write_bytes(damaged)
        try:
            load_weights(saved)
        except UserError as problem:
            assert "\n" not in str(problem)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda s: s | {"d_latent": 60_000}, "d_latent 60000"),
        (lambda s: s | {"layers": [60_000, 60_000]}, "its settings need"),
        (lambda s: s | {"layers": [7]}, "weights"),
        (lambda s: s | {"layers": "six"}, "wrong type"),
        (lambda s: s | {"model": "oracle"}, "no known kind"),
        (lambda s: {k: v for k, v in s.items() if k != "loss"}, "'loss' is missing"),
        (lambda s: s | {"colour": 1}, "'colour' is unknown"),
        (lambda s: [], "no known kind"),
    ],
)
def test_settings_that_do_not_fit_the_stored_weights_are_refused(saved, change, words):
    change_text(saved, "settings", change)
    with pytest.raises(UserError, match=words):
        load_weights(saved)


@pytest.mark.parametrize(
    "change",
    [
        lambda p: p | {"step": -1},
        lambda p: p | {"history": "long"},
        lambda p: p | {"history": [{"epoch": "one"}]},
        lambda p: p | {"unknown": 1},
        lambda p: p | {"planned_epochs": 10**12},
        lambda p: p | {"history": [{"epoch": 1}]},
        lambda p: p | {"unfinished": {"loss": ["much"]}},
        lambda p: p | {"unfinished": 3},
    ],
)
def test_progress_that_is_not_as_we_write_it_is_refused(saved, change):
    change_text(saved, "progress", change)
    with pytest.raises(UserError):
        load_weights(saved)


def entry(number, **changes):
    """Return what a history says of an epoch of ten steps."""
    numbers = {"train_loss": 0.1, "test_loss": 0.1, "test_mse": 0.1, "test_mse_sd": 0.1}
    steps = {"start_step": 10 * (number - 1), "end_step": 10 * number, "planned_steps": 20}
    return {"epoch": number, "learning_rate": 0.1, "seconds": 1.0} | numbers | steps | changes


OF_VAE = ("train_reconstruction", "test_reconstruction", "train_kl", "test_kl", "active_units")
OF_SPARSE = ("train_active_bits", "test_active_bits", "train_penalty", "test_penalty")


@pytest.mark.parametrize(("kind", "own"), [("dense", ()), ("vae", OF_VAE), ("sparse", OF_SPARSE)])
def test_a_history_that_lacks_a_number_of_its_kind_is_refused(kind, own):
    whole = entry(1, **dict.fromkeys(own, 1.0))
    assert is_whole_record(TrainingRecord(2, step=10, history=[whole]), kind, 2)
    for name in whole:
        less = {key: value for key, value in whole.items() if key != name}
        assert not is_whole_record(TrainingRecord(2, step=10, history=[less]), kind, 2), name


@pytest.mark.parametrize(
    "changes",
    [
        {"test_loss": float("nan")},
        {"test_loss": float("inf")},
        {"test_loss": 1e300},
        {"test_mse": 10**400},
        {"learning_rate": -1},
        {"epoch": 2},
        {"epoch": True},
        {"end_step": 0},
        {"end_step": 21},
        {"start_step": 1.5},
        {"a\x1bb": 1},
        {"test_loss": "0.1"},
        {"test_loss": None},
    ],
)
def test_an_epoch_that_no_run_can_have_noted_is_refused(saved, changes):
    whole = {"step": 10, "history": [entry(1)]}
    change_text(saved, "progress", lambda p: p | whole)
    assert load_weights(saved).record.epoch == 1
    change_text(saved, "progress", lambda p: p | {"history": [entry(1, **changes)]})
    with pytest.raises(UserError, match="training is not as we write it"):
        load_weights(saved)


def test_json_with_more_parts_than_we_write_is_refused_before_it_is_read(saved):
    with h5py.File(saved, "a") as file:
        del file["latent/progress"]
        text = b"[" + b"[]," * 400_000 + b"[]]"
        file["latent/progress"] = np.frombuffer(text, np.uint8)
    with pytest.raises(UserError, match="more parts than we write"):
        load_weights(saved)


def test_what_a_file_says_stands_in_the_line_escaped_and_cut(saved):
    wild = "\x1b[2J" * 1000
    change_text(saved, "settings", lambda s: s | {"loss": wild})
    with pytest.raises(UserError) as problem:
        load_weights(saved)
    assert str(problem.value).isprintable()
    assert len(str(problem.value)) < len(str(saved)) + 200


def test_an_array_that_claims_more_than_the_file_holds_is_refused_before_it_is_read(saved):
    with h5py.File(saved, "a") as file:
        del file["latent/preprocessing/mean"]
        file["latent/preprocessing"].create_dataset("mean", (10**12,), "f4")
    with pytest.raises(UserError, match="claims values that the file does not hold"):
        load_weights(saved)


def test_a_compressed_array_is_refused_because_it_can_be_a_bomb(saved):
    with h5py.File(saved, "a") as file:
        zeros = np.zeros(10**6, np.float32)
        file["latent"].create_dataset("bomb", data=zeros, chunks=True, compression="gzip")
    with pytest.raises(UserError, match="not stored as one plain block"):
        load_weights(saved)


def test_a_link_out_of_the_file_is_refused(saved, tmp_path):
    with h5py.File(saved, "a") as file:
        file["latent/elsewhere"] = h5py.ExternalLink(str(tmp_path / "other.h5"), "/")
    with pytest.raises(UserError, match="links"):
        load_weights(saved)


@pytest.mark.parametrize("name", ["mean", "scale"])
def test_preprocessing_that_does_not_fit_is_refused(saved, name):
    with h5py.File(saved, "a") as file:
        del file[f"latent/preprocessing/{name}"]
        file[f"latent/preprocessing/{name}"] = np.ones(3, np.float32)
    with pytest.raises(UserError, match="do not fit together"):
        load_weights(saved)


def test_weights_that_are_not_finite_are_refused(tmp_path):
    trainer = a_trainer()
    trainer.model.network.weights[0].assign(np.full((784, 6), np.inf))
    path = save(tmp_path / "a.weights.h5", trainer)
    with pytest.raises(UserError, match="not finite"):
        load_weights(path)


def test_another_format_version_is_refused(saved):
    with h5py.File(saved, "a") as file:
        file["latent"].attrs["format_version"] = 99
    with pytest.raises(UserError, match="another format"):
        load_weights(saved)


def test_a_network_that_was_refused_takes_no_memory_when_the_next_one_is_built(monkeypatch):
    settings = DenseSettings(layers=(60_000, 60_000))
    with pytest.raises(weights_file.Unreadable, match="its settings need"):
        weights_file._check_size(settings, fit_preprocessing(IMAGES), 1000)
    made = []
    original = keras.initializers.GlorotUniform.__call__

    def initialize(initializer, shape, *words, **options):
        made.append(tuple(shape))
        return original(initializer, (1, 1) if max(shape) > 5000 else shape, *words, **options)

    monkeypatch.setattr(keras.initializers.GlorotUniform, "__call__", initialize)
    small = SparseSettings(layers=(6,), d_latent=8)  # a layer of ours, which Keras runs in a scope
    build(small, fit_preprocessing(IMAGES))
    assert made
    assert max(max(shape) for shape in made) <= 28 * 28
