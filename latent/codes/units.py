"""What single units of a code do: what is lost without one, and what it changes in an image."""

from collections.abc import Callable

import numpy as np

SWEEP = np.arange(-3.0, 3.5)  # in standard deviations around the mean
LEAST_SHARE = 1e-4  # of the images' variance: a unit that carries less carries nothing

Decode = Callable[[np.ndarray], np.ndarray]  # codes (n, d) -> images (n, …) in [0, 1]


def carried(decode: Decode, codes: np.ndarray, images: np.ndarray, rest: np.ndarray) -> np.ndarray:
    """Return by how much the squared error rises where one unit tells nothing, float64 (d,).

    `codes`: (n, d) of `images`, uint8 (n, …); `rest`: (d,), what a unit is set to in all of them,
    its mean or, for a bit, off. The rise is a share of the images' own variance, which is the
    error where nothing at all is told; a unit that is at rest in all of the codes carries 0.
    """
    pixels = images.reshape(len(images), -1) / np.float32(255)

    def error(some_codes: np.ndarray, rows: np.ndarray) -> float:
        decoded = decode(some_codes).reshape(len(rows), -1)
        return float(np.square(decoded - pixels[rows]).sum(dtype=np.float64))

    decoded = decode(codes).reshape(len(codes), -1)
    errors = np.square(decoded - pixels).sum(axis=1, dtype=np.float64)
    variance = float(np.square(pixels - pixels.mean(axis=0)).sum(dtype=np.float64)) or 1.0
    rises = np.zeros(codes.shape[1])
    for unit in np.flatnonzero((codes != rest).any(axis=0)):
        rows = np.flatnonzero(codes[:, unit] != rest[unit])
        changed = codes[rows].copy()
        changed[:, unit] = rest[unit]
        rises[unit] = (error(changed, rows) - errors[rows].sum()) / variance
    return rises


def sweep(codes: np.ndarray, unit: int, deviations: np.ndarray = SWEEP) -> np.ndarray:
    """Return the mean of `codes` (n, d) with one unit that many `deviations` off it, (k, d)."""
    mean = codes.mean(axis=0, dtype=np.float64)
    rows = np.tile(mean, (len(deviations), 1))
    rows[:, unit] += deviations * codes[:, unit].std(dtype=np.float64)
    return rows.astype(np.float32)


def added_by_bit(decode: Decode, codes: np.ndarray, bit: int) -> np.ndarray:
    """Return what a bit adds to an image, on average over `codes` (n, d) that have it on.

    Each code is decoded with the bit and without it. Returns float (…), an image of differences
    from −1 to 1, all 0 if no code has the bit on.
    """
    having = codes[codes[:, bit] > 0]
    if len(having) == 0:
        return np.zeros_like(decode(codes[:1])[0])
    without = having.copy()
    without[:, bit] = 0
    return (decode(having) - decode(without)).mean(axis=0)
