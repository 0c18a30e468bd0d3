"""What random codes decode to: how much is legible, of which classes it is, and some of it."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
from matplotlib.axes import Axes
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
    draw_share_axis,
    names_width,
    page,
    show_images,
)
from latent.figures.drawing import Drawing
from latent.figures.style import QUIET_COLOR
from latent.figures.text import SMALLEST_SIZE, text_inches

MOST_NAME_WIDTH = 1.6
COLUMN_TITLE_HEIGHT, COLUMN_GAP = 0.3, 0.3
PANEL_HEIGHT, PANEL_GAP = 1.3, 0.15
AXIS_HEIGHT = 0.5
CLASSES_HEIGHT, CLASSES_GAP, CLASS_NAMES_HEIGHT = 0.55, 0.06, 0.25
BOTTOM, CAPTION_HEIGHT = 0.35, 0.22
MOST_LETTERS = 250  # of the names of classes that are told below, if there is no room at the bars
HIGHEST = 1.6  # of the most frequent real class: higher bars are cut off


class Source(NamedTuple):
    """One way to draw codes, by model: curves over the scale, and what comes at a scale of 1.

    `classes`: for each class the share of the draws that are legible and of it, (n_classes,);
    `images`: some of what is decoded, uint8 (n, height, width).
    """

    legible: dict[str, Estimate]
    realistic: dict[str, Estimate]
    classes: dict[str, np.ndarray]
    images: dict[str, np.ndarray]


def random_draws(
    sources: Mapping[str, Source],
    scales: Sequence[float],
    class_names: Sequence[str],
    real: np.ndarray,
    ceilings: Mapping[str, float],
    lines: Mapping[str, Line],
    title: str,
) -> Drawing:
    """Show each way to draw codes in a column: curves above, then classes and images by model.

    `real`: the share of each class in real images, (n_classes,), marked above its bar;
    `ceilings`: the "legible" and "realistic" share of real images.
    """
    names = [name for name in lines if any(name in each.classes for each in sources.values())]
    name_width = max(names_width(names, MOST_NAME_WIDTH), 0.75)
    column_width = (WIDTH - 2 * MARGIN - name_width) / len(sources) - COLUMN_GAP
    some = next(iter(next(iter(sources.values())).images.values()))
    strip_height = column_width * some.shape[1] / (len(some) * some.shape[2])
    row_height = CLASSES_HEIGHT + CLASS_NAMES_HEIGHT + strip_height + CLASSES_GAP
    panels_top = TOP + COLUMN_TITLE_HEIGHT
    rows_top = panels_top + 2 * (PANEL_HEIGHT + PANEL_GAP) + AXIS_HEIGHT
    highest = HIGHEST * real.max()
    names_room = 0.9 * column_width / len(class_names)
    words = (
        "bars: at 1×, the share of the draws that are legible and of a class; lines above them: "
        "its share of real images"
    )
    in_order = f"from left to right: {', '.join(class_names)}"
    are_told = not any(_fitting_names(class_names, names_room)) and len(in_order) <= MOST_LETTERS
    captions = [words] + [in_order] * are_told

    def draw(figure: Figure | SubFigure) -> None:
        for k, name in enumerate(names):
            place = rows_top + k * row_height
            box = {"width": name_width - 0.08, "height": CLASSES_HEIGHT}
            add_words(figure, MARGIN, place, name, **box, align="right")
        for number, (name, source) in enumerate(sources.items()):
            left = MARGIN + name_width + number * (column_width + COLUMN_GAP)
            add_words(figure, left, TOP, name, column_width, COLUMN_TITLE_HEIGHT, size=11)
            for row, measure in enumerate(("legible", "realistic")):
                top = panels_top + row * (PANEL_HEIGHT + PANEL_GAP)
                label = f"{name}, {measure}"
                axes = add_axes(figure, label, left, column_width, PANEL_HEIGHT, top=top)
                draw_estimates(
                    axes, np.asarray(scales), getattr(source, measure), lines, marker="."
                )
                axes.axhline(
                    ceilings[measure], color=QUIET_COLOR, linestyle=(0, (2, 3)), linewidth=1
                )
                draw_share_axis(axes)
                axes.set_xticks(scales, [f"{scale:g}×" for scale in scales])
                axes.tick_params(labelbottom=row == 1, labelleft=number == 0)
                if row == 1:
                    axes.set_xlabel("distance from the middle")
                if number == 0:
                    axes.set_ylabel(measure)
            for k, model in enumerate(names):
                if model not in source.classes:
                    continue
                top = rows_top + k * row_height
                label = f"{name}, classes of {model}"
                axes = add_axes(figure, label, left, column_width, CLASSES_HEIGHT, top=top)
                shares = source.classes[model]
                _draw_classes(axes, shares, real, class_names, lines[model], highest, names_room)
                top += CLASSES_HEIGHT + CLASS_NAMES_HEIGHT
                label = f"{name}, images of {model}"
                show_images(figure, label, source.images[model], left, column_width, top=top)

        for k, caption in enumerate(captions):
            top = rows_top + len(names) * row_height + 0.05 + k * CAPTION_HEIGHT
            add_words(figure, MARGIN, top, caption, WIDTH - 2 * MARGIN, CAPTION_HEIGHT)

    bottom = BOTTOM + (len(captions) - 1) * CAPTION_HEIGHT
    return page(rows_top + len(names) * row_height + bottom, title, lines, draw)


def _draw_classes(
    axes: Axes,
    shares: np.ndarray,
    real: np.ndarray,
    class_names: Sequence[str],
    line: Line,
    highest: float,
    room: float,
) -> None:
    places = np.arange(len(shares))
    axes.bar(places, shares, width=0.7, color=line.color)
    axes.hlines(real, places - 0.45, places + 0.45, color=QUIET_COLOR, linewidth=1.2)
    axes.set(xlim=(-0.6, len(shares) - 0.4), ylim=(0, highest), yticks=[])
    axes.spines["left"].set_visible(False)
    axes.tick_params(length=0, pad=1)
    axes.set_xticks(places, _fitting_names(class_names, room), fontsize=SMALLEST_SIZE)


def _fitting_names(names: Sequence[str], room: float) -> list[str]:
    """Cut names so that each fits into `room` inches and no two are alike; else none is left.

    >>> _fitting_names(["Trouser", "Pullover"], 0.4)
    ['Trou…', 'Pull…']
    """
    for n_letters in range(max(map(len, names)), 0, -1):
        cut = [name if len(name) <= n_letters else f"{name[: n_letters - 1]}…" for name in names]
        if max(text_inches(name, SMALLEST_SIZE) for name in cut) <= room:
            return cut if len(set(cut)) == len(cut) else [""] * len(cut)
    return [""] * len(names)
