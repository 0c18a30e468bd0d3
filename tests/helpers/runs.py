"""A small training problem whose answer is known, and runs on it."""

import numpy as np

from latent.data.gray_levels import mean_image
from latent.data.preprocessing import fit_preprocessing
from latent.models import build
from latent.training.loop import Trainer, TrainingRecord


def images_of_two_kinds(n=96):
    """Half have a bar on the left, half on the right, with a little seeded noise."""
    images = np.random.default_rng(0).integers(0, 40, (n, 28, 28), dtype=np.uint8)
    images[: n // 2, :, 4:10] = 230
    images[n // 2 :, :, 18:24] = 230
    return images


def trainer_for(settings, record=None, state=None, model=None):
    """Return a trainer of a new model, or of one that goes on, on the images of two kinds."""
    images = images_of_two_kinds()
    if model is None:
        preprocessing = fit_preprocessing(images, settings.pca_dims, settings.whiten)
        model = build(settings, preprocessing, mean_image(images))
    return Trainer(model, images, images[::7], record or TrainingRecord(settings.epochs), state)


def run_to_the_end(trainer):
    """Train as long as is planned; returns the weights."""
    trainer.train_until(trainer.record.planned_epochs, lambda _: True)
    return weights_of(trainer)


def weights_of(trainer):
    """Return a copy of all weights."""
    return [weight.numpy() for weight in trainer.model.network.weights]


def equal(first, second):
    """Return whether two lists of arrays are equal to the last bit."""
    return all(np.array_equal(one, other) for one, other in zip(first, second, strict=True))
