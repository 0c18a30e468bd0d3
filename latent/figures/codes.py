"""What the numbers of a code do: how each is spread, and what a plane of codes decodes to."""

from collections.abc import Sequence
from statistics import NormalDist
from typing import NamedTuple

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure, SubFigure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch, Rectangle

from latent.codes.measures import UnitSpread
from latent.figures.style import GROUND_COLOR, INK_COLOR, QUIET_COLOR, house_style, legend_of
from latent.figures.text import add_title, shortened, size_in_inches
from latent.tiles.palette import to_hex

UNITS_PER_ROW = 16
PRIOR_QUARTILE = NormalDist().inv_cdf(0.75)
PRIOR_COLOR = "#e6e3da"
GROUP_SPACE = 0.72  # of the room of a unit
MANIFOLD_TICKS = (-2, -1, -0.5, 0, 0.5, 1, 2)
MOST_LEGEND_ROWS = 24

# All in inches.
LEFT, RIGHT, BOTTOM = 0.75, 0.25, 0.65
TITLE_TOP, TITLE_HEIGHT, LEGEND_HEIGHT = 0.15, 0.6, 0.4
ROW_WIDTH, ROW_HEIGHT, ROW_GAP = 12.3, 2.6, 0.5
MANIFOLD_SIDE, MANIFOLD_GAP = 6.2, 0.9
LETTER_WIDTH, MARKER_WIDTH = 0.1, 0.4


class CodeGroup(NamedTuple):
    """A group of images, its colour, and how their codes are spread."""

    name: str
    color: str
    spread: UnitSpread


def unit_distributions_size(n_units: int) -> tuple[float, float]:
    """Return the width and height in inches of a figure of `n_units` distributions."""
    n_rows = -(-n_units // UNITS_PER_ROW)
    rows_height = n_rows * ROW_HEIGHT + (n_rows - 1) * ROW_GAP
    height = TITLE_TOP + TITLE_HEIGHT + LEGEND_HEIGHT + rows_height + BOTTOM
    return LEFT + ROW_WIDTH + RIGHT, height


def unit_distributions(
    figure: Figure | SubFigure,
    groups: Sequence[CodeGroup],
    unit_labels: Sequence[str],
    title: str,
) -> Figure | SubFigure:
    """Draw how the values of every code unit are spread, in each group of images.

    A thin line covers ±3 standard deviations around the mean, a thick one the quartiles, and a
    dot is the median. `unit_labels` name the units below, in the order of the spreads' arrays; the
    ground shows the quartiles of a standard normal prior and dotted lines its ±3.
    """
    with house_style(figure):
        width, height = size_in_inches(figure)
        add_title(figure, title, LEFT, TITLE_TOP, width - LEFT - RIGHT, TITLE_HEIGHT)
        n_rows = -(-len(unit_labels) // UNITS_PER_ROW)
        grid = figure.add_gridspec(
            n_rows,
            1,
            left=LEFT / width,
            right=1 - RIGHT / width,
            bottom=BOTTOM / height,
            top=1 - (TITLE_TOP + TITLE_HEIGHT + LEGEND_HEIGHT) / height,
            hspace=ROW_GAP / ROW_HEIGHT,
        )
        reach = max(
            3.0, *(np.abs([s.mean - 3 * s.sd, s.mean + 3 * s.sd]).max() for _, _, s in groups)
        )
        n_columns = min(UNITS_PER_ROW, len(unit_labels))
        for row in range(n_rows):
            units = range(len(unit_labels))[row * UNITS_PER_ROW : (row + 1) * UNITS_PER_ROW]
            axes = figure.add_subplot(grid[row], label=f"units {units[0] + 1} to {units[-1] + 1}")
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
    return figure


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
    legend_of(
        axes,
        handles,
        names,
        loc="lower left",
        bbox_to_anchor=(0, 1),
        ncols=len(names),
        borderaxespad=0.4,
    )


def latent_manifold_size(label_names: Sequence[str]) -> tuple[float, float]:
    """Return the width and height in inches of `latent_manifold` with these classes."""
    width = LEFT + 2 * MANIFOLD_SIDE + MANIFOLD_GAP + _legend_width(label_names) + RIGHT
    return width, TITLE_TOP + TITLE_HEIGHT + 0.35 + MANIFOLD_SIDE + BOTTOM


def latent_manifold(
    figure: Figure | SubFigure,
    picture: np.ndarray,
    values: np.ndarray,
    codes: np.ndarray,
    labels: np.ndarray,
    label_names: Sequence[str],
    colors: np.ndarray,
    title: str,
) -> Figure | SubFigure:
    """Draw what a plane of codes decodes to, beside the codes of images in the same plane.

    `picture`: uint8 (height, width), 255 is ink, the decoded images of a `prior_grid` as a mosaic
    and `values` (n,) its values; `codes`: (n_images, 2); `labels` (n_images,) are places in
    `label_names` and in `colors`, uint8 (n_classes, 3).
    """
    with house_style(figure):
        width, height = size_in_inches(figure)
        add_title(figure, title, LEFT, TITLE_TOP, width - LEFT - RIGHT, TITLE_HEIGHT)
        side = (width - LEFT - MANIFOLD_GAP - _legend_width(label_names) - RIGHT) / 2
        box = (side / width, side / height)

        decoded = figure.add_axes((LEFT / width, BOTTOM / height, *box), label="decoded")
        decoded.imshow(picture, cmap="gray_r", vmin=0, vmax=255, extent=(0, 1, 0, 1))
        ticks = [tick for tick in MANIFOLD_TICKS if values[0] <= tick <= values[-1]]
        places = [NormalDist().cdf(tick) for tick in ticks]
        names = [f"{tick:g}".replace("-", "−") for tick in ticks]
        decoded.set_xticks(places, names)
        decoded.set_yticks(places, names)
        decoded.spines[:].set(visible=True)
        decoded.set_title("decoded: equal shares of the prior", loc="left")

        left = (LEFT + side + MANIFOLD_GAP) / width
        scatter = figure.add_axes((left, BOTTOM / height, *box), label="codes of test images")
        scatter.scatter(*codes.T, s=5, c=colors[labels] / 255, alpha=0.6, linewidths=0)
        lowest, highest = values[0], values[-1]
        scatter.add_patch(
            Rectangle(
                (lowest, lowest),
                highest - lowest,
                highest - lowest,
                fill=False,
                edgecolor=INK_COLOR,
                linewidth=1,
                linestyle=":",
            )
        )
        reach = 1.05 * max(np.abs(codes).max(), highest)
        scatter.set(xlim=(-reach, reach), ylim=(-reach, reach))
        scatter.set_title("codes of test images, dotted: what is decoded", loc="left")
        for axes in (decoded, scatter):
            axes.set_xlabel("code unit 1")
            axes.set_ylabel("code unit 2", labelpad=2)
        legend_of(
            scatter,
            [Line2D([], [], linestyle="", marker="o", color=to_hex(color)) for color in colors],
            label_names,
            loc="upper left",
            bbox_to_anchor=(1, 1),
            ncols=_legend_columns(label_names),
            handletextpad=0.2,
            columnspacing=0.8,
            fontsize=9,
        )
    return figure


def _legend_columns(label_names: Sequence[str]) -> int:
    return -(-len(label_names) // MOST_LEGEND_ROWS)


def _legend_width(label_names: Sequence[str]) -> float:
    longest = max(len(shortened(name)) for name in label_names)
    return _legend_columns(label_names) * (MARKER_WIDTH + longest * LETTER_WIDTH)
