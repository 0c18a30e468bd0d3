"""What tests of figures share: titles, names of classes, and what is looked for in a figure."""

from itertools import combinations

import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.text import Text
from PIL import Image

from latent.figures.style import new_figure
from latent.figures.text import SMALLEST_SIZE
from latent.tiles.classes import Classes

TITLE = "dense 784-16-784 on MNIST digits, 10,000 test images: test MSE 0.02686 (sd 0.00976)"
LONG_TITLE = "dense " + "-".join(["784", *["1000"] * 40, "784"]) + f" in /tmp/$a/$b: {TITLE}"
DIGITS = [str(digit) for digit in range(10)]
SIGNS = [chr(code) for code in range(33, 127)]  # the 94 that a typeface of TMNIST has
CLOTHES = ["T-shirt/top", "_Trouser", "$Pullover$", "a name that is a whole long sentence", "Bag"]


def drawn(drawing, size=None):
    """Return a figure with the drawing, of its own size or of another, in inches."""
    figure = new_figure(*(size or drawing.size), drawing.dpi)
    drawing.draw(figure)
    return figure


def saved(figure, path):
    """Return the pixels of a figure that is saved as PNG, uint8 (height, width, 3)."""
    figure.savefig(path, format="png", dpi="figure")
    with Image.open(path) as picture:
        return np.asarray(picture.convert("RGB"))


def classes_of(n, names):
    """Return the classes of n images, which go round."""
    return Classes(np.arange(n) % len(names), names)


def axes_called(figure, label):
    """Return the one axes of a figure with this label."""
    (axes,) = [axes for axes in figure.axes if axes.get_label() == label]
    return axes


def pixels_of(axes):
    """Return what the one image of some axes shows."""
    (image,) = axes.images
    return np.asarray(image.get_array())


def assert_readable(figure, least_size=SMALLEST_SIZE):
    """Nothing is cut off at the figure's edges, no text is too small, no two texts overlap."""
    renderer = FigureCanvasAgg(figure).get_renderer()
    figure.draw(renderer)
    whole = figure.get_tightbbox(renderer)
    edges = (whole.x0, whole.y0, *(figure.get_size_inches() - (whole.x1, whole.y1)))
    assert min(edges) > -1e-6, edges
    texts = [(text, text.get_window_extent(renderer)) for text in _drawn_texts(figure)]
    for text, _ in texts:
        assert text.get_fontsize() >= least_size, text
    for (text, box), (other_text, other_box) in combinations(texts, 2):
        assert not (
            box.x0 < other_box.x1
            and other_box.x0 < box.x1
            and box.y0 < other_box.y1
            and other_box.y0 < box.y1
        ), f"{text} and {other_text}"


def _drawn_texts(figure):
    # Axes keep the labels of ticks outside of their limits, but do not draw them.
    hidden = []
    for axes in figure.axes:
        for axis, limits in ((axes.xaxis, axes.get_xlim()), (axes.yaxis, axes.get_ylim())):
            for tick in axis.get_major_ticks():
                if not min(limits) <= tick.get_loc() <= max(limits):
                    hidden += [tick.label1, tick.label2]
    return [
        text
        for text in figure.findobj(Text)
        if text.get_visible() and text.get_text() and text not in hidden
    ]
