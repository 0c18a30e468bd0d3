"""What figures of answers share: lines by name, axes placed in inches, images as ink."""

from collections.abc import Callable, Mapping
from typing import NamedTuple

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure, SubFigure
from matplotlib.lines import Line2D

from latent.codes.estimates import Estimate
from latent.figures.drawing import Drawing, Page
from latent.figures.style import QUIET_COLOR
from latent.figures.text import fitting_text, shortened, text_inches
from latent.tiles.palette import INK, OFF_WHITE

WIDTH = 40 / 3  # inches: 1600 pixels as saved
MARGIN = 0.25
TITLE_TOP, TITLE_HEIGHT = 0.15, 0.5
LEGEND_TOP, LEGEND_HEIGHT = 0.75, 0.3
TOP = LEGEND_TOP + LEGEND_HEIGHT + 0.1  # where what is below title and legend begins
TOP_WITHOUT_LEGEND = TITLE_TOP + TITLE_HEIGHT + 0.1
NAME_SIZE = 9  # points
BAND_ALPHA = 0.15


class Line(NamedTuple):
    """How a model, or what it is compared with, is drawn: a colour and a style of line."""

    color: str
    style: object = "-"


def page(height: float, title: str, lines: Mapping[str, Line], draw: Callable) -> Drawing:
    """Return a drawing of full width with a title and a legend; `draw(figure)` adds the rest."""

    def draw_all(page: Page) -> None:
        page.title(title, MARGIN, MARGIN, top=TITLE_TOP, height=TITLE_HEIGHT)
        if lines:
            _add_legend(page, lines)
        draw(page.figure)

    return Drawing((WIDTH, height), draw_all)


def add_axes(
    figure: Figure | SubFigure,
    label: str,
    left: float,
    width: float,
    height: float,
    *,
    top: float,
    **options,
) -> Axes:
    """Add axes of a size, `top` below the figure's top; all lengths are in inches."""
    return Page(figure).axes(label, left, width, height, top=top, **options)


def add_words(
    figure: Figure | SubFigure,
    left: float,
    top: float,
    words: str,
    width: float,
    height: float,
    *,
    align: str = "left",
    size: float = NAME_SIZE,
) -> None:
    """Write words into a box, as large as fits, in the middle of its height."""
    page = Page(figure)
    wrapped, size = fitting_text(words, width, height, size)
    x = left + {"left": 0, "center": width / 2, "right": width}[align]
    page.text(
        x,
        page.height - top - height / 2,
        wrapped,
        fontsize=size,
        horizontalalignment=align,
        verticalalignment="center" if "\n" in wrapped else "center_baseline",
        linespacing=1.1,
    )


def show_images(
    figure: Figure | SubFigure,
    label: str,
    images: np.ndarray,
    left: float,
    width: float,
    *,
    top: float,
    gap: int = 0,
) -> float:
    """Show images uint8 (n, h, w[, 3]) in a row of `width` inches; returns its height.

    `gap`: pixels of an image between two of them.
    """
    return show_picture(figure, label, ink_strip(images, gap), left, width, top=top)


def show_picture(
    figure: Figure | SubFigure,
    label: str,
    picture: np.ndarray,
    left: float,
    width: float,
    *,
    top: float,
) -> float:
    """Show a picture uint8 (height, width, 3) of `width` inches; returns its height in inches."""
    height = width * picture.shape[0] / picture.shape[1]
    axes = add_axes(figure, label, left, width, height, top=top)
    axes.imshow(picture, interpolation="auto", aspect="auto")
    axes.set_axis_off()
    return height


def ink_strip(images: np.ndarray, gap: int = 0) -> np.ndarray:
    """Set images uint8 (n, h, w[, 3]) side by side, grey ones as ink, uint8 (h, …, 3)."""
    n, height, width = images.shape[:3]
    if images.ndim == 4:
        picture = np.full((height, n * width + (n - 1) * gap, 3), OFF_WHITE, np.uint8)
        for k, image in enumerate(images):
            picture[:, k * (width + gap) :][:, :width] = image
        return picture
    strip = np.zeros((height, n * width + (n - 1) * gap), np.float32)
    for k, image in enumerate(images):
        left = k * (width + gap)
        strip[:, left : left + width] = image / np.float32(255)
    mixed = strip[..., None] * np.array(INK) + (1 - strip[..., None]) * np.array(OFF_WHITE)
    return np.rint(mixed).astype(np.uint8)


def draw_estimates(
    axes: Axes, x: np.ndarray, curves: Mapping[str, Estimate], lines: Mapping[str, Line], **style
) -> None:
    """Draw curves over `x` with their intervals as bands."""
    for name, estimate in curves.items():
        line = lines[name]
        axes.plot(x, estimate.value, color=line.color, linestyle=line.style, label=name, **style)
        axes.fill_between(
            x, estimate.low, estimate.high, color=line.color, alpha=BAND_ALPHA, linewidth=0
        )


def draw_share_axis(axes: Axes) -> None:
    """Make the y axis one of shares from 0 to 1."""
    axes.set_ylim(0, 1.02)
    axes.set_yticks([0, 0.25, 0.5, 0.75, 1])
    axes.grid(axis="y", color=QUIET_COLOR, alpha=0.25, linewidth=0.6)


def names_width(names: list[str], most: float, size: float = NAME_SIZE) -> float:
    """Return how wide a column of names is in inches, at most `most`, with a gap after them."""
    return min(max(text_inches(name, size) for name in names) + 0.1, most)


def _add_legend(page: Page, lines: Mapping[str, Line]) -> None:
    width, height = page.width, page.height
    handles = [
        Line2D([], [], color=line.color, linestyle=line.style, linewidth=2)
        for line in lines.values()
    ]
    names = [shortened(name, 44) for name in lines]
    size = NAME_SIZE
    while sum(text_inches(name, size) + 0.65 for name in names) > width - MARGIN and size > 5:
        size -= 0.5
    page.figure.legend(
        handles,
        names,
        loc="center left",
        bbox_to_anchor=(MARGIN / width - 0.004, 1 - (LEGEND_TOP + LEGEND_HEIGHT / 2) / height),
        ncols=len(names),
        fontsize=size,
        borderpad=0,
        columnspacing=1.6,
        handlelength=2.4,
    )
