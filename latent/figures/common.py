"""What all figures share: their style, their titles, and how they are saved."""

import os
import textwrap
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from typing import NamedTuple

import matplotlib.style
import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure, SubFigure
from matplotlib.font_manager import FontProperties
from matplotlib.legend import Legend
from matplotlib.textpath import TextToPath
from PIL import Image

from latent.files import replacing
from latent.palette import INK, OFF_WHITE, QUIET, to_hex

DPI = 120
POINTS_PER_INCH = 72
TITLE_SIZE = 14  # points
SMALLEST_SIZE = 8
LINE_HEIGHT = 1.4  # of the letters' size
# Letters on a coarse pixel grid come out up to 3 % wider than their outlines.
SAFE_SHARE = 0.97
WIDEST_LETTER = 1.0  # of the letters' size
MOST_LETTERS = 28  # of a class's name in a legend
FONT = "DejaVu Sans"  # comes with matplotlib, so figures are alike on every computer


GROUND_COLOR = to_hex(OFF_WHITE)
INK_COLOR = to_hex(INK)
QUIET_COLOR = to_hex(QUIET)
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


class Drawing(NamedTuple):
    """A figure still to be drawn: its size in inches and what draws it."""

    size: tuple[float, float]
    draw: Callable[[Figure], object]


class Animation(NamedTuple):
    """Figures still to be drawn, all of one size, and how many seconds each of them is shown."""

    frames: Sequence[Drawing]
    seconds: Sequence[float]


@contextmanager
def house_style(figure: Figure | SubFigure | None = None) -> Iterator[None]:
    """Draw in our style inside the block, whatever the user's matplotlibrc says.

    `figure`, if given, may have been made outside the block: its ground and layout become ours.
    """
    with matplotlib.style.context(["default", STYLE]):
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
        # By itself the file would name the version of matplotlib, and change with it.
        figure.savefig(part, format="png", dpi="figure", metadata={"Software": None})


def save_animation(animation: Animation, path: str | os.PathLike) -> None:
    """Write the frames as a GIF that begins again at its end, whole or not at all.

    Frames become shades of grey on our ground; the same frames give the same bytes. Raises
    UserError if the file cannot be written.
    """
    palette = np.linspace((0, 0, 0), (255, 255, 255), 255).round().astype(int).ravel().tolist()
    palette += OFF_WHITE
    pictures = []
    for frame in animation.frames:
        figure = new_figure(*frame.size)
        frame.draw(figure)
        picture = Image.fromarray(_shades_of(figure))
        picture.putpalette(palette)
        pictures.append(picture)
    with replacing(path) as part:
        pictures[0].save(
            part,
            format="GIF",
            save_all=True,
            append_images=pictures[1:],
            duration=[round(1000 * seconds) for seconds in animation.seconds],
            loop=0,
            optimize=False,
        )


def _shades_of(figure: Figure) -> np.ndarray:
    """Draw a figure; returns the places of its pixels' greens among 255 shades, 255 the ground."""
    with house_style():
        figure.canvas.draw()
    pixels = np.asarray(figure.canvas.buffer_rgba())[..., :3]
    shades = np.rint(pixels[..., 1] / 255 * 254).astype(np.uint8)
    return np.where((pixels == OFF_WHITE).all(axis=-1), np.uint8(255), shades)


def size_in_inches(figure: Figure | SubFigure) -> tuple[float, float]:
    """Return the width and the height of a figure, or of the part of one, in inches."""
    return figure.bbox.width / figure.dpi, figure.bbox.height / figure.dpi


def add_title(
    figure: Figure | SubFigure, text: str, left: float, top: float, width: float, height: float
) -> None:
    """Write the figure's title into a box, on several lines or smaller if it is long.

    `left` and `top` are the box's distances from the figure's left and top edges, in inches like
    `width` and `height`.
    """
    wrapped, size = fitting_text(text, width, height)
    figure_width, figure_height = size_in_inches(figure)
    figure.suptitle(
        wrapped,
        x=left / figure_width,
        y=1 - (top + height / 2) / figure_height,
        horizontalalignment="left",
        verticalalignment="center",
        fontsize=size,
    )


def fitting_text(
    text: str, width: float, height: float, largest: float = TITLE_SIZE
) -> tuple[str, float]:
    """Return `text` broken into lines, and a letter size in points, that fit a box.

    `width` and `height` are in inches. The letters are as large as can be, at most `largest`
    points; below SMALLEST_SIZE they go only for a text that no other size fits.

    >>> fitting_text("two words", width=5, height=1)
    ('two words', 14.0)
    """
    for size in np.arange(largest, SMALLEST_SIZE / 2 - 0.5, -0.5):
        lines = wrapped_lines(text, width, size)
        if len(lines) * size * LINE_HEIGHT / POINTS_PER_INCH <= height:
            break
    return "\n".join(lines), float(size)


def wrapped_lines(text: str, width: float, size: float) -> list[str]:
    """Break `text` into lines of at most `width` inches at a letter size of `size` points.

    The lines of a paragraph are about equally long, so that no single word is left over.
    """
    limit = SAFE_SHARE * width * POINTS_PER_INCH / size
    return [line for paragraph in text.splitlines() for line in _wrapped(paragraph, limit)]


def _wrapped(paragraph: str, limit: float) -> list[str]:
    lines, most_letters = [paragraph], len(paragraph)
    while most_letters > 1 and (widest := max(map(text_width, lines))) > limit:
        share = limit / widest if len(lines) == 1 else 1
        most_letters = max(1, min(most_letters - 1, int(most_letters * share * 1.1)))
        lines = textwrap.wrap(paragraph, most_letters)
    while len(lines) > 1 and most_letters > 1:
        most_letters -= 1
        narrower = textwrap.wrap(paragraph, most_letters)
        if len(narrower) > len(lines):
            break
        if max(map(text_width, narrower)) <= limit:
            lines = narrower
    return lines


def legend_of(axes: Axes, handles: Sequence[Artist], names: Sequence[str], **options) -> Legend:
    """Draw a legend with names of any letters, the long ones cut, and return it."""
    legend = axes.legend(handles, ["."] * len(names), **options)
    # Set here because a legend leaves out handles whose names begin with an underscore.
    for text, name in zip(legend.get_texts(), names, strict=True):
        text.set_text(shortened(name))
    return legend


def shortened(name: str) -> str:
    """Return the name of a class as legends show it, at most 28 letters.

    >>> shortened("T-shirt/top")
    'T-shirt/top'
    """
    return name if len(name) <= MOST_LETTERS else f"{name[: MOST_LETTERS - 1]}…"


def text_inches(text: str, size: float) -> float:
    """Return how wide a line of text comes out at most, in inches, at `size` points."""
    return text_width(text) * size / POINTS_PER_INCH / SAFE_SHARE


@lru_cache(maxsize=4096)
def fitting_size(line: str, room: float, largest: float) -> float:
    """Return the size, at most `largest`, in which a line fits a width; all are in points."""
    room *= SAFE_SHARE
    if len(line) * largest * WIDEST_LETTER <= room:  # measuring takes a while
        return largest
    return min(largest, room / text_width(line))


def text_width(line: str) -> float:
    """Return the width of a line in units of its letter size."""
    font = FontProperties(family=FONT, size=1)
    return TextToPath().get_text_width_height_descent(line, font, ismath=False)[0]
