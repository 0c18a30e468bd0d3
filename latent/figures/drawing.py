"""A figure still to be drawn, and the page that it is drawn on."""

import os
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure, SubFigure
from matplotlib.gridspec import GridSpec
from matplotlib.text import Text
from PIL import Image

from latent.figures.style import DPI, house_style, new_figure, save_figure
from latent.figures.text import fitting_text
from latent.tiles.palette import OFF_WHITE
from latent.tools.files import replacing

TITLE_TOP, TITLE_HEIGHT = 0.15, 0.6  # inches
HEADER = TITLE_TOP + TITLE_HEIGHT


class Page:
    """A figure that is being drawn, or a part of one, with all lengths in inches.

    `left`, `right`, `top` and `bottom` are distances from that edge of the page.
    """

    def __init__(self, figure: Figure | SubFigure):
        self.figure = figure
        self.width = figure.bbox.width / figure.dpi
        self.height = figure.bbox.height / figure.dpi

    def title(
        self,
        text: str,
        left: float,
        right: float,
        top: float = TITLE_TOP,
        height: float = TITLE_HEIGHT,
    ) -> None:
        """Write the figure's title into a box, on several lines or smaller if it is long."""
        words, size = fitting_text(text, self.width - left - right, height)
        self.figure.suptitle(
            words,
            x=left / self.width,
            y=1 - (top + height / 2) / self.height,
            horizontalalignment="left",
            verticalalignment="center",
            fontsize=size,
        )

    def text(self, left: float, bottom: float, words: str, **style) -> Text:
        """Write words at a point, by default from there to the right."""
        return self.figure.text(left / self.width, bottom / self.height, words, **style)

    def axes(
        self,
        label: str,
        left: float,
        width: float,
        height: float,
        *,
        top: float = 0,
        bottom: float | None = None,
        **options,
    ) -> Axes:
        """Add axes of this size, `top` below the page's top or `bottom` above its bottom."""
        from_below = 1 - (top + height) / self.height if bottom is None else bottom / self.height
        box = (left / self.width, from_below, width / self.width, height / self.height)
        return self.figure.add_axes(box, label=label, **options)

    def axes_within(
        self, label: str, *, left: float, right: float, top: float, bottom: float
    ) -> Axes:
        """Add axes that fill the page within these margins."""
        width = 1 - left / self.width - right / self.width
        height = 1 - (top + bottom) / self.height
        box = (left / self.width, bottom / self.height, width, height)
        return self.figure.add_axes(box, label=label)

    def grid(
        self,
        n_rows: int,
        n_columns: int,
        *,
        left: float,
        right: float,
        top: float,
        bottom: float,
        **options,
    ) -> GridSpec:
        """Divide the page within these margins into rows and columns for subplots."""
        return self.figure.add_gridspec(
            n_rows,
            n_columns,
            left=left / self.width,
            right=1 - right / self.width,
            bottom=bottom / self.height,
            top=1 - top / self.height,
            **options,
        )


@dataclass(frozen=True, eq=False)
class Drawing:
    """A figure still to be drawn: its size in inches, what draws it, and its pixels per inch."""

    size: tuple[float, float]
    draw_page: Callable[[Page], object]
    dpi: float = DPI
    ending: ClassVar[str] = "png"

    def draw(self, figure: Figure | SubFigure) -> None:
        """Draw in our style into an empty figure, or a part of one, of this or another size."""
        with house_style(figure):
            self.draw_page(Page(figure))

    def new_figure(self) -> Figure:
        """Return a new figure with the drawing, which belongs to no window."""
        figure = new_figure(*self.size, self.dpi)
        self.draw(figure)
        return figure

    def save(self, path: str | os.PathLike) -> None:
        """Write the figure as PNG, whole or not at all; raises UserError if that fails."""
        save_figure(self.new_figure(), path)


@dataclass(frozen=True, eq=False)
class Animation:
    """Figures still to be drawn, all of one size, and how many seconds each of them is shown."""

    frames: Sequence[Drawing]
    seconds: Sequence[float]
    is_color: bool = False
    ending: ClassVar[str] = "gif"

    def save(self, path: str | os.PathLike) -> None:
        """Write the frames as a GIF that repeats without end, whole or not at all.

        Frames become shades of grey on our ground, or with `is_color` the 256 colours of the last.
        The same frames give the same bytes. Raises UserError if the file cannot be written.
        """
        figures = (frame.new_figure() for frame in self.frames)
        pictures = _in_colors(figures) if self.is_color else _in_shades(figures)
        save_gif(path, pictures, self.seconds)


def save_gif(
    path: str | os.PathLike, pictures: Sequence[Image.Image], seconds: Sequence[float]
) -> None:
    """Write pictures, each shown so long, as a GIF that repeats without end, whole or not at all.

    Raises UserError if the file cannot be written.
    """
    with replacing(path) as part:
        pictures[0].save(
            part,
            format="GIF",
            save_all=True,
            append_images=pictures[1:],
            duration=[round(1000 * each) for each in seconds],
            loop=0,
            optimize=False,
        )


def _in_shades(figures: Iterable[Figure]) -> list[Image.Image]:
    """Return figures as pictures of 255 shades of grey and the ground."""
    palette = np.linspace((0, 0, 0), (255, 255, 255), 255).round().astype(int).ravel().tolist()
    pictures = []
    for pixels in map(_pixels_of, figures):
        shades = np.rint(pixels[..., 1] / 255 * 254).astype(np.uint8)
        is_ground = (pixels == OFF_WHITE).all(axis=-1)
        picture = Image.fromarray(np.where(is_ground, np.uint8(255), shades))
        picture.putpalette([*palette, *OFF_WHITE])
        pictures.append(picture)
    return pictures


def _in_colors(figures: Iterable[Figure]) -> list[Image.Image]:
    """Return figures as pictures of 256 colours, those of the last figure."""
    pictures = [Image.fromarray(_pixels_of(figure)) for figure in figures]
    last = pictures[-1].quantize(256, dither=Image.Dither.NONE)
    return [picture.quantize(palette=last, dither=Image.Dither.NONE) for picture in pictures]


def _pixels_of(figure: Figure) -> np.ndarray:
    """Draw a figure; returns its pixels, uint8 (height, width, 3)."""
    with house_style():
        figure.canvas.draw()
    return np.array(figure.canvas.buffer_rgba())[..., :3].copy()
