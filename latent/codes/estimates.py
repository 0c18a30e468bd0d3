"""Shares and means over a sample, each with the interval in which the true one lies."""

from typing import NamedTuple

import numpy as np

NORMAL_95 = 1.959964  # standard deviations around the mean that hold 95 % of a normal distribution


class Estimate(NamedTuple):
    """A number and the ends of its 95 % interval: floats, or arrays of one shape."""

    value: np.ndarray
    low: np.ndarray
    high: np.ndarray

    def at(self, place: int) -> "Estimate":
        """Return the estimate at one place of arrays (n,)."""
        return Estimate(*(float(part[place]) for part in self))

    def plain(self) -> dict:
        """Return the numbers as floats or lists by name, for a file."""
        return {name: np.asarray(part).tolist() for name, part in self._asdict().items()}


def share(flags: np.ndarray) -> Estimate:
    """Return the share of `flags`, bool (n, …), that hold, along the first axis.

    The interval is Wilson's (1927, "Probable inference, the law of succession, and statistical
    inference"), which stays within 0 and 1 and has a width even where all flags agree. NaN
    without any flag.

    >>> [round(float(part), 3) for part in share(np.array([True, True, False, False]))]
    [0.5, 0.15, 0.85]
    """
    n = len(flags)
    if n == 0:
        return Estimate(*np.full((3, *np.shape(flags)[1:]), np.nan))
    observed = np.mean(flags, axis=0, dtype=np.float64)
    squared = NORMAL_95**2
    centre = (observed + squared / (2 * n)) / (1 + squared / n)
    spread = np.sqrt(observed * (1 - observed) / n + squared / (4 * n**2))
    half = NORMAL_95 * spread / (1 + squared / n)
    return Estimate(observed, centre - half, centre + half)


def mean(values: np.ndarray) -> Estimate:
    """Return the mean of `values`, float (n, …), along the first axis, with a normal interval.

    NaN are left out. One value alone has no interval: its ends are the value.

    >>> [round(float(part), 2) for part in mean(np.array([1.0, 3.0]))]
    [2.0, 0.04, 3.96]
    """
    values = np.asarray(values, np.float64)
    is_there = np.isfinite(values)
    n = is_there.sum(axis=0)
    with np.errstate(invalid="ignore", divide="ignore"):
        middle = np.where(is_there, values, 0).sum(axis=0) / n
        squares = np.where(is_there, values - middle, 0) ** 2
        half = NORMAL_95 * np.sqrt(squares.sum(axis=0) / np.maximum(n - 1, 1) / n)
    return Estimate(middle, middle - half, middle + half)
