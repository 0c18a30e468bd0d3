"""Points of many images: dots in the colours of their classes, or the characters themselves.

Ninety-four colours cannot be told apart. Where there are many classes and each is one character, a
point is that character, and its colour says only which sort of character it is.
"""

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.font_manager import FontProperties
from matplotlib.legend import Legend
from matplotlib.lines import Line2D
from matplotlib.path import Path
from matplotlib.textpath import TextPath

from latent.figures.style import INK_COLOR, MAIN_COLOR, legend_of, legend_of_classes, legend_width
from latent.figures.text import FONT
from latent.tiles.classes import Classes

MOST_COLORS = 20
CHARACTER_AREA = 7  # times that of a dot, so that it can be read
SORTS = {
    "digits": MAIN_COLOR,
    "capital letters": INK_COLOR,
    "small letters": "#c2571a",
    "other characters": "#3c8a4e",
}


def are_characters(classes: Classes) -> bool:
    """Return whether the points of these classes are drawn as characters."""
    names = classes.names
    return len(names) > MOST_COLORS and all(len(n) == 1 and n.isprintable() for n in names)


def sort_of(character: str) -> str:
    """Return the name of the sort that a character is of.

    >>> [sort_of(character) for character in "7Qq$"]
    ['digits', 'capital letters', 'small letters', 'other characters']
    """
    digits, capitals, small, others = SORTS
    if character.isdecimal():
        return digits
    return capitals if character.isupper() else small if character.islower() else others


def draw_points(axes: Axes, points: np.ndarray, classes: Classes, area: float, **options) -> None:
    """Draw points (n, 2) or (n, 3) of images of these classes; a dot is of `area` square points."""
    options |= {"linewidths": 0}
    if not are_characters(classes):
        axes.scatter(*points.T, s=area, c=classes.image_colors / 255, **options)
        return
    for label, name in enumerate(classes.names):
        of_class = points[classes.labels == label]
        if len(of_class):
            style = {"marker": _outline(name), "color": SORTS[sort_of(name)]}
            axes.scatter(*of_class.T, s=CHARACTER_AREA * area, **style, **options)


def legend_of_points(
    axes: Axes, classes: Classes, most_rows: int, anchor: tuple[float, float], **options
) -> Legend:
    """Draw the legend of `draw_points`, its upper left corner at `anchor`."""
    if not are_characters(classes):
        return legend_of_classes(axes, classes, most_rows, anchor, **options)
    names = legend_names(classes)
    handles = [Line2D([], [], linestyle="", marker="o", color=SORTS[name]) for name in names]
    place = {"loc": "upper left", "bbox_to_anchor": anchor, "handletextpad": 0.2}
    return legend_of(axes, handles, names, most_rows, **place, **options)


def width_of_legend(classes: Classes, most_rows: int, inches_of) -> float:
    """Return the width in inches that `legend_of_points` needs; `inches_of` measures a name."""
    return legend_width(legend_names(classes), most_rows, inches_of)


def legend_names(classes: Classes) -> Sequence[str]:
    """Return what the legend of `draw_points` names: classes, or sorts of characters."""
    if not are_characters(classes):
        return classes.names
    found = {sort_of(name) for name in classes.names}
    return [sort for sort in SORTS if sort in found]


def _outline(character: str) -> Path:
    """Return a character's outline around the origin, at most 1 wide and high."""
    path = TextPath((0, 0), character, size=1, prop=FontProperties(family=FONT))
    box = path.get_extents()
    # A capital letter is about 0.73 of a size high: all are drawn at the size of their letters.
    return Path((path.vertices - (box.min + box.max) / 2) / 0.73, path.codes)
