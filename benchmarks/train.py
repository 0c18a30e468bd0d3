#!/usr/bin/env python3
"""Seconds per epoch of 784-256-64-256-784 at batch 256: our loop against Keras fit, same arrays.

Also against the network's matrix products alone: compiled as our loop is, and as fast as they
would be at this machine's measured peak. Everything is measured in one process, in turns, because
machines are shared.
"""

import argparse
import statistics
import sys
import time
from itertools import pairwise
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from latent.data import load
from latent.data.gray_levels import mean_image, pixel_vectors
from latent.data.preprocessing import fit_preprocessing
from latent.models import build
from latent.settings import DenseSettings
from latent.tools.quiet_tensorflow import keras, tf
from latent.training.loop import Trainer, TrainingRecord

PIXELS = 28 * 28
SIZES = (PIXELS, 256, 64, 256, PIXELS)
PEAK_SIDE = 1024


def parse_flags() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--dataset", default="digits")
    parser.add_argument("--data_dir")
    parser.add_argument("--rounds", type=int, default=5, help="epochs of each, in turns")
    return parser.parse_args()


def main() -> None:
    flags = parse_flags()
    dataset = load(flags.dataset, flags.data_dir)
    settings = DenseSettings(layers=(256,), d_latent=64, epochs=flags.rounds + 1)
    our_epoch = make_our_epoch(dataset.x_train, settings)
    keras_epoch = make_keras_epoch(dataset.x_train, settings)
    products_epoch = make_products_epoch(len(dataset.x_train), settings.batch_size)
    our_epoch(), keras_epoch(), products_epoch()  # the first ones compile
    flops = product_flops(len(dataset.x_train))
    rounds = [
        (our_epoch(), keras_epoch(), products_epoch(), flops / peak_flops())
        for _ in range(flags.rounds)
    ]
    ours, theirs, compiled, at_peak = map(statistics.median, zip(*rounds, strict=True))
    print(f"{len(dataset.x_train):,} images, batch {settings.batch_size}, median of {flags.rounds}")
    print(f"our loop           {ours:6.2f} s an epoch")
    print(f"Keras fit          {theirs:6.2f} s an epoch; ours / fit = {ours / theirs:.2f}")
    print(f"products compiled  {compiled:6.2f} s an epoch; ours / products = {ours / compiled:.2f}")
    print(f"products at peak   {at_peak:6.2f} s an epoch; ours / products = {ours / at_peak:.2f}")


def make_our_epoch(images: np.ndarray, settings: DenseSettings):
    """Return a function that trains an epoch by our loop and returns its seconds."""
    model = build(settings, fit_preprocessing(images), mean_image(images))
    trainer = Trainer(model, images, images[:1], TrainingRecord(settings.epochs))

    def epoch() -> float:
        trainer.train_until(trainer.record.epoch + 1, lambda _: True)
        return trainer.record.history[-1]["seconds"]

    return epoch


def make_keras_epoch(images: np.ndarray, settings: DenseSettings):
    """Return the same for Keras fit, on pixels that it gets ready as float32 in [0, 1]."""
    pixels = pixel_vectors(images)
    relu = [keras.layers.Dense(size, "relu") for size in (*settings.layers, *settings.layers)]
    network = keras.Sequential(
        [
            keras.Input((PIXELS,)),
            relu[0],
            keras.layers.Dense(settings.d_latent),
            relu[1],
            keras.layers.Dense(PIXELS, "sigmoid"),
        ]
    )
    network.compile("adam", "mse")

    def epoch() -> float:
        start = time.perf_counter()
        network.fit(pixels, pixels, batch_size=settings.batch_size, epochs=1, verbose=0)
        return time.perf_counter() - start

    return epoch


def make_products_epoch(n_images: int, batch_size: int):
    """Return the same for nothing but the matrix products of an epoch, compiled as our loop is."""
    n_steps = -(-n_images // batch_size)
    random = np.random.default_rng(0)
    weights = [tf.constant(random.random(sizes, np.float32)) for sizes in pairwise(SIZES)]
    # Other pixels for each step: what does not change is computed only once.
    pixels = tf.constant(random.random((8, batch_size, PIXELS), np.float32))

    def step(k, *_):
        inputs = [pixels[k % 8]]
        for weight in weights:
            inputs.append(inputs[-1] @ weight)
        change, gradients = inputs.pop(), []
        for layer_input, weight in zip(inputs[::-1], weights[::-1], strict=True):
            gradients.append(tf.matmul(layer_input, change, transpose_a=True))
            if weight is not weights[0]:
                change = tf.matmul(change, weight, transpose_b=True)
        return k + 1, *gradients[::-1]

    @tf.function(jit_compile=True, autograph=False)
    def steps():
        start = (tf.constant(0), *(tf.zeros_like(weight) for weight in weights))
        return tf.while_loop(lambda k, *_: k < n_steps, step, start)

    def epoch() -> float:
        start = time.perf_counter()
        steps()[-1].numpy()
        return time.perf_counter() - start

    return epoch


def product_flops(n_images: int) -> float:
    """Return the floating-point operations of all matrix products of an epoch.

    Each layer has one product forward and two backward, of 2 operations per weight and image;
    the first layer needs no gradient with respect to its input.
    """
    weights = [a * b for a, b in pairwise(SIZES)]
    return n_images * (6 * sum(weights) - 2 * weights[0])


def peak_flops() -> float:
    """Return the operations per second of a large float32 product, the best of many.

    By TensorFlow's own, which takes the processor's widest instructions; what numpy's takes depends
    on how it was built, and on the variable OPENBLAS_CORETYPE.
    """
    random = np.random.default_rng(0)
    matrix = tf.constant(random.random((PEAK_SIDE, PEAK_SIDE), np.float32))
    best = float("inf")
    for _ in range(30):
        start = time.perf_counter()
        tf.matmul(matrix, matrix).numpy()
        best = min(best, time.perf_counter() - start)
    return 2 * PEAK_SIDE**3 / best


if __name__ == "__main__":
    main()
