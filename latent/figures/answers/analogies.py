"""Analogies of typefaces: how far off each way to complete them is, and what comes out."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure, SubFigure

from latent.codes.estimates import Estimate
from latent.figures.answers.page import (
    MARGIN,
    TOP,
    WIDTH,
    Line,
    add_axes,
    add_words,
    names_width,
    page,
    show_images,
)
from latent.figures.drawing import Drawing
from latent.figures.style import QUIET_COLOR

COLUMN_TITLE_HEIGHT, COLUMN_GAP = 0.3, 0.25
WAY_HEIGHT, AXIS_HEIGHT = 0.34, 0.65
NAMES_GAP, ROW_GAP = 0.3, 0.04
MOST_NAME_WIDTH = 3.0
BOTTOM = 0.2


class AnalogyPanel(NamedTuple):
    """One style: its name, errors by model and way, and images uint8 (n, …) by way."""

    name: str
    errors: Mapping[str, Mapping[str, Estimate]]
    images: Mapping[str, np.ndarray]


def analogies(
    panels: Sequence[AnalogyPanel],
    shown: str,
    lines: Mapping[str, Line],
    title: str,
    what: str = "glyph",
) -> Drawing:
    """Show each style in a column: above the error of each way, below some glyphs.

    `shown`: the model whose images they are. `what`: what was drawn, a glyph or an alphabet.
    """
    ways = list(next(iter(panels[0].errors.values())))
    rows = list(panels[0].images)
    name_width = names_width([*ways, *rows], MOST_NAME_WIDTH)
    column_width = (WIDTH - 2 * MARGIN - name_width) / len(panels) - COLUMN_GAP
    some = panels[0].images[rows[0]]
    row_height = column_width * some.shape[1] / (len(some) * some.shape[2]) + ROW_GAP
    panel_top = TOP + COLUMN_TITLE_HEIGHT
    panel_height = len(ways) * WAY_HEIGHT
    rows_top = panel_top + panel_height + AXIS_HEIGHT + NAMES_GAP

    def draw(figure: Figure | SubFigure) -> None:
        box = {"width": name_width - 0.1, "align": "right"}
        for k, way in enumerate(ways):
            add_words(figure, MARGIN, panel_top + k * WAY_HEIGHT, way, height=WAY_HEIGHT, **box)
        for k, row in enumerate(rows):
            add_words(figure, MARGIN, rows_top + k * row_height, row, height=row_height, **box)
        for number, panel in enumerate(panels):
            left = MARGIN + name_width + number * (column_width + COLUMN_GAP)
            add_words(figure, left, TOP, panel.name, column_width, COLUMN_TITLE_HEIGHT, size=11)
            axes = add_axes(figure, panel.name, left, column_width, panel_height, top=panel_top)
            _draw_errors(axes, panel.errors, ways, lines)
            axes.set_xlabel(f"mean squared difference from the true {what}")
            words = f"{what}s by {shown}"
            add_words(figure, left, rows_top - NAMES_GAP, words, column_width, NAMES_GAP)
            for k, row in enumerate(rows):
                images = panel.images[row]
                width = column_width * len(images) / len(some)
                top = rows_top + k * row_height
                show_images(figure, f"{panel.name}, {row}", images, left, width, top=top)

    return page(rows_top + len(rows) * row_height + BOTTOM, title, lines, draw)


def _draw_errors(
    axes: Axes,
    errors: Mapping[str, Mapping[str, Estimate]],
    ways: Sequence[str],
    lines: Mapping[str, Line],
) -> None:
    offsets = np.linspace(-0.28, 0.28, len(errors)) if len(errors) > 1 else [0.0]
    for offset, (name, by_way) in zip(offsets, errors.items(), strict=True):
        color, is_solid = lines[name].color, lines[name].style == "-"
        for k, way in enumerate(ways):
            estimate = by_way[way]
            axes.plot([estimate.low, estimate.high], [k + offset] * 2, color=color, linewidth=1.2)
            ground = color if is_solid else axes.get_facecolor()
            axes.plot(
                [estimate.value],
                [k + offset],
                "o",
                color=color,
                markerfacecolor=ground,
                markersize=4.5,
            )
    axes.set_xlim(left=0)
    axes.set_ylim(len(ways) - 0.5, -0.5)
    axes.set_yticks([])
    axes.hlines(np.arange(1, len(ways)) - 0.5, *axes.get_xlim(), color=QUIET_COLOR, linewidth=0.3)
    axes.grid(axis="x", color=QUIET_COLOR, alpha=0.25, linewidth=0.6)
