"""Sparse binary codes: what they cost and keep, class by class, and the bits themselves."""

import math
from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure, SubFigure
from matplotlib.ticker import MaxNLocator

from latent.data.gray_levels import to_bytes
from latent.figures.style import INK_COLOR, QUIET_COLOR, house_style
from latent.figures.text import (
    SMALLEST_SIZE,
    add_title,
    fitting_text,
    size_in_inches,
    wrapped_lines,
)
from latent.tiles.mosaic import mosaic
from latent.tiles.palette import class_colors, to_hex

WIDTH = 40 / 3  # inches: 1600 pixels as saved
PAIR_COLUMNS, PAIR_ROWS = 3, 11  # of a class's images; the originals, and as many reconstructions
PAIRS = PAIR_COLUMNS * PAIR_ROWS
MOST_NAMED_CLASSES = 40  # on the axis of a box plot: more names would overlap

# All in inches.
LEFT, RIGHT, BOTTOM = 0.85, 0.2, 0.6
TITLE_TOP, TITLE_HEIGHT = 0.15, 0.6
PANEL_TITLE_HEIGHT = 0.35
BOXES_WIDTH, BOXES_GAP = 4.4, 0.65
NAMES_WIDTH = 1.4  # of classes, beside their bands
CODE_ROWS_HEIGHT = 25 / 3  # 1000 codes, one pixel high each
BLOCK_GAP = 0.12
CODES_SIZE = (WIDTH, TITLE_TOP + TITLE_HEIGHT + 0.1 + CODE_ROWS_HEIGHT + BOTTOM)


def sparsity_size(n_classes: int) -> tuple[float, float]:
    """Return the width and height in inches of a `sparsity` figure."""
    n_columns = _block_columns(n_classes)
    block_height = _block_width(n_columns) * PAIR_ROWS / (2 * PAIR_COLUMNS) + PANEL_TITLE_HEIGHT
    blocks = math.ceil(n_classes / n_columns) * block_height
    return WIDTH, TITLE_TOP + TITLE_HEIGHT + max(blocks, 5) + BOTTOM


def sparsity(
    figure: Figure | SubFigure,
    images: np.ndarray,
    reconstructed: np.ndarray,
    errors: np.ndarray,
    n_on: np.ndarray,
    labels: np.ndarray,
    label_names: Sequence[str],
    title: str,
) -> Figure | SubFigure:
    """Draw each class's errors, its numbers of active bits, and images beside reconstructions.

    `images`: uint8 (n, height, width), and `reconstructed` the same in [0, 1]; `errors` (n,), the
    mean squared errors; `n_on` (n,), the bits that are on, constant ones not counted; `labels`
    (n,), indices into `label_names`. Of each class its first 33 images are shown. Boxes go from
    quartile to quartile, whiskers over at most 1.5 times that length beyond.
    """
    with house_style(figure):
        width, height = size_in_inches(figure)
        add_title(figure, title, LEFT, TITLE_TOP, width - LEFT - RIGHT, TITLE_HEIGHT)
        top = 1 - (TITLE_TOP + TITLE_HEIGHT + PANEL_TITLE_HEIGHT) / height
        grid = figure.add_gridspec(
            2,
            1,
            left=LEFT / width,
            right=(LEFT + BOXES_WIDTH) / width,
            bottom=BOTTOM / height,
            top=top,
            hspace=0.12,
        )
        upper = figure.add_subplot(grid[0], label="test error per class")
        _draw_boxes(upper, errors, labels, len(label_names), "test MSE per image")
        upper.tick_params(axis="x", labelbottom=False)
        lower = figure.add_subplot(grid[1], label="active bits per class", sharex=upper)
        _draw_boxes(lower, n_on, labels, len(label_names), "active bits, constant ones left out")
        lower.yaxis.set_major_locator(MaxNLocator(integer=True))
        _name_classes(lower, label_names)
        figure.align_ylabels([upper, lower])
        _draw_blocks(figure, images, reconstructed, labels, label_names)
    return figure


def codes(
    figure: Figure | SubFigure,
    bits: np.ndarray,
    labels: np.ndarray,
    label_names: Sequence[str],
    title: str,
) -> Figure | SubFigure:
    """Draw codes as rows of bits in bands of one class each, a bit that is on in its colour.

    `bits`: uint8 (n, d) of 0 and 1, the columns in the order in which they are drawn; `labels`
    (n,), ascending indices into `label_names`. Where there are more bits than pixels, a dot stands
    for a few neighbours of which at least one is on. Without columns, the figure says so.
    """
    with house_style(figure):
        width, height = size_in_inches(figure)
        add_title(figure, title, LEFT, TITLE_TOP, width - LEFT - RIGHT, TITLE_HEIGHT)
        left, top = NAMES_WIDTH / width, TITLE_TOP + TITLE_HEIGHT + 0.1
        axes = figure.add_axes(
            (left, BOTTOM / height, 1 - left - RIGHT / width, 1 - (top + BOTTOM) / height),
            label="codes",
        )
        axes.spines[:].set(visible=True, color=QUIET_COLOR, linewidth=0.8)
        n, d = bits.shape
        if d == 0:
            axes.set(xticks=[], yticks=[])
            axes.text(
                0.5,
                0.5,
                "no bit is on for some images and off for others",
                transform=axes.transAxes,
                horizontalalignment="center",
                fontsize=14,
            )
            return figure
        n_dots = min(d, int(axes.bbox.width))
        # Averaged over the pixels, rare bits would fade to nothing.
        dots = np.maximum.reduceat(bits, np.arange(n_dots) * d // n_dots, axis=1)
        colors = class_colors(len(label_names))[labels]  # (n, 3)
        picture = np.where(dots[..., None] == 1, colors[:, None], np.uint8(255))
        axes.imshow(picture, aspect="auto", extent=(0, d, n, 0), interpolation="nearest")
        merged = math.ceil(d / n_dots)
        note = f"; a dot: at least one of up to {merged} neighbours is on" if merged > 1 else ""
        axes.set_xlabel(f"bits, the most used first{note}")
        _name_bands(axes, labels, label_names, size_in_inches(figure)[1] - top - BOTTOM)
    return figure


def _draw_boxes(
    axes: Axes, values: np.ndarray, labels: np.ndarray, n_classes: int, name: str
) -> None:
    boxes = axes.boxplot(
        [values[labels == k] for k in range(n_classes)],
        positions=np.arange(n_classes),
        widths=0.6,
        patch_artist=True,
        flierprops={"marker": ".", "markersize": 2, "markeredgecolor": QUIET_COLOR},
        medianprops={"color": INK_COLOR, "linewidth": 1.5},
        manage_ticks=False,
    )
    for box, color in zip(boxes["boxes"], class_colors(n_classes) / 255, strict=True):
        box.set(facecolor=(*color, 0.55), edgecolor=color)
    axes.set_ylabel(name)
    axes.set_ylim(bottom=0)
    axes.set_xlim(-0.7, n_classes - 0.3)


def _name_classes(axes: Axes, label_names: Sequence[str]) -> None:
    n_classes = len(label_names)
    if n_classes > MOST_NAMED_CLASSES:
        axes.set_xticks([])
        axes.set_xlabel(f"{n_classes} classes, in the order of the blocks")
        return
    room = BOXES_WIDTH / n_classes
    is_wide = any(len(wrapped_lines(name, 0.9 * room, 10)) > 1 for name in label_names)
    axes.set_xticks(
        np.arange(n_classes),
        [_shortened(name) for name in label_names],
        rotation=90 if is_wide else 0,
        fontsize=SMALLEST_SIZE if is_wide else 10,
    )


def _draw_blocks(
    figure: Figure | SubFigure,
    images: np.ndarray,
    reconstructed: np.ndarray,
    labels: np.ndarray,
    label_names: Sequence[str],
) -> None:
    """Draw a block per class: its images, and beside them what the code kept of them."""
    width, height = size_in_inches(figure)
    n_columns = _block_columns(len(label_names))
    n_rows = math.ceil(len(label_names) / n_columns)
    block_width = _block_width(n_columns)
    room = height - TITLE_TOP - TITLE_HEIGHT - BOTTOM
    block_height = min(
        block_width * PAIR_ROWS / (2 * PAIR_COLUMNS), room / n_rows - PANEL_TITLE_HEIGHT
    )
    for k, name in enumerate(label_names):
        row, column = divmod(k, n_columns)
        left = LEFT + BOXES_WIDTH + BOXES_GAP + column * (block_width + BLOCK_GAP)
        top = TITLE_TOP + TITLE_HEIGHT + PANEL_TITLE_HEIGHT
        top += row * (block_height + PANEL_TITLE_HEIGHT)
        axes = figure.add_axes(
            (
                left / width,
                1 - (top + block_height) / height,
                block_width / width,
                block_height / height,
            ),
            label=f"images of {name}",
        )
        shown = np.flatnonzero(labels == k)[:PAIRS]
        levels = to_bytes(reconstructed[shown])
        axes.imshow(_pairs(images[shown], levels), cmap="gray_r", vmin=0, vmax=255, aspect="auto")
        axes.axvline(PAIR_COLUMNS * images.shape[2] - 0.5, color=QUIET_COLOR, linewidth=0.8)
        axes.set(xticks=[], yticks=[])
        axes.spines[:].set(visible=True, color=QUIET_COLOR, linewidth=0.8)
        words, size = fitting_text(
            _shortened(name), block_width + BLOCK_GAP / 2, PANEL_TITLE_HEIGHT - 0.05, 10
        )
        axes.set_title(words, fontsize=size, pad=3)
    figure.text(
        (LEFT + BOXES_WIDTH + BOXES_GAP) / width,
        0.22 / height,
        "in each block: test images, and to the right of them their reconstructions",
    )


def _pairs(images: np.ndarray, levels: np.ndarray) -> np.ndarray:
    """Lay originals and reconstructions, uint8 (k, height, width), out side by side."""
    empty = np.zeros((PAIRS - len(images), *images.shape[1:]), np.uint8)
    halves = [mosaic(np.concatenate([part, empty]), PAIR_COLUMNS) for part in (images, levels)]
    return np.concatenate(halves, axis=1)


def _name_bands(axes: Axes, labels: np.ndarray, label_names: Sequence[str], height: float) -> None:
    starts = np.searchsorted(labels, np.arange(len(label_names) + 1))
    present = np.flatnonzero(np.diff(starts))
    for start in starts[present[1:]]:
        axes.axhline(start, color=QUIET_COLOR, linewidth=0.5)
    # Of many classes only every second, third, … has room for its name.
    step = math.ceil(len(present) * SMALLEST_SIZE * 1.4 / 72 / height)
    named = present[::step]
    axes.set_yticks(
        (starts[named] + starts[named + 1]) / 2, [_shortened(label_names[k]) for k in named]
    )
    axes.tick_params(axis="y", length=0)
    for tick, k in zip(axes.get_yticklabels(), named, strict=True):
        tick.set(color=to_hex(class_colors(len(label_names))[k]), fontweight="bold")
        tick.set_fontsize(10 if step == 1 else SMALLEST_SIZE)


def _shortened(name: str) -> str:
    return name if len(name) <= 14 else f"{name[:13]}…"


def _block_columns(n_classes: int) -> int:
    return 5 if n_classes <= 20 else 10


def _block_width(n_columns: int) -> float:
    room = WIDTH - LEFT - BOXES_WIDTH - BOXES_GAP - RIGHT
    return (room - BLOCK_GAP * (n_columns - 1)) / n_columns
