"""Measures of several models side by side, a panel of bars for each."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure, SubFigure

from latent.codes.estimates import Estimate
from latent.figures.answers.page import (
    MARGIN,
    TOP_WITHOUT_LEGEND,
    WIDTH,
    Line,
    add_axes,
    add_words,
    names_width,
    page,
)
from latent.figures.drawing import Drawing
from latent.figures.style import INK_COLOR

PANELS_PER_ROW = 4
MOST_NAME_WIDTH = 3.0
BAR_HEIGHT = 0.27
PANEL_TITLE_HEIGHT, PANEL_GAP = 0.45, 0.25
VALUE_SHARE = 0.34  # of a panel's width, for the value after the longest bar
VALUE_SIZE = 8.5


class BarPanel(NamedTuple):
    """One measure: its name, how its numbers are written, and its numbers by the models' names.

    A number is a float or an `Estimate`; models that have none are left out. `least`: how large
    the end of the axis is at least. Where numbers can be above 0, one below it has no bar; where
    all are below, a bar is as long as its number is far from 0.
    """

    label: str
    form: str
    values: Mapping[str, float | Estimate]
    least: float = 0.0


def bar_panels(panels: Sequence[BarPanel], lines: Mapping[str, Line], title: str) -> Drawing:
    """Show each measure in a panel, with a bar for each of the names in `lines`."""
    names = list(lines)
    n_rows = -(-len(panels) // PANELS_PER_ROW)
    panel_height = PANEL_TITLE_HEIGHT + len(names) * BAR_HEIGHT + PANEL_GAP
    top = TOP_WITHOUT_LEGEND
    height = top + n_rows * panel_height

    def draw(figure: Figure | SubFigure) -> None:
        name_width = names_width(names, MOST_NAME_WIDTH)
        room = WIDTH - 2 * MARGIN - name_width
        panel_width = room / PANELS_PER_ROW
        for number, panel in enumerate(panels):
            row, column = divmod(number, PANELS_PER_ROW)
            panel_top = top + row * panel_height
            left = MARGIN + name_width + column * panel_width
            width = panel_width - PANEL_GAP
            bars_top = panel_top + PANEL_TITLE_HEIGHT
            if column == 0:
                for k, name in enumerate(names):
                    place = bars_top + k * BAR_HEIGHT
                    box = {"width": name_width - 0.08, "height": BAR_HEIGHT}
                    add_words(figure, MARGIN, place, name, **box, align="right")
            add_words(figure, left, panel_top, panel.label, width, PANEL_TITLE_HEIGHT, size=10)
            axes = add_axes(figure, panel.label, left, width, len(names) * BAR_HEIGHT, top=bars_top)
            _draw_bars(axes, panel, lines)

    return page(height, title, {}, draw)


def _draw_bars(axes: Axes, panel: BarPanel, lines: Mapping[str, Line]) -> None:
    shown = {name: value for name, value in panel.values.items() if name in lines}
    middles = {name: _middle(value) for name, value in shown.items()}
    finite = [value for value in middles.values() if np.isfinite(value)]
    sign = 1 if panel.least > 0 or max(finite, default=0) > 0 else -1
    longest = max([panel.least, *(sign * value for value in finite)])
    axes.set_xlim(0, (longest or 1) * (1 + VALUE_SHARE / (1 - VALUE_SHARE)))
    axes.set_ylim(len(lines) - 0.5, -0.5)
    for place, (name, line) in enumerate(lines.items()):
        if name not in shown or not np.isfinite(middles[name]):
            continue
        is_solid = line.style == "-"
        length = max(sign * middles[name], 0)
        axes.barh(
            place,
            length,
            height=0.7,
            color=line.color if is_solid else "none",
            edgecolor=line.color,
            linestyle="-" if is_solid else "--",
        )
        value = shown[name]
        if isinstance(value, Estimate):
            axes.plot([value.low, value.high], [place, place], color=INK_COLOR, linewidth=1.2)
            length = max(length, value.high)
        axes.annotate(
            panel.form.format(middles[name]).replace("-", "−"),
            (length, place),
            (3, 0),
            textcoords="offset points",
            va="center_baseline",
            fontsize=VALUE_SIZE,
        )
    axes.set(xticks=[], yticks=[])
    axes.spines["bottom"].set_visible(False)


def _middle(value: float | Estimate) -> float:
    return float(value.value if isinstance(value, Estimate) else value)
