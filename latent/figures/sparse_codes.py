"""Sparse binary codes: what they cost and keep, class by class, and the bits themselves."""

import math
from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from latent.data.gray_levels import to_bytes
from latent.figures.drawing import HEADER, Drawing, Page
from latent.figures.style import INK_COLOR, PAGE_WIDTH, QUIET_COLOR, frame, ground_of, ink_scale
from latent.figures.text import (
    LINE_HEIGHT,
    POINTS_PER_INCH,
    SMALLEST_SIZE,
    fitting_text,
    shortened,
    wrapped_lines,
)
from latent.tiles.classes import Classes
from latent.tiles.mosaic import mosaic
from latent.tiles.palette import to_hex

PAIR_COLUMNS, PAIR_ROWS = 3, 11  # of a class's images; the originals, and as many reconstructions
PAIRS = PAIR_COLUMNS * PAIR_ROWS
MOST_NAMED_CLASSES = 40  # on the axis of a box plot: more names would overlap
MOST_LETTERS = 14

# All in inches.
LEFT, RIGHT, BOTTOM = 0.85, 0.2, 0.6
PANEL_TITLE_HEIGHT = 0.35
BOXES_WIDTH, BOXES_GAP = 4.4, 0.65
BLOCKS_LEFT = LEFT + BOXES_WIDTH + BOXES_GAP
NAMES_WIDTH = 1.4  # of classes, beside their bands
CODE_ROWS_TOP = HEADER + 0.1
CODE_ROWS_HEIGHT = 25 / 3  # 1000 codes, one pixel high each
BLOCK_GAP = 0.12


def sparsity(
    images: np.ndarray,
    reconstructed: np.ndarray,
    errors: np.ndarray,
    n_on: np.ndarray,
    classes: Classes,
    title: str,
) -> Drawing:
    """Show each class's errors, its numbers of active bits, and images beside reconstructions.

    `images`: uint8 (n, height, width), and `reconstructed` the same in [0, 1]; `errors` (n,), the
    mean squared errors; `n_on` (n,), the bits that are on, constant ones not counted; `classes` are
    those of the images. Of each class its first 33 images are shown. Boxes go from quartile to
    quartile, whiskers over at most 1.5 times that length beyond.
    """

    def draw(page: Page) -> None:
        page.title(title, LEFT, RIGHT)
        top = HEADER + PANEL_TITLE_HEIGHT
        right = page.width - LEFT - BOXES_WIDTH
        grid = page.grid(2, 1, left=LEFT, right=right, top=top, bottom=BOTTOM, hspace=0.12)
        upper = page.figure.add_subplot(grid[0], label="test error per class")
        _draw_boxes(upper, errors, classes, "test MSE per image")
        upper.tick_params(axis="x", labelbottom=False)
        lower = page.figure.add_subplot(grid[1], label="active bits per class", sharex=upper)
        _draw_boxes(lower, n_on, classes, "active bits, constant ones left out")
        lower.yaxis.set_major_locator(MaxNLocator(integer=True))
        _name_classes(lower, classes.names)
        page.figure.align_ylabels([upper, lower])
        _draw_blocks(page, images, reconstructed, classes)

    n_columns = _block_columns(classes)
    block_height = _block_width(n_columns) * PAIR_ROWS / (2 * PAIR_COLUMNS) + PANEL_TITLE_HEIGHT
    blocks = math.ceil(len(classes.names) / n_columns) * block_height
    return Drawing((PAGE_WIDTH, HEADER + max(blocks, 5) + BOTTOM), draw)


def codes(bits: np.ndarray, classes: Classes, title: str) -> Drawing:
    """Show codes as rows of bits in bands of one class each, a bit that is on in its colour.

    `bits`: uint8 (n, d) of 0 and 1, the columns in the order in which they are drawn; the labels
    of `classes` ascend. Where there are more bits than pixels, a dot stands for a few neighbours
    of which at least one is on. Without columns, the figure says so.
    """

    def draw(page: Page) -> None:
        page.title(title, LEFT, RIGHT)
        margins = {"left": NAMES_WIDTH, "right": RIGHT, "top": CODE_ROWS_TOP, "bottom": BOTTOM}
        axes = page.axes_within("codes", **margins)
        if bits.shape[1]:
            _draw_bits(axes, bits, classes)
            _name_bands(axes, classes, page.height - CODE_ROWS_TOP - BOTTOM)
            axes.spines[:].set(visible=True, linewidth=0.8)
        else:
            frame(axes)
            words = "no bit is on for some images and off for others"
            place = {"transform": axes.transAxes, "horizontalalignment": "center"}
            axes.text(0.5, 0.5, words, fontsize=14, **place)

    return Drawing((PAGE_WIDTH, CODE_ROWS_TOP + CODE_ROWS_HEIGHT + BOTTOM), draw)


def _draw_bits(axes: Axes, bits: np.ndarray, classes: Classes) -> None:
    n, d = bits.shape
    n_dots = min(d, int(axes.bbox.width))
    # Averaged over the pixels, rare bits would fade to nothing.
    dots = np.maximum.reduceat(bits, np.arange(n_dots) * d // n_dots, axis=1)
    picture = np.where(dots[..., None] == 1, classes.image_colors[:, None], np.uint8(255))
    axes.imshow(picture, aspect="auto", extent=(0, d, n, 0), interpolation="nearest")
    merged = math.ceil(d / n_dots)
    note = f"; a dot: at least one of up to {merged} neighbours is on" if merged > 1 else ""
    axes.set_xlabel(f"bits, the most used first{note}")


def _draw_boxes(axes: Axes, values: np.ndarray, classes: Classes, name: str) -> None:
    n_classes = len(classes.names)
    boxes = axes.boxplot(
        [values[classes.images_of(label)] for label in range(n_classes)],
        positions=np.arange(n_classes),
        widths=0.6,
        patch_artist=True,
        flierprops={"marker": ".", "markersize": 2, "markeredgecolor": QUIET_COLOR},
        medianprops={"color": INK_COLOR, "linewidth": 1.5},
        manage_ticks=False,
    )
    for box, color in zip(boxes["boxes"], classes.colors / 255, strict=True):
        box.set(facecolor=(*color, 0.55), edgecolor=color)
    axes.set_ylabel(name)
    axes.set_ylim(bottom=0)
    axes.set_xlim(-0.7, n_classes - 0.3)


def _name_classes(axes: Axes, names: Sequence[str]) -> None:
    n_classes = len(names)
    if n_classes > MOST_NAMED_CLASSES:
        axes.set_xticks([])
        axes.set_xlabel(f"{n_classes} classes, in the order of the blocks")
        return
    room = BOXES_WIDTH / n_classes
    is_wide = any(len(wrapped_lines(name, 0.9 * room, 10)) > 1 for name in names)
    axes.set_xticks(
        np.arange(n_classes),
        [shortened(name, MOST_LETTERS) for name in names],
        rotation=90 if is_wide else 0,
        fontsize=SMALLEST_SIZE if is_wide else 10,
    )


def _draw_blocks(
    page: Page, images: np.ndarray, reconstructed: np.ndarray, classes: Classes
) -> None:
    """Draw a block per class: its images, and beside them what the code kept of them."""
    n_columns = _block_columns(classes)
    n_rows = math.ceil(len(classes.names) / n_columns)
    width = _block_width(n_columns)
    room = page.height - HEADER - BOTTOM
    height = min(width * PAIR_ROWS / (2 * PAIR_COLUMNS), room / n_rows - PANEL_TITLE_HEIGHT)
    for label, name in enumerate(classes.names):
        row, column = divmod(label, n_columns)
        left = BLOCKS_LEFT + column * (width + BLOCK_GAP)
        top = HEADER + PANEL_TITLE_HEIGHT + row * (height + PANEL_TITLE_HEIGHT)
        axes = page.axes(f"images of {name}", left, width, height, top=top)
        shown = classes.images_of(label)[:PAIRS]
        pairs = _pairs(images[shown], to_bytes(reconstructed[shown]))
        axes.imshow(pairs, aspect="auto", **ink_scale(images.ndim == 4))
        axes.axvline(PAIR_COLUMNS * images.shape[2] - 0.5, color=QUIET_COLOR, linewidth=0.8)
        frame(axes)
        title_width, title_height = width + BLOCK_GAP / 2, PANEL_TITLE_HEIGHT - 0.05
        words, size = fitting_text(shortened(name, MOST_LETTERS), title_width, title_height, 10)
        axes.set_title(words, fontsize=size, pad=3)
    note = "in each block: test images, and to the right of them their reconstructions"
    page.text(BLOCKS_LEFT, 0.22, note)


def _pairs(images: np.ndarray, levels: np.ndarray) -> np.ndarray:
    """Lay originals and reconstructions, uint8 (k, h, w[, 3]), out side by side."""
    ground = ground_of(images.ndim == 4)
    empty = np.full((PAIRS - len(images), *images.shape[1:]), ground, np.uint8)
    halves = [
        mosaic(np.concatenate([part, empty]), PAIR_COLUMNS, fill=ground)
        for part in (images, levels)
    ]
    return np.concatenate(halves, axis=1)


def _name_bands(axes: Axes, classes: Classes, height: float) -> None:
    starts = np.searchsorted(classes.labels, np.arange(len(classes.names) + 1))
    present = np.flatnonzero(np.diff(starts))
    for start in starts[present[1:]]:
        axes.axhline(start, color=QUIET_COLOR, linewidth=0.5)
    # Of many classes only every second, third, … has room for its name.
    step = math.ceil(len(present) * SMALLEST_SIZE * LINE_HEIGHT / POINTS_PER_INCH / height)
    named = present[::step]
    middles = (starts[named] + starts[named + 1]) / 2
    axes.set_yticks(middles, [shortened(classes.names[k], MOST_LETTERS) for k in named])
    axes.tick_params(axis="y", length=0)
    for tick, k in zip(axes.get_yticklabels(), named, strict=True):
        tick.set(color=to_hex(classes.colors[k]), fontweight="bold")
        tick.set_fontsize(10 if step == 1 else SMALLEST_SIZE)


def _block_columns(classes: Classes) -> int:
    return 5 if len(classes.names) <= 20 else 10


def _block_width(n_columns: int) -> float:
    room = PAGE_WIDTH - BLOCKS_LEFT - RIGHT
    return (room - BLOCK_GAP * (n_columns - 1)) / n_columns
