"""Derive the 51 good characters: those whose glyphs TMNIST's format keeps sharpest, on average."""

import argparse
import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from latent.data import find_data_dir
from latent.data.characters import CHARACTERS, GOOD_CHARACTERS, sharpness
from latent.data.tmnist import SOURCES, read_tmnist

IMAGES_AT_ONCE = 10_000


def main(argv: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data_dir", help="folder of the data files (default: $LATENT_DATA)")
    arguments = parser.parse_args(argv)
    glyphs = read_tmnist(SOURCES["alphanumeric"], find_data_dir(arguments.data_dir))
    starts = range(0, len(glyphs.images), IMAGES_AT_ONCE)
    values = np.concatenate([sharpness(glyphs.images[k : k + IMAGES_AT_ONCE]) for k in starts])
    means = {
        character: values[glyphs.characters == ord(character)].mean() for character in CHARACTERS
    }
    ranked = sorted(CHARACTERS, key=means.get, reverse=True)
    for rank, character in enumerate(ranked, 1):
        print(f"{rank:3} {character}  {means[character]:.4f}")
    good = "".join(sorted(ranked[: len(GOOD_CHARACTERS)]))
    print(f"good: {good}")
    print(f"same as in latent/data/characters.py: {'yes' if good == GOOD_CHARACTERS else 'NO'}")


if __name__ == "__main__":
    main()
