#!/usr/bin/env python3
"""What whole typefaces become by analogy: the bold, or the italic, of families never seen.

D = C + (B - A) in code space, with C a Regular of a family held out of training and A, B the
Regular and the Bold (or Italic) of another family. Errors are mean squared over the characters, of
pixels from 0 to 1; of a random family it is the mean over all of them.

    vae.py --dataset alphanumeric --unit typeface --pca_dims 256 --layers 512 --dec_layers 256 \
        --d_latent 64 --beta 12 --epochs 40 --batch_size 64 --name typefaces
    benchmarks/typeface_units.py results/typefaces.weights.h5
"""

import argparse
import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from latent.codes.analogies import StyledCodes
from latent.codes.measures import squared_error_per_image
from latent.codes.principal_components import PrincipalComponents
from latent.codes.similar_steps import steps_of_similar
from latent.data.alphabet_grid import AlphabetGrid
from latent.data.families import family_of
from latent.data.loading import load_for
from latent.data.style_names import style_of
from latent.data.styles import style_pairs
from latent.settings import DenseSettings

WANTED = {"bold": 0.024, "italic": 0.025}  # mean squared errors, from a random other family
STYLED = {"bold": "Bold", "italic": "Italic"}
DIMENSIONS = (16, 64)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("weights", nargs="*", help="models of whole typefaces, of the same data")
    parser.add_argument("--charset", default="good", help="without weights: the characters")
    parser.add_argument("--data_dir")
    flags = parser.parse_args()
    from latent.training.weights_file import load_weights

    models = {path: load_weights(path).model for path in flags.weights}
    settings = (
        next(iter(models.values())).settings
        if models
        else DenseSettings(
            dataset="alphanumeric", unit="typeface", charset=flags.charset, image_shape=None
        )
    )
    dataset = load_for(settings, flags.data_dir)
    grid = AlphabetGrid.of_settings(settings)
    print(f"{dataset.title}, {len(grid.characters)} characters: {len(dataset.x_train):,} seen, ")
    pairs = {
        style: [plain_and_styled(fonts, style) for fonts in (dataset.font_train, dataset.font_test)]
        for style in STYLED
    }
    subjects = {}
    components = PrincipalComponents.of(dataset.x_train)
    for k in DIMENSIONS:
        subjects[f"PCA {k}"] = (
            lambda images, k=k: components.coordinates(images, k),
            lambda codes, k=k: drawn_by_components(components, codes, dataset.array_shape),
        )
    for path, model in models.items():
        subjects[Path(path).name] = (model.encode, model.decode)
    for style, (seen, unseen) in pairs.items():
        truth = dataset.x_test[unseen[:, 1]]
        nothing = error(truth, dataset.x_test[unseen[:, 0]] / np.float32(255), grid)
        print(
            f"{style}: {len(unseen)} pairs of held-out families, {len(seen)} seen; wanted at most "
            f"{WANTED[style]}; doing nothing {nothing:.4f}"
        )
        for name, (encode, decode) in subjects.items():
            numbers = measure(dataset, seen, unseen, encode, decode, grid)
            words = ", ".join(f"{what} {value:.4f}" for what, value in numbers.items())
            print(f"  {name}: {words}", flush=True)


def plain_and_styled(fonts: np.ndarray, style: str) -> np.ndarray:
    """Return the rows of each Regular and of its Bold or Italic, int (n, 2)."""
    row = {font: k for k, font in enumerate(fonts)}
    return np.array(
        [
            (row[plain], row[styled])
            for plain, styled in style_pairs(fonts, style)
            if style_of(plain).name == "Regular" and style_of(styled).name == STYLED[style]
        ]
    )


def measure(dataset, seen, unseen, encode, decode, grid) -> dict[str, float]:
    old, new = (
        StyledCodes(*(np.asarray(encode(images[rows]), np.float32) for rows in pairs.T))
        for images, pairs in ((dataset.x_train, seen), (dataset.x_test, unseen))
    )
    truth = dataset.x_test[unseen[:, 1]]

    def error_by(steps: np.ndarray) -> float:
        return error(truth, decode((new.plain + steps).astype(np.float32)), grid)

    # A random family, as the mean over all of them.
    shifts = range(1, len(unseen))
    families = np.array([family_of(font) for font in dataset.font_train[seen[:, 0]]])
    similar = steps_of_similar(new.plain, old.plain, old.steps, families)
    return {
        "from a random family": float(np.mean([error_by(step) for step in old.steps])),
        "from a random held-out one": float(
            np.mean([error_by(np.roll(new.steps, shift, axis=0)) for shift in shifts])
        ),
        "by the mean step of similar families": error_by(similar),
        "by the mean step": error_by(old.steps.mean(axis=0)),
        "the truth, decoded": error(truth, decode(new.styled), grid),
    }


def drawn_by_components(components, codes: np.ndarray, shape: tuple[int, int]) -> np.ndarray:
    pixels = codes @ components.components[: codes.shape[1]] + components.mean
    return pixels.clip(0, 1).reshape(-1, *shape)


def error(truth: np.ndarray, drawn: np.ndarray, grid: AlphabetGrid) -> float:
    """Return the mean squared error over the characters: the grid's empty cells do not count."""
    return float(squared_error_per_image(truth, drawn).mean() / grid.share)


if __name__ == "__main__":
    main()
