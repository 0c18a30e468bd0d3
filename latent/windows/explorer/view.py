"""What part of a map is seen, and where in it things fall: arithmetic, no window."""

import numpy as np

OVERLAP = 40  # pixels of the map's square that can never be pushed out of sight
MARGIN = 0.04  # around the whole map, as a share of its side
SMALLEST_SHARE = 0.25  # of the panel's shorter side: the map is never shown smaller
LARGEST_SCALE = 1_000_000  # pixels: positions are float32 and hold no more detail


class PanZoom:
    """A panel of `width` by `height` pixels over a map whose positions lie in the unit square.

    `scale`: pixels for the side of the unit square. `left`, `top`: where in the square's pixels
    the panel's upper left corner lies, whole numbers, so that panning moves every tile by the same
    whole number of pixels. Pixels are counted from the upper left to the right and down, as
    positions of the data are from the lower left to the right and up.
    """

    def __init__(self, width: int, height: int):
        self.width, self.height = max(int(width), 1), max(int(height), 1)
        self.show_all()

    def show_all(self) -> None:
        """Show the whole map."""
        self.scale = float(min(self.width, self.height)) / (1 + 2 * MARGIN)
        self._center_on(0.5, 0.5)

    def pan(self, dx: float, dy: float) -> None:
        """Move the map by so many pixels to the right and down."""
        self.left -= round(dx)
        self.top -= round(dy)
        self._stay_near()

    def zoom_at(self, x: float, y: float, factor: float) -> None:
        """Enlarge the map so that what lies at the pixel (x, y) stays there."""
        (data_x, data_y), old_scale = self.to_data(x, y), self.scale
        smallest = min(self.width, self.height) * SMALLEST_SHARE
        self.scale = float(min(max(self.scale * factor, smallest), max(LARGEST_SCALE, smallest)))
        if self.scale != old_scale:
            self.left = round(data_x * self.scale - x)
            self.top = round((1 - data_y) * self.scale - y)
            self._stay_near()

    def look_at(self, data_x: float, data_y: float, scale: float) -> None:
        """Show a position of the data in the middle, at this scale as far as it goes."""
        self.scale = float(min(scale, LARGEST_SCALE))
        self._center_on(data_x, data_y)

    def restore(self, width: int, height: int, scale: float, left: int, top: int) -> None:
        """Show what another panel of `width` by `height` pixels showed with these values."""
        self.width, self.height = max(int(width), 1), max(int(height), 1)
        self.scale, self.left, self.top = float(min(scale, LARGEST_SCALE)), int(left), int(top)
        self._stay_near()

    def resize(self, width: int, height: int) -> None:
        """Take the panel's new size; the middle of what was seen stays in the middle."""
        if (width, height) == (self.width, self.height):
            return
        center = self.to_data(self.width / 2, self.height / 2)
        ratio = min(width, height) / min(self.width, self.height)
        self.width, self.height = max(int(width), 1), max(int(height), 1)
        self.scale = float(min(self.scale * ratio, LARGEST_SCALE))
        self._center_on(*center)

    def to_pixels(self, positions: np.ndarray) -> np.ndarray:
        """Return where positions (..., 2) of the data fall in the panel, float64 (..., 2)."""
        positions = np.asarray(positions, np.float64)
        x = positions[..., 0] * self.scale - self.left
        y = (1 - positions[..., 1]) * self.scale - self.top
        return np.stack([x, y], axis=-1)

    def to_data(self, x: float, y: float) -> tuple[float, float]:
        """Return the position of the data at a pixel of the panel."""
        return (x + self.left) / self.scale, 1 - (y + self.top) / self.scale

    def _center_on(self, data_x: float, data_y: float) -> None:
        self.left = round(data_x * self.scale - self.width / 2)
        self.top = round((1 - data_y) * self.scale - self.height / 2)
        self._stay_near()

    def _stay_near(self) -> None:
        x_overlap, y_overlap = min(OVERLAP, self.width), min(OVERLAP, self.height)
        self.left = min(max(self.left, x_overlap - self.width), round(self.scale) - x_overlap)
        self.top = min(max(self.top, y_overlap - self.height), round(self.scale) - y_overlap)
