"""One font file to the glyphs of its typefaces, by the recipe that TMNIST was made by.

Magre and Brown, Typography-MNIST, 2022, section 3: each character at 28 points, cropped, its
longest side scaled to 20 pixels, padded to 28×28 and moved so that the centre of mass is in the
middle. The filter (bilinear) and the rounding (halves to even) were found by comparing with
TMNIST's own glyphs of 105 typefaces: all 9,870 come out the same, pixel for pixel.

Images of a chosen size are made by another recipe, that of `common_baseline`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from latent.data.characters import CHARACTERS
from latent.data.common_baseline import draw_ink, place_on_baseline, points_for
from latent.data.font_faces import axis_ranges, faces_in
from latent.data.mnist_format import BOX, SIDE, fitting_size, place_by_mass, to_mnist_format
from latent.settings.axes import Axis

POINTS = 28
CANVAS_SIDES = (4 * POINTS, 48 * POINTS)  # pixels: few glyphs need the second, none more
NOT_A_CHARACTER = "\uffff"  # draws what a font has for characters that it lacks
LETTERS_AND_DIGITS = np.array([character.isalnum() for character in CHARACTERS])
# A symbol font, by chance, looks like letters in one of 62 places; plain ones do in most.
LEAST_RECOGNISED = 3
NO_CHARACTER = "has none of the 94 characters from ! to ~"
FEW_LETTERS = 8  # below this chance decides, and from so many on each eighth one must be recognised


class AxisRange(NamedTuple):
    """An axis of a variable font by its tag, and its least and greatest value."""

    tag: str
    least: float
    most: float


@dataclass(frozen=True)
class Recipe:
    """How fonts become glyphs.

    `axes`: the places that are taken of variable fonts. `image_size`: height and width of images
    on a common baseline; None: TMNIST's 28×28, each character as large as fits, centred by mass.
    """

    axes: tuple[Axis, ...] = ()
    image_size: tuple[int, int] | None = None

    @property
    def shape(self) -> tuple[int, int]:
        """Height and width of a glyph."""
        return self.image_size or (SIDE, SIDE)

    @property
    def points(self) -> int:
        """Pixels of an em that fonts are opened at."""
        return POINTS if self.image_size is None else points_for(self.image_size)

    def no_glyphs(self) -> np.ndarray:
        """Return the glyphs of no typeface, uint8 (0, 94, height, width)."""
        return np.empty((0, len(CHARACTERS), *self.shape), np.uint8)


TMNIST = Recipe()


@dataclass(frozen=True, eq=False)
class Rendered:
    """What a font file gave: names, glyphs uint8 (n, 94, h, w), or why there are none.

    `there`: bool (n, 94), which characters each typeface has; the glyphs of others are empty.
    `ranges`: the axes of its variable fonts, if any were asked for.
    """

    names: tuple[str, ...]
    glyphs: np.ndarray
    there: np.ndarray
    problem: str = ""
    ranges: tuple[AxisRange, ...] = ()

    def some(self, kept: list[int], problem: str) -> "Rendered":
        """Return only the typefaces `kept`; if there are none, because of `problem`."""
        names = tuple(self.names[k] for k in kept)
        problem = "" if kept else problem
        return Rendered(names, self.glyphs[kept], self.there[kept], problem, self.ranges)


def nothing_rendered(recipe: Recipe, problem: str, ranges: tuple[AxisRange, ...] = ()) -> Rendered:
    """Return what stands for a file without a typeface."""
    nobody = np.empty((0, len(CHARACTERS)), bool)
    return Rendered((), recipe.no_glyphs(), nobody, problem, ranges)


def render_file(path: str, recipe: Recipe = TMNIST) -> Rendered:
    """Render all typefaces in a font file: styles of a collection, places of a variable font.

    A typeface is left out if it has none of the 94 characters.
    """
    names, glyphs, there, ranges = [], [], [], ()
    problem = "holds no typeface with a name"
    try:
        if recipe.axes:
            ranges = tuple(AxisRange(*each) for each in axis_ranges(path))
        for face in faces_in(path, recipe.points, recipe.axes):
            try:
                images, is_there = render_typeface(face.font, recipe)
            except ValueError as reason:
                problem = str(reason)
                continue
            names.append(face.name)
            glyphs.append(images)
            there.append(is_there)
    except (OSError, ValueError, MemoryError, OverflowError) as reason:
        problem = f"cannot be read: {reason}"
    if not names:
        return nothing_rendered(recipe, problem, ranges)
    return Rendered(tuple(names), np.stack(glyphs), np.stack(there), "", ranges)


def render_typeface(
    font: ImageFont.FreeTypeFont, recipe: Recipe = TMNIST
) -> tuple[np.ndarray, np.ndarray]:
    """Return the 94 characters of a font, uint8 (94, h, w), and which are there, bool (94,).

    `font` was opened at `recipe.points`. Raises ValueError if none is there, or one is beyond size.
    """
    if recipe.image_size is None:
        drawn = _draw_all(font, _draw)
        images = np.zeros((len(CHARACTERS), SIDE, SIDE), np.uint8)
        rows = [CHARACTERS.index(character) for character in drawn]
        images[rows] = place_by_mass([_fitted(image) for image in drawn.values()])
    else:
        drawn = _draw_all(font, draw_ink)
        images = place_on_baseline(drawn, recipe.image_size)
    return images, np.array([character in drawn for character in CHARACTERS])


def render_some(path: str, recipe: Recipe = TMNIST) -> tuple[str, dict[str, np.ndarray]] | str:
    """Render those of the 94 characters that the first typeface in a font file has.

    Returns its name and uint8 (h, w) by character, or words that say why there are none.
    """
    try:
        face = next(faces_in(path, recipe.points), None)
    except (OSError, ValueError, MemoryError, OverflowError) as reason:
        return f"cannot be read as a font ({reason})"
    if face is None:
        return "holds no typeface with a name"
    try:
        images, there = render_typeface(face.font, recipe)
    except (OSError, ValueError, MemoryError, OverflowError) as reason:
        return str(reason)
    places = np.flatnonzero(there).tolist()
    return face.name, {CHARACTERS[place]: images[place] for place in places}


def looks_like_letters(glyphs: np.ndarray, there: np.ndarray, references: np.ndarray) -> bool:
    """Say whether enough letters and digits of a typeface look like what they are.

    `glyphs`: uint8 (94, h, w), of which those `there`, bool (94,), count; `references` as below.
    Too few letters are believed. Compared in TMNIST's format, so that the size changes nothing.
    """
    n = int((there & LETTERS_AND_DIGITS).sum())
    needed = min(LEAST_RECOGNISED, n // FEW_LETTERS)
    if needed and glyphs.shape[1:] != references.shape[2:]:
        glyphs = np.stack([to_mnist_format(glyph) for glyph in glyphs])
    return needed == 0 or count_recognised(glyphs, references) >= needed


def count_recognised(glyphs: np.ndarray, references: np.ndarray) -> int:
    """Count the letters and digits that look more like themselves than like any other of the 62.

    `glyphs`: uint8 (94, 28, 28), those without ink do not count; `references`: plain typefaces,
    uint8 (n, 94, 28, 28).
    """
    has_ink = glyphs[LETTERS_AND_DIGITS].any((1, 2))
    own = _correlatable(glyphs[LETTERS_AND_DIGITS])
    others = np.stack([_correlatable(each[LETTERS_AND_DIGITS]) for each in references])
    likeness = (own @ others.transpose(0, 2, 1)).max(0)
    return int(((likeness.argmax(1) == np.arange(len(own))) & has_ink).sum())


def _draw_all(font: ImageFont.FreeTypeFont, draw: Callable) -> dict:
    """Draw those of the 94 characters that a font has, by `draw`, which gives None without ink."""
    missing = draw(font, NOT_A_CHARACTER)
    drawn = {character: draw(font, character) for character in CHARACTERS}
    like_missing = [c for c, each in drawn.items() if each is not None and each == missing]
    # One character may look like the box itself, as "|" or "." can.
    absent = set(like_missing if len(like_missing) > 1 else ())
    there = {c: each for c, each in drawn.items() if each is not None and c not in absent}
    if not there:
        raise ValueError(NO_CHARACTER)
    return there


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


def _fitted(drawn: Image.Image) -> np.ndarray:
    return np.asarray(drawn.resize(fitting_size(drawn.size, BOX), Image.Resampling.BILINEAR))


def _correlatable(images: np.ndarray) -> np.ndarray:
    pixels = images.reshape(len(images), -1).astype(np.float32)
    pixels -= pixels.mean(1, keepdims=True)
    return pixels / np.maximum(np.linalg.norm(pixels, axis=1, keepdims=True), 1e-6)
