"""Dots that stand for images on a map, where their tiles have no room: compiled, with a twin."""

import numpy as np

from latent.tools.compiled import compiled


def draw_dots_plain(
    picture: np.ndarray,
    columns: np.ndarray,
    rows: np.ndarray,
    labels: np.ndarray,
    inks: np.ndarray,
    layers: np.ndarray | None,
    layer: int,
    side: int,
) -> None:
    """Draw a dot, a square of `side` pixels, for every image of a layer, later ones on top.

    `picture`: uint32 (height, width). `columns`, `rows`: whole numbers (n,), the upper left corner
    of each dot; what falls outside is left out. `labels` (n,) pick among `inks`, uint32 (k,).
    `layers`: uint8 (n,); None: all are of the layer.
    """
    height, width = picture.shape
    for i in range(len(columns)):
        if layers is None or layers[i] == layer:
            top, bottom = np.clip((rows[i], rows[i] + side), 0, height)
            left, right = np.clip((columns[i], columns[i] + side), 0, width)
            picture[top:bottom, left:right] = inks[labels[i]]


def draw_dots(
    picture: np.ndarray,
    columns: np.ndarray,
    rows: np.ndarray,
    labels: np.ndarray,
    inks: np.ndarray,
    layers: np.ndarray | None,
    layer: int,
    side: int,
    shift: tuple[int, int] = (0, 0),
) -> None:
    """Do the same as `draw_dots_plain`, with the dots moved left and up by `shift`."""
    everything = np.ones(0, np.uint8) if layers is None else layers
    _draw_dots(picture, columns, rows, labels, inks, everything, layer, side, *shift)


@compiled
def _draw_dots(
    picture: np.ndarray,
    columns: np.ndarray,
    rows: np.ndarray,
    labels: np.ndarray,
    inks: np.ndarray,
    layers: np.ndarray,
    layer: int,
    side: int,
    x: int,
    y: int,
) -> None:
    height, width = picture.shape
    for i in range(columns.size):
        left, top = columns[i] - x, rows[i] - y
        is_outside = (left <= -side) | (left >= width) | (top <= -side) | (top >= height)
        if is_outside or (layers.size and layers[i] != layer):
            continue
        ink = inks[labels[i]]
        for row in range(max(top, 0), min(top + side, height)):
            for column in range(max(left, 0), min(left + side, width)):
                picture[row, column] = ink
