"""Groups of test images along the range of their error, above a histogram of that error."""

import math
from collections.abc import Sequence

import matplotlib
import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import ListedColormap, Normalize
from matplotlib.ticker import FuncFormatter, MaxNLocator

from latent.codes.measures import ErrorGroup
from latent.data.gray_levels import to_bytes
from latent.figures.drawing import HEADER, TITLE_TOP, Drawing, Page
from latent.figures.style import PAGE_WIDTH, QUIET_COLOR, frame, ground_of, ink_scale
from latent.figures.text import fitting_text
from latent.tiles.mosaic import mosaic
from latent.tiles.palette import TOO_HIGH, TOO_LOW, to_hex

N_COLUMNS, N_ROWS = 3, 13  # of images in a panel, as many as its shape is made for
PANEL_COLORS = "viridis"
LEAST_DIFFERENCE = 0.1
BRIGHTNESS = np.array([0.299, 0.587, 0.114])  # of red, green and blue: ITU-R BT.601
BRIGHTNESS_NOTE = "; red and blue are differences of brightness, errors means over all channels"
FAINT = 0.3  # darkness of a black pixel of the original under its differences

# All in inches.
GROUPS_SIZE = (PAGE_WIDTH, 10.25)  # 1600 x 1230 pixels as saved
LEFT, RIGHT, BOTTOM = 0.85, 0.2, 0.6
PANEL_TITLE_HEIGHT = 0.5
HISTOGRAM_HEIGHT, HISTOGRAM_GAP = 1.6, 0.3
SCALE_WIDTH, SCALE_HEIGHT = 3.2, 0.13
# Images as wide as 28 pixels are then drawn twice as large at GROUPS_SIZE.
PANEL_GAP = 14 / 172  # of a panel's width


def reconstructions(
    reconstructed: np.ndarray,
    errors: np.ndarray,
    groups: Sequence[ErrorGroup],
    error_name: str,
    title: str,
) -> Drawing:
    """Show groups of reconstructed images from low to high error, above the error's histogram.

    `reconstructed`: (n, h, w[, 3]) in [0, 1], values outside are shown as the nearest inside;
    `errors` (n,) are their errors, called `error_name` on the axis, and `groups` comes from
    `latent.codes.measures.error_groups`. Each group has a panel, framed in the colour in which the
    histogram shows its range of errors.
    """
    is_color = reconstructed.ndim == 4

    def draw(page: Page) -> None:
        page.title(title, LEFT, RIGHT)
        for panel, group in _draw_panels(page, errors, groups, error_name):
            levels = to_bytes(reconstructed[group.indices])
            _show(panel, levels, ground_of(is_color), **ink_scale(is_color))

    return Drawing(GROUPS_SIZE, draw)


def differences(
    images: np.ndarray,
    reconstructed: np.ndarray,
    errors: np.ndarray,
    groups: Sequence[ErrorGroup],
    error_name: str,
    title: str,
) -> Drawing:
    """Show where reconstructions are too high (red) and too low (blue), above the histogram.

    `images`: uint8 (n, h, w[, 3]), the originals, faint under the differences; the rest as for
    `reconstructions`. Of colour images the difference is that of the brightness.
    """

    def draw(page: Page) -> None:
        note = BRIGHTNESS_NOTE if images.ndim == 4 else ""
        page.title(f"{title}{note}", LEFT, RIGHT + SCALE_WIDTH + 0.5)
        for panel, group in _draw_panels(page, errors, groups, error_name):
            pictures = difference_images(images[group.indices], reconstructed[group.indices])
            _show(panel, pictures, ground=255)
        _draw_difference_scale(page)

    return Drawing(GROUPS_SIZE, draw)


def difference_images(images: np.ndarray, reconstructed: np.ndarray) -> np.ndarray:
    """Colour the pixels that a reconstruction has at least 10 % too high or too low.

    `images`: uint8 (n, h, w[, 3]); `reconstructed`: the same shape, in [0, 1]. Returns uint8
    (n, h, w, 3): the original in faint grey on white, over it red where the reconstruction is too
    high and blue where too low, stronger for larger differences; in colour, of the brightness.
    """
    original, other = images / 255.0, np.clip(reconstructed, 0, 1)
    if images.ndim == 4:
        original, other = original @ BRIGHTNESS, other @ BRIGHTNESS
        return _over(255 * (1 - FAINT * (1 - original)), other - original)
    return _over(255 * (1 - FAINT * original), other - original)


def _over(ground: np.ndarray, difference: np.ndarray) -> np.ndarray:
    """Lay the colours of differences in [-1, 1] over greys from 0 to 255 of the same shape."""
    # Rounding can make a difference of exactly 10 % a little smaller.
    shown = np.abs(difference) >= LEAST_DIFFERENCE - 1e-6
    strength = np.where(shown, 0.25 + 0.75 * np.abs(difference), 0)[..., None]
    colors = np.where(difference[..., None] > 0, TOO_HIGH, TOO_LOW)  # (..., 3)
    return np.rint(ground[..., None] * (1 - strength) + colors * strength).astype(np.uint8)


def _show(panel: Axes, images: np.ndarray, ground: int, **colors) -> None:
    """Show images row by row as large as fits, sharp if a pixel has room for two by two."""
    shape = images.shape[2] / images.shape[1]  # an image's width for a height of 1
    n_columns = min(
        range(1, N_COLUMNS + 1),
        key=lambda n: max(n * shape / N_COLUMNS, math.ceil(len(images) / n) / N_ROWS),
    )
    picture = mosaic(images, n_columns, fill=ground)
    room = panel.get_window_extent()
    scale = min(room.width / picture.shape[1], room.height / picture.shape[0])
    panel.imshow(picture, interpolation="nearest" if scale > 1.99 else "auto", **colors)


def _draw_panels(
    page: Page, errors: np.ndarray, groups: Sequence[ErrorGroup], error_name: str
) -> list[tuple[Axes, ErrorGroup]]:
    """Draw the histogram and the panels' frames; return the panels, still empty, by group."""
    colors = matplotlib.colormaps[PANEL_COLORS](np.linspace(0, 0.95, len(groups)))
    top = page.height - BOTTOM - HISTOGRAM_HEIGHT
    sides = {"left": LEFT, "right": RIGHT}
    histogram = page.axes_within("histogram of errors", top=top, bottom=BOTTOM, **sides)
    _draw_histogram(histogram, errors, groups, colors, error_name)
    grid = page.grid(
        1,
        len(groups),
        left=LEFT,
        right=RIGHT,
        top=HEADER + PANEL_TITLE_HEIGHT,
        bottom=BOTTOM + HISTOGRAM_HEIGHT + HISTOGRAM_GAP,
        wspace=PANEL_GAP,
    )
    panels = []
    for k, (group, color) in enumerate(zip(groups, colors, strict=True)):
        panel = page.figure.add_subplot(grid[k], label=f"error group {k + 1}", anchor="N")
        panel_width = panel.get_position().width * page.width
        words, size = fitting_text(_group_title(group), panel_width, PANEL_TITLE_HEIGHT, 10)
        panel.set_title(words, fontsize=size)
        frame(panel, color=color, linewidth=3)
        panels.append((panel, group))
    return panels


def _draw_histogram(
    axes: Axes,
    errors: np.ndarray,
    groups: Sequence[ErrorGroup],
    colors: np.ndarray,
    error_name: str,
) -> None:
    low, high = float(np.min(errors)), float(np.max(errors))
    if high - low < 1e-6 * high or high == 0:
        # Bars need some width even if all errors are alike.
        half = 0.05 * high or 1e-3
        low, high = low - half, high + half
    n_bars = int(np.clip(len(errors) // 20, 10, 100))
    axes.hist(errors, bins=n_bars, range=(low, high), color="#b9b7b0")
    for group, color in zip(groups, colors, strict=True):
        # The edge keeps a band visible whose images have almost the same error.
        axes.axvspan(
            group.low, group.high, facecolor=(*color[:3], 0.45), edgecolor=color, linewidth=1.5
        )
    margin = 0.01 * (high - low)
    axes.set_xlim(low - margin, high + margin)
    axes.set_xlabel(error_name)
    axes.set_ylabel("number of images")
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:.4g}"))
    axes.yaxis.set_major_locator(MaxNLocator(4, integer=True))


def _draw_difference_scale(page: Page) -> None:
    left, top = page.width - RIGHT - SCALE_WIDTH, TITLE_TOP + 0.25
    axes = page.axes("scale of differences", left, SCALE_WIDTH, SCALE_HEIGHT, top=top)
    steps = np.linspace(-1, 1, 401)
    shades = _over(np.full(steps.shape, 255), steps) / 255
    bar = page.figure.colorbar(
        matplotlib.cm.ScalarMappable(Normalize(-1, 1), ListedColormap(shades)),
        cax=axes,
        orientation="horizontal",
        ticks=[-1, -LEAST_DIFFERENCE, LEAST_DIFFERENCE, 1],
    )
    bar.outline.set(color=QUIET_COLOR, linewidth=0.5)
    ends = zip(
        axes.set_xticklabels(["−1", "−0.1", "0.1", "1"], fontsize=9),
        ("left", "right", "left", "right"),
        strict=True,
    )
    for tick_label, side in ends:
        tick_label.set_horizontalalignment(side)
    axes.set_title("reconstructed pixel", fontsize=10)
    axes.set_title("too low", fontsize=10, loc="left", color=to_hex(TOO_LOW))
    axes.set_title("too high", fontsize=10, loc="right", color=to_hex(TOO_HIGH))


def _group_title(group: ErrorGroup) -> str:
    count = len(group.indices)
    if group.quantile == 0:
        place = f"lowest {count}"
    elif group.quantile == 1:
        place = f"highest {count}"
    else:
        place = f"quantile {group.quantile:.2f}"
    return f"{place}\n{_range_words(group.low, group.high)}"


def _range_words(low: float, high: float) -> str:
    """Write a range with as many digits as tell its ends apart.

    >>> _range_words(0.00312, 0.00314)
    '0.00312 – 0.00314'
    >>> _range_words(0.25, 0.25)
    '0.250'
    """
    for n_digits in range(3, 6):
        ends = [f"{end:#.{n_digits}g}" for end in (low, high)]
        if ends[0] != ends[1]:
            return " – ".join(ends)
    return f"{low:#.3g}"
