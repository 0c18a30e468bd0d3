#!/usr/bin/env python3
"""Seconds per epoch of a convolutional autoencoder: our loop against Keras fit, same arrays.

Keras fit has its defaults, and once Keras's own layers, once ours. Our loop is measured without
XLA, as it is used, and with it. Everything is measured in one process, in turns, because machines
are shared.
"""

import argparse
import statistics
import sys
import time
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from latent.data import load
from latent.data.gray_levels import mean_image, pixel_vectors
from latent.data.preprocessing import fit_preprocessing
from latent.models import build
from latent.models.portable import portable_decoder, portable_encoder
from latent.settings import ConvSettings
from latent.tools.quiet_tensorflow import keras
from latent.training.loop import Trainer, TrainingRecord

MOST_RATIO = 0.7


def parse_flags() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--preset", choices=ConvSettings.presets, default="hybrid")
    parser.add_argument("--batch_size", type=int, default=ConvSettings.batch_size)
    parser.add_argument("--dataset", default="digits")
    parser.add_argument("--data_dir")
    parser.add_argument("--n_train", type=int, help="images of an epoch (default: all)")
    parser.add_argument("--rounds", type=int, default=3, help="epochs of each, in turns")
    parser.add_argument("--xla", action="store_true", help="our loop with XLA too: it is very slow")
    return parser.parse_args()


def main() -> None:
    flags = parse_flags()
    images = load(flags.dataset, flags.data_dir).x_train[: flags.n_train]
    settings = ConvSettings.with_preset(
        flags.preset, batch_size=flags.batch_size, epochs=flags.rounds + 1
    )
    epochs = {
        "our loop": make_our_epoch(images, settings, uses_xla=False),
        "Keras fit": make_keras_epoch(images, settings, has_our_layers=False),
        "Keras fit of our layers": make_keras_epoch(images, settings, has_our_layers=True),
    }
    if flags.xla:
        epochs["our loop with XLA"] = make_our_epoch(images, settings, uses_xla=True)
    for epoch in epochs.values():
        epoch()  # the first ones compile
    seconds = {name: [] for name in epochs}
    for _ in range(flags.rounds):
        for name, epoch in epochs.items():
            seconds[name].append(epoch())
    medians = {name: statistics.median(values) for name, values in seconds.items()}
    print(
        f"{flags.preset}, {len(images):,} images, batch {settings.batch_size}, "
        f"median of {flags.rounds}"
    )
    for name, median in medians.items():
        print(f"{name:24} {median:6.2f} s an epoch, / fit = {median / medians['Keras fit']:.2f}")
    ratio = medians["our loop"] / medians["Keras fit"]
    print(f"our loop / fit = {ratio:.2f}, wanted at most {MOST_RATIO}")


def make_our_epoch(images: np.ndarray, settings: ConvSettings, uses_xla: bool):
    """Return a function that trains an epoch by our loop and returns its seconds."""
    model = build(settings, fit_preprocessing(images), mean_image(images))
    model.uses_xla = uses_xla
    trainer = Trainer(model, images, images[:1], TrainingRecord(settings.epochs))

    def epoch() -> float:
        trainer.train_until(trainer.record.epoch + 1, lambda _: True)
        return trainer.record.history[-1]["seconds"]

    return epoch


def make_keras_epoch(images: np.ndarray, settings: ConvSettings, has_our_layers: bool):
    """Return the same for Keras fit of the same network, on pixels as float32 in [0, 1]."""
    model = build(settings, fit_preprocessing(images), mean_image(images))
    if has_our_layers:
        fitted = keras.Model(model.network.inputs, keras.ops.sigmoid(model.network.output))
        pixels = pixel_vectors(images)
    else:
        fitted = keras.Sequential([portable_encoder(model), portable_decoder(model)])
        pixels = pixel_vectors(images).reshape(images.shape)
    fitted.compile("adam", "mse")

    def epoch() -> float:
        start = time.perf_counter()
        fitted.fit(pixels, pixels, batch_size=settings.batch_size, epochs=1, verbose=0)
        return time.perf_counter() - start

    return epoch


if __name__ == "__main__":
    main()
