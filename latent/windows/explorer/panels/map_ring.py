"""The ring around what is pointed at on a map, drawn by hand on top of the finished map."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.backend_bases import RendererBase
from matplotlib.transforms import Bbox

from latent.tiles.palette import INK, OFF_WHITE
from latent.windows.explorer.state import Explorer
from latent.windows.explorer.states.seen_map import SeenMap
from latent.windows.pictures import blank_picture, draw_images, frame_rectangle
from latent.windows.pixels import Pixels
from latent.windows.rectangles import Rectangle
from latent.windows.window import Window

RING = 3  # pixels, like the next two
HALO = 2  # of the ground's colour, around the ring
LEAST_RINGED_SIZE = 20  # a smaller tile is enlarged in its ring, or nobody would see what it is


class MapRing:
    """Rings what is pointed at, so that moving the ring draws nothing else anew."""

    def __init__(self, window: Window, axes: Axes, explorer: Explorer, seen_map: SeenMap):
        self._window, self._axes = window, axes
        self._explorer, self._map = explorer, seen_map
        self._pixels = Pixels()
        self._pixels.set_animated(True)
        axes.add_artist(self._pixels)
        self._under = None  # where the ring was drawn, and what was there before
        window.on("draw_event", lambda event: self._draw(event.renderer))

    def update(self) -> None:
        """Take over what is pointed at now; nothing is drawn yet."""
        ringed = self._explorer.ringed(self._map)
        if ringed is None:
            self._pixels.show(None)
            return
        image, position, color = ringed
        side = max(self._map.tile_size, LEAST_RINGED_SIZE)
        around = RING + HALO
        tile = Rectangle(around, around, side, side)
        picture = blank_picture(side + 2 * around, side + 2 * around)
        draw_images(picture, [image], [tile], [color])
        frame_rectangle(picture, tile.inset(-around), OFF_WHITE, HALO)
        frame_rectangle(picture, tile.inset(-RING), INK, RING)
        x, y = np.rint(self._map.view.to_pixels(position)).astype(int)
        self._pixels.show(picture, int(x) - side // 2 - around, int(y) - side // 2 - around)

    def show(self) -> None:
        """Ring what is pointed at now, and draw nothing else."""
        canvas = self._window.figure.canvas
        if self._under is not None:
            box, under = self._under
            canvas.restore_region(under)
            canvas.blit(box)
            self._under = None
        self.update()
        if self._window.can_draw_parts:
            self.show_on_map()
        else:
            canvas.draw_idle()

    def forget_map(self) -> None:
        """Take what was under the ring for gone, because the map is drawn anew."""
        self._under = None

    def show_on_map(self) -> None:
        """Draw the ring on the finished map."""
        canvas = self._window.figure.canvas
        if self._window.can_draw_parts:
            box = self._draw(canvas.get_renderer())
            if box is not None:
                canvas.blit(box)

    def _draw(self, renderer: RendererBase) -> Bbox | None:
        """Draw the ring on the finished map, and keep what was there; returns where, or None.

        Where a canvas cannot keep it, the next whole drawing takes the ring away.
        """
        self._under = None
        canvas = self._window.figure.canvas
        if self._pixels.picture is None or canvas.is_saving() or not self._axes.get_visible():
            return None
        if self._window.is_covered(self._axes):
            return None
        box = self._box()
        if box.width < 1 or box.height < 1:
            return None
        if self._window.keeps_pixels:
            self._under = box, canvas.copy_from_bbox(box)
        self._pixels.draw(renderer)
        return box

    def _box(self) -> Bbox:
        """Return where the ring stands on the canvas, within the map."""
        height, width = self._pixels.picture.shape[:2]
        x0, y0, x1, y1 = (round(value) for value in self._axes.bbox.extents)
        left, top = x0 + self._pixels.left, y1 - self._pixels.top
        corners = np.array([(left, top - height), (left + width, top)])
        return Bbox(np.clip(corners, (x0, y0), (x1, y1)))
