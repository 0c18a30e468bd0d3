"""A finished map of many images, pixel for pixel, with its title and the colours of its classes."""

from collections.abc import Sequence

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.backend_bases import RendererBase
from matplotlib.legend import Legend
from matplotlib.patches import Patch

from latent.figures.drawing import Drawing, Page
from latent.figures.style import house_style, legend_of, new_figure
from latent.figures.text import POINTS_PER_INCH, TITLE_SIZE, fitting_text
from latent.tiles.classes import Classes
from latent.tiles.map_drawing import draw_map, fitting_tile_size
from latent.tiles.palette import class_colors, to_hex

MAP_INCHES = 8  # letters are sized for a map this wide, so they grow with its pixels
LEAST_DPI = 100
MARGIN = 0.12  # inches, like the next two
HEADER_HEIGHT = 0.9
NOTE_HEIGHT = 0.25
LEGEND_SIZE = 10  # points
LEGEND_LINE = 1.5  # of the letters' size


def tile_map(
    positions: np.ndarray, tiles: np.ndarray, classes: Classes, map_size: int, title: str, note: str
) -> Drawing:
    """Show a map of `map_size` pixels a side, every image a tile at its place.

    `positions`: (n, 2) in the unit square; `tiles`: uint8 (n, h, w[, 3]); `classes` are those of
    the images and colour them.
    """
    shape = max(tiles.shape[1:3]) / min(tiles.shape[1:3])
    tile_size = fitting_tile_size(positions, map_size, tiles.ndim == 4, shape)
    picture = draw_map(positions, tiles, classes.labels, classes.colors, map_size, tile_size)
    return framed_map(picture, classes.names, title, note)


def framed_map(picture: np.ndarray, names: Sequence[str], title: str, note: str) -> Drawing:
    """Show a map with not one pixel changed, its title above and its legend beside it.

    `picture`: uint8 (size, size, 3), in the colours of the classes with these `names`; `note`: a
    second, smaller line below the title. The figure is larger than the map by a header and a strip
    at its right as wide as the legend needs; drawing on one that is too small raises ValueError.
    """
    map_size = len(picture)
    dpi = max(map_size / MAP_INCHES, LEAST_DPI)
    side = map_size / dpi

    def draw(page: Page) -> None:
        figure = page.figure
        canvas_width, canvas_height = (int(length) for length in figure.bbox.size)
        if map_size >= min(canvas_width, canvas_height):
            raise ValueError(
                f"a map of {map_size} x {map_size} pixels needs a larger figure, "
                f"this one has {canvas_width} x {canvas_height}"
            )
        page.title(title, MARGIN, MARGIN, MARGIN, HEADER_HEIGHT - 2 * MARGIN - NOTE_HEIGHT)
        words, size = fitting_text(note, page.width - 2 * MARGIN, NOTE_HEIGHT, TITLE_SIZE - 4)
        page.text(MARGIN, side + MARGIN, words, fontsize=size)
        width, height = map_size / canvas_width, map_size / canvas_height
        panel = figure.add_axes((0, 0, width, height), label="map")
        panel.set_axis_off()
        panel.add_artist(UnscaledImage(picture))
        strip = figure.add_axes((width, 0, 1 - width, height), label="legend")
        _draw_legend(strip, names, side)

    width = map_size + round(_legend_width(names, side, dpi) + 3 * MARGIN * dpi)
    height = map_size + round(HEADER_HEIGHT * dpi)
    return Drawing((width / dpi, height / dpi), draw, dpi)


class UnscaledImage(Artist):
    """Pixels that go to the lower left corner of their axes as they are.

    `imshow` would come to the same picture, but a large one takes it many times the time and a
    gigabyte. `pixels`: uint8 (height, width, 3).
    """

    def __init__(self, pixels: np.ndarray):
        super().__init__()
        self.pixels = pixels

    def draw(self, renderer: RendererBase) -> None:
        """Draw the pixels; matplotlib calls this."""
        opaque = np.full((*self.pixels.shape[:2], 4), 255, np.uint8)
        opaque[..., :3] = self.pixels[::-1]  # renderers count rows from below
        context = renderer.new_gc()
        renderer.draw_image(context, *np.rint(self.axes.bbox.min), opaque)
        context.restore()


def _legend_width(names: Sequence[str], height: float, dpi: float) -> float:
    """Return the legend's width in pixels, measured on a figure that is thrown away."""
    probe = new_figure(1, 1, dpi)
    with house_style(probe):
        legend = _draw_legend(probe.add_subplot(), names, height)
        return legend.get_window_extent(probe.canvas.get_renderer()).width


def _draw_legend(axes: Axes, names: Sequence[str], height: float) -> Legend:
    """Draw patches and names in as many columns as a strip of `height` inches needs."""
    line = LEGEND_SIZE * LEGEND_LINE / POINTS_PER_INCH
    axes.set_axis_off()
    return legend_of(
        axes,
        [Patch(color=to_hex(color)) for color in class_colors(len(names))],
        names,
        most_rows=max(1, int((height - 2 * MARGIN) / line)),
        loc="upper left",
        bbox_to_anchor=(0, 1),
        fontsize=LEGEND_SIZE,
        handlelength=1.2,
        handleheight=1.2,
        labelspacing=LEGEND_LINE - 1.2,
        columnspacing=1.2,
    )
