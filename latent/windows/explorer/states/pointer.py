"""What is pointed at, on whichever map or panel."""

from latent.windows.explorer.experiments.base import Cell
from latent.windows.explorer.tabs import Tabs


class Pointer:
    """Points at an image, at a cell of the tab that is shown, or at nothing.

    `image`: the index of the image, or None. The cell is `tabs.pointed`; one that stands for an
    image points at that, too. It is the same on all maps.
    """

    def __init__(self, tabs: Tabs):
        self._tabs = tabs
        self.image: int | None = None

    def point_at_image(self, index: int | None) -> bool:
        """Point at this image, or at none; returns whether that is anything new."""
        return self._point(index, None)

    def point_at_cell(self, cell: Cell | None) -> bool:
        """Point at a cell of a sheet, or at none; returns whether that is anything new.

        A cell that stands for one image points at it on the map, too.
        """
        is_image = cell is not None and isinstance(cell.pick, int)
        return self._point(cell.pick if is_image else None, cell)

    def point_nowhere(self) -> bool:
        """Point at nothing; returns whether anything was pointed at before."""
        return self._point(None, None)

    def forget_image(self) -> None:
        """Point at no image any more; a cell that is pointed at stays so."""
        self.image = None

    def _point(self, image: int | None, cell: Cell | None) -> bool:
        before = self.image, self._tabs.pointed
        self.image, self._tabs.pointed = image, cell
        return before != (image, cell)
