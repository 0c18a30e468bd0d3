"""All words that a window shows now, and where: those of figures and those drawn into pictures."""

import sys
from contextlib import contextmanager
from itertools import combinations
from typing import NamedTuple

import numpy as np

from latent.windows import lettering
from latent.windows.panel import PicturePanel

SLACK = 1.01  # pixels: outlines are rounded


class Shown(NamedTuple):
    """Words, the label of their panel, and the box of their ink in it, from its upper left corner.

    `room`: width and height of the panel.
    """

    words: str
    panel: str
    left: float
    top: float
    right: float
    bottom: float
    room: tuple[int, int]


def shown_words(window):
    """Paint every visible panel of a `Window` anew and return all `Shown` words."""
    found = []
    with recorded_words() as drawn:
        for panel in window.panels.values():
            if panel.is_visible:
                panel.update()
        for panel in window.panels.values():
            if panel.is_visible and isinstance(panel, PicturePanel):
                own = [each for picture, each in drawn if picture is panel.picture]
                found += [
                    Shown(words, panel.axes.get_label(), *box, panel.size) for words, box in own
                ]
    renderer = window.figure.canvas.get_renderer()
    for panel in window.panels.values():
        if panel.is_visible:
            found += _texts_of(panel, renderer)
    return found


def problems_of(window):
    """Return in words what reaches beyond its panel or the window, and what covers other words."""
    found, (width, height) = shown_words(window), window.size
    problems = []
    for each in found:
        room = (-SLACK, -SLACK, each.room[0] + SLACK, each.room[1] + SLACK)
        if not _is_within(each[2:6], room) and each.panel != "curve":
            problems.append(f"cut off in its panel: {each}")
    for panel in window.panels.values():
        if panel.is_visible:
            whole = (-SLACK, -SLACK, width + SLACK, height + SLACK)
            if not _is_within(panel.axes.bbox.extents, whole):
                problems.append(f"beyond the window: {panel.axes.get_label()}")
    for first, second in combinations(found, 2):
        if first.panel == second.panel and _overlap(first[2:6], second[2:6]):
            problems.append(f"one over the other: {first} {second}")
    return problems


def _is_within(box, room):
    return box[0] >= room[0] and box[1] >= room[1] and box[2] <= room[2] and box[3] <= room[3]


def _overlap(first, second):
    across = min(first[2], second[2]) - max(first[0], second[0])
    along = min(first[3], second[3]) - max(first[1], second[1])
    return min(across, along) > SLACK


@contextmanager
def recorded_words():
    """Note each call of `draw_words` that leaves ink: the picture, and the words with their box."""
    drawn, draw_words = [], lettering.draw_words

    def draw(picture, words, x, y, size, *more, **named):
        width = draw_words(picture, words, x, y, size, *more, **named)
        ink = _ink(words, size, *more, **named)
        if ink is not None:
            drawn.append((picture, (ink[0], (x + ink[1], y + ink[2], x + ink[3], y + ink[4]))))
        return width

    users = [
        module
        for name, module in list(sys.modules.items())
        if name.startswith("latent.windows") and getattr(module, "draw_words", None) is draw_words
    ]
    for module in users:
        module.draw_words = draw
    try:
        yield drawn
    finally:
        for module in users:
            module.draw_words = draw_words


def _ink(words, size, color=None, most_width=None):
    """Return the words as they are drawn and the box of their ink, or None without any."""
    words = lettering.printable(words)
    if most_width is not None:
        words = lettering.shortened_to(words, most_width, size)
    rows, columns = np.nonzero(lettering._mask(words, size))
    if not len(rows):
        return None
    return words, columns.min(), rows.min(), columns.max() + 1, rows.max() + 1


def _texts_of(panel, renderer):
    axes, found = panel.axes, []
    texts = [*axes.texts, axes.title, axes._left_title, axes._right_title]
    for axis in (axes.xaxis, axes.yaxis):
        if axis.get_visible():
            texts += [axis.label, *axis.get_ticklabels()]
    for text in texts:
        if text.get_visible() and text.get_text().strip():
            box = text.get_window_extent(renderer)
            top = axes.bbox.y1
            found.append(
                Shown(
                    text.get_text(),
                    axes.get_label(),
                    box.x0 - axes.bbox.x0,
                    top - box.y1,
                    box.x1 - axes.bbox.x0,
                    top - box.y0,
                    panel.size,
                )
            )
    return found
