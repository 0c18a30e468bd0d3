"""Characters of one typeface at one scale and on one baseline, in images of any size.

A comma is low and small, a capital high and large, as on a page. An em, the designer's own unit,
is three quarters of the image's shorter side, in every typeface, and the baseline three quarters
down: all text faces tried have room there. A typeface that goes beyond is drawn smaller as a
whole. In the other direction the ink is centred.
"""

import math
from typing import NamedTuple

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from latent.data.characters import CHARACTERS

EM_SHARE = BASELINE_SHARE = 0.75
MARGIN = 1  # pixels at each edge that stay free
FINE_PIXELS = 256  # in which the shorter side is drawn before it is made smaller, at least
LEAST_FINENESS = 4  # fine pixels for one of the image
MOST_EMS = 12  # of the ink of one character: a brace of mathematics has four


class Ink(NamedTuple):
    """One character as drawn: its pixels, and where they are from the pen's place on the baseline.

    `image`: cropped to the ink; `left`, `top`: fine pixels, to the right and downwards.
    """

    image: Image.Image
    left: int
    top: int


def fineness(image_size: tuple[int, int]) -> int:
    """Return how many fine pixels, each way, one pixel of an image (height, width) is drawn in."""
    return max(LEAST_FINENESS, math.ceil(FINE_PIXELS / min(image_size)))


def points_for(image_size: tuple[int, int]) -> int:
    """Return the fine pixels of an em, which is what a font is opened at."""
    return max(1, round(EM_SHARE * min(image_size) * fineness(image_size)))


def draw_ink(font: ImageFont.FreeTypeFont, character: str) -> Ink | None:
    """Draw a character, None if it has no ink; raises ValueError for one beyond all size."""
    left, top, right, bottom = font.getbbox(character, anchor="ls")
    left, top, right, bottom = left - 2, top - 2, right + 2, bottom + 2
    if max(right - left, bottom - top) > MOST_EMS * font.size:
        raise ValueError(f"draws {character} beyond all size")
    canvas = Image.new("L", (math.ceil(right - left), math.ceil(bottom - top)))
    ImageDraw.Draw(canvas).text((-left, -top), character, fill=255, font=font, anchor="ls")
    box = canvas.getbbox()
    return None if box is None else Ink(canvas.crop(box), left + box[0], top + box[1])


def place_on_baseline(inks: dict[str, Ink], image_size: tuple[int, int]) -> np.ndarray:
    """Return characters of one typeface, uint8 (94, height, width); those not in `inks` are empty.

    `inks`: drawn with a font of `points_for(image_size)`.
    """
    height, width = image_size
    # Fine pixels for one of the image: more of them if the typeface must get smaller.
    ratio = max(fineness(image_size), _least_ratio(inks, image_size))
    fine_height, fine_width = ratio * height, ratio * width
    baseline = round(BASELINE_SHARE * height) * ratio
    images = np.zeros((len(CHARACTERS), height, width), np.uint8)
    for character, ink in inks.items():
        canvas = Image.new("L", (math.ceil(fine_width), math.ceil(fine_height)))
        left = round((fine_width - ink.image.width) / 2)
        canvas.paste(ink.image, (left, round(baseline) + ink.top))
        box = (0, 0, fine_width, fine_height)
        small = canvas.resize((width, height), Image.Resampling.BOX, box)
        images[CHARACTERS.index(character)] = np.asarray(small)
    return images


def _least_ratio(inks: dict[str, Ink], image_size: tuple[int, int]) -> float:
    """Return the least ratio at which all characters have room."""
    height, width = image_size
    above = round(BASELINE_SHARE * height)
    below = height - above
    ratios = [0.0]
    for ink in inks.values():
        bottom = ink.top + ink.image.height
        ratios.append(ink.image.width / max(width - 2 * MARGIN, 0.5))
        ratios.append(-ink.top / max(above - MARGIN, 0.5))
        ratios.append(bottom / max(below - MARGIN, 0.5))
    return max(ratios)
