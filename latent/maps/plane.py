"""The plane through vectors that holds most of their variance."""

import numpy as np

from latent.codes.kinds import Codes
from latent.maps.places import LinearMap

JITTER = 1e-3  # of the starting layout's spread: copies must not start at the same place


def principal_plane(codes: Codes) -> LinearMap:
    """Return the map to coordinates along the principal axes, 0 at the codes' centre."""
    axes = codes.principal_axes()
    return LinearMap(axes, -codes.mean() @ axes)


def starting_layout(codes: Codes, spread: float, seed: int) -> np.ndarray:
    """Return the codes' principal plane, float64 (n, 2), as wide as `spread`, copies parted.

    It keeps the data's large shape, which no random start finds (Kobak and Linderman 2021).
    """
    plane = principal_plane(codes).project(codes)
    deviation = plane[:, 0].std()
    start = plane * (spread / deviation) if deviation > 0 else np.zeros_like(plane)
    return start + np.random.default_rng(seed).normal(scale=JITTER * spread, size=start.shape)
