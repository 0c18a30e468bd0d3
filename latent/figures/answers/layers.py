"""Noise on its way through networks, layer by layer."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
from matplotlib.figure import Figure, SubFigure

from latent.codes.estimates import Estimate
from latent.figures.answers.page import (
    MARGIN,
    TOP,
    WIDTH,
    Line,
    add_axes,
    add_words,
    draw_estimates,
    names_width,
    page,
    show_images,
)
from latent.figures.drawing import Drawing
from latent.figures.style import GROUND_COLOR, QUIET_COLOR
from latent.figures.text import SMALLEST_SIZE

LEFT = 0.9
PANEL_HEIGHT, AXIS_HEIGHT = 3.6, 0.55
MOST_NAME_WIDTH = 2.2
BOTTOM = 0.2
ROW_GAP = 0.04
IMAGE_SIDE = 0.56  # inches


class LayerCurve(NamedTuple):
    """A model and its layers: each one's name, whether it is of the encoder, and its distance."""

    name: str
    layers: Sequence[tuple[str, bool, Estimate]]


def noise_by_layer(
    curves: Sequence[LayerCurve],
    images: Mapping[str, np.ndarray],
    lines: Mapping[str, Line],
    title: str,
) -> Drawing:
    """Show the distance of noisy from clean activations over the layers, and rows of images.

    Networks of different depth are drawn to one length: from the pixels to the code, and from
    there to the image, layers stand at equal steps. `images`: uint8 (n, height, width) by name.
    """
    n_images = max(len(some) for some in images.values())
    name_width = names_width(list(images), MOST_NAME_WIDTH)
    row_width = min(WIDTH - 2 * MARGIN - name_width, n_images * IMAGE_SIDE)
    some = next(iter(images.values()))
    row_height = row_width * some.shape[1] / (n_images * some.shape[2]) + ROW_GAP
    rows_top = TOP + PANEL_HEIGHT + AXIS_HEIGHT

    def draw(figure: Figure | SubFigure) -> None:
        width = WIDTH - LEFT - MARGIN
        axes = add_axes(figure, "distance by layer", LEFT, width, PANEL_HEIGHT, top=TOP)
        for curve in curves:
            places = _places(curve)
            parts = zip(*(distance for *_, distance in curve.layers), strict=True)
            estimate = Estimate(*(np.array(part, float) for part in parts))
            draw_estimates(axes, places, {curve.name: estimate}, lines, marker="o", markersize=4)
        _name_layers(axes, curves)
        for place in (0, 1, 2):
            axes.axvline(place, color=QUIET_COLOR, linewidth=0.6)
        axes.set_xlim(-0.05, 2.05)
        axes.set_ylim(bottom=0)
        axes.set_xticks([0, 1, 2], ["pixels", "code", "image"])
        axes.set_ylabel("distance of noisy from clean,\nbeside that of two images")
        axes.grid(axis="y", color=QUIET_COLOR, alpha=0.25, linewidth=0.6)
        for k, (name, row) in enumerate(images.items()):
            top = rows_top + k * row_height
            box = {"width": name_width - 0.08, "height": row_height}
            add_words(figure, MARGIN, top, name, **box, align="right")
            own_width = row_width * len(row) / n_images
            show_images(figure, name, row, MARGIN + name_width, own_width, top=top)

    return page(rows_top + len(images) * row_height + BOTTOM, title, lines, draw)


def _places(curve: LayerCurve) -> np.ndarray:
    """Return where the layers of a network stand: 0 the pixels, 1 the code, 2 the image.

    >>> distance = Estimate(0, 0, 0)
    >>> layers = [("pixels", True), ("a", True), ("code", True), ("image", False)]
    >>> _places(LayerCurve("", [(*layer, distance) for layer in layers])).tolist()
    [0.0, 0.5, 1.0, 2.0]
    """
    n_encoder = sum(is_encoder for _, is_encoder, _ in curve.layers)
    n_decoder = len(curve.layers) - n_encoder
    decoder = 1 + np.arange(1, n_decoder + 1) / max(n_decoder, 1)
    return np.append(np.linspace(0, 1, n_encoder), decoder)


def _name_layers(axes, curves: Sequence[LayerCurve]) -> None:
    """Write the names of the layers of the deepest network beside its points."""
    deepest = max(curves, key=lambda curve: len(curve.layers))
    for place, (name, _, distance) in zip(_places(deepest), deepest.layers, strict=True):
        if name in ("pixels", "image"):
            continue
        axes.annotate(
            name.replace("_", " "),
            (place, distance.value),
            (4, 6),
            textcoords="offset points",
            fontsize=SMALLEST_SIZE,
            color=QUIET_COLOR,
            bbox={"facecolor": GROUND_COLOR, "edgecolor": "none", "pad": 0.5},  # over curves
        )
