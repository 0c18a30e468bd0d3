#!/usr/bin/env python3
"""How near completed alphabets come to the true ones, for families that were held out.

Errors are mean squared, over the characters that were not given, of pixels from 0 to 1.
"""

import argparse
import sys
import time
from pathlib import Path

import numpy as np
from sklearn.linear_model import Ridge

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from latent.codes.completion import Completion
from latent.data.characters import CHARACTERS
from latent.data.families import choose_test_families, family_of
from latent.data.gray_levels import pixel_vectors
from latent.data.loading import load_alphabets

WANTED = {"RSTW": 0.0143, "R": 0.0164, "HAMBURGEFONSTIVag": 0.0130}  # mean squared errors
RIDGE_PENALTY = 300.0  # the best of 30, 100, 300, 1000 for R, S, T, W


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data_dir")
    parser.add_argument("--characters", nargs="+", default=[*WANTED])
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
        pixel_vectors(alphabets.of_fonts(fonts, characters)) for fonts in (seen, unseen)
    )
    errors = []
    for character in rest:
        model = Ridge(RIDGE_PENALTY)
        model.fit(known, pixel_vectors(alphabets.of_fonts(seen, character)))
        drawn = 255 * np.clip(model.predict(asked), 0, 1)
        truth = alphabets.of_fonts(unseen, character)
        errors.append(mean_squared(drawn.reshape(truth.shape), truth))
    return float(np.mean(errors))


if __name__ == "__main__":
    main()
