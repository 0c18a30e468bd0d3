"""The panel in the middle of the clustering window: its clusters, and a card over them."""

import math
from collections.abc import Callable

from latent.tiles.palette import QUIET
from latent.windows.fonts.cluster_picture import ClusterPicture
from latent.windows.fonts.shares import share_after_drag
from latent.windows.fonts.state import ClusterState
from latent.windows.panel import PicturePanel
from latent.windows.pixels import Pixels
from latent.windows.rectangles import Rectangle
from latent.windows.window import Window

CLICK_REACH = 4  # pixels of a plain display: a mouse that moved less has clicked
CARD_OFFSET = 18  # pixels of a plain display from the pointer
BEGIN_SIZES = range(18, 9, -1)  # of its letters
BEGIN = "Choose an algorithm and characters, then press Cluster."


class ClustersPanel(PicturePanel):
    """The clusters, each dragged or scrolled to choose from it; `chosen` hears of that.

    A click chooses one typeface, or excludes it; of a right click on one `looked` hears.

    The card of the typeface under the pointer, `font`, lies over them.
    """

    is_draggable = True

    def __init__(
        self,
        window: Window,
        state: ClusterState,
        chosen: Callable[[], object],
        looked: Callable[[int], object] = lambda font: None,
    ):
        super().__init__(window, "clusters")
        self.drawing = ClusterPicture(state)
        self.font: int | None = None
        self._state, self._chosen, self._looked = state, chosen, looked
        self._drag: tuple[int, float, int] | None = None  # which, from where, its share there
        self._pressed: tuple[float, float] | None = None  # until the mouse has gone far from there
        self._pointed: int | None = None  # the cluster that the mouse was over last
        self._card = self.axes.add_artist(Pixels())

    def paint(self) -> None:
        """Paint all clusters, or what to do to get some."""
        self._lay_card(None)
        self._drag = None
        self.drawing.draw(self.picture, self.window.pixel_ratio)
        if self._state.clustering is None:
            edge = self.scaled(4)
            where = Rectangle(edge, 0, max(self.size[0] - 2 * edge, 1), self.size[1])
            self.write_in(BEGIN, where, BEGIN_SIZES, QUIET, is_centred=True)

    def press(self, x: float, y: float) -> None:
        """Begin to drag the cluster at a point, or to click the typeface there."""
        label = self.drawing.label_at(x, y)
        self._pressed = x, y
        self._drag = None if label is None else (label, y, self._state.shares.get(label, 0))

    def drag(self, x: float, y: float) -> None:
        """Choose more of the cluster the higher the mouse is, and paint only that cluster."""
        if self._drag is None:
            self.point(x, y)
            return
        label, start, percent = self._drag
        if self._pressed is not None:
            if math.dist(self._pressed, (x, y)) < self.scaled(CLICK_REACH):
                return
            self._pressed = None
        before = self._state.shares.get(label, 0)
        up = (start - y) / self.window.pixel_ratio
        self._state.set_share(label, share_after_drag(percent, up))
        if self._state.shares.get(label, 0) != before:
            self._show_choice(label)

    def release(self, x: float, y: float) -> None:
        """Drag nothing any more; after a click, choose or exclude the typeface at a point."""
        if self._drag is not None and self._pressed is not None:
            font = self.drawing.font_at(*self._pressed)
            if font is not None:
                self._state.toggle_font(font)
                self._show_choice(self._drag[0])
        self._drag = self._pressed = None
        self._state.end_change()

    def press_right(self, x: float, y: float) -> None:
        """Look at what is most like the typeface at a point."""
        font = self.drawing.font_at(x, y)
        if font is not None:
            self._looked(font)

    def scroll(self, x: float, y: float, steps: float) -> None:
        """Choose more or fewer typefaces of the cluster at a point, one for each step."""
        label = self.drawing.label_at(x, y)
        if label is not None:
            self._state.step_share(label, round(steps))
            self._show_choice(label)

    def step(self, steps: int) -> None:
        """Choose more or fewer typefaces of the cluster that was pointed at last, if it is seen."""
        if self.is_visible and self._pointed in self._state.groups:
            self._state.step_share(self._pointed, steps)
            self._show_choice(self._pointed)

    def point(self, x: float, y: float) -> None:
        """Show the card of the typeface at a point."""
        self._pointed = self.drawing.label_at(x, y)
        font = self.drawing.font_at(x, y)
        if font != self.font:
            self._lay_card(font, x, y)
            self.draw()

    def leave(self) -> None:
        """Take the card away."""
        if self.font is not None:
            self._lay_card(None)
            self.draw()

    def _show_choice(self, label: int) -> None:
        self._lay_card(None)
        self.drawing.redraw(self.picture, label)
        self.draw()
        self._chosen()

    def _lay_card(self, font: int | None, x: float = 0, y: float = 0) -> None:
        """Lay a typeface's card beside a point, or take it away; nothing is drawn yet."""
        self.font = font
        if font is None:
            self._card.show(None)
            return
        card = self.drawing.card(font, *self.size)
        offset = self.scaled(CARD_OFFSET)
        places = [
            max(round(at + offset if at + offset + side <= room else at - offset - side), 0)
            for at, side, room in zip((x, y), card.shape[1::-1], self.size, strict=True)
        ]
        self._card.show(card, *places)
