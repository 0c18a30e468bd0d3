"""What all figures share: their style, their titles, and how they are saved."""

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import NamedTuple

import matplotlib.style
import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure, SubFigure
from matplotlib.legend import Legend
from PIL import Image

from latent.figures.text import FONT, shortened
from latent.tiles.palette import INK, OFF_WHITE, QUIET, to_hex
from latent.tools.files import replacing

DPI = 120


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


def legend_of(axes: Axes, handles: Sequence[Artist], names: Sequence[str], **options) -> Legend:
    """Draw a legend with names of any letters, the long ones cut, and return it."""
    legend = axes.legend(handles, ["."] * len(names), **options)
    # Set here because a legend leaves out handles whose names begin with an underscore.
    for text, name in zip(legend.get_texts(), names, strict=True):
        text.set_text(shortened(name))
    return legend
