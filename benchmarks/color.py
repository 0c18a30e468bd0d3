#!/usr/bin/env python3
"""What codes of 32 numbers keep of colour images: PCA, Keras's own loop, dense.py's and conv.py's.

All are trained on the same images for the same epochs and measured on the same test images. The
images are those of `--dataset`, by default the folder `emoji` of the data folder.
"""

import argparse
import sys
import time
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from latent.codes.principal_components import PrincipalComponents
from latent.data import find_data_dir, load
from latent.data.gray_levels import mean_image, pixel_vectors
from latent.data.preprocessing import fit_preprocessing
from latent.models import build
from latent.settings import ConvSettings, DenseSettings
from latent.tiles.color_blitting import blit_color_tiles
from latent.tiles.resizing import resize_tiles
from latent.tools.quiet_tensorflow import keras
from latent.training.loop import Trainer, TrainingRecord

HIDDEN, D_LATENT = 512, 32
MAP_SIZE, TILE_SIZE, N_TILES = 1000, 28, 60_000


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--dataset", help="a folder, a table or an array of colour images")
    parser.add_argument("--epochs", type=int, default=25)
    parser.add_argument("--seed", type=int, default=0)
    flags = parser.parse_args()
    started = time.perf_counter()
    dataset = load(flags.dataset or str(find_data_dir() / "emoji"))
    print(f"{dataset.title}: {len(dataset.x_train):,} training and {len(dataset.x_test):,} test")
    print(f"images from {dataset.source}, read in {time.perf_counter() - started:.2f} s")
    components = PrincipalComponents.of(dataset.x_train)
    errors = components.errors(dataset.x_test)
    pca, fit = float(errors[D_LATENT]), keras_error(dataset, flags)
    print(f"mean image            {errors[0]:.5f}")
    print(f"PCA, {D_LATENT} components    {pca:.5f}")
    print(f"Keras fit, dense      {fit:.5f}")
    shape = {"dataset": "own", "epochs": flags.epochs, "seed": flags.seed, "image_shape": None}
    dense = DenseSettings(layers=(HIDDEN,), d_latent=D_LATENT, **shape)
    deep = ConvSettings.with_preset("deep", **shape)
    best = min(pca, fit)
    for name, settings in (("dense.py", dense), ("conv.py, deep", deep)):
        error, seconds = our_error(dataset, settings)
        print(f"{name:20}  {error:.5f}  {error / best:.2f} of the best, {seconds:.1f} s an epoch")
    print(f"tiles: {tiles_per_second(dataset.x_train) / 1e6:.1f} million of 28×28 a second")


def keras_error(dataset, flags) -> float:
    train, test = pixel_vectors(dataset.x_train), pixel_vectors(dataset.x_test)
    keras.utils.set_random_seed(flags.seed)
    layers, n = keras.layers, train.shape[1]
    model = keras.Sequential(
        [
            keras.Input((n,)),
            layers.Dense(HIDDEN, "relu"),
            layers.Dense(D_LATENT),
            layers.Dense(HIDDEN, "relu"),
            layers.Dense(n, "sigmoid"),
        ]
    )
    model.compile("adam", "mse")
    model.fit(train, train, batch_size=256, epochs=flags.epochs, verbose=0)
    return float(np.square(model.predict(test, verbose=0) - test).mean(dtype=float))


def our_error(dataset, settings) -> tuple[float, float]:
    settings = settings.for_images(dataset.array_shape)
    images = dataset.x_train
    model = build(settings, fit_preprocessing(images), mean_image(images))
    trainer = Trainer(model, images, dataset.x_test, TrainingRecord(settings.epochs))
    trainer.train_until(settings.epochs, lambda terms: True)
    history = trainer.record.history
    return history[-1]["test_mse"], float(np.median([entry["seconds"] for entry in history]))


def tiles_per_second(images: np.ndarray) -> float:
    rng = np.random.default_rng(0)
    tiles = resize_tiles(images, TILE_SIZE)[rng.integers(0, len(images), N_TILES)]
    places = rng.integers(0, MAP_SIZE - TILE_SIZE, (N_TILES, 2))
    picture = np.zeros((MAP_SIZE, MAP_SIZE, 3), np.uint8)
    blit_color_tiles(picture, tiles, places)
    seconds = []
    for _ in range(9):
        started = time.perf_counter()
        blit_color_tiles(picture, tiles, places)
        seconds.append(time.perf_counter() - started)
    return N_TILES / float(np.median(seconds))


if __name__ == "__main__":
    main()
