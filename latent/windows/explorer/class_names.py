"""The names of classes, each written on a map where most of its images lie."""

import numpy as np

from latent.figures.text import MOST_LETTERS, POINTS_PER_INCH
from latent.tools.compiled import compiled
from latent.tools.plain_words import shown
from latent.windows.labels import SIZE, label_picture
from latent.windows.lettering import shortened_to
from latent.windows.pictures import paste_picture

N_CELLS = 48  # of the map, along each side, that images are counted in
GAP = 2  # pixels between two names
MOST_SHARE = 0.3  # of the map's side, for a name


class ClassNames:
    """The names of the classes that images, with `positions` (n, 2) and `labels` (n,), belong to.

    A name that would cover the name of a larger class is left out until the map is enlarged, and so
    are those of classes with fewer images than `least`, as their names would cover the images.
    """

    def __init__(self, positions: np.ndarray, labels: np.ndarray, names: list[str], least: int = 1):
        self._names = names
        self._centers = island_centers(positions, labels, len(names), least)
        self._made_for: tuple[float, float] | None = None
        self._placed: list[tuple[np.ndarray, int, int]] = []

    def draw(self, picture: np.ndarray, x: int, y: int, scale: float, dpi: float) -> None:
        """Write names on a part of a map, uint8 (height, width, 4), which begins at x and y.

        `scale`: pixels for the side of the unit square. `dpi`: of an inch, for the letters' size.
        """
        if (scale, dpi) != self._made_for:
            self._made_for, self._placed = (scale, dpi), self._place(scale, dpi)
        for label, left, top in self._placed:
            paste_picture(picture, label, left - x, top - y)

    def _place(self, scale: float, dpi: float) -> list[tuple[np.ndarray, int, int]]:
        letter, room = round(SIZE * dpi / POINTS_PER_INCH), round(MOST_SHARE * scale)
        names = [
            shortened_to(shown(self._names[which], MOST_LETTERS), room, letter)
            for which in self._centers
        ]
        pictures = [label_picture(name, dpi) for name in names]
        if not pictures:
            return []
        sizes = np.array([picture.shape[1::-1] for picture in pictures])
        centers = np.array(list(self._centers.values())) * (1, -1) + (0, 1)
        corners = np.rint(centers * scale - sizes / 2).astype(np.int64)
        corners[:, 0] = np.clip(corners[:, 0], 0, np.maximum(round(scale) - sizes[:, 0], 0))
        has_room = _with_room(corners - GAP, corners + sizes + GAP)
        return [(pictures[k], *corners[k].tolist()) for k in np.flatnonzero(has_room).tolist()]


@compiled
def _with_room(first: np.ndarray, last: np.ndarray) -> np.ndarray:
    """Return which boxes, from corner to corner (n, 2), cover none before them that has room."""
    has_room = np.zeros(len(first), np.bool_)
    for k in range(len(first)):
        has_room[k] = True
        for other in range(k):
            is_across = first[k, 0] < last[other, 0] and first[other, 0] < last[k, 0]
            is_along = first[k, 1] < last[other, 1] and first[other, 1] < last[k, 1]
            if has_room[other] and is_across and is_along:
                has_room[k] = False
                break
    return has_room


def island_centers(
    positions: np.ndarray, labels: np.ndarray, n_classes: int, least: int = 1
) -> dict[int, tuple[float, float]]:
    """Return where each class lies most densely, as x and y, the largest classes first.

    That is the middle of its images in the fullest cell of the map and in the cells around it.
    Classes with fewer images than `least` are left out.
    """
    cells = np.minimum((positions * N_CELLS).astype(int), N_CELLS - 1)
    order = np.argsort(labels, kind="stable")
    bounds = np.searchsorted(labels[order], np.arange(n_classes + 1))
    centers = {}
    for which in np.argsort(-np.diff(bounds), kind="stable").tolist():
        members = order[bounds[which] : bounds[which + 1]]
        if len(members) < least:
            continue
        own = cells[members]
        counts = np.zeros((N_CELLS + 2, N_CELLS + 2), int)
        np.add.at(counts, (own[:, 0] + 1, own[:, 1] + 1), 1)
        around = sum(
            counts[1 + dx : N_CELLS + 1 + dx, 1 + dy : N_CELLS + 1 + dy]
            for dx in (-1, 0, 1)
            for dy in (-1, 0, 1)
        )
        fullest = np.unravel_index(around.argmax(), around.shape)
        is_near = (np.abs(own - fullest) <= 1).all(axis=1)
        x, y = positions[members[is_near]].mean(axis=0, dtype=float).tolist()
        centers[which] = (x, y)
    return centers
