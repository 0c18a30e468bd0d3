#!/usr/bin/env python3
"""What the KL weight does: the same variational autoencoder at three weights, side by side.

Trains what is not trained yet by vae.py and dense.py, into --out, and writes two pictures there:
kl_weight.png, and prior_samples.png with images decoded from the prior by vae.py and dense.py.
"""

import argparse
import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import dense
import vae
from latent import figures
from latent.codes.sampling import prior_codes
from latent.data import load_for
from latent.models import Autoencoder
from latent.settings import DenseSettings, Settings, VaeSettings
from latent.tiles.palette import OFF_WHITE
from latent.training.weights_file import load_weights

REG_LAMBDAS = (0.0, 0.01, 0.2)
N_COLUMNS, N_ROWS = 14, 6
GAP = 24  # pixels
SEED = 0


def parse_flags() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--dataset", default="digits")
    parser.add_argument("--data_dir")
    parser.add_argument("--epochs", type=int, default=25)
    parser.add_argument("--out", default="results")
    return parser.parse_args()


def main() -> None:
    flags = parse_flags()
    common = {"dataset": flags.dataset, "epochs": flags.epochs, "layers": (256,), "d_latent": 16}
    runs = [VaeSettings(**common, reg_lambda=weight) for weight in REG_LAMBDAS]
    models = [trained(settings, flags) for settings in runs]
    dataset = load_for(runs[0], flags.data_dir)
    some = np.random.default_rng(SEED).permutation(len(dataset.x_test))
    images = dataset.x_test[some[: N_COLUMNS * N_ROWS // 2]]
    pictures = []
    for model in models:
        numbers = model.summary(dataset.x_test)
        error = model.measure(dataset.x_test)["mse"].mean(dtype=float)
        words = f"reg_lambda {model.settings.reg_lambda:g} (β = {model.settings.beta_range[0]:g}): "
        words += f"test MSE {error:.4f}, KL {numbers['test_kl']:.1f} nats, "
        words += f"{numbers['active_units']} of {model.settings.d_latent} units active"
        pairs = pairs_sheet(images, model.reconstruct(images))
        gap = np.full((GAP, pairs.shape[1], 3), OFF_WHITE, np.uint8)
        pictures.append((words, np.concatenate([pairs, gap, samples_sheet(model)])))
    title = (
        "What the KL weight does. Above: test images, each above its reconstruction; "
        "below: images decoded from the prior"
    )
    save(pictures, title, Path(flags.out) / "kl_weight.png")

    plain = trained(DenseSettings(**common), flags)
    pictures = [
        (f"vae.py, reg_lambda {REG_LAMBDAS[1]:g}", samples_sheet(models[1])),
        ("dense.py", samples_sheet(plain)),
    ]
    title = f"Images decoded from the same standard normal codes, {plain.describe()}"
    save(pictures, title, Path(flags.out) / "prior_samples.png")


def trained(settings: Settings, flags: argparse.Namespace) -> Autoencoder:
    """Return the model of these settings, trained by its script unless that is done already."""
    path = Path(flags.out) / f"{settings.name}.weights.h5"
    if not path.exists():
        script, weight = dense, []
        if isinstance(settings, VaeSettings):
            script, weight = vae, ["--reg_lambda", str(settings.reg_lambda)]
        arguments = ["--dataset", settings.dataset, "--epochs", str(settings.epochs)]
        arguments += ["--layers", *map(str, settings.layers), "--d_latent", str(settings.d_latent)]
        arguments += ["--out", flags.out, "--no_plot", "--figures", "stage", *weight]
        if flags.data_dir:
            arguments += ["--data_dir", flags.data_dir]
        if script.main(arguments):
            sys.exit("stopped")
    return load_weights(path).model


def pairs_sheet(images: np.ndarray, reconstructed: np.ndarray) -> np.ndarray:
    """Set rows of images, each above the row of their reconstructions."""
    rows = np.stack([by_rows(images / 255), by_rows(reconstructed)], axis=1)
    return figures.image_sheet(rows.reshape(-1, 28, 28), N_COLUMNS)


def by_rows(images: np.ndarray) -> np.ndarray:
    return images.reshape(-1, N_COLUMNS, 28, 28)


def samples_sheet(model: Autoencoder) -> np.ndarray:
    codes = prior_codes(N_COLUMNS * N_ROWS, model.settings.d_latent, SEED)
    return figures.image_sheet(model.decode(codes), N_COLUMNS)


def save(pictures: list[tuple[str, np.ndarray]], title: str, path: Path) -> None:
    figures.contact_sheet(pictures, title).save(path)
    print(path)


if __name__ == "__main__":
    main()
