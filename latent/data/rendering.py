"""One font file to the glyphs of its typefaces, by the recipe that TMNIST was made by.

Magre and Brown, Typography-MNIST, 2022, section 3: each character at 28 points, cropped, its
longest side scaled to 20 pixels, padded to 28×28 and moved so that the centre of mass is in the
middle. The filter (bilinear) and the rounding (halves to even) were found by comparing with
TMNIST's own glyphs of 105 typefaces: all 9,870 come out the same, pixel for pixel.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from latent.data.characters import CHARACTERS
from latent.data.mnist_format import BOX, fitting_size, place_by_mass

POINTS = 28
CANVAS_SIDES = (4 * POINTS, 48 * POINTS)  # pixels: few glyphs need the second, none more
NOT_A_CHARACTER = "\uffff"  # draws what a font has for characters that it lacks
MOST_INSTANCES = 100  # of one variable font
LETTERS_AND_DIGITS = np.array([character.isalnum() for character in CHARACTERS])
# A symbol font, by chance, looks like letters in one of 62 places; plain ones do in most.
LEAST_RECOGNISED = 3


@dataclass(frozen=True, eq=False)
class Rendered:
    """What a font file gave: names, glyphs uint8 (n, 94, 28, 28), or why there are none."""

    names: tuple[str, ...]
    glyphs: np.ndarray
    problem: str = ""


def render_file(path: str) -> Rendered:
    """Render all typefaces in a font file: the styles of a collection, the named instances.

    A typeface is left out if it lacks one of the 94 characters or draws symbols in their place.
    """
    names, glyphs, problem = [], [], "holds no typeface with a name"
    try:
        for name, font in _typefaces(path):
            try:
                images = render_typeface(font)
            except ValueError as reason:
                problem = str(reason)
                continue
            names.append(name)
            glyphs.append(images)
    except (OSError, ValueError, MemoryError, OverflowError) as reason:
        problem = f"cannot be read: {reason}"
    stacked = np.stack(glyphs) if glyphs else np.empty((0, len(CHARACTERS), 28, 28), np.uint8)
    return Rendered(tuple(names), stacked, "" if names else problem)


def render_typeface(font: ImageFont.FreeTypeFont) -> np.ndarray:
    """Return the 94 characters of a font of 28 points, uint8 (94, 28, 28).

    Raises ValueError if one of them is missing or draws nothing.
    """
    missing = _draw(font, NOT_A_CHARACTER)
    glyphs = []
    n_like_missing = 0
    for character in CHARACTERS:
        drawn = _draw(font, character)
        if drawn is None:
            raise ValueError(f"has no {character}")
        if _is_same(drawn, missing):
            # One character may look like the box itself, as "|" or "." can.
            n_like_missing += 1
            if n_like_missing > 1:
                raise ValueError(f"has no {character}, it draws a box in its place")
        glyphs.append(_fitted(drawn))
    return place_by_mass(glyphs)


def render_some(path: str) -> tuple[str, dict[str, np.ndarray]] | str:
    """Render those of the 94 characters that the first typeface in a font file has.

    Returns its name and uint8 (28, 28) by character, or words that say why there are none.
    """
    try:
        name, font = next(_typefaces(path), ("", None))
        if font is None:
            return "holds no typeface with a name"
        missing = _draw(font, NOT_A_CHARACTER)
        drawn = {character: _draw(font, character) for character in CHARACTERS}
    except (OSError, ValueError, MemoryError, OverflowError) as reason:
        return f"cannot be read as a font ({reason})"
    like_missing = [character for character, image in drawn.items() if _is_same(image, missing)]
    absent = set(like_missing if len(like_missing) > 1 else ())
    there = {c: _fitted(image) for c, image in drawn.items() if image and c not in absent}
    if not there:
        return "has none of the 94 characters from ! to ~"
    return name, dict(zip(there, place_by_mass(list(there.values())), strict=True))


def count_recognised(glyphs: np.ndarray, references: np.ndarray) -> int:
    """Count the letters and digits that look more like themselves than like any other of the 62.

    `glyphs`: uint8 (94, 28, 28); `references`: plain typefaces, uint8 (n, 94, 28, 28).
    """
    own = _correlatable(glyphs[LETTERS_AND_DIGITS])
    others = np.stack([_correlatable(each[LETTERS_AND_DIGITS]) for each in references])
    likeness = (own @ others.transpose(0, 2, 1)).max(0)
    return int((likeness.argmax(1) == np.arange(len(own))).sum())


def _typefaces(path: str) -> Iterator[tuple[str, ImageFont.FreeTypeFont]]:
    """Give the name and the font of each typeface in a file."""
    is_collection = Path(path).suffix.lower() in (".ttc", ".otc")
    for index in range(MOST_INSTANCES if is_collection else 1):
        try:
            # Asking for the Unicode table refuses symbol fonts that have just their own.
            font = ImageFont.truetype(path, POINTS, index, encoding="unic")
        except OSError:
            if index:
                return
            raise
        family, style = font.getname()
        if not family:
            continue
        try:
            instances = font.get_variation_names()[:MOST_INSTANCES]
        except (OSError, NotImplementedError):  # not a variable font
            instances = []
        if not instances:
            yield _joined_name(family, style or "Regular"), font
        for instance in instances:
            font.set_variation_by_name(instance)
            yield _joined_name(family, instance.decode("utf-8", "replace")), font


def _joined_name(family: str, style: str) -> str:
    """Return Family-Style, printable and without spaces, as TMNIST names its typefaces."""
    parts = ["".join(c for c in part if c.isprintable() and c != " ") for part in (family, style)]
    return "-".join(parts)


def _draw(font: ImageFont.FreeTypeFont, character: str) -> Image.Image | None:
    """Draw a character and crop it to its ink; None if it has none."""
    for side in CANVAS_SIDES:
        canvas = Image.new("L", (side, side))
        ImageDraw.Draw(canvas).text((side // 3, side // 3), character, fill=255, font=font)
        box = canvas.getbbox()
        if box is None:
            return None
        if min(box) > 0 and max(box) < side:
            return canvas.crop(box)
    raise ValueError(f"draws {character} beyond all size")


def _is_same(drawn: Image.Image | None, other: Image.Image | None) -> bool:
    return None not in (drawn, other) and drawn.size == other.size and drawn == other


def _fitted(drawn: Image.Image) -> np.ndarray:
    return np.asarray(drawn.resize(fitting_size(drawn.size, BOX), Image.Resampling.BILINEAR))


def _correlatable(images: np.ndarray) -> np.ndarray:
    pixels = images.reshape(len(images), -1).astype(np.float32)
    pixels -= pixels.mean(1, keepdims=True)
    return pixels / np.maximum(np.linalg.norm(pixels, axis=1, keepdims=True), 1e-6)
