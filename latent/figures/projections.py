"""Codes brought to two or three dimensions, as points in the colours of their classes."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure, SubFigure
from matplotlib.lines import Line2D

from latent.figures.style import QUIET_COLOR, house_style, legend_of
from latent.figures.text import add_title, shortened, size_in_inches, text_inches
from latent.tiles.palette import class_colors, to_hex

POINT_AREA, SMALL_POINT_AREA = 5, 2.5  # square points
OTHERS_COLOR = "#d5d3cb"
LEGEND_SIZE = 10
MOST_LEGEND_ROWS = 32
PANEL_COLUMNS, PANEL_ROWS = 3, 2  # small panels beside the large ones

# All in inches.
MARGIN, BOTTOM = 0.3, 0.45
TITLE_TOP, TITLE_HEIGHT = 0.15, 0.6
MAP_SIDE = 9.0
LARGE_SIDE, GAP, HEADING = 4.4, 0.35, 0.35


class KernelPanels(NamedTuple):
    """The components of one kernel: its name and parameters, and points (n, 3)."""

    name: str
    points: np.ndarray


def scatter_map_size(label_names: Sequence[str]) -> tuple[float, float]:
    """Return the width and height in inches of `scatter_map` with these classes."""
    width = 2 * MARGIN + MAP_SIDE + _legend_width(label_names)
    return width, TITLE_TOP + TITLE_HEIGHT + MAP_SIDE + BOTTOM


def scatter_map(
    figure: Figure | SubFigure,
    positions: np.ndarray,
    labels: np.ndarray,
    label_names: Sequence[str],
    title: str,
    note: str,
) -> Figure | SubFigure:
    """Draw points (n, 2) in the colours of their classes, with a legend and a note below.

    `labels`: int (n,), places in `label_names`. The axes of the map have no unit and no ticks.
    """
    with house_style(figure):
        width, height = size_in_inches(figure)
        add_title(figure, title, MARGIN, TITLE_TOP, width - 2 * MARGIN, TITLE_HEIGHT)
        side = height - TITLE_TOP - TITLE_HEIGHT - BOTTOM
        axes = figure.add_axes(
            (MARGIN / width, BOTTOM / height, side / width, side / height), label="map"
        )
        _scatter(axes, positions, labels, label_names, POINT_AREA)
        axes.set_xlabel(note, loc="left")
        _draw_legend(axes, label_names, (1.01, 1))
    return figure


def kernel_components_size(label_names: Sequence[str]) -> tuple[float, float]:
    """Return the width and height in inches of `kernel_components` of two kernels."""
    small = PANEL_COLUMNS * _small_side() + (PANEL_COLUMNS - 1) * GAP / 2
    width = 2 * MARGIN + 2 * LARGE_SIDE + 2 * GAP + small + GAP / 2 + _legend_width(label_names)
    return width, TITLE_TOP + TITLE_HEIGHT + 2 * (LARGE_SIDE + HEADING + GAP) + BOTTOM / 2


def kernel_components(
    figure: Figure | SubFigure,
    kernels: Sequence[KernelPanels],
    labels: np.ndarray,
    label_names: Sequence[str],
    chosen: Sequence[int],
    title: str,
) -> Figure | SubFigure:
    """Draw the components of kernels, a row each: in the plane, in space, and class by class.

    `labels`: int (n,), the classes of the points; `chosen`: up to 6 classes that have small panels
    of their own, where all others are grey.
    """
    with house_style(figure):
        width, height = size_in_inches(figure)
        add_title(figure, title, MARGIN, TITLE_TOP, width - 2 * MARGIN, TITLE_HEIGHT)

        def place(left: float, top: float, side: float) -> tuple[float, float, float, float]:
            return left / width, 1 - (top + side) / height, side / width, side / height

        for row, kernel in enumerate(kernels):
            top = TITLE_TOP + TITLE_HEIGHT + HEADING + row * (LARGE_SIDE + HEADING + GAP)
            plane = figure.add_axes(place(MARGIN, top, LARGE_SIDE), label=f"{kernel.name}, plane")
            _scatter(plane, kernel.points[:, :2], labels, label_names, POINT_AREA)
            plane.set_title(kernel.name, loc="left")
            plane.set_xlabel("component 1", labelpad=2)
            plane.set_ylabel("component 2", labelpad=2)
            left = MARGIN + LARGE_SIDE + GAP
            space = figure.add_axes(
                place(left, top, LARGE_SIDE), label=f"{kernel.name}, space", projection="3d"
            )
            _scatter_in_space(space, kernel.points, labels, label_names)
            left += LARGE_SIDE + GAP
            for k, label in enumerate(chosen):
                panel_row, column = divmod(k, PANEL_COLUMNS)
                step = _small_side() + GAP / 2
                small = figure.add_axes(
                    place(
                        left + column * step,
                        top + panel_row * (_small_side() + HEADING),
                        _small_side(),
                    ),
                    label=f"{kernel.name}, {label_names[label]}",
                )
                _scatter_one(small, kernel.points[:, :2], labels == label, label, label_names)
            if row == 0:
                left += PANEL_COLUMNS * (_small_side() + GAP / 2)
                keys = figure.add_axes(place(left, top, 0.1), label="legend")
                keys.set_axis_off()
                _draw_legend(keys, label_names, (0, 1))
    return figure


def _small_side() -> float:
    return (LARGE_SIDE - (PANEL_ROWS - 1) * HEADING) / PANEL_ROWS


def _scatter(
    axes: Axes, points: np.ndarray, labels: np.ndarray, label_names: Sequence[str], area: float
) -> None:
    # Mixed, so that no class lies over all others.
    order = np.random.default_rng(0).permutation(len(points))
    colors = class_colors(len(label_names))[labels[order]] / 255
    axes.scatter(*points[order].T, s=area, c=colors, linewidths=0)
    _frame(axes)


def _frame(axes: Axes) -> None:
    axes.set(xticks=[], yticks=[])
    axes.margins(0.02)
    axes.set_aspect("equal", adjustable="datalim")
    axes.spines[:].set(visible=True, color=QUIET_COLOR, linewidth=0.8)


def _scatter_in_space(
    axes: Axes, points: np.ndarray, labels: np.ndarray, label_names: Sequence[str]
) -> None:
    colors = class_colors(len(label_names))[labels] / 255
    axes.scatter(*points.T, s=POINT_AREA, c=colors, linewidths=0, depthshade=False)
    axes.set(xticklabels=[], yticklabels=[], zticklabels=[])
    for number, name in enumerate("xyz", 1):
        getattr(axes, f"set_{name}label")(f"component {number}", labelpad=-12)
    axes.set_box_aspect((1, 1, 1), zoom=1.1)


def _scatter_one(
    axes: Axes, points: np.ndarray, is_class: np.ndarray, label: int, label_names: Sequence[str]
) -> None:
    color = to_hex(class_colors(len(label_names))[label])
    axes.scatter(*points[~is_class].T, s=SMALL_POINT_AREA, color=OTHERS_COLOR, linewidths=0)
    axes.scatter(*points[is_class].T, s=SMALL_POINT_AREA, color=color, linewidths=0)
    _frame(axes)
    axes.set_title(shortened(label_names[label]), fontsize=9, pad=3)


def _draw_legend(axes: Axes, label_names: Sequence[str], anchor: tuple[float, float]) -> None:
    colors = class_colors(len(label_names))
    legend_of(
        axes,
        [Line2D([], [], linestyle="", marker="o", color=to_hex(color)) for color in colors],
        label_names,
        loc="upper left",
        bbox_to_anchor=anchor,
        ncols=_legend_columns(label_names),
        handletextpad=0.2,
        columnspacing=0.8,
        borderaxespad=0,
        fontsize=LEGEND_SIZE,
    )


def _legend_columns(label_names: Sequence[str]) -> int:
    return -(-len(label_names) // MOST_LEGEND_ROWS)


def _legend_width(label_names: Sequence[str]) -> float:
    widest = max(text_inches(shortened(name), LEGEND_SIZE) for name in label_names)
    return 0.2 + _legend_columns(label_names) * (0.4 + widest)
