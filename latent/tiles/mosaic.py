"""Images set side by side in a grid."""

import math

import numpy as np


def mosaic(
    images: np.ndarray, n_columns: int, gap: int = 1, fill: int | tuple[int, int, int] = 0
) -> np.ndarray:
    """Return images set row by row into a grid, `gap` pixels apart.

    `images` (n, h, w) or (n, h, w, 3); the grid has their type, and `fill` in its gaps and its
    unused cells. Raises ValueError for arrays of another shape, no columns or a negative gap.

    >>> mosaic(np.array([[[1]], [[2]], [[3]]]), n_columns=2, gap=0, fill=9)
    array([[1, 2],
           [3, 9]])
    """
    if not (images.ndim == 3 or (images.ndim == 4 and images.shape[3] == 3)):
        raise ValueError(f"images are {images.shape}, must be (n, h, w) or (n, h, w, 3)")
    if n_columns < 1 or gap < 0:
        raise ValueError(f"n_columns {n_columns} must be at least 1, gap {gap} at least 0")
    n_images, height, width, *channels = images.shape
    n_rows = math.ceil(n_images / n_columns)
    cells = np.full((n_rows * n_columns, height + gap, width + gap, *channels), fill, images.dtype)
    cells[:n_images, :height, :width] = images
    grid = cells.reshape(n_rows, n_columns, height + gap, width + gap, *channels).swapaxes(1, 2)
    grid = grid.reshape(n_rows * (height + gap), n_columns * (width + gap), *channels)
    return grid[: max(len(grid) - gap, 0), : grid.shape[1] - gap]
