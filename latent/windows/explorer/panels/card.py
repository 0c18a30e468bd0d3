"""The panel that tells of the image that is pointed at."""

from typing import NamedTuple

from latent.tiles.palette import INK, QUIET
from latent.windows.explorer.coloring import CLUSTER, ERROR, KEPT, N_NEAREST
from latent.windows.explorer.state import Explorer
from latent.windows.lettering import LINE_SHARE, fitted_paragraphs, words_width, wrapped_words
from latent.windows.panel import PicturePanel
from latent.windows.pictures import draw_images, fill_rectangle
from latent.windows.rectangles import Rectangle
from latent.windows.window import Window

CARD_COLOR = (243, 242, 236)
WHITE = (255, 255, 255)
MARGIN = 10  # pixels of a plain display, like all that follow
CAPTION_HEIGHT = 18
LINE_HEIGHT = 22
SIZES = range(14, 8, -1)  # of letters: the first with which all words have room
CAPTIONS = ("image", "reconstruction")
CAPTION_SIZES = range(12, 8, -1)
LEAST_ROOM = 150  # for words beside two images; where there is less, one is below the other
NOTHING = "point at an image"


class TwoImages(NamedTuple):
    """Where two images stand, in pixels of a panel, and where the words beside them begin.

    `size`: of the letters of the captions below the images.
    """

    squares: tuple[Rectangle, Rectangle]
    left: int
    size: int


def place_images(panel: PicturePanel, captions: tuple[str, str]) -> TwoImages:
    """Return the places of two images with captions: side by side or, in a narrow panel, not."""
    (width, height), margin = panel.size, panel.scaled(MARGIN)
    caption = panel.scaled(CAPTION_HEIGHT)
    side = max(min(height - 2 * margin - caption, (width - 4 * margin) // 3), 1)
    left = 3 * margin + 2 * side
    sizes = [panel.scaled(size) for size in CAPTION_SIZES]
    fitting = [size for size in sizes if max(words_width(each, size) for each in captions) <= side]
    if fitting and width - left - margin >= panel.scaled(LEAST_ROOM):
        squares = (Rectangle(k * (margin + side) + margin, margin, side, side) for k in range(2))
        return TwoImages(tuple(squares), left, fitting[0])
    size, edge = sizes[-1], margin // 3
    step = (height - edge) // 2
    side = max(step - edge - round(LINE_SHARE * size), 1)
    squares = (Rectangle(margin, edge + k * step, side, side) for k in range(2))
    widest = max(side, *(words_width(each, size) for each in captions))
    return TwoImages(tuple(squares), widest + 2 * margin, size)


class CardPanel(PicturePanel):
    """The image that is pointed at, large, its reconstruction, and all that is known of it."""

    def __init__(self, window: Window, explorer: Explorer):
        super().__init__(window, "card", CARD_COLOR)
        self._explorer = explorer
        self.shown: tuple[str, ...] = ()  # what is said, as far as there is room
        self.cut: list[str] = []  # the whole of what had no room

    def lines(self) -> list[str]:
        """Return what is said of the image that is pointed at, from the top down."""
        explorer = self._explorer
        index, cell = explorer.pointer.image, explorer.tabs.pointed
        if index is None:
            return explorer.tabs.pointed_lines() or [NOTHING]
        content = explorer.content
        said = [] if cell is None else [cell.name]
        said.append(f"class {content.label_names[content.labels[index]]}")
        if content.font_names is not None:
            said.append(f"typeface {content.font_names[index]}")
        said.append(f"index {index:,} of {explorer.n_images:,}")
        numbers = {kind: values[index] for kind, values in explorer.colors.measures.items()}
        if ERROR in numbers:
            said.append(f"{ERROR} {numbers[ERROR]:.4f}")
        if KEPT in numbers:
            n_codes = min(N_NEAREST, explorer.n_images - 1)
            said.append(f"{numbers[KEPT]:.0f} of {n_codes} nearest codes stay near")
        if CLUSTER in numbers:
            said.append(f"cluster {numbers[CLUSTER]:.0f}")
        if explorer.coder.decode is None:
            said.append("(no decoder yet)")
        return said

    def paint(self) -> None:
        """Paint the images and set the words beside them."""
        explorer, (width, height) = self._explorer, self.size
        margin = self.scaled(MARGIN)
        squares, left, size = place_images(self, CAPTIONS)
        images, colors, letters = [], [], None
        if explorer.pointer.image is not None:
            images.append(explorer.content.images[explorer.pointer.image])
            colors.append(explorer.colors.color_of(explorer.pointer.image))
            reconstruction = explorer.coder.reconstruction(explorer.pointer.image)
            if reconstruction is not None:
                images.append(reconstruction)
                colors.append(INK)
        elif explorer.tabs.pointed is not None:
            image = explorer.tabs.whole_image(explorer.tabs.pointed)
            images = [] if image is None else [image]
            colors = [INK] * len(images)
            if images and explorer.content.grid is not None:
                letters = explorer.tabs.image(explorer.tabs.pointed)
        self.shown, shown = (), squares[: len(images)]
        for square in squares[: len(images) + (letters is not None)]:
            fill_rectangle(self.picture, square, WHITE)
        draw_images(self.picture, images, shown, colors)
        if letters is not None:  # of a whole typeface, in a picture of another shape
            draw_images(self.picture, [letters], squares[1:], [INK])
        if explorer.pointer.image is not None:  # and not one that was only decoded
            for square, words in zip(shown, CAPTIONS, strict=False):
                below = round(square.bottom) + self.scaled(1)
                self.write(words, round(square.left), below, size, QUIET)
                self.shown += (words,)
        elif not images:
            left = margin
        self._write_lines(left)
        # The captions stay where they are, so they are drawn again only if they come or go.
        parts = [*squares, Rectangle(left, 0, width - left, height)]
        is_image = explorer.pointer.image is not None
        self.redraw_only(parts, [], layout=(len(images), is_image, left, self.size))

    def _write_lines(self, left: int) -> None:
        (width, height), said = self.size, self.lines()
        sizes, room = [self.scaled(size) for size in SIZES], max(width - left - self.scaled(4), 1)
        edge = self.scaled(4)
        found, size, is_cut = fitted_paragraphs(said, room, height - 2 * edge, sizes)
        self.shown += tuple(" ".join(lines) for lines in found)
        self.cut = [
            words
            for words, lines in zip(said, found, strict=True)
            if is_cut and lines != wrapped_words(words, room, size)
        ]
        n_lines = sum(map(len, found))
        line = max((height - 2 * edge) / max(n_lines, 1), LINE_SHARE * size)
        line = min(line, self.scaled(LINE_HEIGHT))
        top = max(min(self.scaled(MARGIN), (height - n_lines * line) / 2), 0)
        for k, words in enumerate(line for lines in found for line in lines):
            self.write(words, left, round(top + k * line), size)
