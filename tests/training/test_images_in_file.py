"""Training on images that stay in their file: the same weights, bit for bit."""

from dataclasses import replace

import numpy as np
import pytest

from latent.data import image_arrays, images_in_file, load_for
from latent.data.images_in_file import ImagesInFile
from latent.settings import ConvSettings, DenseSettings, Settings
from latent.training import loop
from latent.training.distribution import make_distribution
from latent.training.start import start_trainer
from tests.helpers.refusals import refusal_of
from tests.helpers.runs import equal, weights_of

DENSE = DenseSettings(layers=(20,), d_latent=4, batch_size=16, epochs=2, stages=1)
SETTINGS = {
    "dense": replace(DENSE, whiten=True, noise=0.1, binary_input=True, n_train=60, validation=0.2),
    "components": replace(DENSE, pca_dims=5, whiten=True),
    "conv": ConvSettings(filters=(4,), d_latent=4, batch_size=16, epochs=1),
}


@pytest.fixture
def path(tmp_path):
    images = np.random.default_rng(0).integers(0, 256, (90, 12, 12), dtype=np.uint8)
    np.save(tmp_path / "a.npy", images)
    return tmp_path / "a.npy"


def trained_on(settings, path, in_file, monkeypatch):
    """Train to the end; returns the weights and the history without its times."""
    monkeypatch.setattr(image_arrays, "LARGEST_IN_MEMORY", 0 if in_file else 2**30)
    monkeypatch.setattr(loop, "PIXELS_PER_CALL", 3 * 16 * 144)  # three steps at a time
    settings = replace(settings, dataset=str(path), image_shape=None)
    dataset = load_for(settings, may_stay_in_file=True)
    assert isinstance(dataset.x_train, ImagesInFile) == in_file
    settings = settings.for_images(dataset.array_shape)
    where = path.with_name("none.weights.h5")
    trainer, _ = start_trainer(settings, dataset, where, False, make_distribution("none"))
    trainer.compile()
    assert trainer.train_until(trainer.record.planned_epochs, lambda terms: True)
    history = [{**entry, "seconds": 0} for entry in trainer.record.history]
    return weights_of(trainer), history


@pytest.mark.parametrize("name", SETTINGS)
def test_images_in_a_file_train_to_the_same_weights_bit_for_bit(name, path, monkeypatch):
    (weights, history), (others, history_of_others) = (
        trained_on(SETTINGS[name], path, in_file, monkeypatch) for in_file in (False, True)
    )
    assert equal(weights, others)
    assert history == history_of_others
    assert history[-1]["train_loss"] > 0


def test_a_file_that_becomes_shorter_while_it_is_used_is_an_error_of_one_line(path, monkeypatch):
    monkeypatch.setattr(image_arrays, "LARGEST_IN_MEMORY", 0)
    images = load_for(Settings(dataset=str(path), image_shape=None), may_stay_in_file=True).x_train
    with path.open("rb+") as file:
        file.truncate(500)
    assert "has become shorter while it is used" in refusal_of(images.__getitem__, slice(None))
    scattered = np.arange(len(images))[::-1]
    monkeypatch.setattr(images_in_file, "FEWEST_PER_READER", 5)
    assert "has become shorter while it is used" in refusal_of(images.__getitem__, scattered)
