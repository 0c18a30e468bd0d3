"""The panel with the images whose codes are nearest to an image's."""

from collections.abc import Callable

from latent.tiles.palette import INK, QUIET
from latent.windows.explorer.panels.card import CARD_COLOR, MARGIN, WHITE
from latent.windows.explorer.panels.images import ImagesPanel
from latent.windows.explorer.state import Explorer
from latent.windows.lettering import LETTER_SIZE, LINE_HEIGHT, words_width
from latent.windows.pictures import draw_images, fill_rectangle, frame_rectangle
from latent.windows.rectangles import Rectangle, find_at, fitting_grid
from latent.windows.window import Window

N_COLUMNS, N_ROWS = 4, 2


class NeighborsPanel(ImagesPanel):
    """An image, large, and the nearest others with their distances; it stands where the card is.

    `pointed` hears when one is pointed at, `chosen` when another is pressed to go on from there.
    """

    def __init__(
        self,
        window: Window,
        explorer: Explorer,
        pointed: Callable[[], object],
        chosen: Callable[[], object],
    ):
        super().__init__(window, "neighbors", explorer, pointed, CARD_COLOR)
        self._chosen = chosen

    def title(self) -> str:
        """Return what is shown, in words."""
        near, content = self._explorer.neighbors.shown, self._explorer.content
        if near is None:
            return ""
        is_whole = content.grid is not None  # a typeface, which its own name tells best
        name = content.label_names[content.labels[near.index]]
        name = content.font_names[near.index] if is_whole else name
        return f"{len(near.indices)} nearest codes of {name}, index {near.index:,}"

    def image_places(self) -> list[tuple[int, Rectangle]]:
        """Return the index and the place of every image: first the one whose neighbours they are.

        All neighbours have squares of one size.
        """
        near = self._explorer.neighbors.shown
        if near is None:
            return []
        (width, height), margin, line = self.size, self.scaled(MARGIN), self.scaled(LINE_HEIGHT)
        top = margin + line
        large = max(min(height - top - margin, width // 3), 1)
        left = 2 * margin + large
        gap = line + self.scaled(2)  # below each square is room for its distance
        area = Rectangle(left, top, max(width - left - margin, 1), max(height - top - gap, 1))
        grid = fitting_grid(area, N_COLUMNS, N_ROWS, gap)
        step = area.width / N_COLUMNS
        squares = [
            grid.square(0, k // N_COLUMNS)._replace(left=round(left + k % N_COLUMNS * step))
            for k in range(len(near.indices))
        ]
        places = [Rectangle(margin, top, large, large), *squares]
        return list(zip([near.index, *near.indices.tolist()], places, strict=True))

    def paint(self) -> None:
        """Paint the images and, below those that are near, their distances."""
        explorer, places, near = self._explorer, self.image_places(), self._explorer.neighbors.shown
        if near is None:
            return
        margin, size = self.scaled(MARGIN), self.scaled(LETTER_SIZE - 1)
        most = self.size[0] - 2 * margin
        self.write(self.title(), margin, self.scaled(4), size, INK, most)
        for part in (places[:1], places[1:]):
            indices = [index for index, _ in part]
            squares = [place for _, place in part]
            for square in squares:
                fill_rectangle(self.picture, square, WHITE)
            colors = [explorer.colors.color_of(index) for index in indices]
            images = explorer.content.pictures(explorer.content.images[indices])
            draw_images(self.picture, images, squares, colors)
        for (index, square), distance in zip(places[1:], near.distances, strict=True):
            words = f"{distance:#.3g}"
            x = round(square.left + (square.width - words_width(words, size)) / 2)
            self.write(words, x, round(square.bottom), size, QUIET)
            if index == explorer.pointer.image:
                frame_rectangle(self.picture, square.inset(-2), INK, 2)

    def press(self, x: float, y: float) -> None:
        """Go on from the image at a place: show its neighbours."""
        index = find_at(self.image_places(), x, y)
        if index is not None:
            self._explorer.neighbors.show(index)
            self._chosen()
