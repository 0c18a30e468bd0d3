"""Histograms of every unit of a code, on a page for any number of units."""

import math
from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure, SubFigure
from matplotlib.ticker import MaxNLocator, NullLocator

from latent.figures.style import INK_COLOR, QUIET_COLOR, house_style
from latent.figures.text import add_title, size_in_inches

PAGE_WIDTH = 40 / 3  # inches: 1600 pixels as saved
MOST_PANELS = 128
UNITS_PER_STRIP = 256
SHADES = "gray_r"
BAR_COLOR = "#0f62ac"

# All in inches.
LEFT, RIGHT, BOTTOM = 0.75, 0.3, 0.7
TITLE_TOP, TITLE_HEIGHT = 0.15, 0.6
PANEL_TITLE = 0.2
PANEL_GAP = 0.12
STRIP_HEIGHT, STRIP_GAP = 1.0, 0.3
BITS_HEIGHT, BITS_GAP = 6.4, 0.95


def unit_histograms_size(n_units: int) -> tuple[float, float]:
    """Return the width and height in inches of `unit_histograms` for so many units."""
    header = TITLE_TOP + TITLE_HEIGHT + BOTTOM
    if n_units > MOST_PANELS:
        n_strips = -(-n_units // UNITS_PER_STRIP)
        return PAGE_WIDTH, header + n_strips * (STRIP_HEIGHT + STRIP_GAP)
    n_rows = -(-n_units // _panel_columns(n_units))
    return PAGE_WIDTH, header + n_rows * (_panel_height(n_units) + PANEL_TITLE + PANEL_GAP)


def unit_histograms(
    figure: Figure | SubFigure, shares: np.ndarray, edges: np.ndarray, title: str
) -> Figure | SubFigure:
    """Draw the histogram of every code unit over the same range of values.

    `shares`: float (n_units, n_bins), the share of the images in each bin; `edges` (n_bins + 1,).
    Up to 128 units have a panel each; more are columns of strips, the darker the more images have
    such a value.
    """
    with house_style(figure):
        width, _ = size_in_inches(figure)
        add_title(figure, title, LEFT, TITLE_TOP, width - LEFT - RIGHT, TITLE_HEIGHT)
        if len(shares) > MOST_PANELS:
            _draw_strips(figure, shares, edges)
        else:
            _draw_panels(figure, shares, edges)
    return figure


def bit_histograms_size() -> tuple[float, float]:
    """Return the width and height in inches of `bit_histograms`."""
    return PAGE_WIDTH, TITLE_TOP + TITLE_HEIGHT + 0.3 + BITS_HEIGHT + BOTTOM


def bit_histograms(
    figure: Figure | SubFigure, frequency: np.ndarray, title: str
) -> Figure | SubFigure:
    """Draw how often each bit of a code is on.

    `frequency`: float (n_bits,), the share of the images in which it is. Every bit is a cell of a
    grid, in the order of the code; beside it the same shares sorted, and how many bits there are
    of each size of share.
    """
    with house_style(figure):
        width, height = size_in_inches(figure)
        add_title(figure, title, LEFT, TITLE_TOP, width - LEFT - RIGHT, TITLE_HEIGHT)
        bits_height = height - TITLE_TOP - TITLE_HEIGHT - 0.3 - BOTTOM
        grid = figure.add_axes(
            (LEFT / width, BOTTOM / height, bits_height / width, bits_height / height),
            label="every bit",
        )
        _draw_grid(figure, grid, frequency)
        left = LEFT + bits_height + 1.0 + BITS_GAP
        half = (bits_height - BITS_GAP) / 2
        box = ((width - left - RIGHT) / width, half / height)
        ranked = figure.add_axes(
            (left / width, (BOTTOM + half + BITS_GAP) / height, *box), label="sorted"
        )
        levels = figure.add_axes((left / width, BOTTOM / height, *box), label="levels")
        _draw_ranked(ranked, frequency)
        _draw_levels(levels, frequency)
    return figure


def _panel_columns(n_units: int) -> int:
    return min(n_units, 16 if n_units > 64 else 8 if n_units > 4 else 4)


def _panel_height(n_units: int) -> float:
    panel_width = (PAGE_WIDTH - LEFT - RIGHT) / _panel_columns(n_units) - PANEL_GAP
    return min(0.75 * panel_width, 3.5)


def _draw_panels(figure: Figure | SubFigure, shares: np.ndarray, edges: np.ndarray) -> None:
    width, height = size_in_inches(figure)
    n_units, n_columns = len(shares), _panel_columns(len(shares))
    panel_width = (width - LEFT - RIGHT) / n_columns - PANEL_GAP
    panel_height = _panel_height(n_units)
    for k, unit_shares in enumerate(shares):
        row, column = divmod(k, n_columns)
        left = LEFT + column * (panel_width + PANEL_GAP)
        top = TITLE_TOP + TITLE_HEIGHT + row * (panel_height + PANEL_TITLE + PANEL_GAP)
        top += PANEL_TITLE
        axes = figure.add_axes(
            (
                left / width,
                1 - (top + panel_height) / height,
                panel_width / width,
                panel_height / height,
            ),
            label=f"unit {k + 1}",
        )
        axes.stairs(unit_shares, edges, fill=True, color=BAR_COLOR)
        axes.set_xlim(edges[0], edges[-1])
        # Each by its own peak: a unit that is always the same would flatten all others.
        axes.set_ylim(0, 1.05 * unit_shares.max())
        axes.set_yticks([])
        axes.set_title(f"{k + 1}: {_percent(unit_shares.max())}", fontsize=8, pad=2)
        n_ticks = 4 if n_columns <= 8 else 2
        axes.xaxis.set_major_locator(MaxNLocator(n_ticks, prune="both", steps=[1, 2, 5, 10]))
        axes.tick_params(labelsize=8, length=2, labelbottom=k + n_columns >= n_units)
    figure.text(
        0.5,
        0.2 / height,
        f"value of the code unit, from {edges[0]:.3g} to {edges[-1]:.3g}; above, its number and "
        "the share of the images at its peak",
        horizontalalignment="center",
    )
    figure.text(
        LEFT / 2 / width,
        (BOTTOM + height - TITLE_TOP - TITLE_HEIGHT) / 2 / height,
        "share of the images, up to its peak",
        rotation=90,
        verticalalignment="center",
    )


def _percent(share: float) -> str:
    return f"{100 * share:.2g} %" if share < 0.995 else "100 %"


def _draw_strips(figure: Figure | SubFigure, shares: np.ndarray, edges: np.ndarray) -> None:
    width, height = size_in_inches(figure)
    for k, start in enumerate(range(0, len(shares), UNITS_PER_STRIP)):
        part = shares[start : start + UNITS_PER_STRIP]
        top = TITLE_TOP + TITLE_HEIGHT + k * (STRIP_HEIGHT + STRIP_GAP)
        strip_width = (width - LEFT - RIGHT) * len(part) / UNITS_PER_STRIP
        axes = figure.add_axes(
            (
                LEFT / width,
                1 - (top + STRIP_HEIGHT) / height,
                strip_width / width,
                STRIP_HEIGHT / height,
            ),
            label=f"units {start + 1} to {start + len(part)}",
        )
        # Each unit by its own peak, and the root, so that what is rare is seen too.
        peaks = np.maximum(part.max(axis=1, keepdims=True), 1e-12)
        axes.imshow(
            np.sqrt(part / peaks).T,
            cmap=SHADES,
            vmin=0,
            vmax=1,
            origin="lower",
            aspect="auto",
            interpolation="nearest",
            extent=(start + 0.5, start + len(part) + 0.5, edges[0], edges[-1]),
        )
        axes.set_xticks(range(start + 1, start + len(part) + 1, 32))
        axes.yaxis.set_major_locator(MaxNLocator(3))
        axes.tick_params(labelsize=8, length=2)
        axes.spines[:].set(visible=True, linewidth=0.6)
    figure.text(
        0.5,
        0.2 / height,
        "code unit; upwards its values, the darker the more images have such a value",
        horizontalalignment="center",
    )
    figure.text(
        0.14 / width, 0.5, "value of the code unit", rotation=90, verticalalignment="center"
    )


def _draw_grid(figure: Figure | SubFigure, axes: Axes, frequency: np.ndarray) -> None:
    side = math.ceil(math.sqrt(len(frequency)))
    cells = np.full(side * side, np.nan)
    # Shares from 0.01 % to all on a scale of tenths; never is white, as cells beyond the last bit.
    cells[: len(frequency)] = np.log10(np.maximum(frequency, 1e-4))
    cells[: len(frequency)][frequency == 0] = np.nan
    image = axes.imshow(
        cells.reshape(side, side),
        cmap="viridis_r",
        vmin=-4,
        vmax=0,
        interpolation="nearest",
        extent=(0, side, side, 0),
        aspect="auto",
    )
    axes.set_facecolor("white")
    axes.spines[:].set(visible=True, color=QUIET_COLOR, linewidth=0.8)
    axes.set_xlabel(f"bit, {side} in a row")
    step = max(1, side // 8)
    rows = np.arange(0, side, step)
    axes.set_yticks(rows + 0.5, [f"{row * side + 1:,}" for row in rows], fontsize=8)
    axes.set_xticks([])
    axes.set_title("every bit: share of the images in which it is on; white: never", loc="left")
    width, _ = size_in_inches(figure)
    box = axes.get_position()
    place = (box.x1 + 0.12 / width, box.y0, 0.14 / width, box.height)
    scale = figure.add_axes(place, label="scale of shares")
    bar = figure.colorbar(image, cax=scale, ticks=range(-4, 1))
    bar.ax.set_yticklabels(["0.01 %", "0.1 %", "1 %", "10 %", "100 %"], fontsize=8)
    bar.outline.set_visible(False)


def _draw_ranked(axes: Axes, frequency: np.ndarray) -> None:
    ranked = np.sort(frequency)[::-1]
    shown = np.maximum(ranked, 1e-5)
    axes.plot(np.arange(1, len(ranked) + 1), shown, color=BAR_COLOR, drawstyle="steps-mid")
    axes.set_yscale("log")
    axes.set_ylim(5e-6, 2)
    ticks = [1e-5, 1e-4, 1e-3, 1e-2, 1e-1, 1]
    axes.set_yticks(ticks, ["never", "0.01 %", "0.1 %", "1 %", "10 %", "100 %"], fontsize=8)
    axes.yaxis.set_minor_locator(NullLocator())
    axes.set_xlabel("bits, the most used first")
    axes.set_title("share of the images in which a bit is on", loc="left")
    axes.grid(axis="y", color=QUIET_COLOR, alpha=0.25, linewidth=0.6)


def _draw_levels(axes: Axes, frequency: np.ndarray) -> None:
    names, counts = bit_levels(frequency)
    bars = axes.bar(range(len(names)), counts, color=BAR_COLOR)
    axes.bar_label(bars, [f"{count:,}" for count in counts], fontsize=9, color=INK_COLOR)
    axes.set_xticks(range(len(names)), names, fontsize=8)
    axes.set_xlabel("share of the images in which a bit is on")
    axes.set_ylabel("number of bits")
    axes.set_ylim(0, 1.12 * max(counts))


def bit_levels(frequency: np.ndarray) -> tuple[Sequence[str], list[int]]:
    """Count the bits (n_bits,) that are on never, rarely, … always; returns names and counts.

    >>> bit_levels(np.array([0.0, 0.0005, 0.05, 0.5, 1.0]))[1]
    [1, 1, 0, 1, 1, 1]
    """
    names = ("never", "to 0.1 %", "to 1 %", "to 10 %", "above 10 %", "always")
    places = np.searchsorted([1e-3, 1e-2, 1e-1, 1], frequency, side="right") + 1
    places[frequency == 0] = 0
    places[frequency == 1] = len(names) - 1
    return names, np.bincount(places, minlength=len(names)).tolist()
