"""A finished map of many images, pixel for pixel, with its title and the colours of its classes."""

from collections.abc import Sequence

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.backend_bases import RendererBase
from matplotlib.figure import Figure
from matplotlib.legend import Legend
from matplotlib.patches import Patch

from latent.figures.style import house_style, legend_of, new_figure
from latent.figures.text import POINTS_PER_INCH, TITLE_SIZE, add_title, fitting_text, size_in_inches
from latent.tiles.map_drawing import draw_map, fitting_tile_size
from latent.tiles.palette import class_colors, to_hex

MAP_INCHES = 8  # letters are sized for a map this wide, so they grow with its pixels
LEAST_DPI = 100
MARGIN = 0.12  # inches, like the next two
HEADER_HEIGHT = 0.9
NOTE_HEIGHT = 0.25
LEGEND_SIZE = 10  # points
LEGEND_LINE = 1.5  # of the letters' size


def map_figure_size(map_size: int, label_names: Sequence[str]) -> tuple[float, float, float]:
    """Return the width and height in inches, and the dpi, of the figure around a map.

    `map_size` is the side of the square map in pixels; the figure is larger by a header above the
    map and a strip at its right that is as wide as the legend of `label_names` needs.
    """
    dpi = max(map_size / MAP_INCHES, LEAST_DPI)
    probe = new_figure(1, 1, dpi)
    with house_style(probe):
        legend = _draw_legend(
            probe.add_subplot(), label_names, np.zeros((len(label_names), 3)), map_size / dpi
        )
        strip = legend.get_window_extent(probe.canvas.get_renderer()).width
    width = map_size + round(strip + 3 * MARGIN * dpi)
    height = map_size + round(HEADER_HEIGHT * dpi)
    return width / dpi, height / dpi, dpi


def tile_map(
    positions: np.ndarray,
    tiles: np.ndarray,
    labels: np.ndarray,
    label_names: Sequence[str],
    map_size: int,
    title: str,
    note: str = "",
) -> Figure:
    """Return a new figure of a map of `map_size` pixels a side, every image a tile at its place.

    `positions`: (n, 2) in the unit square; `tiles`: uint8 (n, h, w[, 3]); `labels` (n,) give each
    its class's colour.
    """
    colors = class_colors(len(label_names))
    tile_size = fitting_tile_size(positions, map_size, is_opaque=tiles.ndim == 4)
    picture = draw_map(positions, tiles, labels, colors, map_size, tile_size)
    return framed_map(picture, label_names, title, note)


def framed_map(
    map_image: np.ndarray, label_names: Sequence[str], title: str, note: str = ""
) -> Figure:
    """Return a new figure that shows a map as `map_figure` does, in the classes' own colours."""
    figure = new_figure(*map_figure_size(len(map_image), label_names))
    return map_figure(figure, map_image, label_names, class_colors(len(label_names)), title, note)


def map_figure(
    figure: Figure,
    map_image: np.ndarray,
    label_names: Sequence[str],
    colors: np.ndarray,
    title: str,
    note: str = "",
) -> Figure:
    """Show a map with not one pixel changed, its title above and its legend beside it.

    `map_image`: uint8 (size, size, 3); `colors`: uint8 (n, 3), one for each of `label_names`;
    `note`: a second, smaller line below the title. The figure's size is what `map_figure_size`
    says; raises ValueError if the map does not fit in.
    """
    n_rows, n_columns = map_image.shape[:2]
    canvas_width, canvas_height = (int(side) for side in figure.bbox.size)
    if n_columns >= canvas_width or n_rows >= canvas_height:
        raise ValueError(
            f"a map of {n_columns} x {n_rows} pixels needs a larger figure, "
            f"this one has {canvas_width} x {canvas_height}"
        )
    with house_style(figure):
        width, height = size_in_inches(figure)
        title_height = HEADER_HEIGHT - 2 * MARGIN - (NOTE_HEIGHT if note else 0)
        add_title(figure, title, MARGIN, MARGIN, width - 2 * MARGIN, title_height)
        if note:
            note_top = n_rows / figure.dpi + MARGIN
            words, size = fitting_text(note, width - 2 * MARGIN, NOTE_HEIGHT, TITLE_SIZE - 4)
            figure.text(MARGIN / width, note_top / height, words, fontsize=size)
        panel = figure.add_axes(
            (0, 0, n_columns / canvas_width, n_rows / canvas_height), label="map"
        )
        panel.set_axis_off()
        panel.add_artist(UnscaledImage(map_image))
        strip = figure.add_axes(
            (n_columns / canvas_width, 0, 1 - n_columns / canvas_width, n_rows / canvas_height),
            label="legend",
        )
        _draw_legend(strip, label_names, colors, n_rows / figure.dpi)
    return figure


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


def _draw_legend(
    axes: Axes, label_names: Sequence[str], colors: np.ndarray, height: float
) -> Legend:
    """Draw patches and names in as many columns as a strip of `height` inches needs."""
    line = LEGEND_SIZE * LEGEND_LINE / POINTS_PER_INCH
    rows = max(1, int((height - 2 * MARGIN) / line))
    axes.set_axis_off()
    return legend_of(
        axes,
        [Patch(color=to_hex(color)) for color in colors],
        label_names,
        loc="upper left",
        bbox_to_anchor=(0, 1),
        ncols=-(-len(label_names) // rows),
        fontsize=LEGEND_SIZE,
        handlelength=1.2,
        handleheight=1.2,
        labelspacing=LEGEND_LINE - 1.2,
        columnspacing=1.2,
    )
