"""The panel with a map: it is moved, enlarged, pointed at, clicked, and selected on."""

from collections.abc import Callable

from matplotlib.artist import Artist

from latent.figures.style import QUIET_COLOR
from latent.figures.text import POINTS_PER_INCH, fitting_text
from latent.windows.explorer.panels.band import Band
from latent.windows.explorer.panels.map_marks import MapMarks
from latent.windows.explorer.panels.map_ring import MapRing
from latent.windows.explorer.state import Explorer
from latent.windows.explorer.states.seen_map import SeenMap
from latent.windows.panel import Panel
from latent.windows.pixels import Pixels
from latent.windows.rectangles import Rectangle
from latent.windows.window import Window

EMPTY_SIZE = 10  # points
ZOOM_STEP = 1.25  # for one notch of the wheel
STEPS_OF_DOUBLE_CLICK = 4  # notches of the wheel
ARROW_SHARE = 0.25  # of the panel's side, for one press of an arrow
CLICK_PIXELS = 4  # a press that moves less than that is a click
REST_PIXELS = 24  # that the mouse goes from where it selected something until it points again


class MapPanel(Panel):
    """One of an explorer's maps, which is dragged, enlarged by the wheel, and clicked.

    `pointed` hears when another image, or none, is pointed at, `picked` when one was picked,
    `selected` when others are selected. `label`: of the panel, for several maps in one window.
    """

    is_draggable = True

    def __init__(
        self,
        window: Window,
        explorer: Explorer,
        seen_map: SeenMap,
        pointed: Callable[[], object],
        picked: Callable[[], object],
        selected: Callable[[], object],
        label: str = "map",
    ):
        super().__init__(window, label)
        self._explorer, self._map = explorer, seen_map
        self._pointed, self._picked, self._selected = pointed, picked, selected
        self._start = self._last = (0.0, 0.0)  # of a drag, and how far it has come
        self._is_dragged = False
        self._pointer: tuple[float, float] | None = None  # where the mouse is in the panel
        self._has_picked = False  # with the last click, which may be the first of two
        self._is_second_press = False
        self._rest: tuple[float, float] | None = None  # where something was selected just now
        self._band = Band(self.axes, seen_map, explorer.selection)
        self._pixels = self.axes.add_artist(Pixels())
        self._empty = self.add_text(horizontalalignment="center", color=QUIET_COLOR, zorder=5)
        self._marks = MapMarks(self.axes, explorer, seen_map)
        # It is drawn by hand, on top of the finished map, so that moving it redraws nothing else.
        self._ring = MapRing(window, self.axes, explorer, seen_map)

    @property
    def _decodes_here(self) -> bool:
        """Whether the place under the mouse is decoded; it is asked of the first map only."""
        return self._explorer.here.is_on and self._map.is_first

    @property
    def has_pointer(self) -> bool:
        """Whether the mouse is on this map."""
        return self._pointer is not None

    def update(self) -> None:
        """Take over the panel's size and what the explorer shows; nothing is drawn yet."""
        self._map.resize(*self.size, self.window.pixel_ratio)
        self._pixels.show(self._map.picture())
        inches = (self.window.points(side) / POINTS_PER_INCH for side in self.size)
        words, letters = fitting_text(self._map.empty_words(), *inches, EMPTY_SIZE)
        self._empty.set(text=words, fontsize=letters)
        self._empty.set_position((self.size[0] / 2, self.size[1] / 2))
        self._marks.update()
        self._ring.update()
        # The pixels cover the whole panel, so of all else only what is there has to be drawn.
        self._layout = self.size
        self._parts = [artist.draw for artist in (self._pixels, *self._seen_marks())]

    def _seen_marks(self) -> list[Artist]:
        """Return what there is to be seen over the pixels, from the lowest to the highest."""
        marks = self._marks.seen()
        marks += [self._band.line] if len(self._band.line.get_xdata()) else []
        marks += [self._empty] if self._empty.get_text() else []
        return sorted(marks, key=lambda mark: mark.get_zorder())

    def draw(self) -> None:
        """Draw the map and all on it at once."""
        self._ring.forget_map()
        super().draw()
        self._ring.show_on_map()

    def press(self, x: float, y: float) -> None:
        """Begin what is a click or a drag."""
        self._start = self._last = (x, y)
        self._is_dragged = self._is_second_press = self._has_picked = False
        self._band.begin(x, y, self.window.input.modifiers)

    def press_twice(self, x: float, y: float) -> None:
        """Enlarge the map about a point; what the first of the two clicks picked is taken back.

        With a key that selects, it is a press like any other.
        """
        if self._band.begin(x, y, self.window.input.modifiers):
            self.press(x, y)
            return
        if self._has_picked and self._explorer.tabs.board.undo():
            self._picked()
        self.press(x, y)
        self._is_second_press = True
        self.scroll(x, y, STEPS_OF_DOUBLE_CLICK)

    def drag(self, x: float, y: float) -> None:
        """Move the map with the mouse, once that has moved further than in a click."""
        moved = max(abs(x - self._start[0]), abs(y - self._start[1]))
        if self._is_dragged or moved >= CLICK_PIXELS:
            self._is_dragged = True
            if self._band.kind is not None:
                self._band.extend(x, y)
                self.show()
                return
            self._map.view.pan(x - self._last[0], y - self._last[1])
            self._last = (x, y)
            self.show()

    def release(self, x: float, y: float) -> None:
        """Pick the image at a point, or select it, if this was a click; select what was drawn."""
        if self._band.kind is not None:
            self._select(x, y)
            return
        if self._is_dragged or self._is_second_press:
            return
        if Rectangle(0, 0, *self.size).contains(x, y):
            self.point(x, y)
        else:
            self.leave()
        explorer = self._explorer
        if explorer.is_own_at(self._map, x, y):
            self._has_picked = explorer.pick_own()
        else:
            self._has_picked = explorer.pick_here() if self._decodes_here else explorer.pick()
        if self._has_picked:
            self._picked()

    def _select(self, x: float, y: float) -> None:
        """Select what the line was drawn around, or the image at a point."""
        explorer = self._explorer
        if self._is_dragged:
            self._band.extend(x, y)
            has_changed = self._band.end()
        else:
            self._band.forget()
            self._rest = None
            self.point(x, y)
            index = explorer.pointer.image
            has_changed = index is not None and explorer.selection.toggle(index)
        if not has_changed:
            self.show()
            return
        # What was selected is told of until the mouse points at something else.
        self._rest = (x, y)
        explorer.pointer.point_nowhere()
        self._selected()

    def point(self, x: float, y: float) -> None:
        """Ring the image at a point."""
        if self._rest is not None:
            moved = max(abs(x - self._rest[0]), abs(y - self._rest[1]))
            if moved < self.scaled(REST_PIXELS):
                return
            self._rest = None
        self._pointer = (x, y)
        if self._point():
            self.show_ring()
            self._pointed()

    def _point(self) -> bool:
        """Point at what is under the mouse; returns whether that is anything new."""
        if self._decodes_here:
            self._explorer.here.look_at(*self._map.view.to_data(*self._pointer))
            return True
        return self._explorer.pointer.point_at_image(self._map.image_at(*self._pointer))

    def leave(self) -> None:
        """Take the ring away."""
        self._pointer = self._rest = None
        if self._decodes_here:
            self._explorer.here.look_away()
        if self._explorer.pointer.point_nowhere() or self._decodes_here:
            self.show_ring()
            self._pointed()

    def scroll(self, x: float, y: float, steps: float) -> None:
        """Enlarge the map about a point, and point at what is there now."""
        self._pointer = (x, y)
        self._map.view.zoom_at(x, y, ZOOM_STEP**steps)
        self.show_moved()

    def enlarge(self, steps: float) -> None:
        """Enlarge the map by so many notches of the wheel, where the mouse is or in the middle."""
        width, height = self.size
        x, y = self._pointer or (width / 2, height / 2)
        self._map.view.zoom_at(x, y, ZOOM_STEP**steps)
        self.show_moved()

    def move(self, right: int, down: int) -> None:
        """Look so many steps further to the right and down."""
        width, height = self.size
        self._map.view.pan(-right * ARROW_SHARE * width, -down * ARROW_SHARE * height)
        self.show_moved()

    def show_moved(self) -> None:
        """Draw the map after something moved on it, and point at what is under the mouse now."""
        is_other = self._pointer is not None and self._point()
        self.show()
        if is_other:
            self._pointed()

    def show_ring(self) -> None:
        """Ring the image that is pointed at now, and draw nothing else."""
        self._ring.show()
