"""A network as a drawing: its layers from the pixels to the code and from there to the image."""

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from matplotlib.axes import Axes
from matplotlib.patches import Polygon, Rectangle

from latent.figures.drawing import HEADER, Drawing, Page
from latent.figures.style import GROUND_COLOR, INK_COLOR, MAIN_COLOR, PAGE_WIDTH, QUIET_COLOR
from latent.figures.text import POINTS_PER_INCH

LEFT, RIGHT, PICTURE_HEIGHT = 0.4, 0.4, 3.1  # inches
LEVEL_LABELS, UPRIGHT_LABELS = 1.2, 2.7  # inches below the picture
NARROWEST_LEVEL_LABEL = 1.25  # inches for a layer: in less room words stand upright
WIDEST_STEP = 1.9  # inches from layer to layer
# A layer's height grows with this power of its numbers, so that 16 can be seen beside 4,096.
POWER = 0.35
BAR_WIDTH, LARGEST_PICTURE = 0.16, 0.6  # shares of a step
MOST_SHEETS, SHEET_SHIFT = 6, 0.08  # sheets of a picture's channels; share of its width
LETTERS, LINE_HEIGHT = 9, 1.4  # points, and share of them


class Block(NamedTuple):
    """A layer that is drawn: what it does, its shape and weights in words, and its shape."""

    lines: tuple[str, ...]
    size: str
    shape: tuple[int, ...]  # (n,) or (height, width, channels)
    is_code: bool = False


def architecture(blocks: Sequence[Block], title: str) -> Drawing:
    """Draw the blocks from left to right, each as high as it has numbers or pixels a side."""
    step = min(WIDEST_STEP, (PAGE_WIDTH - LEFT - RIGHT) / len(blocks))
    largest = max(block.shape[0] for block in blocks if len(block.shape) == 1)
    longest_side = max([max(block.shape[:2]) for block in blocks if len(block.shape) == 3] or [1])
    is_level = step >= NARROWEST_LEVEL_LABEL
    height = HEADER + PICTURE_HEIGHT + (LEVEL_LABELS if is_level else UPRIGHT_LABELS)

    def draw(page: Page) -> None:
        page.title(title, LEFT, RIGHT)
        width = step * len(blocks)
        axes = page.axes(
            "architecture", (page.width - width) / 2, width, PICTURE_HEIGHT, top=HEADER
        )
        axes.set(xlim=(-0.5, len(blocks) - 0.5), ylim=(-0.55, 0.55))
        axes.set_axis_off()
        outlines = []
        for k, block in enumerate(blocks):
            if len(block.shape) == 1:
                outlines.append(_draw_bar(axes, k, block, largest))
            else:
                outlines.append(_draw_sheets(axes, k, block, longest_side, step))
        for left, right in pairwise(outlines):
            _link(axes, left, right)
        for k, block in enumerate(blocks):
            _label(page, block, (page.width - width) / 2 + (k + 0.5) * step, step)

    return Drawing((PAGE_WIDTH, height), draw)


def _draw_bar(axes: Axes, k: int, block: Block, largest: int) -> tuple[float, float, float]:
    """Draw a layer of single numbers; returns its left and right edge and half its height."""
    height = 0.95 * (block.shape[0] / largest) ** POWER
    color = MAIN_COLOR if block.is_code else INK_COLOR
    corner = (k - BAR_WIDTH / 2, -height / 2)
    axes.add_patch(Rectangle(corner, BAR_WIDTH, height, facecolor=color, linewidth=0, zorder=3))
    return k - BAR_WIDTH / 2, k + BAR_WIDTH / 2, height / 2


def _draw_sheets(
    axes: Axes, k: int, block: Block, longest_side: int, step: float
) -> tuple[float, float, float]:
    """Draw a picture as a pile of sheets, a few of its channels; returns its edges too."""
    tall, wide, n_channels = block.shape
    n_sheets = min(n_channels, MOST_SHEETS)
    # The root, so that 2 pixels can be seen beside 64; axes are 1.1 high and a step 1 wide.
    width = LARGEST_PICTURE * (wide / longest_side) ** 0.5
    height = width * step / PICTURE_HEIGHT * 1.1 * tall / wide
    shift = SHEET_SHIFT * width
    spread = shift * (n_sheets - 1)
    for sheet in reversed(range(n_sheets)):
        corner = (k - (width + spread) / 2 + shift * sheet, -height / 2 + height * 0.05 * sheet)
        style = {"facecolor": GROUND_COLOR, "edgecolor": INK_COLOR, "linewidth": 0.9}
        axes.add_patch(Rectangle(corner, width, height, zorder=3, **style))
    return k - (width + spread) / 2, k + (width + spread) / 2, height / 2


def _link(axes: Axes, left: tuple, right: tuple) -> None:
    corners = [(left[1], left[2]), (right[0], right[2]), (right[0], -right[2]), (left[1], -left[2])]
    axes.add_patch(Polygon(corners, facecolor=QUIET_COLOR, alpha=0.18, linewidth=0))


def _label(page: Page, block: Block, middle: float, step: float) -> None:
    """Write what a layer does below it: upright where there are many layers."""
    bottom = page.height - HEADER - PICTURE_HEIGHT - 0.1
    style = {"color": MAIN_COLOR if block.is_code else INK_COLOR, "linespacing": LINE_HEIGHT}
    style |= {"horizontalalignment": "center", "verticalalignment": "top"}
    if step >= NARROWEST_LEVEL_LABEL:
        lines = [*block.lines, *block.size.split(" · ")]
        words = "\n".join(line.replace(", ", ",\n") for line in lines)
        page.text(middle, bottom, words, fontsize=LETTERS, **style)
    else:
        words = f"{', '.join(block.lines)}\n{block.size}"
        size = min(LETTERS, step * POINTS_PER_INCH / (2 * LINE_HEIGHT))
        page.text(middle, bottom, words, fontsize=size, rotation=90, **style)
