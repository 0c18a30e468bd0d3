"""What panels with small images of the map have in common: each can be pointed at."""

from collections.abc import Callable

from latent.tiles.palette import OFF_WHITE
from latent.windows.explorer.state import Explorer
from latent.windows.panel import PicturePanel
from latent.windows.pictures import Color
from latent.windows.rectangles import Rectangle, find_at
from latent.windows.window import Window


class ImagesPanel(PicturePanel):
    """A panel with images; `pointed` hears when another one, or none, is pointed at."""

    def __init__(
        self,
        window: Window,
        label: str,
        explorer: Explorer,
        pointed: Callable[[], object],
        ground: Color = OFF_WHITE,
    ):
        super().__init__(window, label, ground)
        self._explorer, self._pointed = explorer, pointed
        self.set_visible(False)

    def image_places(self) -> list[tuple[int, Rectangle]]:
        """Return the index and the place of every image of the map that is shown."""
        raise NotImplementedError

    def point(self, x: float, y: float) -> None:
        """Point at the image at a place, here and on the map."""
        if self._explorer.pointer.point_at_image(find_at(self.image_places(), x, y)):
            self.show()
            self._pointed()

    def leave(self) -> None:
        """Point at nothing."""
        if self._explorer.pointer.point_nowhere():
            self.show()
            self._pointed()
