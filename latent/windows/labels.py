"""Short words as pictures: matplotlib takes a millisecond to draw a text, and a map has many."""

from functools import lru_cache

import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from latent.figures.style import house_style
from latent.figures.text import POINTS_PER_INCH
from latent.windows.pictures import frame_rectangle
from latent.windows.rectangles import Rectangle

SIZE = 8  # points
GROUND = "#ffffff"
EDGE_COLOR = (107, 107, 102)
PADDING = 2.5  # points around the words


@lru_cache(maxsize=256)
def label_picture(words: str, dpi: float) -> np.ndarray:
    """Return words in bold on a white label, uint8 (height, width, 4), rows from the top down."""
    with house_style():
        figure = Figure(dpi=dpi, facecolor=GROUND)
        canvas = FigureCanvasAgg(figure)
        text = figure.text(
            0.5, 0.5, words, fontsize=SIZE, fontweight="bold", ha="center", va="center"
        )
        box = text.get_window_extent(canvas.get_renderer())
        padding = 2 * PADDING * dpi / POINTS_PER_INCH
        figure.set_size_inches((box.width + padding) / dpi, (box.height + padding) / dpi)
        canvas.draw()
        picture = np.array(canvas.buffer_rgba())
    height, width = picture.shape[:2]
    frame_rectangle(picture, Rectangle(0, 0, width, height), EDGE_COLOR, 1)
    return picture
