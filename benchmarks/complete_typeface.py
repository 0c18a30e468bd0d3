#!/usr/bin/env python3
"""How near completed alphabets come to the true ones, for families that were held out.

Errors are mean squared, over the characters that were not given, of pixels from 0 to 1.
"""

import argparse
import sys
import time
from pathlib import Path

import numpy as np
from sklearn.metrics.pairwise import euclidean_distances

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from latent.codes.completion import Completion
from latent.codes.kernel_ridge import mix, mixture_weights
from latent.data.characters import CHARACTERS
from latent.data.families import choose_test_families, family_of
from latent.data.gray_levels import pixel_vectors, to_bytes
from latent.data.loading import load_alphabets

WANTED = {"RSTW": 0.0143, "R": 0.0164, "HAMBURGEFONSTIVag": 0.0130}  # mean squared errors
RIDGE_PENALTY = 300.0  # the best of 30, 100, 300, 1000 for R, S, T, W


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data_dir")
    parser.add_argument("--characters", nargs="+", default=[*WANTED])
    parser.add_argument(
        "--weights", help="a model of whole typefaces with all 94 characters, to complete by codes"
    )
    flags = parser.parse_args()
    started = time.perf_counter()
    alphabets = load_alphabets("alphanumeric", flags.data_dir)
    print(f"{len(alphabets):,} typefaces loaded in {time.perf_counter() - started:.1f} s")
    test_families = choose_test_families(alphabets.font_names)
    is_test = np.array([family_of(name) in test_families for name in alphabets.font_names])
    seen, unseen = np.flatnonzero(~is_test), np.flatnonzero(is_test)
    print(f"{len(seen):,} seen, {len(unseen):,} of {len(test_families):,} families held out")
    for given in flags.characters:
        characters = "".join(sorted(set(given)))
        rest = "".join(sorted(set(CHARACTERS) - set(characters)))
        print(f"from {characters}")
        started = time.perf_counter()
        completion = Completion(alphabets, seen, characters)
        drawn = completion.complete(alphabets.of_fonts(unseen, characters), rest)
        seconds = time.perf_counter() - started
        truth = alphabets.of_fonts(unseen, rest)
        error = mean_squared(drawn, truth)
        mean = alphabets.of_fonts(seen, rest).mean(axis=0)
        print(f"  mean glyph        {mean_squared(mean, truth):.5f}")
        print(f"  nearest typeface  {nearest_error(alphabets, seen, unseen, characters, rest):.5f}")
        print(f"  linear ridge      {ridge_error(alphabets, seen, unseen, characters, rest):.5f}")
        wanted = f", wanted at most {WANTED[given]}" if given in WANTED else ""
        length, penalty, _ = completion.smoothness
        print(f"  kernel ridge      {error:.5f}{wanted}; {seconds:.1f} s for all of them,")
        print(f"    length {length:.1f}, penalty {penalty:g}", flush=True)
        if flags.weights:
            complete_by_codes(alphabets, completion, unseen, drawn, truth, flags.weights)


def complete_by_codes(alphabets, completion, unseen, drawn, truth, weights: str) -> None:
    """Say what an autoencoder of whole typefaces adds, in three ways.

    From the given characters to codes by kernel ridge, then decoded; what kernel ridge drew sent
    through the autoencoder; and the mean of that and of what kernel ridge drew.
    """
    from latent.data.alphabet_grid import AlphabetGrid
    from latent.training.weights_file import load_weights

    model = load_weights(weights).model
    grid, given = AlphabetGrid.of_settings(model.settings), completion.characters
    rest = "".join(character for character in CHARACTERS if character not in given)
    seen = completion._fonts
    codes = np.concatenate(
        [
            model.encode(grid.lay_out(alphabets.of_fonts(some, CHARACTERS)))
            for some in np.array_split(seen, 20)
        ]
    )
    asked = pixel_vectors(alphabets.of_fonts(unseen, given)).astype(float)
    to_known = euclidean_distances(asked, completion._known)
    shares = mixture_weights(completion._distances, to_known, completion.smoothness)
    by_codes, through = [], []
    for part in np.array_split(np.arange(len(unseen)), 10):
        images = model.decode(mix(shares[part], codes).astype(np.float32))
        by_codes.append(to_bytes(grid.glyphs(images, rest)))
        filled = np.zeros((len(part), len(CHARACTERS), *truth.shape[2:]), np.uint8)
        for some, images in (
            (given, alphabets.of_fonts(unseen[part], given)),
            (rest, drawn[part]),
        ):
            filled[:, [CHARACTERS.index(character) for character in some]] = images
        through.append(to_bytes(grid.glyphs(model.reconstruct(grid.lay_out(filled)), rest)))
    by_codes, through = np.concatenate(by_codes), np.concatenate(through)
    middle = ((drawn.astype(np.uint16) + through) // 2).astype(np.uint8)
    for words, images in (
        ("kernel ridge onto codes", by_codes),
        ("kernel ridge, then through the autoencoder", through),
        ("the mean of kernel ridge and that", middle),
    ):
        print(f"  {words}  {mean_squared(images, truth):.5f}", flush=True)


def mean_squared(images: np.ndarray, truth: np.ndarray) -> float:
    return float(
        np.mean(
            [
                np.square((one - other.astype(np.float32)) / 255).mean(dtype=float)
                for one, other in zip(np.broadcast_to(images, truth.shape), truth, strict=True)
            ]
        )
    )


def nearest_error(alphabets, seen, unseen, characters: str, rest: str) -> float:
    known, asked = (
        pixel_vectors(alphabets.of_fonts(fonts, characters)) for fonts in (seen, unseen)
    )
    squared = (known**2).sum(1) - 2 * asked @ known.T
    return mean_squared(
        alphabets.of_fonts(seen[squared.argmin(axis=1)], rest), alphabets.of_fonts(unseen, rest)
    )


def ridge_error(alphabets, seen, unseen, characters: str, rest: str) -> float:
    known, asked = (
        pixel_vectors(alphabets.of_fonts(fonts, characters)).astype(float)
        for fonts in (seen, unseen)
    )
    middle = known.mean(axis=0)
    known, asked = known - middle, asked - middle
    products = known @ known.T + RIDGE_PENALTY * np.eye(len(known))
    weights = np.linalg.solve(products, known @ asked.T).T
    errors = []
    for character in rest:
        drawn = mix(weights, pixel_vectors(alphabets.of_fonts(seen, character)))
        truth = alphabets.of_fonts(unseen, character)
        errors.append(mean_squared(255 * drawn.clip(0, 1).reshape(truth.shape), truth))
    return float(np.mean(errors))


if __name__ == "__main__":
    main()
