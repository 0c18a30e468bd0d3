"""The panel with the map: its pixels, the images that are picked, lines of codes, and a ring."""

import numpy as np
from matplotlib.backend_bases import RendererBase
from matplotlib.collections import LineCollection
from matplotlib.transforms import Bbox

from latent.figures.style import INK_COLOR, house_style
from latent.tiles.blitting import blit_tiles
from latent.tiles.palette import INK, OFF_WHITE
from latent.tiles.resizing import resize_tiles
from latent.windows.explorer.state import Explorer
from latent.windows.labels import label_picture
from latent.windows.pictures import blank_picture, frame_rectangle
from latent.windows.pixels import Pixels
from latent.windows.rectangles import Rectangle
from latent.windows.window import Window

RING = 3  # pixels, like the next two
HALO = 2  # of the ground's colour, around the ring
LEAST_RINGED_SIZE = 20  # a smaller tile is enlarged in its ring, or nobody would see what it is


class MapPanel:
    """Draws an explorer's map into a panel of a window.

    `lines`: the lines of codes on the map, float32 (m, 2) each, in the unit square.
    """

    def __init__(self, window: Window, explorer: Explorer):
        self.axes = window.add_panel("map")
        self.lines: list[np.ndarray] = []
        self._window, self._explorer = window, explorer
        self._pixels = Pixels()
        self._ring = Pixels()
        # It is drawn by hand, on top of the finished map, so that moving it redraws nothing else.
        self._ring.set_animated(True)
        self._under_ring = None
        with house_style():
            self._paths = LineCollection([], colors=INK_COLOR, linewidths=1.1, alpha=0.8)
            self._squares = LineCollection([], colors=INK_COLOR, linewidths=1.6)
            (self._dots,) = self.axes.plot([], [], ".", color=INK_COLOR, markersize=5, alpha=0.9)
            most = max(len(board.picks) for board in explorer.boards)
            self._names = [Pixels() for _ in range(most)]
            for artist in (self._pixels, self._ring, *self._names):
                self.axes.add_artist(artist)
            for collection in (self._paths, self._squares):
                self.axes.add_collection(collection, autolim=False)
        self._pixels.set_zorder(0)
        for name in self._names:
            name.set_zorder(4)  # above the lines and squares
        window.on("draw_event", lambda event: self._draw_ring(event.renderer))

    def update(self) -> None:
        """Take over what the explorer shows; nothing is drawn yet."""
        self._pixels.show(self._explorer.picture())
        self._update_picks()
        self._update_ring()

    def redraw(self) -> None:
        """Draw the map and all on it anew."""
        self.update()
        self._under_ring = None
        self._window.redraw(self.axes)
        canvas = self._window.figure.canvas
        if self._window.can_draw_parts and self._draw_ring(canvas.get_renderer()):
            canvas.blit(self._ring_box())

    def redraw_ring(self) -> None:
        """Move the ring to the image that is pointed at now, and draw nothing else."""
        canvas = self._window.figure.canvas
        if self._under_ring is not None:
            box, under = self._under_ring
            canvas.restore_region(under)
            canvas.blit(box)
            self._under_ring = None
        self._update_ring()
        if not self._window.can_draw_parts:
            canvas.draw_idle()
        elif self._draw_ring(canvas.get_renderer()):
            canvas.blit(self._ring_box())

    def _update_picks(self) -> None:
        explorer = self._explorer
        board = explorer.board
        picked = [(slot, pick) for slot, pick in enumerate(board.picks) if pick is not None]
        positions = explorer.content.positions[[pick for _, pick in picked]]
        places = explorer.view.to_pixels(positions.reshape(-1, 2))
        half = max(explorer.tile_size, LEAST_RINGED_SIZE / 2) / 2 + 1
        corners = np.array([(-half, -half), (half, -half), (half, half), (-half, half)])
        self._squares.set_segments([place + corners[[0, 1, 2, 3, 0]] for place in places])
        for name in self._names:
            name.show(None)
        for (slot, _), (x, y), name in zip(picked, places, self._names, strict=False):
            label = label_picture(board.experiment.slots[slot], self._window.figure.dpi)
            height, width = label.shape[:2]
            name.show(label, round(x - width / 2), round(y - half - 3 - height))
        lines = [explorer.view.to_pixels(line) for line in self.lines]
        self._paths.set_segments(lines)
        dots = np.concatenate(lines) if lines else np.empty((0, 2))
        self._dots.set_data(dots[:, 0], dots[:, 1])

    def _update_ring(self) -> None:
        explorer = self._explorer
        index = explorer.hovered
        if index is None:
            self._ring.show(None)
            return
        side = max(explorer.tile_size, LEAST_RINGED_SIZE)
        around = RING + HALO
        picture = blank_picture(side + 2 * around, side + 2 * around)
        blit_tiles(
            picture[around : around + side, around : around + side, :3],
            resize_tiles(explorer.tiles.images[index : index + 1], side),
            np.zeros((1, 2), np.int64),
            explorer.colors[explorer.content.labels[index : index + 1]],
        )
        frame_rectangle(
            picture, Rectangle(HALO, HALO, side + 2 * RING, side + 2 * RING), OFF_WHITE, HALO
        )
        frame_rectangle(picture, Rectangle(around, around, side, side), INK, RING)
        x, y = np.rint(explorer.view.to_pixels(explorer.content.positions[index])).astype(int)
        self._ring.show(picture, int(x) - side // 2 - around, int(y) - side // 2 - around)

    def _ring_box(self) -> Bbox:
        """Return where the ring stands on the canvas, within the map."""
        height, width = self._ring.picture.shape[:2]
        x0, y0, x1, y1 = (round(value) for value in self.axes.bbox.extents)
        left, top = x0 + self._ring.left, y1 - self._ring.top
        return Bbox.from_extents(
            min(max(left, x0), x1),
            min(max(top - height, y0), y1),
            max(min(left + width, x1), x0),
            max(min(top, y1), y0),
        )

    def _draw_ring(self, renderer: RendererBase) -> bool:
        """Draw the ring on the finished map, and keep what was there; returns whether there is one.

        Where a canvas cannot keep it, the next whole drawing takes the ring away.
        """
        self._under_ring = None
        canvas = self._window.figure.canvas
        if self._ring.picture is None or canvas.is_saving():
            return False
        box = self._ring_box()
        if box.width < 1 or box.height < 1:
            return False
        if self._window.keeps_pixels:
            self._under_ring = box, canvas.copy_from_bbox(box)
        self._ring.draw(renderer)
        return True
