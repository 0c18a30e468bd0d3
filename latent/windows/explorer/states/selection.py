"""Images that a user selected on the map: by a box, by a lasso, or one by one."""

from collections.abc import Sequence
from functools import partial

import numpy as np
from PIL import Image, ImageDraw

from latent.maps.embedding_file import EmbeddingFile
from latent.windows.explorer.states.choice import Choice
from latent.windows.explorer.states.history import History
from latent.windows.explorer.summary import Summary, summarize
from latent.windows.explorer.view import PanZoom

Pixels = tuple[float, float]  # x and y in a view, from its upper left corner


class Selection:
    """Which images of `content` are selected; what changes it is noted in `history`.

    `indices`: of them, rising; `summary`: what there is to say of them, None before it was found.
    The `choice` fades all others, and only what it shows can be selected on the map.
    """

    def __init__(self, content: EmbeddingFile, choice: Choice, history: History):
        self._content, self._choice, self._history = content, choice, history
        self.indices = np.empty(0, np.int64)
        self.summary: Summary | None = None

    @property
    def is_empty(self) -> bool:
        """Whether no image is selected."""
        return len(self.indices) == 0

    def add(self, is_meant: np.ndarray) -> bool:
        """Select besides what is shown of the images that are meant, bool (n,).

        Returns whether there was any that was not selected.
        """
        return self.replace(
            np.flatnonzero(self._mask() | (is_meant & self._choice.can_be_selected))
        )

    def toggle(self, index: int) -> bool:
        """Select an image, or select it no more; returns False for one that is not shown."""
        if not self._choice.can_be_selected[index]:
            return False
        mask = self._mask()
        mask[index] ^= True
        return self.replace(np.flatnonzero(mask))

    def replace(self, indices: np.ndarray) -> bool:
        """Select these images and no others, shown or not; returns whether that is anything new."""
        new = np.unique(np.asarray(indices, np.int64))
        if np.array_equal(new, self.indices):
            return False
        self._history.note(self, partial(self.restore, self.indices))
        self.restore(new)
        return True

    def restore(self, indices: np.ndarray) -> None:
        """Select these images and no others; this cannot be undone."""
        self.indices, self.summary = indices, None
        self._choice.take_selected(None if self.is_empty else self._mask())

    def find_summary(self) -> Summary:
        """Return what there is to say of the selected images, of which there must be one.

        Changes nothing, so that another thread can do it.
        """
        return summarize(self._content, self.indices)

    def _mask(self) -> np.ndarray:
        """Return whether each image is selected, bool (n,)."""
        mask = np.zeros(len(self._content.images), bool)
        mask[self.indices] = True
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
