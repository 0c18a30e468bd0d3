"""Trains small autoencoders on one device and on two processors made of one; run by a test.

It prints one JSON object: for each kind, by how much the weights of the two runs differ, how far
training moved them, and by how much the test errors differ. One process does them all, because
processors can be made only before TensorFlow has started.
"""

import json
import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from latent.data import load
from latent.data.gray_levels import mean_image
from latent.data.preprocessing import fit_preprocessing
from latent.models import build
from latent.settings import ConvSettings, DenseSettings, SparseSettings, VaeSettings
from latent.training.distribution import make_distribution
from latent.training.loop import Trainer, TrainingRecord

N_IMAGES = 200
# 25 images are no whole slices of two replicas: one takes 12, the other 13.
COMMON = {"batch_size": 25, "epochs": 3, "d_latent": 8}
CONV = {**COMMON, "filters": (3, 4), "layers": (), "dec_layers": ()}
KINDS = {
    "dense": DenseSettings(layers=(20,), **COMMON),
    "vae": VaeSettings(layers=(20,), **COMMON),
    "sparse kl": SparseSettings(layers=(20,), reg_method="kl", reg_lambda=1.0, **COMMON),
    "conv": ConvSettings.with_preset("hybrid", **CONV),
    "conv with noise": ConvSettings.with_preset("hybrid", noise=0.3, **CONV),
    "dense with noise": DenseSettings(layers=(20,), noise=0.3, noise_kind="gaussian", **COMMON),
    "dense with dropout": DenseSettings(layers=(20, 16), dropout_rate=0.5, **COMMON),
    "dense with batch norm": DenseSettings(layers=(20,), batch_norm=True, **COMMON),
    "dense with linear pixels": DenseSettings(layers=(20,), output_activation="linear", **COMMON),
    "vae with noise and dropout": VaeSettings(
        layers=(20,), noise=0.3, noise_kind="block", dropout_rate=0.2, **COMMON
    ),
}


def train(settings, images, distribution):
    with distribution.strategy.scope():
        model = build(settings, fit_preprocessing(images), mean_image(images))
    # Two devices do without, and for one it takes longer to compile than to train here.
    model.uses_xla = settings is KINDS["dense"]
    before = all_weights(model)
    record = TrainingRecord(settings.epochs)
    trainer = Trainer(model, images, images[:50], record, distribution=distribution)
    trainer.train_until(settings.epochs, lambda _: True)
    return before, all_weights(model), record.history[-1]


def all_weights(model):
    return np.concatenate([weight.numpy().ravel() for weight in model.network.weights])


def main():
    two = make_distribution("mirrored", ("CPU:0", "CPU:1"))
    one = make_distribution("none")
    images = load("optdigits").x_train[:N_IMAGES]
    results = {"replicas": [one.n_replicas, two.n_replicas], "words": two.words}
    for name, settings in KINDS.items():
        before, single, entry = train(settings, images, one)
        _, split, split_entry = train(settings, images, two)
        results[name] = {
            "difference": float(np.abs(single - split).max()),
            "moved": float(np.abs(single - before).max()),
            "train_loss": [entry["train_loss"], split_entry["train_loss"]],
            "test_mse": [entry["test_mse"], split_entry["test_mse"]],
        }
    _, again, _ = train(settings, images, two)  # the last of the kinds
    results["repeats"] = bool(np.array_equal(again, split))
    print(json.dumps(results))


if __name__ == "__main__":
    main()
