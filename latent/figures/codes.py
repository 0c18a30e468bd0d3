"""What the numbers of a code do: how each is spread, and what a plane of codes decodes to."""

from collections.abc import Sequence
from statistics import NormalDist
from typing import NamedTuple

import numpy as np
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Patch, Rectangle

from latent.codes.measures import UnitSpread
from latent.figures.class_points import draw_points, legend_of_points, width_of_legend
from latent.figures.drawing import HEADER, Drawing, Page
from latent.figures.style import (
    GROUND_COLOR,
    INK_COLOR,
    QUIET_COLOR,
    ink_scale,
    legend_of,
)
from latent.tiles.classes import Classes

UNITS_PER_ROW = 16
PRIOR_QUARTILE = NormalDist().inv_cdf(0.75)
PRIOR_COLOR = "#e6e3da"
GROUP_SPACE = 0.72  # of the room of a unit
MANIFOLD_TICKS = (-2, -1, -0.5, 0, 0.5, 1, 2)
MOST_LEGEND_ROWS = 24

# All in inches.
LEFT, RIGHT, BOTTOM = 0.75, 0.25, 0.65
LEGEND_HEIGHT = 0.4
ROW_WIDTH, ROW_HEIGHT, ROW_GAP = 12.3, 2.6, 0.5
MANIFOLD_SIDE, MANIFOLD_GAP = 6.2, 0.9
LETTER_WIDTH = 0.1


class CodeGroup(NamedTuple):
    """A group of images, its colour, and how their codes are spread."""

    name: str
    color: str
    spread: UnitSpread


def unit_distributions(
    groups: Sequence[CodeGroup], unit_labels: Sequence[str], title: str
) -> Drawing:
    """Show how the values of every code unit are spread, in each group of images.

    A thin line covers ±3 standard deviations around the mean, a thick one the quartiles, and a
    dot is the median. `unit_labels` name the units below, in the order of the spreads' arrays; the
    ground shows the quartiles of a standard normal prior and dotted lines its ±3.
    """
    n_rows = -(-len(unit_labels) // UNITS_PER_ROW)
    n_columns = min(UNITS_PER_ROW, len(unit_labels))
    reach = max(3.0, *(np.abs([s.mean - 3 * s.sd, s.mean + 3 * s.sd]).max() for _, _, s in groups))

    def draw(page: Page) -> None:
        page.title(title, LEFT, RIGHT)
        margins = {"left": LEFT, "right": RIGHT, "top": HEADER + LEGEND_HEIGHT, "bottom": BOTTOM}
        grid = page.grid(n_rows, 1, hspace=ROW_GAP / ROW_HEIGHT, **margins)
        for row in range(n_rows):
            units = range(len(unit_labels))[row * UNITS_PER_ROW : (row + 1) * UNITS_PER_ROW]
            label = f"units {units[0]} to {units[-1]}"
            axes = page.figure.add_subplot(grid[row], label=label)
            axes.axhspan(-PRIOR_QUARTILE, PRIOR_QUARTILE, color=PRIOR_COLOR, zorder=0)
            for level in (-3, 3):
                axes.axhline(level, color=QUIET_COLOR, linewidth=0.8, linestyle=":", zorder=1)
            for k, group in enumerate(groups):
                offset = GROUP_SPACE * ((k + 0.5) / len(groups) - 0.5)
                _draw_spread(axes, group, list(units), offset)
            axes.set_xticks(range(len(units)), [unit_labels[unit] for unit in units], fontsize=8)
            axes.tick_params(axis="x", length=0)
            axes.set_xlim(-0.5, n_columns - 0.5)
            axes.set_ylim(-1.04 * reach, 1.04 * reach)
            axes.set_ylabel("value in the code")
            if row == 0:
                _draw_legend(axes, groups)
        axes.set_xlabel("code unit, and its KL divergence from the prior")

    rows_height = n_rows * ROW_HEIGHT + (n_rows - 1) * ROW_GAP
    return Drawing((LEFT + ROW_WIDTH + RIGHT, HEADER + LEGEND_HEIGHT + rows_height + BOTTOM), draw)


def latent_manifold(
    picture: np.ndarray,
    values: np.ndarray,
    codes: np.ndarray,
    classes: Classes,
    title: str,
    is_prior: bool = True,
) -> Drawing:
    """Show what a plane of codes decodes to, beside the codes of images in the same plane.

    `picture`: uint8 (height, width), 255 is ink, the decoded images of a grid as a mosaic; `codes`:
    (n_images, 2); `classes` are those of these images. `values`: (n,) of a `prior_grid`, or (2, n)
    of a `plane_grid`, of which `is_prior` tells.
    """
    values = np.array([values, values]) if values.ndim == 1 else values
    legend = width_of_legend(classes, MOST_LEGEND_ROWS, lambda name: len(name) * LETTER_WIDTH)

    def draw(page: Page) -> None:
        page.title(title, LEFT, RIGHT)
        side = (page.width - LEFT - MANIFOLD_GAP - legend - RIGHT) / 2
        decoded = page.axes("decoded", LEFT, side, side, bottom=BOTTOM)
        if is_prior:
            _draw_shares_of_prior(decoded, picture, values[0])
        else:
            _draw_range(decoded, picture, values)
        left = LEFT + side + MANIFOLD_GAP
        scatter = page.axes("codes of test images", left, side, side, bottom=BOTTOM)
        _draw_codes(scatter, codes, classes, values)
        for axes in (decoded, scatter):
            axes.set_xlabel("code unit 0")
            axes.set_ylabel("code unit 1", labelpad=2)
        legend_of_points(scatter, classes, MOST_LEGEND_ROWS, (1, 1), fontsize=9)

    width = LEFT + 2 * MANIFOLD_SIDE + MANIFOLD_GAP + legend + RIGHT
    return Drawing((width, HEADER + 0.35 + MANIFOLD_SIDE + BOTTOM), draw)


def _draw_spread(axes: Axes, group: CodeGroup, units: list[int], offset: float) -> None:
    spread, x = group.spread, np.arange(len(units)) + offset
    low, high = (spread.mean + side * spread.sd for side in (-3, 3))
    axes.vlines(x, low[units], high[units], color=group.color, linewidth=1.2)
    lower, upper = spread.lower_quartile[units], spread.upper_quartile[units]
    axes.vlines(x, lower, upper, color=group.color, linewidth=4.5)
    axes.plot(
        x,
        spread.median[units],
        "o",
        color=GROUND_COLOR,
        markeredgecolor=group.color,
        markersize=4.5,
        markeredgewidth=1.2,
    )


def _draw_legend(axes: Axes, groups: Sequence[CodeGroup]) -> None:
    handles = [Line2D([], [], color=group.color, linewidth=4.5) for group in groups]
    handles.append(Patch(color=PRIOR_COLOR))
    names = [*(group.name for group in groups), "prior: quartiles, ±3"]
    place = {"loc": "lower left", "bbox_to_anchor": (0, 1), "borderaxespad": 0.4}
    legend_of(axes, handles, names, most_rows=1, **place)


def _draw_range(axes: Axes, picture: np.ndarray, values: np.ndarray) -> None:
    low, high = values[:, 0], values[:, -1]
    half = (high - low) / (values.shape[1] - 1) / 2  # from an image's middle to its edge
    edges = np.stack([low - half, high + half], axis=1)
    axes.imshow(picture, extent=edges.ravel(), aspect="auto", **ink_scale(picture.ndim == 3))
    axes.spines[:].set(visible=True)
    axes.set_title("decoded: equal steps over the codes", loc="left")


def _draw_shares_of_prior(axes: Axes, picture: np.ndarray, values: np.ndarray) -> None:
    axes.imshow(picture, extent=(0, 1, 0, 1), **ink_scale(picture.ndim == 3))
    ticks = [tick for tick in MANIFOLD_TICKS if values[0] <= tick <= values[-1]]
    places = [NormalDist().cdf(tick) for tick in ticks]
    names = [f"{tick:g}".replace("-", "−") for tick in ticks]
    axes.set_xticks(places, names)
    axes.set_yticks(places, names)
    axes.spines[:].set(visible=True)
    axes.set_title("decoded: equal shares of the prior", loc="left")


def _draw_codes(axes: Axes, codes: np.ndarray, classes: Classes, values: np.ndarray) -> None:
    draw_points(axes, codes, classes, 5, alpha=0.6)
    low, high = values[:, 0], values[:, -1]
    line = {"edgecolor": INK_COLOR, "linewidth": 1, "linestyle": ":"}
    axes.add_patch(Rectangle(tuple(low), *(high - low), fill=False, **line))
    reach = 1.05 * max(np.abs(codes).max(), np.abs(values).max())
    axes.set(xlim=(-reach, reach), ylim=(-reach, reach))
    axes.set_title("codes of test images, dotted: what is decoded", loc="left")
