"""Codes brought to two or three dimensions, as points that show their classes."""

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes

from latent.figures.class_points import (
    are_characters,
    draw_points,
    legend_of_points,
    width_of_legend,
)
from latent.figures.drawing import HEADER, Drawing, Page
from latent.figures.style import INK_COLOR, frame
from latent.figures.text import shortened, text_inches
from latent.tiles.classes import Classes
from latent.tiles.palette import to_hex

POINT_AREA, SMALL_POINT_AREA = 5, 2.5  # square points
OTHERS_COLOR = "#d5d3cb"
LEGEND_SIZE = 10  # points
MOST_LEGEND_ROWS = 32
PANEL_COLUMNS, PANEL_ROWS = 3, 2  # small panels beside the large ones

# All in inches.
MARGIN, BOTTOM = 0.3, 0.45
MAP_SIDE = 9.0
LARGE_SIDE, GAP, HEADING = 4.4, 0.35, 0.35
SMALL_SIDE = (LARGE_SIDE - (PANEL_ROWS - 1) * HEADING) / PANEL_ROWS


Kernel = tuple[str, np.ndarray]  # its name and parameters, and its components, points (n, 3)


def scatter_map(positions: np.ndarray, classes: Classes, title: str, note: str) -> Drawing:
    """Show points (n, 2) as `draw_points` does, with a legend and a note below.

    The axes of the map have no unit and no ticks.
    """

    def draw(page: Page) -> None:
        page.title(title, MARGIN, MARGIN)
        side = page.height - HEADER - BOTTOM
        axes = page.axes("map", MARGIN, side, side, bottom=BOTTOM)
        _scatter(axes, positions, classes)
        axes.set_xlabel(note, loc="left")
        _draw_legend(axes, classes, (1.01, 1))

    width = 2 * MARGIN + MAP_SIDE + _legend_width(classes)
    return Drawing((width, HEADER + MAP_SIDE + BOTTOM), draw)


def kernel_components(
    kernels: Sequence[Kernel], classes: Classes, chosen: Sequence[int], title: str
) -> Drawing:
    """Show the components of two kernels, a row each: in the plane, in space, and class by class.

    `classes` are those of the points; `chosen`: up to 6 classes that have small panels of their
    own, where all others are grey.
    """

    def draw(page: Page) -> None:
        page.title(title, MARGIN, MARGIN)
        top = HEADER + HEADING
        for row, kernel in enumerate(kernels):
            row_top = top + row * (LARGE_SIDE + HEADING + GAP)
            _draw_kernel(page, kernel, classes, chosen, row_top)
        left = MARGIN + 2 * (LARGE_SIDE + GAP) + PANEL_COLUMNS * (SMALL_SIDE + GAP / 2)
        keys = page.axes("legend", left, 0.1, 0.1, top=top)
        keys.set_axis_off()
        _draw_legend(keys, classes, (0, 1))

    small = PANEL_COLUMNS * SMALL_SIDE + (PANEL_COLUMNS - 1) * GAP / 2
    width = 2 * MARGIN + 2 * LARGE_SIDE + 2 * GAP + small + GAP / 2 + _legend_width(classes)
    return Drawing((width, HEADER + 2 * (LARGE_SIDE + HEADING + GAP) + BOTTOM / 2), draw)


def _draw_kernel(
    page: Page, kernel: Kernel, classes: Classes, chosen: Sequence[int], top: float
) -> None:
    name, points = kernel
    plane = page.axes(f"{name}, plane", MARGIN, LARGE_SIDE, LARGE_SIDE, top=top)
    _scatter(plane, points[:, :2], classes)
    plane.set_title(name, loc="left")
    plane.set_xlabel("component 1", labelpad=2)
    plane.set_ylabel("component 2", labelpad=2)
    left = MARGIN + LARGE_SIDE + GAP
    large = {"width": LARGE_SIDE, "height": LARGE_SIDE, "projection": "3d"}
    _scatter_in_space(page.axes(f"{name}, space", left, top=top, **large), points, classes)
    left += LARGE_SIDE + GAP
    for k, label in enumerate(chosen):
        row, column = divmod(k, PANEL_COLUMNS)
        small = page.axes(
            f"{name}, {classes.names[label]}",
            left + column * (SMALL_SIDE + GAP / 2),
            SMALL_SIDE,
            SMALL_SIDE,
            top=top + row * (SMALL_SIDE + HEADING),
        )
        _scatter_one(small, points[:, :2], classes, label)


def _scatter(axes: Axes, points: np.ndarray, classes: Classes) -> None:
    # Mixed, so that no class lies over all others.
    order = np.random.default_rng(0).permutation(len(points))
    draw_points(axes, points[order], classes.of(order), POINT_AREA)
    _frame_map(axes)


def _frame_map(axes: Axes) -> None:
    axes.margins(0.02)
    axes.set_aspect("equal", adjustable="datalim")
    frame(axes)


def _scatter_in_space(axes: Axes, points: np.ndarray, classes: Classes) -> None:
    draw_points(axes, points, classes, POINT_AREA, depthshade=False)
    axes.set(xticklabels=[], yticklabels=[], zticklabels=[])
    for number, name in enumerate("xyz", 1):
        getattr(axes, f"set_{name}label")(f"component {number}", labelpad=-12)
    axes.set_box_aspect((1, 1, 1), zoom=1.1)


def _scatter_one(axes: Axes, points: np.ndarray, classes: Classes, label: int) -> None:
    is_class = classes.labels == label
    color = INK_COLOR if are_characters(classes) else to_hex(classes.colors[label])
    axes.scatter(*points[~is_class].T, s=SMALL_POINT_AREA, color=OTHERS_COLOR, linewidths=0)
    axes.scatter(*points[is_class].T, s=SMALL_POINT_AREA, color=color, linewidths=0)
    _frame_map(axes)
    axes.set_title(shortened(classes.names[label]), fontsize=9, pad=3)


def _draw_legend(axes: Axes, classes: Classes, anchor: tuple[float, float]) -> None:
    style = {"borderaxespad": 0, "fontsize": LEGEND_SIZE}
    legend_of_points(axes, classes, MOST_LEGEND_ROWS, anchor, **style)


def _legend_width(classes: Classes) -> float:
    return 0.2 + width_of_legend(
        classes, MOST_LEGEND_ROWS, lambda name: text_inches(name, LEGEND_SIZE)
    )
