"""A few characters of one typeface, from a font file or from pictures named after them."""

import re
from collections.abc import Sequence
from functools import partial
from pathlib import Path

import numpy as np

from latent.data.characters import CHARACTERS
from latent.data.image_files import read_gray, size_of
from latent.data.mnist_format import to_mnist_format
from latent.data.rendering import Recipe, render_some
from latent.data.scans import without_paper
from latent.tools.check import UserError
from latent.tools.processes import Lost, map_safely

SECONDS_PER_FILE = 30
MOST_SIDE = 1024  # pixels at which a picture is read
CODE_POINT = re.compile(r"(?:U\+|uni|0x)([0-9A-Fa-f]{2,6})", re.IGNORECASE)


def characters_of_font(
    path: Path, image_size: tuple[int, int] | None = None
) -> tuple[str, dict[str, np.ndarray]]:
    """Render the first typeface in a font file, as those of the data sets were rendered.

    `image_size`: height and width on a common baseline, or None. Returns its name and those of the
    94 characters that it has, uint8 (h, w) each, in ASCII's order. Raises UserError if there is no
    such file, or it is no font.
    """
    if not path.is_file():
        raise UserError(f"{path}: there is no such font file")
    render = partial(render_some, recipe=Recipe(image_size=image_size))
    # A damaged font can end the process that reads it.
    _, found = next(map_safely(render, [str(path)], SECONDS_PER_FILE, n_workers=1))
    if isinstance(found, Lost):
        found = found.reason
    if isinstance(found, str):
        raise UserError(f"{path} {found}: give another font file")
    return found


def characters_of_pictures(paths: Sequence[Path]) -> tuple[str, np.ndarray]:
    """Read pictures of characters, each named after its own, like A.png or U+002F.png.

    Ink may be dark on light, light on dark, or opaque; the paper of a scan need not be quite white.
    Returns the characters, in ASCII's order, and their images in the data sets' format, uint8
    (n, 28, 28). Raises UserError, naming the file.
    """
    found: dict[str, np.ndarray] = {}
    for path in paths:
        character = character_of(path)
        if character in found:
            raise UserError(f"{path}: {character} is given twice, give one picture of each")
        if not path.is_file():
            raise UserError(f"{path}: there is no such picture")
        height, width = size_of(path)
        scale = min(1, MOST_SIDE / max(height, width))
        image = read_gray(path, max(1, round(height * scale)), max(1, round(width * scale)))
        found[character] = to_mnist_format(without_paper(image))
        if not found[character].any():
            raise UserError(f"{path} has no ink: draw {character} on it, or leave it out")
    characters = "".join(sorted(found))
    return characters, np.stack([found[character] for character in characters])


def character_of(path: Path) -> str:
    """Return the character that a picture is named after; raises UserError if it is none.

    >>> character_of(Path("A.png")), character_of(Path("U+002F.png")), character_of(Path("uni61"))
    ('A', '/', 'a')
    """
    stem = path.stem if path.suffix else path.name
    code = CODE_POINT.fullmatch(stem)
    character = chr(int(code[1], 16)) if code and int(code[1], 16) < 128 else stem
    if len(character) != 1 or character not in CHARACTERS:
        raise UserError(
            f"{path}: name a picture after its character, one of the 94 from ! to ~: A.png, or "
            "U+0041.png"
        )
    return character
