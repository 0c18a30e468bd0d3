"""Principal components: as images, and what they explain and leave out."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure, SubFigure
from matplotlib.ticker import FuncFormatter, LogLocator, NullLocator, PercentFormatter

from latent.figures.style import INK_COLOR, QUIET_COLOR, house_style
from latent.figures.text import add_title, size_in_inches
from latent.tiles.palette import OFF_WHITE, TOO_HIGH, TOO_LOW, class_colors, to_hex

EXPLAINED_SIZE = (10.0, 8.0)  # inches
LEAST_ERROR = 1e-3  # of that of the mean image: lower ones are of no use to anyone
PCA_COLOR = "#0f62ac"
MARKERS = "osD^vP*X"
COMPONENT_COLUMNS = 12
DIVERGING = LinearSegmentedColormap.from_list(
    "low to high", [to_hex(color) for color in (TOO_LOW, OFF_WHITE, TOO_HIGH)]
)

# All in inches.
MARGIN = 0.2
TITLE_HEIGHT = 0.6
CELL, NAME_HEIGHT, GAP = 0.85, 0.22, 0.1
SCALE_WIDTH = 1.15
LEFT, RIGHT, BOTTOM = 0.95, 0.3, 0.65


class ModelPoint(NamedTuple):
    """A trained autoencoder: its kind, the size of its code, its test error, and its layers."""

    kind: str
    code_size: int
    error: float
    layers: str


def components_size(n_components: int) -> tuple[float, float]:
    """Return the width and height in inches of a figure of so many components."""
    n_rows = -(-n_components // COMPONENT_COLUMNS)
    width = 2 * MARGIN + COMPONENT_COLUMNS * (CELL + GAP) + SCALE_WIDTH
    return width, TITLE_HEIGHT + 2 * MARGIN + n_rows * (CELL + NAME_HEIGHT + GAP)


def components(
    figure: Figure | SubFigure, images: np.ndarray, shares: np.ndarray, title: str
) -> Figure | SubFigure:
    """Show components as images in one diverging scale, each with its share of the variance.

    `images`: float (n, 28, 28), at least one, in order of variance; `shares`: (n,) in [0, 1].
    The figure's size is what `components_size` says.
    """
    most = float(np.abs(images).max()) or 1.0
    with house_style(figure):
        width, height = size_in_inches(figure)
        add_title(figure, title, MARGIN, MARGIN / 2, width - 2 * MARGIN, TITLE_HEIGHT)
        for k, (image, share) in enumerate(zip(images, shares, strict=True)):
            row, column = divmod(k, COMPONENT_COLUMNS)
            left = MARGIN + column * (CELL + GAP)
            top = TITLE_HEIGHT + MARGIN + row * (CELL + NAME_HEIGHT + GAP)
            axes = figure.add_axes(
                (
                    left / width,
                    1 - (top + NAME_HEIGHT + CELL) / height,
                    CELL / width,
                    CELL / height,
                ),
                label=f"component {k + 1}",
            )
            shown = axes.imshow(image, cmap=DIVERGING, vmin=-most, vmax=most)
            axes.set(xticks=[], yticks=[])
            axes.spines[:].set(visible=True, linewidth=0.5)
            axes.set_title(f"{k + 1}: {_percent(share)}", fontsize=9, pad=3)
        scale_height = min(height - TITLE_HEIGHT - 2 * MARGIN - NAME_HEIGHT, 3.0)
        scale = figure.add_axes(
            (
                (width - SCALE_WIDTH + 0.15) / width,
                1 - (TITLE_HEIGHT + MARGIN + NAME_HEIGHT + scale_height) / height,
                0.15 / width,
                scale_height / height,
            ),
            label="scale",
        )
        bar = figure.colorbar(shown, cax=scale)
        bar.set_label("weight of a pixel", fontsize=9)
        bar.ax.tick_params(labelsize=8)
        bar.outline.set_visible(False)
    return figure


def explained_and_errors(
    figure: Figure | SubFigure,
    explained: np.ndarray,
    errors: np.ndarray,
    dims: Sequence[int],
    title: str,
    models: Sequence[ModelPoint] = (),
) -> Figure | SubFigure:
    """Draw the variance that k components explain and the test error they leave, against k.

    `explained`, `errors`: (n + 1,) for 0 to n components; those of `dims` are marked and named.
    `models` are drawn as points at the size of their codes.
    """
    number = np.arange(1, len(errors))
    with house_style(figure):
        width, height = size_in_inches(figure)
        add_title(figure, title, LEFT, 0.15, width - LEFT - RIGHT, TITLE_HEIGHT)
        grid = figure.add_gridspec(
            2,
            1,
            height_ratios=(1, 2),
            left=LEFT / width,
            right=1 - RIGHT / width,
            bottom=BOTTOM / height,
            top=1 - (0.25 + TITLE_HEIGHT) / height,
            hspace=0.1,
        )
        shares = figure.add_subplot(grid[0], label="explained variance")
        losses = figure.add_subplot(grid[1], label="test error", sharex=shares)
        shares.plot(number, explained[1:], color=PCA_COLOR)
        shares.plot(dims, explained[list(dims)], "o", color=PCA_COLOR, markersize=4)
        shares.set_ylim(0, 1.03)
        shares.yaxis.set_major_formatter(PercentFormatter(1, decimals=0))
        shares.set_ylabel("variance explained")
        shares.tick_params(labelbottom=False)

        can_be_drawn = errors[1:] > errors[0] * LEAST_ERROR
        losses.plot(number[can_be_drawn], errors[1:][can_be_drawn], color=PCA_COLOR, label="PCA")
        shown = [k for k in dims if can_be_drawn[k - 1]]
        losses.plot(shown, errors[shown], "o", color=PCA_COLOR, markersize=4)
        for k in shown:
            losses.annotate(
                f"{errors[k]:.5f}",
                (k, errors[k]),
                (4, 4),
                textcoords="offset points",
                ha="left",
                va="bottom",
                fontsize=8,
                color=QUIET_COLOR,
            )
        _draw_models(losses, models)
        losses.set(xscale="log", yscale="log", ylabel="test MSE per pixel")
        losses.set_xlabel("components, or numbers in a code")
        ticks = sorted({*dims, *(model.code_size for model in models)})
        shares.set_xticks(_far_apart(ticks))
        losses.yaxis.set_major_locator(LogLocator(subs=(1, 2, 5)))
        for axis in (losses.xaxis, losses.yaxis):
            axis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}"))
            axis.set_minor_locator(NullLocator())
        losses.margins(x=0.06)
        for axes in (shares, losses):
            axes.grid(alpha=0.25, which="major")
    return figure


def _draw_models(axes: Axes, models: Sequence[ModelPoint]) -> None:
    """Draw a point for each model, kinds told apart by colour and marker, and name them."""
    handles, names = axes.get_legend_handles_labels()
    colors = class_colors(len(models) + 1)[1:]
    for model, color, k in zip(models, colors, range(len(models)), strict=True):
        (point,) = axes.plot(
            [model.code_size],
            [model.error],
            MARKERS[k % len(MARKERS)],
            color=to_hex(color),
            markeredgecolor=INK_COLOR,
            markeredgewidth=0.6,
            markersize=9,
            linestyle="none",
        )
        handles.append(point)
        names.append(f"{model.kind} {model.layers}: {model.error:.5f}")
    if models:
        axes.legend(handles, names, loc="lower left", fontsize=9)


def _far_apart(ticks: Sequence[int]) -> list[int]:
    """Leave out what would stand too near to the tick before it on a logarithmic axis."""
    kept = []
    for tick in ticks:
        if not kept or tick >= 1.25 * kept[-1]:
            kept.append(tick)
    return kept


def _percent(share: float) -> str:
    return f"{share:.1%}" if share >= 0.001 else f"{share:.2%}"
