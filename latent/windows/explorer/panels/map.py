"""The panel with the map: its pixels, the images that are picked, lines of codes, and a ring."""

from collections.abc import Callable

import numpy as np
from matplotlib.artist import Artist
from matplotlib.backend_bases import RendererBase
from matplotlib.collections import LineCollection
from matplotlib.transforms import Bbox

from latent.figures.style import INK_COLOR, QUIET_COLOR, house_style
from latent.figures.text import POINTS_PER_INCH, fitting_text
from latent.tiles.palette import ACCENT, INK, OFF_WHITE, to_hex
from latent.windows.explorer.own_code import OwnCode
from latent.windows.explorer.panels.band import Band
from latent.windows.explorer.state import Explorer
from latent.windows.labels import label_picture
from latent.windows.panel import Panel
from latent.windows.pictures import blank_picture, draw_images, frame_rectangle
from latent.windows.pixels import Pixels
from latent.windows.rectangles import Rectangle
from latent.windows.window import Window

RING = 3  # pixels, like the next two
HALO = 2  # of the ground's colour, around the ring
LEAST_RINGED_SIZE = 20  # a smaller tile is enlarged in its ring, or nobody would see what it is
EMPTY_SIZE = 10  # points
ZOOM_STEP = 1.25  # for one notch of the wheel
STEPS_OF_DOUBLE_CLICK = 4  # notches of the wheel
ARROW_SHARE = 0.25  # of the panel's side, for one press of an arrow
LIVE_COLOR = "#dc3c1e"  # of the dots that follow a slider or a mark
CLICK_PIXELS = 4  # a press that moves less than that is a click
# What marks a code that no image has, from its place, in halves of its size.
CROSS = np.array([(-1, 0), (1, 0), (0, 0), (0, -1), (0, 1)])
REST_PIXELS = 24  # that the mouse goes from where it selected something until it points again


class MapPanel(Panel):
    """An explorer's map, which is dragged, enlarged by the wheel, and clicked.

    `pointed` hears when another image, or none, is pointed at, `picked` when one was picked,
    `selected` when others are selected. `label`: of the panel, for several maps in one window.
    """

    is_draggable = True

    def __init__(
        self,
        window: Window,
        explorer: Explorer,
        pointed: Callable[[], object],
        picked: Callable[[], object],
        selected: Callable[[], object],
        label: str = "map",
    ):
        super().__init__(window, label)
        self._explorer, self._pointed, self._picked = explorer, pointed, picked
        self._selected = selected
        self._start = self._last = (0.0, 0.0)  # of a drag, and how far it has come
        self._is_dragged = False
        self._pointer: tuple[float, float] | None = None  # where the mouse is in the panel
        self._has_picked = False  # with the last click, which may be the first of two
        self._is_second_press = False
        self._rest: tuple[float, float] | None = None  # where something was selected just now
        self._band = Band(self.axes, explorer)
        self._pixels = Pixels()
        self._ring = Pixels()
        # It is drawn by hand, on top of the finished map, so that moving it redraws nothing else.
        self._ring.set_animated(True)
        self._under_ring = None
        self._empty = self.add_text(horizontalalignment="center", color=QUIET_COLOR, zorder=5)
        with house_style():
            self._paths = LineCollection([], colors=INK_COLOR, linewidths=1.1, alpha=0.8)
            self._links = LineCollection([], colors=to_hex(ACCENT), linewidths=0.9, alpha=0.9)
            self._squares = LineCollection([], colors=INK_COLOR, linewidths=1.6)
            (self._dots,) = self.axes.plot([], [], ".", color=INK_COLOR, markersize=5, alpha=0.9)
            (self._live,) = self.axes.plot(
                [], [], "o", color=LIVE_COLOR, markersize=9, markeredgecolor="white", zorder=4
            )
            style = {"color": to_hex(ACCENT), "markersize": 17, "markeredgecolor": "white"}
            (self._star,) = self.axes.plot([], [], "*", zorder=5, **style)
            most = max(len(board.picks) for board in explorer.boards)
            self._names = [Pixels() for _ in range(most)]
            for artist in (self._pixels, self._ring, *self._names):
                self.axes.add_artist(artist)
            for collection in (self._paths, self._links, self._squares):
                self.axes.add_collection(collection, autolim=False)
        for name in self._names:
            name.set_zorder(4)  # above the lines and squares
        window.on("draw_event", lambda event: self._draw_ring(event.renderer))

    @property
    def has_pointer(self) -> bool:
        """Whether the mouse is on this map."""
        return self._pointer is not None

    def update(self) -> None:
        """Take over the panel's size and what the explorer shows; nothing is drawn yet."""
        self._explorer.resize(*self.size, self.window.pixel_ratio)
        self._pixels.show(self._explorer.picture())
        inches = (self.window.points(side) / POINTS_PER_INCH for side in self.size)
        words, letters = fitting_text(self._explorer.empty_words(), *inches, EMPTY_SIZE)
        self._empty.set(text=words, fontsize=letters)
        self._empty.set_position((self.size[0] / 2, self.size[1] / 2))
        self._update_picks()
        self._update_links()
        self._update_ring()
        # The pixels cover the whole panel, so of all else only what is there has to be drawn.
        self._layout = self.size
        self._parts = [artist.draw for artist in (self._pixels, *self._marks())]

    def _marks(self) -> list[Artist]:
        """Return what there is to be seen on the map now, from the lowest to the highest."""
        points = (self._dots, self._live, self._star, self._band.line)
        marks: list[Artist] = [mark for mark in points if len(mark.get_xdata())]
        lines = (self._paths, self._links, self._squares)
        marks += [line for line in lines if len(line.get_segments())]
        marks += [name for name in self._names if name.picture is not None]
        marks += [self._empty] if self._empty.get_text() else []
        return sorted(marks, key=lambda mark: mark.get_zorder())

    def draw(self) -> None:
        """Draw the map and all on it at once."""
        self._under_ring = None
        super().draw()
        self._show_ring_on_map()

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
        if self._has_picked and self._explorer.board.undo():
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
            self._explorer.view.pan(x - self._last[0], y - self._last[1])
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
        if explorer.is_own_at(x, y):
            self._has_picked = explorer.pick_own()
        else:
            self._has_picked = explorer.pick_here() if explorer.decodes_here else explorer.pick()
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
            index = explorer.hovered
            has_changed = index is not None and explorer.toggle_selected(index)
        if not has_changed:
            self.show()
            return
        # What was selected is told of until the mouse points at something else.
        self._rest = (x, y)
        explorer.point_nowhere()
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
        if self._explorer.decodes_here:
            self._explorer.look_here(*self._pointer)
            return True
        return self._explorer.point_at(*self._pointer)

    def leave(self) -> None:
        """Take the ring away."""
        self._pointer = self._rest = None
        self._explorer.look_away()
        if self._explorer.point_nowhere() or self._explorer.decodes_here:
            self.show_ring()
            self._pointed()

    def scroll(self, x: float, y: float, steps: float) -> None:
        """Enlarge the map about a point, and point at what is there now."""
        self._pointer = (x, y)
        self._explorer.view.zoom_at(x, y, ZOOM_STEP**steps)
        self.show_moved()

    def enlarge(self, steps: float) -> None:
        """Enlarge the map by so many notches of the wheel, where the mouse is or in the middle."""
        width, height = self.size
        x, y = self._pointer or (width / 2, height / 2)
        self._explorer.view.zoom_at(x, y, ZOOM_STEP**steps)
        self.show_moved()

    def move(self, right: int, down: int) -> None:
        """Look so many steps further to the right and down."""
        width, height = self.size
        self._explorer.view.pan(-right * ARROW_SHARE * width, -down * ARROW_SHARE * height)
        self.show_moved()

    def show_moved(self) -> None:
        """Draw the map after something moved on it, and point at what is under the mouse now."""
        is_other = self._pointer is not None and self._point()
        self.show()
        if is_other:
            self._pointed()

    def _update_picks(self) -> None:
        explorer = self._explorer
        board = explorer.board
        picked = explorer.tabs.pick_places(explorer.model)
        positions = np.array([place for _, place in picked]).reshape(-1, 2)
        places = explorer.view.to_pixels(positions)
        half = max(explorer.tile_size, LEAST_RINGED_SIZE / 2) / 2 + 1
        corners = np.array([(-half, -half), (half, -half), (half, half), (-half, half)])
        square, cross = corners[[0, 1, 2, 3, 0]], CROSS * LEAST_RINGED_SIZE / 2
        is_own = [isinstance(board.picks[slot], OwnCode) for slot, _ in picked]
        self._squares.set_segments(
            [place + (cross if own else square) for own, place in zip(is_own, places, strict=True)]
        )
        for name in self._names:
            name.show(None)
        for (slot, _), (x, y), name in zip(picked, places, self._names, strict=False):
            label = label_picture(board.experiment.slots[slot], self.window.figure.dpi)
            name.show(label, *self._place_of_name(label, x, y, half))
        lines = [explorer.view.to_pixels(line) for line in explorer.lines]
        self._paths.set_segments(lines)
        dots = np.concatenate(lines) if lines else np.empty((0, 2))
        self._dots.set_data(dots[:, 0], dots[:, 1])
        live = explorer.view.to_pixels(explorer.tabs.live_places(explorer.model))
        self._live.set_data(live[:, 0], live[:, 1])
        # matplotlib lets markers, and nothing else, reach one pixel beyond their clip box.
        own = np.empty((0, 2)) if explorer.own.place is None else explorer.own.place[None]
        self._star.set_data(*explorer.view.to_pixels(own).T)
        x0, y0, x1, y1 = self.axes.bbox.extents
        for marks in (self._dots, self._live, self._star):
            marks.set_clip_box(Bbox([(x0, y0 + 1), (x1 - 1, y1)]))

    def _place_of_name(self, label: np.ndarray, x: float, y: float, half: float) -> tuple[int, int]:
        """Return where the name of what lies at a point stands: above it, but within the map."""
        (height, width), (map_width, map_height) = label.shape[:2], self.size
        left, top = x - width / 2, y - half - 3 - height
        if 0 <= x <= map_width and 0 <= y <= map_height:
            left = min(max(left, 0), max(map_width - width, 0))
            top = top if top >= 0 else min(y + half + 3, max(map_height - height, 0))
        return round(left), round(top)

    def _update_links(self) -> None:
        explorer, near = self._explorer, self._explorer.near
        starts = []
        if near is not None:
            starts.append((explorer.content.positions[near.index], near))
        if explorer.own.near is not None:
            starts.append((explorer.own.place, explorer.own.near))
        lines = []
        for start, found in starts:
            first = explorer.view.to_pixels(start)
            others = explorer.view.to_pixels(explorer.content.positions[found.indices])
            lines += [(first, other) for other in others]
        self._links.set_segments(lines)

    def _update_ring(self) -> None:
        explorer = self._explorer
        ringed = explorer.ringed()
        if ringed is None:
            self._ring.show(None)
            return
        image, position, color = ringed
        side = max(explorer.tile_size, LEAST_RINGED_SIZE)
        around = RING + HALO
        tile = Rectangle(around, around, side, side)
        picture = blank_picture(side + 2 * around, side + 2 * around)
        draw_images(picture, [image], [tile], [color])
        frame_rectangle(picture, tile.inset(-around), OFF_WHITE, HALO)
        frame_rectangle(picture, tile.inset(-RING), INK, RING)
        x, y = np.rint(explorer.view.to_pixels(position)).astype(int)
        self._ring.show(picture, int(x) - side // 2 - around, int(y) - side // 2 - around)

    def show_ring(self) -> None:
        """Ring the image that is pointed at now, and draw nothing else."""
        canvas = self.window.figure.canvas
        if self._under_ring is not None:
            box, under = self._under_ring
            canvas.restore_region(under)
            canvas.blit(box)
            self._under_ring = None
        self._update_ring()
        if self.window.can_draw_parts:
            self._show_ring_on_map()
        else:
            canvas.draw_idle()

    def _show_ring_on_map(self) -> None:
        canvas = self.window.figure.canvas
        if self.window.can_draw_parts:
            box = self._draw_ring(canvas.get_renderer())
            if box is not None:
                canvas.blit(box)

    def _ring_box(self) -> Bbox:
        """Return where the ring stands on the canvas, within the map."""
        height, width = self._ring.picture.shape[:2]
        x0, y0, x1, y1 = (round(value) for value in self.axes.bbox.extents)
        left, top = x0 + self._ring.left, y1 - self._ring.top
        corners = np.array([(left, top - height), (left + width, top)])
        return Bbox(np.clip(corners, (x0, y0), (x1, y1)))

    def _draw_ring(self, renderer: RendererBase) -> Bbox | None:
        """Draw the ring on the finished map, and keep what was there; returns where, or None.

        Where a canvas cannot keep it, the next whole drawing takes the ring away.
        """
        self._under_ring = None
        canvas = self.window.figure.canvas
        if self._ring.picture is None or canvas.is_saving() or not self.is_visible:
            return None
        if self.window.is_covered(self.axes):
            return None
        box = self._ring_box()
        if box.width < 1 or box.height < 1:
            return None
        if self.window.keeps_pixels:
            self._under_ring = box, canvas.copy_from_bbox(box)
        self._ring.draw(renderer)
        return box
