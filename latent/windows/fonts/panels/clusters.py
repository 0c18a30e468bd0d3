"""The panel in the middle of the clustering window: its clusters, and a card over them."""

from latent.tiles.palette import QUIET
from latent.windows.controls import PicturePanel
from latent.windows.fonts.cluster_picture import ClusterPicture
from latent.windows.fonts.state import ClusterState
from latent.windows.lettering import draw_words, words_width
from latent.windows.pictures import blank_picture
from latent.windows.pixels import Pixels
from latent.windows.window import Window

CARD_OFFSET = 18  # pixels from the pointer
BEGIN = "Choose an algorithm and characters, then press Cluster."


class ClustersPanel(PicturePanel):
    """The clusters in the middle, and the card of the typeface under the pointer."""

    def __init__(self, window: Window, state: ClusterState):
        super().__init__(window, "clusters")
        self.drawing = ClusterPicture(state)
        self.font: int | None = None
        self._card = Pixels()
        self.axes.add_artist(self._card)

    def paint(self) -> None:
        """Paint all clusters, or what to do to get some."""
        self.point_at(None, 0, 0)
        self.drawing.scale = self.window.pixel_ratio
        self.drawing.draw(self.canvas)
        if self.drawing.state.clustering is None:
            size = self.scaled(18)
            left = (self.canvas.shape[1] - words_width(BEGIN, size)) // 2
            draw_words(self.canvas, BEGIN, max(left, 0), len(self.canvas) // 2, size, QUIET)

    def paint_cluster(self, label: int) -> None:
        """Paint one cluster anew and show it at once."""
        self.drawing.redraw(self.canvas, label)
        self.window.redraw(self.axes)

    def point_at(self, font: int | None, x: float, y: float) -> bool:
        """Lay a typeface's card beside a point, or take it away; returns whether it changed."""
        if font == self.font:
            return False
        self.font = font
        if font is None:
            self._card.show(None)
            return True
        card = self.drawing.card(font)
        picture = blank_picture(*card.shape[:2])
        picture[..., :3] = card
        height, width = self.canvas.shape[:2]
        offset = self.scaled(CARD_OFFSET)
        left = x + offset if x + offset + card.shape[1] <= width else x - offset - card.shape[1]
        top = y + offset if y + offset + len(card) <= height else y - offset - len(card)
        self._card.show(picture, max(round(left), 0), max(round(top), 0))
        return True
