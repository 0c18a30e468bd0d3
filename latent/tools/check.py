"""Checks of what a user can get wrong; messages say what is allowed and what was given."""

import math
from collections.abc import Collection
from numbers import Integral, Real
from typing import Any

from latent.tools.plain_words import shown

MOST_LETTERS = 2_000  # of a line about what is wrong


class UserError(Exception):
    """Something the user can put right; its text is one whole line: what, why, what to do.

    What cannot be printed is escaped in it; whoever names what a file holds cuts it with `shown`.
    """

    def __init__(self, words: str):
        super().__init__(shown(words, MOST_LETTERS))


def check_option(name: str, value: Any, allowed: Collection) -> Any:
    """Return `value` if it is one of `allowed`, else raise a UserError that lists them.

    >>> check_option("--loss", "mse", ["mse", "bce"])
    'mse'
    """
    if value not in allowed:
        raise UserError(f"{name} {shown(value)}: must be one of {', '.join(map(str, allowed))}")
    return value


def check_whole_number(
    name: str, value: Any, least: int | None = None, most: int | None = None
) -> int:
    """Return `value` as an int if it is a whole number from `least` to `most`.

    >>> check_whole_number("--epochs", 25, least=1)
    25
    """
    is_whole = isinstance(value, Integral) and not isinstance(value, bool)
    if not is_whole or (least is not None and value < least) or (most is not None and value > most):
        raise UserError(f"{name} {shown(value)}: must be a whole number{_range_words(least, most)}")
    return int(value)


def check_number(
    name: str,
    value: Any,
    least: float | None = None,
    most: float | None = None,
    above: float | None = None,
    below: float | None = None,
) -> float:
    """Return `value` as a float if it is finite and within the bounds given.

    `least` and `most` belong to the range, `above` and `below` do not.
    """
    if (
        not _is_finite(value)
        or (least is not None and value < least)
        or (most is not None and value > most)
        or (above is not None and value <= above)
        or (below is not None and value >= below)
    ):
        words = _range_words(least, most)
        words += "" if above is None else f", above {above:g}"
        words += "" if below is None else f", below {below:g}"
        raise UserError(f"{name} {shown(value)}: must be a number{words}")
    return float(value)


def _is_finite(value: Any) -> bool:
    if not isinstance(value, Real) or isinstance(value, bool):
        return False
    try:
        return math.isfinite(value)
    except OverflowError:  # a whole number beyond every float
        return False


def _range_words(least: float | None, most: float | None) -> str:
    if least is not None and most is not None:
        return f" from {least:,} to {most:,}"
    if least is not None:
        return f", at least {least:,}"
    if most is not None:
        return f", at most {most:,}"
    return ""


def require(holds: bool, otherwise: str) -> None:
    """Raise ValueError with the words `otherwise` unless something holds."""
    if not holds:
        raise ValueError(otherwise)
