"""The panel that shows what a place of the map is decoded to; it stands where the card is."""

from latent.figures.text import shortened
from latent.tiles.palette import INK, QUIET, TOO_HIGH
from latent.windows.explorer.panels.card import CARD_COLOR, MARGIN, WHITE
from latent.windows.explorer.state import Explorer
from latent.windows.lettering import LETTER_SIZE, LINE_HEIGHT, draw_words, wrapped_words
from latent.windows.panel import PicturePanel
from latent.windows.pictures import draw_images, fill_rectangle
from latent.windows.rectangles import Rectangle
from latent.windows.window import Window

CAPTIONS = ("decoded here", "nearest image")
NOTHING = "point at any place of the map"
FAR = "no image is near: this is a guess"


class HerePanel(PicturePanel):
    """What a place of the map is decoded to, beside the image that lies nearest to it."""

    def __init__(self, window: Window, explorer: Explorer):
        super().__init__(window, "here", CARD_COLOR)
        self._explorer = explorer
        self.set_visible(False)

    def lines(self) -> list[tuple[str, tuple[int, int, int]]]:
        """Return what is said of the place, with colours, from the top down."""
        explorer, here = self._explorer, self._explorer.here.shown
        if here is None:
            return [(NOTHING, INK)]
        content, x, y = explorer.content, *here.place.tolist()
        said = [(f"the place {x:.3f}, {y:.3f}", INK)]
        if here.is_far:
            said.append((FAR, TOO_HIGH))
        name = content.label_names[content.labels[here.nearest]]
        said.append((f"nearest: {shortened(name)}", INK))
        if content.font_names is not None:
            said.append((shortened(content.font_names[here.nearest]), QUIET))
        said.append((f"index {here.nearest:,}", QUIET))
        if explorer.coder.decode is None:
            said.append(("(no decoder yet)", QUIET))
        return said

    def paint(self) -> None:
        """Paint both images and the words beside them."""
        explorer, here, (width, height) = self._explorer, self._explorer.here.shown, self.size
        margin, size = self.scaled(MARGIN), self.scaled(LETTER_SIZE)
        line = self.scaled(LINE_HEIGHT)
        side = max(min(height - 2 * margin - line, (width - 4 * margin) // 3), 1)
        left = margin
        if here is not None:
            decoded, content = explorer.here.decoded(), explorer.content
            if decoded is not None:
                decoded = content.pictures(decoded[None])[0]
            nearest = content.pictures(content.images[[here.nearest]])[0]
            shown = [(nearest, explorer.colors.color_of(here.nearest))]
            shown = [(decoded, INK) if decoded is not None else None, *shown]
            for caption, image in zip(CAPTIONS, shown, strict=True):
                square = Rectangle(left, margin, side, side)
                fill_rectangle(self.picture, square, WHITE)
                if image is not None:
                    draw_images(self.picture, [image[0]], [square], [image[1]])
                below = round(square.bottom) + self.scaled(2)
                draw_words(self.picture, caption, left, below, self.scaled(11), QUIET, side)
                left += side + margin
        y = margin
        for words, color in self.lines():
            for part in wrapped_words(words, width - left - margin, size):
                draw_words(self.picture, part, left, y, size, color)
                y += line
