"""What all figures share: their colours, their lettering, their legends, and how they are saved."""

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext

import matplotlib.style
import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure, SubFigure
from matplotlib.legend import Legend
from matplotlib.lines import Line2D

from latent.figures.text import FONT, shortened
from latent.tiles.classes import Classes
from latent.tiles.palette import INK, OFF_WHITE, QUIET, to_hex
from latent.tools.files import replacing

DPI = 120
PAGE_WIDTH = 40 / 3  # inches: 1600 pixels as saved
GROUND_COLOR = to_hex(OFF_WHITE)
INK_COLOR = to_hex(INK)
QUIET_COLOR = to_hex(QUIET)
MAIN_COLOR = "#0f62ac"  # of the curve or the bars that matter most
STYLE = {
    "font.family": FONT,
    "font.size": 10,
    "text.color": INK_COLOR,
    "text.parse_math": False,  # a class or a folder can be named "$"
    "axes.edgecolor": QUIET_COLOR,
    "axes.facecolor": GROUND_COLOR,
    "axes.labelcolor": INK_COLOR,
    "axes.spines.right": False,
    "axes.spines.top": False,
    "axes.titlesize": 10,
    "figure.facecolor": GROUND_COLOR,
    "legend.frameon": False,
    "xtick.color": QUIET_COLOR,
    "xtick.labelcolor": INK_COLOR,
    "ytick.color": QUIET_COLOR,
    "ytick.labelcolor": INK_COLOR,
}
_is_ours: list[bool] = []  # not empty while matplotlib draws in our style
MARKER_WIDTH = 0.4  # inches, of a legend's marker and the gaps around it


@contextmanager
def _our_style() -> Iterator[None]:
    _is_ours.append(True)
    try:
        with matplotlib.style.context(["default", STYLE]):
            yield
    finally:
        _is_ours.clear()


@contextmanager
def house_style(figure: Figure | SubFigure | None = None) -> Iterator[None]:
    """Draw in our style inside the block, whatever the user's matplotlibrc says.

    `figure`, if given, may have been made outside the block: its ground and layout become ours.
    Within another block it takes no time, so that whoever draws very much can open one around it.
    """
    with nullcontext() if _is_ours else _our_style():
        if figure is not None:
            figure.set_facecolor(GROUND_COLOR)
        if isinstance(figure, Figure):
            figure.set_layout_engine("none")
        yield


def new_figure(width: float, height: float, dpi: float = DPI) -> Figure:
    """Return an empty figure of `width` by `height` inches that belongs to no window."""
    with house_style():
        figure = Figure(figsize=(width, height), dpi=dpi)
        FigureCanvasAgg(figure)
    return figure


def save_figure(figure: Figure, path: str | os.PathLike) -> None:
    """Write the figure as PNG at its own resolution, whole or not at all.

    The same figure gives the same bytes. Raises UserError if the file cannot be written.
    """
    with house_style(), replacing(path) as part:
        # Without this the file would name matplotlib's version, and change with it.
        figure.savefig(part, format="png", dpi="figure", metadata={"Software": None})


def ink_scale(is_color: bool) -> dict:
    """Return how `imshow` shows images in bytes: grey ones as dark ink, colour ones as they are."""
    return {} if is_color else {"cmap": "gray_r", "vmin": 0, "vmax": 255}


def ground_of(is_color: bool) -> int:
    """Return the value that is white in images in bytes, as `ink_scale` shows them."""
    return 255 if is_color else 0


def on_white(image: np.ndarray) -> np.ndarray:
    """Return an image uint8 (h, w[, 3]) as (h, w, 3): a grey one as dark ink on white."""
    return image if image.ndim == 3 else np.repeat(255 - image[..., None], 3, axis=-1)


def frame(axes: Axes, linewidth: float = 0.8, **options) -> None:
    """Draw a line all around the axes, in place of ticks."""
    axes.set(xticks=[], yticks=[])
    axes.spines[:].set(visible=True, linewidth=linewidth, **options)


def draw_tick_lines(axes: Axes) -> None:
    """Draw a quiet line behind the curves at every tick of the y axis."""
    axes.grid(axis="y", color=QUIET_COLOR, alpha=0.25, linewidth=0.6)


def legend_of(
    axes: Axes, handles: Sequence[Artist], names: Sequence[str], most_rows: int, **options
) -> Legend:
    """Draw a legend with names of any letters, the long ones cut, and return it.

    It has as many columns as names need that stand at most `most_rows` below each other.
    """
    n_columns = legend_columns(names, most_rows)
    legend = axes.legend(handles, ["."] * len(names), ncols=n_columns, **options)
    # Set here because a legend leaves out handles whose names begin with an underscore.
    for text, name in zip(legend.get_texts(), names, strict=True):
        text.set_text(shortened(name))
    return legend


def legend_of_classes(
    axes: Axes, classes: Classes, most_rows: int, anchor: tuple[float, float], **options
) -> Legend:
    """Draw a legend of dots in the classes' colours, its upper left corner at `anchor`."""
    return legend_of(
        axes,
        [Line2D([], [], linestyle="", marker="o", color=to_hex(color)) for color in classes.colors],
        classes.names,
        most_rows,
        loc="upper left",
        bbox_to_anchor=anchor,
        handletextpad=0.2,
        columnspacing=0.8,
        **options,
    )


def legend_columns(names: Sequence[str], most_rows: int) -> int:
    """Return in how many columns names stand, at most `most_rows` in each."""
    return -(-len(names) // most_rows)


def legend_width(names: Sequence[str], most_rows: int, inches_of: Callable[[str], float]) -> float:
    """Return the width in inches that a legend of dots needs; `inches_of` measures a name."""
    widest = max(inches_of(shortened(name)) for name in names)
    return legend_columns(names, most_rows) * (MARKER_WIDTH + widest)
