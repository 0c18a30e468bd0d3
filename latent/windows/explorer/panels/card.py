"""The panel that tells of the image that is pointed at."""

from latent.figures.style import QUIET_COLOR
from latent.figures.text import shortened
from latent.tiles.palette import INK
from latent.windows.explorer.coloring import CLUSTER, ERROR, KEPT, N_NEAREST
from latent.windows.explorer.state import Explorer
from latent.windows.panel import PicturePanel
from latent.windows.pictures import draw_images, fill_rectangle
from latent.windows.rectangles import Rectangle
from latent.windows.window import Window

CARD_COLOR = (243, 242, 236)
WHITE = (255, 255, 255)
MARGIN = 10  # pixels of a plain display
CAPTION_HEIGHT = 18
LINE_HEIGHT = 22
LINE_SIZES = (11, 10, 10, 10, 10, 10, 10)  # points, or smaller where there is no room
CAPTIONS = ("image", "reconstruction")
CAPTION_SIZE = 9  # points
NOTHING = "point at an image"


class CardPanel(PicturePanel):
    """The image that is pointed at, large, its reconstruction, and all that is known of it."""

    def __init__(self, window: Window, explorer: Explorer):
        super().__init__(window, "card", CARD_COLOR)
        self._explorer = explorer
        self._captions = [self.add_text(words, color=QUIET_COLOR) for words in CAPTIONS]
        self._lines = [self.add_text() for _ in LINE_SIZES]

    def lines(self) -> list[str]:
        """Return what is said of the image that is pointed at, from the top down."""
        explorer = self._explorer
        index, cell = explorer.pointer.image, explorer.tabs.pointed
        if index is None:
            return explorer.tabs.pointed_lines() or [NOTHING]
        content = explorer.content
        said = [] if cell is None else [cell.name]
        said.append(f"class {shortened(content.label_names[content.labels[index]])}")
        if content.font_names is not None:
            said.append(f"typeface {shortened(content.font_names[index])}")
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
        margin, caption, line = map(self.scaled, (MARGIN, CAPTION_HEIGHT, LINE_HEIGHT))
        side = max(min(height - 2 * margin - caption, (width - 4 * margin) // 3), 1)
        squares = [Rectangle(k * (margin + side) + margin, margin, side, side) for k in range(2)]
        images, colors = [], []
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
        shown = squares[: len(images)]
        for square in shown:
            fill_rectangle(self.picture, square, WHITE)
        draw_images(self.picture, images, shown, colors)

        size = min(self.letter_size(words, side, CAPTION_SIZE) for words in CAPTIONS)
        for k, (square, text) in enumerate(zip(squares, self._captions, strict=True)):
            text.set_position((square.left, square.bottom + caption * 0.7))
            is_image = explorer.pointer.image is not None  # and not one that was only decoded
            text.set(visible=is_image and k < len(images), fontsize=size)
        left = shown[-1].right + margin if images else margin
        if explorer.pointer.image is not None:
            left = squares[1].right + margin
        room = width - left - margin
        for k, (text, words) in enumerate(zip(self._lines, _filled(self.lines()), strict=True)):
            text.set(text=words, fontsize=self.letter_size(words, room, LINE_SIZES[k]))
            text.set_position((left, margin + line * (k + 0.6)))
        # The captions stay where they are, so they are drawn again only if they come or go.
        parts = [*squares, Rectangle(left, 0, width - left, height)]
        self.redraw_only(parts, self._lines, layout=(len(images), left))


def _filled(lines: list[str]) -> list[str]:
    return [*lines, *[""] * len(LINE_SIZES)][: len(LINE_SIZES)]
