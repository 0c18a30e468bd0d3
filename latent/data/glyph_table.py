"""Writing glyphs as a table in TMNIST's format, which every script here can read again."""

import csv
import os

import numpy as np

from latent.data.tmnist import HEADER
from latent.tools.files import replacing


def write_glyph_table(
    path: str | os.PathLike, font_name: str, characters: str, images: np.ndarray
) -> None:
    """Write a row for each character of one typeface, whole or not at all.

    `images`: uint8 (len(characters), 28, 28). Raises UserError if the file cannot be written.
    """
    with replacing(path) as part, part.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEADER)
        for character, image in zip(characters, images, strict=True):
            writer.writerow([font_name, character, *image.ravel().tolist()])
