"""Models of every kind that were never trained, for what only passes through them."""

import numpy as np

from latent.data.gray_levels import mean_image
from latent.data.preprocessing import fit_preprocessing
from latent.models import build
from latent.training.loop import TrainingRecord
from latent.training.weights_file import save_weights


def random_images(shape=(28, 28), n=48, seed=0):
    """Return n random images, uint8 (n, *shape)."""
    return np.random.default_rng(seed).integers(0, 256, (n, *shape), dtype=np.uint8)


def model_of(settings, images):
    """Build a model for images; every weight is a random number, as after some training."""
    settings = settings.for_images(images.shape[1:])
    preprocessing = fit_preprocessing(images, settings.pca_dims, settings.whiten)
    model = build(settings, preprocessing, mean_image(images))
    rng = np.random.default_rng(0)
    for weight in model.network.weights:
        # Around what it is: variances stay above 0.
        weight.assign(weight.numpy() + rng.uniform(0, 0.1, weight.shape).astype(np.float32))
    return model


def save_model(path, model):
    """Write a model as a weights file of a run that has not begun; returns the path."""
    save_weights(path, model, TrainingRecord(model.settings.epochs), [np.zeros(1)])
    return path
