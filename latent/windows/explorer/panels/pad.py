"""The panel with paper to draw on, what becomes of the drawing, and the images like it."""

from collections.abc import Callable

from latent.tiles.palette import ACCENT, INK, QUIET
from latent.windows.explorer.panels.images import ImagesPanel
from latent.windows.explorer.state import Explorer
from latent.windows.lettering import (
    LETTER_SIZE,
    LINE_HEIGHT,
    words_width,
)
from latent.windows.pictures import Color, draw_images, fill_rectangle, frame_rectangle
from latent.windows.rectangles import Rectangle, find_at
from latent.windows.window import Window

WHITE = (255, 255, 255)
EDGE = (190, 188, 180)
MARGIN = 10  # pixels of a plain display
FRAME = 2  # around the image that is pointed at
SIZES, SMALL_SIZES = range(LETTER_SIZE, 7, -1), range(LETTER_SIZE - 2, 7, -1)  # of letters
PAPER_SHARE = 0.6  # of the width, at most
CLEAR, OPEN, PICK = "clear", "open a file", "put it into the slot"
ACTIONS = (CLEAR, OPEN, PICK)
PICK_NEAR = "pick what is near"  # by a press on it, not on words
TITLE = "Draw, or open a file: the image is made like those of the map"
WHOLE_TITLE = "Open the glyphs of a typeface: it is shown on the map"


class PadPanel(ImagesPanel):
    """Paper to draw on; it stands where the results are and is hidden at first.

    `changed` hears when something was drawn, `acted` which of ACTIONS was pressed, or PICK_NEAR for
    an image that is near; `pointed` hears when one of those is pointed at.
    """

    is_draggable = True

    def __init__(
        self,
        window: Window,
        explorer: Explorer,
        changed: Callable[[], object],
        acted: Callable[[str], object],
        pointed: Callable[[], object],
    ):
        super().__init__(window, "pad", explorer, pointed)
        self._changed, self._acted = changed, acted
        self._is_drawing = False
        self._ringed: int | None = None  # the image that was framed when all was painted last

    @property
    def paper(self) -> Rectangle:
        """Where the paper is, in pixels of the panel."""
        width, height = self.size
        top, line = self.scaled(LINE_HEIGHT + MARGIN), self.scaled(LINE_HEIGHT)
        room = height - top - 5 * line - self._small - self.scaled(2 * MARGIN)
        side = max(round(min(PAPER_SHARE * width, room)), 1)
        return Rectangle(0, top, side, side)

    def places(self) -> dict[str, Rectangle]:
        """Return where the prepared image, its reconstruction and the actions stand."""
        paper, margin = self.paper, self.scaled(MARGIN)
        line = self.scaled(LINE_HEIGHT)
        left = round(paper.right) + margin
        side = max(round(min((paper.height - 2 * line) / 2, self.size[0] - left)), 1)
        places = {
            "prepared": Rectangle(left, paper.top, side, side),
            "reconstruction": Rectangle(left, paper.top + side + round(1.5 * line), side, side),
        }
        size, x = self._action_size, 0
        for action in ACTIONS:
            width = words_width(action, size) + margin
            places[action] = Rectangle(x, round(paper.bottom) + line, width, line * 1.4)
            x += width + margin
        return places

    def image_places(self) -> list[tuple[int, Rectangle]]:
        """Return the index and the place of each image that is near."""
        near = self._explorer.own.near
        if near is None:
            return []
        top, step = self.paper.bottom + self.scaled(4 * LINE_HEIGHT), self._small + self.scaled(4)
        edge = self.scaled(FRAME)
        return [
            (index, Rectangle(edge + k * step, round(top), self._small, self._small))
            for k, index in enumerate(near.indices.tolist())
        ]

    def paint(self) -> None:
        """Paint the paper, what becomes of what is on it, and what is near."""
        own, size = self._explorer.own, self.scaled(LETTER_SIZE)
        top = Rectangle(0, 0, self.size[0], self.scaled(LINE_HEIGHT + MARGIN) - 2)
        self.write_in(WHOLE_TITLE if own.preparing.is_whole else TITLE, top, SIZES)
        places = self.places()
        self._paint_image(own.paper, self.paper)
        for name, image in (("prepared", own.image), ("reconstruction", own.decoded)):
            self._paint_image(image, places[name])
            below = round(places[name].bottom) + self.scaled(2)
            self.write(name, round(places[name].left), below, size - 2, QUIET)
        place = places["prepared"]
        left = round(place.right) + self.scaled(MARGIN)
        room = place._replace(left=left, width=max(self.size[0] - left, 1))
        self.write_in(own.preparing.words, room, SMALL_SIZES, QUIET)
        for action in ACTIONS:
            can_be = action == OPEN or not own.is_empty
            self._paint_action(action, places[action], ACCENT if can_be else QUIET)
        self._ringed = self._pointed_image()
        self._paint_near(size - 1)

    def show_ring(self) -> None:
        """Draw the panel only if another of its images, or none, is pointed at now."""
        if self._ringed != self._pointed_image():
            self.show()

    def _pointed_image(self) -> int | None:
        """Return which of the images that are near is pointed at, here or on a map, or None."""
        image = self._explorer.pointer.image
        return image if image in [index for index, _ in self.image_places()] else None

    def press(self, x: float, y: float) -> None:
        """Put the pen down, or do what stands there."""
        self._is_drawing = self.paper.contains(x, y)
        if self._is_drawing:
            self._explorer.own.begin_stroke(*self._share(x, y))
            self._changed()
            return
        action, near = find_at(self.places().items(), x, y), find_at(self.image_places(), x, y)
        if near is not None:
            self._explorer.pointer.point_at_image(near)
            action = PICK_NEAR
        if action in ("prepared", "reconstruction"):
            action = PICK
        if action is not None:
            self._acted(action)

    def drag(self, x: float, y: float) -> None:
        """Draw."""
        if self._is_drawing:
            self._explorer.own.move_pen(*self._share(x, y))
            self._changed()

    def release(self, x: float, y: float) -> None:
        """Take the pen off the paper."""
        self._is_drawing = False

    @property
    def _action_size(self) -> int:
        """The size of letters in which all actions stand side by side."""
        room = self.size[0] - (2 * len(ACTIONS) - 1) * self.scaled(MARGIN)
        sizes = [self.scaled(size) for size in SIZES]
        total = (sum(words_width(action, size) for action in ACTIONS) for size in sizes)
        fitting = (size for size, width in zip(sizes, total, strict=True) if width <= room)
        return next(fitting, sizes[-1])

    def _share(self, x: float, y: float) -> tuple[float, float]:
        paper = self.paper
        return (x - paper.left) / paper.width, (y - paper.top) / paper.height

    @property
    def _small(self) -> int:
        """The side of an image that is near."""
        return max((self.size[0] - 2 * self.scaled(FRAME) - 7 * self.scaled(4)) // 8, 1)

    def _paint_image(self, image, place: Rectangle) -> None:
        fill_rectangle(self.picture, place, WHITE)
        if image is not None:
            draw_images(self.picture, [image], [place], [INK])
        frame_rectangle(self.picture, place, EDGE, 1)

    def _paint_action(self, action: str, place: Rectangle, color: Color) -> None:
        frame_rectangle(self.picture, place, EDGE, 1)
        x, y = round(place.left) + self.scaled(MARGIN) // 2, round(place.top) + self.scaled(4)
        self.write(action, x, y, self._action_size, color)

    def _paint_near(self, size: int) -> None:
        explorer, places = self._explorer, self.image_places()
        if not places:
            return
        top = round(places[0][1].top) - self.scaled(LINE_HEIGHT)
        line = Rectangle(0, top, self.size[0], self.scaled(LINE_HEIGHT))
        self.write_in("nearest images, with the distances of codes", line, SIZES)
        squares = [place for _, place in places]
        for square in squares:
            fill_rectangle(self.picture, square, WHITE)
        indices = [index for index, _ in places]
        colors = [explorer.colors.color_of(index) for index in indices]
        images = explorer.content.pictures(explorer.content.images[indices])
        draw_images(self.picture, images, squares, colors)
        for (index, square), distance in zip(places, explorer.own.near.distances, strict=True):
            words, below = f"{distance:.3g}", round(square.bottom) + self.scaled(1)
            x = round(square.left + (square.width - words_width(words, size)) / 2)
            self.write(words, x, below, size, QUIET)
            if index == self._ringed:
                frame = self.scaled(FRAME)
                frame_rectangle(self.picture, square.inset(-frame), INK, frame)
