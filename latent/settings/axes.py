"""Places along the axes of variable fonts, as `--axes wght=100:900:9` names them."""

import math
import re
from collections.abc import Sequence
from typing import NamedTuple

from latent.tools.check import UserError
from latent.tools.plain_words import shown

MOST_INSTANCES = 100  # of one variable font
MOST_VALUE = 32_767  # that a font file can hold
FORM = "TAG=FROM:TO:COUNT, such as wght=100:900:9"
_NUMBER = r"([+-]?\d+(?:\.\d+)?)"
_TEXT = re.compile(rf"([A-Za-z][A-Za-z0-9 ]{{3}})={_NUMBER}:{_NUMBER}:(\d{{1,6}})", re.ASCII)


class Axis(NamedTuple):
    """One axis of variable fonts by its tag of four letters, and the places to be taken on it."""

    tag: str
    values: tuple[float, ...]


def read_axes(texts: Sequence[str]) -> tuple[Axis, ...]:
    """Read the words after `--axes`; raises UserError, naming the word, for what cannot be.

    >>> read_axes(["wght=100:900:3", "slnt=-10:0:2"])
    (Axis(tag='wght', values=(100.0, 500.0, 900.0)), Axis(tag='slnt', values=(-10.0, 0.0)))
    """
    axes = tuple(_read(text) for text in texts)
    tags = [axis.tag for axis in axes]
    for tag in tags:
        if tags.count(tag) > 1:
            raise UserError(f"--axes: {tag} is given twice, give each axis once")
    counts = [len(axis.values) for axis in axes]
    if math.prod(counts) > MOST_INSTANCES:
        words = " × ".join(map(str, counts))
        total = f"{words} = {math.prod(counts):,}" if len(counts) > 1 else words
        raise UserError(
            f"--axes: {total} places of each variable font, at most {MOST_INSTANCES} are possible"
        )
    return axes


def _read(text: str) -> Axis:
    match = _TEXT.fullmatch(text)
    if match is None:
        raise UserError(f"--axes {shown(text)}: must be {FORM}")
    tag, first, last, count = match[1], float(match[2]), float(match[3]), int(match[4])
    if max(abs(first), abs(last)) > MOST_VALUE:
        raise UserError(f"--axes {text}: no font has values beyond {MOST_VALUE:,}")
    if count < 1 or (count == 1 and first != last):
        raise UserError(
            f"--axes {text}: COUNT must be 2 or more, or 1 where FROM and TO are the same"
        )
    if count > 1 and first == last:
        raise UserError(f"--axes {text}: FROM and TO are the same, which is COUNT 1")
    if count > MOST_INSTANCES:
        raise UserError(f"--axes {text}: COUNT must be at most {MOST_INSTANCES}")
    steps = max(count - 1, 1)
    values = (first + (last - first) * k / steps for k in range(count))
    return Axis(tag, tuple(round(value, 3) for value in values))
