"""Principal components: as images, and what they explain and leave out."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.image import AxesImage
from matplotlib.ticker import FuncFormatter, LogLocator, NullLocator, PercentFormatter

from latent.figures.drawing import TITLE_HEIGHT, Drawing, Page
from latent.figures.style import INK_COLOR, MAIN_COLOR, QUIET_COLOR, frame
from latent.tiles.palette import OFF_WHITE, TOO_HIGH, TOO_LOW, class_colors, to_hex

LEAST_ERROR = 1e-3  # of that of the mean image: lower ones are of no use to anyone
MARKERS = "osD^vP*X"
COMPONENT_COLUMNS = 12
SCALE_WORDS = "weight of a pixel"
DIVERGING = LinearSegmentedColormap.from_list(
    "low to high", [to_hex(color) for color in (TOO_LOW, OFF_WHITE, TOO_HIGH)]
)

# All in inches.
EXPLAINED_SIZE = (10.0, 8.0)
MARGIN = 0.2
CELL, NAME_HEIGHT, GAP = 0.85, 0.22, 0.1
SCALE_WIDTH, SCALE_BAR, COLOR_SCALE_BARS = 1.15, 0.15, 0.33
LEFT, RIGHT, BOTTOM = 0.95, 0.3, 0.65


class ModelPoint(NamedTuple):
    """A trained autoencoder: its kind, the size of its code, its test error, and its layers."""

    kind: str
    code_size: int
    error: float
    layers: str


def components(images: np.ndarray, shares: np.ndarray, title: str) -> Drawing:
    """Show components as images in one diverging scale, each with its share of the variance.

    `images`: float (n, h, w[, 3]), at least one, in order of variance; `shares`: (n,), 0 to 1.
    """
    most = float(np.abs(images).max()) or 1.0

    def draw(page: Page) -> None:
        page.title(title, MARGIN, MARGIN, top=MARGIN / 2)
        for k, (image, share) in enumerate(zip(images, shares, strict=True)):
            row, column = divmod(k, COMPONENT_COLUMNS)
            left = MARGIN + column * (CELL + GAP)
            top = TITLE_HEIGHT + MARGIN + row * (CELL + NAME_HEIGHT + GAP) + NAME_HEIGHT
            axes = page.axes(f"component {k + 1}", left, CELL, CELL, top=top)
            # A component of colour images has three channels: grey is where it changes nothing.
            image = image if image.ndim == 2 else 0.5 + image / (2 * most)
            shown = axes.imshow(image, cmap=DIVERGING, vmin=-most, vmax=most)
            frame(axes, linewidth=0.5)
            axes.set_title(f"{k + 1}: {_percent(share)}", fontsize=9, pad=3)
        if images.ndim == 3:
            _draw_scale(page, shown)
        else:
            _draw_color_scales(page, most)

    n_rows = -(-len(images) // COMPONENT_COLUMNS)
    width = 2 * MARGIN + COMPONENT_COLUMNS * (CELL + GAP) + SCALE_WIDTH
    height = TITLE_HEIGHT + 2 * MARGIN + n_rows * (CELL + NAME_HEIGHT + GAP)
    return Drawing((width, height), draw)


def explained_and_errors(
    explained: np.ndarray,
    errors: np.ndarray,
    dims: Sequence[int],
    models: Sequence[ModelPoint],
    title: str,
) -> Drawing:
    """Show the variance that k components explain and the test error they leave, against k.

    `explained`, `errors`: (n + 1,) for 0 to n components; those of `dims` are marked and named.
    `models` are drawn as points at the size of their codes.
    """

    def draw(page: Page) -> None:
        page.title(title, LEFT, RIGHT)
        margins = {"left": LEFT, "right": RIGHT, "top": 0.25 + TITLE_HEIGHT, "bottom": BOTTOM}
        grid = page.grid(2, 1, height_ratios=(1, 2), hspace=0.1, **margins)
        shares = page.figure.add_subplot(grid[0], label="explained variance")
        losses = page.figure.add_subplot(grid[1], label="test error", sharex=shares)
        _draw_explained(shares, explained, dims)
        _draw_errors(losses, errors, dims)
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

    return Drawing(EXPLAINED_SIZE, draw)


def _draw_scale(page: Page, image: AxesImage) -> None:
    bar = page.figure.colorbar(image, cax=_scale_axes(page, SCALE_BAR))
    bar.set_label(SCALE_WORDS, fontsize=9)
    bar.ax.tick_params(labelsize=8)
    bar.outline.set_visible(False)


def _draw_color_scales(page: Page, most: float) -> None:
    """Show what a weight from -most to most in one channel, and none in the others, looks like."""
    bars = np.full((256, 3, 3), 0.5)
    for channel in range(3):
        bars[:, channel, channel] = np.linspace(0, 1, len(bars))
    axes = _scale_axes(page, COLOR_SCALE_BARS)
    axes.imshow(
        bars,
        extent=(-0.5, 2.5, -most, most),
        origin="lower",
        aspect="auto",
        interpolation="nearest",
    )
    axes.set_xticks(range(3), list("RGB"), fontsize=8)
    axes.yaxis.tick_right()
    axes.yaxis.set_label_position("right")
    axes.set_ylabel(SCALE_WORDS, fontsize=9)
    axes.tick_params(axis="y", labelsize=8)
    axes.tick_params(axis="x", length=0)
    axes.spines[:].set_visible(False)


def _scale_axes(page: Page, width: float) -> Axes:
    height = min(page.height - TITLE_HEIGHT - 2 * MARGIN - NAME_HEIGHT, 3.0)
    left, top = page.width - SCALE_WIDTH + 0.15, TITLE_HEIGHT + MARGIN + NAME_HEIGHT
    return page.axes("scale", left, width, height, top=top)


def _draw_explained(axes: Axes, explained: np.ndarray, dims: Sequence[int]) -> None:
    axes.plot(np.arange(1, len(explained)), explained[1:], color=MAIN_COLOR)
    axes.plot(dims, explained[list(dims)], "o", color=MAIN_COLOR, markersize=4)
    axes.set_ylim(0, 1.03)
    axes.yaxis.set_major_formatter(PercentFormatter(1, decimals=0))
    axes.set_ylabel("variance explained")
    axes.tick_params(labelbottom=False)


def _draw_errors(axes: Axes, errors: np.ndarray, dims: Sequence[int]) -> None:
    number = np.arange(1, len(errors))
    can_be_drawn = errors[1:] > errors[0] * LEAST_ERROR
    axes.plot(number[can_be_drawn], errors[1:][can_be_drawn], color=MAIN_COLOR, label="PCA")
    shown = [k for k in dims if can_be_drawn[k - 1]]
    axes.plot(shown, errors[shown], "o", color=MAIN_COLOR, markersize=4)
    for k in shown:
        axes.annotate(
            f"{errors[k]:.5f}",
            (k, errors[k]),
            (4, 4),
            textcoords="offset points",
            ha="left",
            va="bottom",
            fontsize=8,
            color=QUIET_COLOR,
        )


def _draw_models(axes: Axes, models: Sequence[ModelPoint]) -> None:
    """Draw a point for each model, kinds told apart by colour and marker, and name them."""
    handles, names = axes.get_legend_handles_labels()
    colors = class_colors(len(models) + 1)[1:]
    for k, (model, color) in enumerate(zip(models, colors, strict=True)):
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
