"""The typefaces in one font file: styles of a collection, and places of a variable font."""

import itertools
import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from PIL import ImageFont

from latent.data.styles import PLAIN_NAMES
from latent.settings.axes import MOST_INSTANCES, Axis

LONGEST_PART = 90  # letters of a family and of a style
TOLERANCE = 0.01  # on an axis: a place this near to a named instance is the instance
# Axes that every variable font calls by these tags, and the words of styles that they stand for.
TAG_OF_NAME = {
    "weight": "wght",
    "width": "wdth",
    "slant": "slnt",
    "italic": "ital",
    "optical size": "opsz",
}
WEIGHTS = r"(?:Extra|Ultra|Semi|Demi)?(?:Thin|Light|Medium|Bold|Black|Heavy)|ExtraLight|Hairline"
WIDTHS = r"(?:Extra|Ultra|Semi|Demi)?(?:Condensed|Cond|Narrow|Compressed|Expanded|Extended|Wide)"
STYLE_OF_TAG = {"wght": WEIGHTS, "wdth": WIDTHS, "slnt": "Italic|Oblique", "ital": "Italic|Oblique"}


@dataclass(frozen=True)
class Face:
    """A typeface in a file: its name, and its font set to its place."""

    name: str
    font: ImageFont.FreeTypeFont


@dataclass(frozen=True)
class FontAxes:
    """The axes of a variable font, in its own order, and its named instances.

    `ranges`: least, usual and greatest value by tag; `named`: names by place, a value each.
    """

    ranges: dict[str, tuple[float, float, float]]
    named: dict[tuple[float, ...], str]

    def places(self, axes: tuple[Axis, ...]) -> list[tuple[float, ...]]:
        """Return all places that combine values of `axes`; what lies outside is left out."""
        values = {axis.tag: axis.values for axis in axes}
        choices = [
            [value for value in values[tag] if low <= value <= high] if tag in values else [usual]
            for tag, (low, usual, high) in self.ranges.items()
        ]
        return list(itertools.product(*choices))

    def name_at(self, place: tuple[float, ...]) -> str:
        """Return the name of the instance at a place, "" if there is none."""
        for other, name in self.named.items():
            if all(abs(a - b) <= TOLERANCE for a, b in zip(place, other, strict=True)):
                return name
        return ""


def faces_in(path: str, points: int, axes: tuple[Axis, ...] = ()) -> Iterator[Face]:
    """Give each typeface in a file: the styles of a collection, the places of a variable font.

    Those are the places on `axes`, for a font that has one of these; of others the named instances.
    `points`: pixels of an em. Raises OSError for a file that cannot be read.
    """
    for index, font in _fonts(path, points):
        family, style = font.getname()
        if not family:
            continue
        own_axes = axes_of(path, index, font) if axes else None
        wanted = tuple(axis for axis in axes if own_axes and axis.tag in own_axes.ranges)
        if wanted:
            for place in own_axes.places(wanted):
                font.set_variation_by_axes(list(place))
                name = own_axes.name_at(place) or _place_name(style or "", own_axes, place, wanted)
                yield Face(joined_name(family, name), font)
        else:
            yield from _usual_faces(font, family, style or "Regular")


def axis_ranges(path: str) -> list[tuple[str, float, float]]:
    """Return tag, least and greatest value of each axis of the variable fonts in a file."""
    found = (axes_of(path, index, font) for index, font in _fonts(path, points=28))
    return [
        (tag, low, high)
        for axes in found
        if axes is not None
        for tag, (low, _, high) in axes.ranges.items()
    ]


def axes_of(path: str, index: int, font: ImageFont.FreeTypeFont) -> FontAxes | None:
    """Return the axes of a variable font, the one at `index` of a collection; None of others."""
    try:
        axes = font.get_variation_axes()
    except (OSError, NotImplementedError):  # not a variable font
        return None
    try:
        return _axes_from_tables(path, index)
    except Exception:  # what reads tables raises almost anything, and needs brotli for woff2
        tags = [_tag_of(axis.get("name") or b"") for axis in axes]
        keys = ("minimum", "default", "maximum")
        ranges = {
            tag or f"?{number}": tuple(float(axis[key]) for key in keys)
            for number, (tag, axis) in enumerate(zip(tags, axes, strict=True))
        }
        return FontAxes(ranges, {})


def joined_name(family: str, style: str) -> str:
    """Return Family-Style, printable and without spaces, as TMNIST names its typefaces."""
    parts = ["".join(c for c in part if c.isprintable() and c != " ") for part in (family, style)]
    return "-".join(part[:LONGEST_PART] for part in parts)


def _fonts(path: str, points: int) -> Iterator[tuple[int, ImageFont.FreeTypeFont]]:
    is_collection = Path(path).suffix.lower() in (".ttc", ".otc")
    for index in range(MOST_INSTANCES if is_collection else 1):
        try:
            # Asking for the Unicode table refuses symbol fonts that have just their own.
            yield index, ImageFont.truetype(path, points, index, encoding="unic")
        except OSError:
            if index:
                return
            raise


def _usual_faces(font: ImageFont.FreeTypeFont, family: str, style: str) -> Iterator[Face]:
    try:
        instances = font.get_variation_names()[:MOST_INSTANCES]
    except (OSError, NotImplementedError):  # not a variable font
        instances = []
    if not instances:
        yield Face(joined_name(family, style), font)
    for instance in instances:
        font.set_variation_by_name(instance)
        yield Face(joined_name(family, instance.decode("utf-8", "replace")), font)


def _axes_from_tables(path: str, index: int) -> FontAxes:
    from fontTools.ttLib import TTFont  # it comes with matplotlib

    # Of a damaged table it would say each entry.
    logging.getLogger("fontTools").setLevel(logging.CRITICAL)
    with TTFont(path, fontNumber=index, lazy=True) as tables:
        axes, names = tables["fvar"].axes, tables["name"]
        ranges = {axis.axisTag: (axis.minValue, axis.defaultValue, axis.maxValue) for axis in axes}
        named = {
            tuple(instance.coordinates[tag] for tag in ranges): names.getDebugName(
                instance.subfamilyNameID
            )
            for instance in tables["fvar"].instances
        }
    return FontAxes(ranges, {place: name for place, name in named.items() if name})


def _tag_of(name: bytes) -> str:
    return TAG_OF_NAME.get(name.decode("utf-8", "replace").lower(), "")


def _place_name(
    style: str, own_axes: FontAxes, place: tuple[float, ...], wanted: tuple[Axis, ...]
) -> str:
    """Name a place without a name of its own: what stays of the font's style, then the values."""
    tags = {axis.tag for axis in wanted}
    kept = style.replace(" ", "")
    for tag in tags & STYLE_OF_TAG.keys():
        kept = re.sub(STYLE_OF_TAG[tag], "", kept)
    if kept in PLAIN_NAMES:
        kept = ""
    values = (
        f"{tag.capitalize() if tag.islower() else tag}{value:g}".replace("-", "Minus")
        for tag, value in zip(own_axes.ranges, place, strict=True)
        if tag in tags
    )
    return kept + "".join(values)
