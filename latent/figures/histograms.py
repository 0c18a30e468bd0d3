"""Histograms of every unit of a code, on a page for any number of units."""

import math
from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator, NullLocator

from latent.figures.drawing import HEADER, Drawing, Page
from latent.figures.style import INK_COLOR, MAIN_COLOR, PAGE_WIDTH, draw_tick_lines

MOST_PANELS = 128
UNITS_PER_STRIP = 256
SHADES = "gray_r"

# All in inches.
LEFT, RIGHT, BOTTOM = 0.75, 0.3, 0.7
PANEL_TITLE = 0.2
PANEL_GAP = 0.12
STRIP_HEIGHT, STRIP_GAP = 1.0, 0.3
BITS_HEIGHT, BITS_GAP = 6.4, 0.95


def unit_histograms(shares: np.ndarray, edges: np.ndarray, title: str) -> Drawing:
    """Show the histogram of every code unit over the same range of values.

    `shares`: float (n_units, n_bins), the share of the images in each bin; `edges` (n_bins + 1,).
    Up to 128 units have a panel each; more are columns of strips, darker for more images.
    """
    n_units = len(shares)
    if n_units > MOST_PANELS:
        rows_height = -(-n_units // UNITS_PER_STRIP) * (STRIP_HEIGHT + STRIP_GAP)
        draw_units = _draw_strips
    else:
        n_rows = -(-n_units // _panel_columns(n_units))
        rows_height = n_rows * (_panel_height(n_units) + PANEL_TITLE + PANEL_GAP)
        draw_units = _draw_panels

    def draw(page: Page) -> None:
        page.title(title, LEFT, RIGHT)
        draw_units(page, shares, edges)

    return Drawing((PAGE_WIDTH, HEADER + BOTTOM + rows_height), draw)


def bit_histograms(frequency: np.ndarray, title: str) -> Drawing:
    """Show how often each bit of a code is on.

    `frequency`: float (n_bits,), the share of the images in which it is. Every bit is a cell of a
    grid, in the order of the code; beside it the same shares sorted, and how many bits there are
    of each size of share.
    """

    def draw(page: Page) -> None:
        page.title(title, LEFT, RIGHT)
        side = page.height - HEADER - 0.3 - BOTTOM
        _draw_grid(page, page.axes("every bit", LEFT, side, side, bottom=BOTTOM), frequency)
        left = LEFT + side + 1.0 + BITS_GAP
        width, half = page.width - left - RIGHT, (side - BITS_GAP) / 2
        ranked = page.axes("sorted", left, width, half, bottom=BOTTOM + half + BITS_GAP)
        levels = page.axes("levels", left, width, half, bottom=BOTTOM)
        _draw_ranked(ranked, frequency)
        _draw_levels(levels, frequency)

    return Drawing((PAGE_WIDTH, HEADER + 0.3 + BITS_HEIGHT + BOTTOM), draw)


def _panel_columns(n_units: int) -> int:
    return min(n_units, 16 if n_units > 64 else 8 if n_units > 4 else 4)


def _panel_height(n_units: int) -> float:
    panel_width = (PAGE_WIDTH - LEFT - RIGHT) / _panel_columns(n_units) - PANEL_GAP
    return min(0.75 * panel_width, 3.5)


def _draw_panels(page: Page, shares: np.ndarray, edges: np.ndarray) -> None:
    n_units, n_columns = len(shares), _panel_columns(len(shares))
    width = (page.width - LEFT - RIGHT) / n_columns - PANEL_GAP
    height = _panel_height(n_units)
    for k, unit_shares in enumerate(shares):
        row, column = divmod(k, n_columns)
        left = LEFT + column * (width + PANEL_GAP)
        top = HEADER + row * (height + PANEL_TITLE + PANEL_GAP) + PANEL_TITLE
        axes = page.axes(f"unit {k}", left, width, height, top=top)
        axes.stairs(unit_shares, edges, fill=True, color=MAIN_COLOR)
        axes.set_xlim(edges[0], edges[-1])
        # Up to each unit's own peak: that of a unit that never varies would flatten all others.
        axes.set_ylim(0, 1.05 * unit_shares.max())
        axes.set_yticks([])
        axes.set_title(f"{k}: {_percent(unit_shares.max())}", fontsize=8, pad=2)
        n_ticks = 4 if n_columns <= 8 else 2
        axes.xaxis.set_major_locator(MaxNLocator(n_ticks, prune="both", steps=[1, 2, 5, 10]))
        axes.tick_params(labelsize=8, length=2, labelbottom=k + n_columns >= n_units)
    below = (
        f"value of the code unit, from {edges[0]:.3g} to {edges[-1]:.3g}; above, its number and "
        "the share of the images at its peak"
    )
    middle = (BOTTOM + page.height - HEADER) / 2
    _name_axes(page, below, "share of the images, up to its peak", LEFT / 2, middle)


def _percent(share: float) -> str:
    return f"{100 * share:.2g} %" if share < 0.995 else "100 %"


def _draw_strips(page: Page, shares: np.ndarray, edges: np.ndarray) -> None:
    for k, start in enumerate(range(0, len(shares), UNITS_PER_STRIP)):
        part = shares[start : start + UNITS_PER_STRIP]
        width = (page.width - LEFT - RIGHT) * len(part) / UNITS_PER_STRIP
        top = HEADER + k * (STRIP_HEIGHT + STRIP_GAP)
        label = f"units {start} to {start + len(part) - 1}"
        axes = page.axes(label, LEFT, width, STRIP_HEIGHT, top=top)
        # Divided by the unit's own peak, and the root taken, so that rare values are seen too.
        peaks = np.maximum(part.max(axis=1, keepdims=True), 1e-12)
        axes.imshow(
            np.sqrt(part / peaks).T,
            cmap=SHADES,
            vmin=0,
            vmax=1,
            origin="lower",
            aspect="auto",
            interpolation="nearest",
            extent=(start - 0.5, start + len(part) - 0.5, edges[0], edges[-1]),
        )
        axes.set_xticks(range(start, start + len(part), 32))
        axes.yaxis.set_major_locator(MaxNLocator(3))
        axes.tick_params(labelsize=8, length=2)
        axes.spines[:].set(visible=True, linewidth=0.6)
    below = "code unit; upwards its values, the darker the more images have such a value"
    _name_axes(page, below, "value of the code unit", 0.14, page.height / 2)


def _name_axes(page: Page, below: str, beside: str, left: float, middle: float) -> None:
    """Say what the axes of all panels are, in words below them and in words beside them."""
    page.text(page.width / 2, 0.2, below, horizontalalignment="center")
    page.text(left, middle, beside, rotation=90, verticalalignment="center")


def _draw_grid(page: Page, axes: Axes, frequency: np.ndarray) -> None:
    side = math.ceil(math.sqrt(len(frequency)))
    cells = np.full(side * side, np.nan)
    # A logarithmic scale from 0.01 %; bits that are never on are white, like cells after the last.
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
    axes.spines[:].set(visible=True, linewidth=0.8)
    axes.set_xlabel(f"bits from 0, {side} in a row")
    step = max(1, side // 8)
    rows = np.arange(0, side, step)
    axes.set_yticks(rows + 0.5, [f"{row * side:,}" for row in rows], fontsize=8)
    axes.set_xticks([])
    axes.set_title("every bit: share of the images in which it is on; white: never", loc="left")
    box = axes.get_position()
    place = (box.x1 + 0.12 / page.width, box.y0, 0.14 / page.width, box.height)
    scale = page.figure.add_axes(place, label="scale of shares")
    bar = page.figure.colorbar(image, cax=scale, ticks=range(-4, 1))
    bar.ax.set_yticklabels(["0.01 %", "0.1 %", "1 %", "10 %", "100 %"], fontsize=8)
    bar.outline.set_visible(False)


def _draw_ranked(axes: Axes, frequency: np.ndarray) -> None:
    ranked = np.sort(frequency)[::-1]
    shown = np.maximum(ranked, 1e-5)
    axes.plot(np.arange(1, len(ranked) + 1), shown, color=MAIN_COLOR, drawstyle="steps-mid")
    axes.set_yscale("log")
    axes.set_ylim(5e-6, 2)
    ticks = [1e-5, 1e-4, 1e-3, 1e-2, 1e-1, 1]
    axes.set_yticks(ticks, ["never", "0.01 %", "0.1 %", "1 %", "10 %", "100 %"], fontsize=8)
    axes.yaxis.set_minor_locator(NullLocator())
    axes.set_xlabel("bits, the most used first")
    axes.set_title("share of the images in which a bit is on", loc="left")
    draw_tick_lines(axes)


def _draw_levels(axes: Axes, frequency: np.ndarray) -> None:
    names, counts = bit_levels(frequency)
    bars = axes.bar(range(len(names)), counts, color=MAIN_COLOR)
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
