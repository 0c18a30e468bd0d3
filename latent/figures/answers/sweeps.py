"""What each unit of a code changes: a row of images for each, beside how much it carries."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from matplotlib.figure import Figure, SubFigure

from latent.figures.answers.page import (
    MARGIN,
    WIDTH,
    add_axes,
    add_words,
    ink_strip,
    page,
    show_picture,
)
from latent.figures.drawing import Drawing
from latent.figures.style import QUIET_COLOR
from latent.tiles.palette import ACCENT, FAINT, OFF_WHITE, TOO_HIGH, TOO_LOW, to_hex

N_IMAGES = 7
TOP = 0.85
HEADER_HEIGHT = 0.55
ROW_GAP = 0.05
BLOCK_GAP = 0.35
NUMBER_WIDTH, BARS_WIDTH = 0.4, 0.55
MOST_BLOCK_WIDTH, MOST_BLOCKS = 3.9, 5  # beside each other
LEAST_SCALE = 0.05  # difference of a pixel that is drawn at full strength, or more
BOTTOM = 0.35


class SweepRow(NamedTuple):
    """A unit: its number, what it carries, what it tells of the class in bits, and its images.

    `images`: uint8 (n, height, width), what is decoded as it goes from low to high; for a bit
    images that have it on, and `added`, float (height, width) from −1 to 1, what it adds to them.
    """

    unit: int
    carried: float
    information: float
    images: np.ndarray
    added: np.ndarray | None


class SweepBlock(NamedTuple):
    """The units of one model, in the order in which they are shown."""

    name: str
    rows: Sequence[SweepRow]


def unit_sweeps(blocks: Sequence[SweepBlock], entropy: float, title: str) -> Drawing:
    """Show blocks of units, up to five beside each other.

    The upper bar of a row is what the unit carries, beside the block's most; the lower one what
    it tells of the class, beside all that there is to be told, `entropy` bits.
    """
    n_beside = min(len(blocks), MOST_BLOCKS)
    room = (WIDTH - 2 * MARGIN + BLOCK_GAP) / n_beside - BLOCK_GAP
    block_width = min(room, MOST_BLOCK_WIDTH)
    images_width = block_width - NUMBER_WIDTH - BARS_WIDTH
    some = blocks[0].rows[0].images
    strip_height = images_width * some.shape[1] / (N_IMAGES * some.shape[2])
    row_height = strip_height + ROW_GAP
    tops, height = [], TOP
    for start in range(0, len(blocks), n_beside):
        beside = blocks[start : start + n_beside]
        tops += [height] * len(beside)
        height += HEADER_HEIGHT + max(len(block.rows) for block in beside) * row_height + BOTTOM

    def draw(figure: Figure | SubFigure) -> None:
        for number, (block, block_top) in enumerate(zip(blocks, tops, strict=True)):
            left = MARGIN + number % n_beside * (block_width + BLOCK_GAP)
            is_bits = any(row.added is not None for row in block.rows)
            says = "what the bit adds, images with it" if is_bits else "unit: −3σ … mean … +3σ"
            add_words(figure, left, block_top, block.name, block_width, 0.25, size=11)
            add_words(figure, left, block_top + 0.27, says, block_width, 0.22, size=8)
            most = max([row.carried for row in block.rows] + [1e-12])
            for k, row in enumerate(block.rows):
                top = block_top + HEADER_HEIGHT + k * row_height
                box = {"width": NUMBER_WIDTH - 0.08, "height": strip_height}
                add_words(figure, left, top, str(row.unit), **box, align="right")
                label = f"{block.name}, unit {row.unit}"
                picture = _picture(row)
                width = images_width * picture.shape[1] / (N_IMAGES * some.shape[2])
                show_picture(figure, label, picture, left + NUMBER_WIDTH, width, top=top)
                bars_left = left + NUMBER_WIDTH + images_width + 0.06
                bars = add_axes(
                    figure, f"bars of {label}", bars_left, BARS_WIDTH - 0.06, strip_height, top=top
                )
                told = row.information / entropy if entropy > 0 else 0  # of one class nothing
                bars.barh(
                    [0, 1],
                    [max(row.carried, 0) / most, told],
                    height=0.6,
                    color=[to_hex(FAINT), to_hex(ACCENT)],
                )
                bars.set(xlim=(0, 1), ylim=(2, -1), xticks=[], yticks=[])
                bars.spines["bottom"].set_visible(False)
                bars.spines["left"].set_color(QUIET_COLOR)
        words = (
            "bars: grey, what the unit carries (the longest: most of the block); blue, what it "
            f"tells of the class (the full width: all {entropy:.2f} bits)"
        )
        add_words(figure, MARGIN, height - BOTTOM, words, WIDTH - 2 * MARGIN, 0.22)

    return page(height, title, {}, draw)


def _picture(row: SweepRow) -> np.ndarray:
    if row.added is None:
        return ink_strip(row.images)
    strength = np.abs(row.added)[..., None]
    # On the full scale most of what single bits do could not be seen.
    strength = np.clip(strength / max(strength.max(), LEAST_SCALE), 0, 1)
    colors = np.where(row.added[..., None] > 0, TOO_HIGH, TOO_LOW)
    added = np.rint((1 - strength) * np.array(OFF_WHITE) + strength * colors).astype(np.uint8)
    if len(row.images) == 0:
        return added
    return np.concatenate([added, ink_strip(row.images)], axis=1)
