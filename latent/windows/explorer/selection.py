"""Images that a user selected on the map: by a box, by a lasso, or one by one."""

from collections.abc import Sequence
from functools import partial

import numpy as np
from PIL import Image, ImageDraw

from latent.windows.explorer.history import History
from latent.windows.explorer.view import PanZoom

Pixels = tuple[float, float]  # x and y in a view, from its upper left corner


class Selection:
    """Which of `n` images are selected; what changes it is noted in `history`."""

    def __init__(self, n: int, history: History):
        self._n, self._history = n, history
        self.indices = np.empty(0, np.int64)  # rising

    @property
    def is_empty(self) -> bool:
        """Whether no image is selected."""
        return len(self.indices) == 0

    @property
    def mask(self) -> np.ndarray | None:
        """Whether each image is selected, bool (n,); None if none is."""
        if self.is_empty:
            return None
        return self._mask_with([])

    def add(self, indices: np.ndarray) -> bool:
        """Select more images; returns whether there was any that was not selected."""
        return self.replace(np.flatnonzero(self._mask_with(indices)))

    def toggle(self, index: int) -> None:
        """Select an image, or select it no more."""
        mask = self._mask_with([])
        mask[index] ^= True
        self.replace(np.flatnonzero(mask))

    def replace(self, indices: np.ndarray) -> bool:
        """Select these images and no others; returns whether that changed anything."""
        new = np.asarray(indices, np.int64)
        if np.array_equal(new, self.indices):
            return False
        self._history.note(self, partial(setattr, self, "indices", self.indices))
        self.indices = new
        return True

    def _mask_with(self, indices: np.ndarray | Sequence[int]) -> np.ndarray:
        """Return whether each image is selected or one of these, bool (n,)."""
        mask = np.zeros(self._n, bool)
        mask[self.indices] = True
        mask[np.asarray(indices, np.int64)] = True
        return mask


def in_box(view: PanZoom, positions: np.ndarray, first: Pixels, second: Pixels) -> np.ndarray:
    """Return whether positions (n, 2) lie in the box with these opposite corners, bool (n,)."""
    (left, top), (right, bottom) = np.minimum(first, second), np.maximum(first, second)
    low_x, high_y = view.to_data(left, top)
    high_x, low_y = view.to_data(right, bottom)
    x, y = positions.T
    return (low_x <= x) & (x <= high_x) & (low_y <= y) & (y <= high_y)


def in_lasso(view: PanZoom, positions: np.ndarray, corners: Sequence[Pixels]) -> np.ndarray:
    """Return whether positions (n, 2) lie within a line that is closed, to the pixel, bool (n,)."""
    inside = np.zeros(len(positions), bool)
    if len(corners) < 3:
        return inside
    mask = Image.new("1", (view.width, view.height))
    ImageDraw.Draw(mask).polygon([tuple(corner) for corner in corners], fill=1, outline=1)
    is_inside = np.asarray(mask)
    columns, rows = np.floor(view.to_pixels(positions)).astype(np.int64).T
    seen = (columns >= 0) & (columns < view.width) & (rows >= 0) & (rows < view.height)
    inside[seen] = is_inside[rows[seen], columns[seen]]
    return inside
