"""The panel that shows what a place of the map is decoded to; it stands where the card is."""

from latent.tiles.palette import INK, QUIET, TOO_HIGH
from latent.windows.explorer.panels.card import CARD_COLOR, MARGIN, SIZES, WHITE, place_images
from latent.windows.explorer.state import Explorer
from latent.windows.lettering import LINE_HEIGHT, LINE_SHARE, fitted_paragraphs
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
        said.append((f"nearest: {name}", INK))
        if content.font_names is not None:
            said.append((content.font_names[here.nearest], QUIET))
        said.append((f"index {here.nearest:,}", QUIET))
        if explorer.coder.decode is None:
            said.append(("(no decoder yet)", QUIET))
        return said

    def paint(self) -> None:
        """Paint both images and the words beside them."""
        explorer, here, (width, height) = self._explorer, self._explorer.here.shown, self.size
        squares, left, caption_size = place_images(self, CAPTIONS)
        edge = self.scaled(4)
        if here is None:
            left = self.scaled(MARGIN)
        else:
            decoded, content = explorer.here.decoded(), explorer.content
            if decoded is not None:
                decoded = content.pictures(decoded[None])[0]
            nearest = content.pictures(content.images[[here.nearest]])[0]
            shown = [(nearest, explorer.colors.color_of(here.nearest))]
            shown = [(decoded, INK) if decoded is not None else None, *shown]
            for caption, image, square in zip(CAPTIONS, shown, squares, strict=True):
                fill_rectangle(self.picture, square, WHITE)
                if image is not None:
                    draw_images(self.picture, [image[0]], [square], [image[1]])
                x, below = round(square.left), round(square.bottom) + self.scaled(1)
                self.write(caption, x, below, caption_size, QUIET)
        words, colors = zip(*self.lines(), strict=True)
        sizes = [self.scaled(size) for size in SIZES]
        found, size, is_cut = fitted_paragraphs(words, width - left - edge, height - edge, sizes)
        y, line = self.scaled(4), max(LINE_SHARE * size, min(self.scaled(LINE_HEIGHT), 1.4 * size))
        line = min(line, (height - edge) / max(sum(map(len, found)), 1))
        for lines, color, whole in zip(found, colors, words, strict=True):
            if is_cut:
                self.note_cut(whole, Rectangle(left, y, width - left, len(lines) * line))
            for part in lines:
                self.write(part, left, round(y), size, color)
                y += line
