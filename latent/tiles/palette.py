"""Colours of classes, chosen so that people with any colour vision tell them apart on off-white."""

from functools import cache

import numpy as np

from latent.data.dataset import MOST_CLASSES

OFF_WHITE = (250, 249, 245)  # the ground of maps and figures
INK = (32, 32, 36)  # text and lines on it
QUIET = (107, 107, 102)  # what is not so important
FAINT = (146, 144, 138)  # what hardly is
ACCENT = (1, 116, 171)  # what is chosen, the first class's blue
TOO_HIGH = (200, 30, 30)  # difference images: the reconstructed pixel is too high
TOO_LOW = (30, 70, 200)  # difference images: it is too low

LEAST_CONTRAST = 2.5
# In OKLab, of all colours after the first ten: darker ones are taken for black, which is ink.
LEAST_LIGHTNESS = 0.36

# The colour of every grey level of an image, from the ground at 0 to full ink at 255.
INK_SHADES = np.rint(np.linspace(OFF_WHITE, INK, 256)).astype(np.uint8)

# Found by maximising the smallest distance of any two in the least favourable vision; ordered so
# that MNIST's look-alikes (4 and 9, 3 and 5 and 8) are far apart.
_FIRST_COLORS = np.array(
    [
        (1, 116, 171),  # blue
        (244, 119, 7),  # orange
        (84, 4, 201),  # indigo
        (42, 180, 133),  # green
        (3, 35, 96),  # navy
        (201, 10, 114),  # crimson
        (202, 30, 255),  # magenta
        (169, 147, 224),  # lavender
        (89, 0, 0),  # maroon
        (97, 89, 0),  # olive
    ],
    np.uint8,
)

# Linear RGB as seen without one kind of cone (Machado, Oliveira & Fernandes 2009, "A
# Physiologically-based Model for Simulation of Color Vision Deficiency", severity 1.0).
_VISION_MATRICES = {
    "normal": [[1, 0, 0], [0, 1, 0], [0, 0, 1]],
    "protanopia": [
        [0.152286, 1.052583, -0.204868],
        [0.114503, 0.786281, 0.099216],
        [-0.003882, -0.048116, 1.051998],
    ],
    "deuteranopia": [
        [0.367322, 0.860646, -0.227968],
        [0.280085, 0.672501, 0.047413],
        [-0.011820, 0.042940, 0.968881],
    ],
    "tritanopia": [
        [1.255528, -0.076749, -0.178779],
        [-0.078411, 0.930809, 0.147602],
        [0.004733, 0.691367, 0.303900],
    ],
}
VISIONS = tuple(_VISION_MATRICES)

# Linear sRGB to cone responses, and their cube roots to OKLab (Ottosson 2020, "A perceptual color
# space for image processing").
_RGB_TO_CONES = [
    [0.4122214708, 0.5363325363, 0.0514459929],
    [0.2119034982, 0.6806995451, 0.1073969566],
    [0.0883024619, 0.2817188376, 0.6299787005],
]
_CONES_TO_OKLAB = [
    [0.2104542553, 0.7936177850, -0.0040720468],
    [1.9779984951, -2.4285922050, 0.4505937099],
    [0.0259040371, 0.7827717662, -0.8086757660],
]


def class_colors(n_classes: int) -> np.ndarray:
    """Return the colours of classes 0 to `n_classes` - 1, uint8 of shape (n_classes, 3).

    Class k has the same colour whatever `n_classes` is. The first ten keep apart in every vision
    of `VISIONS`; each further one is as far as possible from all before it. Raises ValueError
    unless 0 <= n_classes <= 255.

    >>> class_colors(2).tolist()
    [[1, 116, 171], [244, 119, 7]]
    """
    if not 0 <= n_classes <= MOST_CLASSES:
        raise ValueError(f"n_classes is {n_classes}, must be from 0 to {MOST_CLASSES}")
    if n_classes <= len(_FIRST_COLORS):
        return _FIRST_COLORS[:n_classes].copy()
    return _all_colors()[:n_classes].copy()


def to_hex(color: np.ndarray | tuple[int, int, int]) -> str:
    """Return a colour of three numbers from 0 to 255 as text.

    >>> to_hex((250, 249, 245))
    '#faf9f5'
    """
    red, green, blue = (int(value) for value in color)
    return f"#{red:02x}{green:02x}{blue:02x}"


def contrast(colors: np.ndarray, ground: np.ndarray | tuple[int, int, int]) -> np.ndarray:
    """Return the contrast ratio of `colors` (..., 3) with `ground` (3,), each from 0 to 255.

    From 1 (equally bright) to 21 (black on white), as WCAG 2.1 defines it.

    >>> float(contrast(np.array((0, 0, 0)), (255, 255, 255)).round(1))
    21.0
    """
    weights = np.array([0.2126, 0.7152, 0.0722])
    luminances = _to_linear(colors) @ weights + 0.05
    ground_luminance = _to_linear(ground) @ weights + 0.05
    return np.maximum(luminances, ground_luminance) / np.minimum(luminances, ground_luminance)


def to_oklab(colors: np.ndarray, vision: str = "normal") -> np.ndarray:
    """Return sRGB `colors` (..., 3), 0 to 255, as OKLab coordinates seen with one of `VISIONS`.

    Two points' Euclidean distance is about how different they look; black and white are 1 apart.
    """
    seen = np.clip(_to_linear(colors) @ np.transpose(_VISION_MATRICES[vision]), 0, 1)
    return np.cbrt(seen @ np.transpose(_RGB_TO_CONES)) @ np.transpose(_CONES_TO_OKLAB)


def _to_linear(colors: np.ndarray | tuple[int, int, int]) -> np.ndarray:
    """Undo the sRGB transfer curve (IEC 61966-2-1): 0 to 255 becomes light from 0 to 1."""
    values = np.asarray(colors) / 255
    return np.where(values <= 0.04045, values / 12.92, ((values + 0.055) / 1.055) ** 2.4)


@cache
def _all_colors() -> np.ndarray:
    levels = np.arange(0, 256, 15)
    grid = np.stack(np.meshgrid(levels, levels, levels, indexing="ij"), axis=-1).reshape(-1, 3)
    grid = grid[contrast(grid, OFF_WHITE) >= LEAST_CONTRAST]
    grid = grid[to_oklab(grid)[:, 0] >= LEAST_LIGHTNESS]
    chosen = list(_FIRST_COLORS)
    nearest = np.min([_least_distances(grid, color) for color in chosen], axis=0)
    while len(chosen) < MOST_CLASSES:
        # Rounded, so that the last bits of another machine's cube root do not break ties.
        farthest = grid[np.argmax(nearest.round(9))]
        chosen.append(farthest)
        nearest = np.minimum(nearest, _least_distances(grid, farthest))
    return np.array(chosen, np.uint8)


def _least_distances(colors: np.ndarray, color: np.ndarray) -> np.ndarray:
    """Return how far each of `colors` (n, 3) is from `color` in the least favourable vision."""
    return np.min(
        [
            np.linalg.norm(to_oklab(colors, vision) - to_oklab(color, vision), axis=-1)
            for vision in VISIONS
        ],
        axis=0,
    )
