"""What becomes of images on the way from one code to another, and beyond."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
from matplotlib.figure import Figure, SubFigure

from latent.codes.estimates import Estimate
from latent.figures.answers.page import (
    MARGIN,
    TOP,
    WIDTH,
    Line,
    add_axes,
    add_words,
    draw_estimates,
    draw_share_axis,
    names_width,
    page,
    show_images,
)
from latent.figures.drawing import Drawing
from latent.figures.style import QUIET_COLOR

MOST_NAME_WIDTH = 1.6
COLUMN_TITLE_HEIGHT = 0.3
PANEL_HEIGHT, PANEL_GAP = 1.5, 0.15
COLUMN_GAP = 0.15
AXIS_HEIGHT = 0.45
STRIP_GAP = 0.05
STRIPS_GAP = 0.12
BOTTOM = 0.2


class Walk(NamedTuple):
    """One way of walking: its name, curves by measure and by model, and the images of examples.

    `curves[measure][model]`: an estimate at each t. `examples`: for each pair that is shown the
    images of the walk, uint8 (n_ts, height, width), by model.
    """

    name: str
    curves: Mapping[str, Mapping[str, Estimate]]
    examples: Sequence[Mapping[str, np.ndarray]]


def walks(
    ts: np.ndarray,
    columns: Sequence[Walk],
    ceilings: Mapping[str, float],
    lines: Mapping[str, Line],
    title: str,
) -> Drawing:
    """Show the curves of each way over t in a column, and below them images at the same t.

    `ceilings`: what real images get, by measure; a line marks it. All columns have the same
    measures and the same models.
    """
    measures = list(columns[0].curves)
    names = list(columns[0].examples[0])
    name_width = max(names_width(names, MOST_NAME_WIDTH), 0.75)
    column_width = (WIDTH - 2 * MARGIN - name_width) / len(columns) - COLUMN_GAP
    # A tile is as wide as one step of t, so that images stand below their place on the curves.
    step = (ts[-1] - ts[0]) / (len(ts) - 1)
    some = columns[0].examples[0][names[0]]
    strip_height = column_width * some.shape[1] / (len(ts) * some.shape[2]) + STRIP_GAP
    panels_top = TOP + COLUMN_TITLE_HEIGHT
    strips_top = panels_top + len(measures) * (PANEL_HEIGHT + PANEL_GAP) + AXIS_HEIGHT
    n_examples = len(columns[0].examples)
    examples_height = n_examples * (len(names) * strip_height + STRIPS_GAP)

    def draw(figure: Figure | SubFigure) -> None:
        for number, column in enumerate(columns):
            left = MARGIN + name_width + number * (column_width + COLUMN_GAP)
            add_words(figure, left, TOP, column.name, column_width, COLUMN_TITLE_HEIGHT, size=11)
            for row, measure in enumerate(measures):
                top = panels_top + row * (PANEL_HEIGHT + PANEL_GAP)
                label = f"{column.name}, {measure}"
                axes = add_axes(figure, label, left, column_width, PANEL_HEIGHT, top=top)
                draw_estimates(axes, ts, column.curves[measure], lines, linewidth=1.5)
                if measure in ceilings:
                    axes.axhline(ceilings[measure], **_dotted())
                for end in (0, 1):
                    axes.axvline(end, color=QUIET_COLOR, linewidth=0.6)
                axes.set_xlim(ts[0] - step / 2, ts[-1] + step / 2)
                axes.set_xticks([t for t in np.arange(-1, 3, 0.5) if ts[0] < t < ts[-1] + step])
                draw_share_axis(axes)
                is_lowest = row == len(measures) - 1
                axes.tick_params(labelbottom=is_lowest, labelleft=number == 0)
                if is_lowest:
                    axes.set_xlabel("t: 0 the first image, 1 the second")
                if number == 0:
                    axes.set_ylabel(measure.replace(", ", "\n"), fontsize=9)
            top = strips_top
            for examples in column.examples:
                for name in names:
                    if number == 0:
                        box = {"width": name_width - 0.08, "height": strip_height}
                        add_words(figure, MARGIN, top, name, **box, align="right")
                    label = f"{column.name}, {name}"
                    show_images(figure, label, examples[name], left, column_width, top=top)
                    top += strip_height
                top += STRIPS_GAP

    return page(strips_top + examples_height + BOTTOM, title, lines, draw)


def _dotted() -> dict:
    return {"color": QUIET_COLOR, "linestyle": (0, (2, 3)), "linewidth": 1}
