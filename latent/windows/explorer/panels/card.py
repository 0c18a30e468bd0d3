"""The panel that tells of the image that is pointed at."""

import numpy as np

from latent.figures.style import QUIET_COLOR, house_style
from latent.figures.text import fitting_size, shortened
from latent.tiles.blitting import blit_tiles
from latent.tiles.palette import INK
from latent.tiles.resizing import resize_tiles
from latent.windows.explorer.state import Explorer
from latent.windows.pictures import blank_picture, fill_rectangle
from latent.windows.pixels import Pixels
from latent.windows.rectangles import Rectangle
from latent.windows.window import Window

CARD_COLOR = (243, 242, 236)
WHITE = (255, 255, 255)
CARD_HEX = "#f3f2ec"
MARGIN = 10  # pixels of a plain screen
CAPTION_HEIGHT = 18
LINE = 22
LINE_SIZES = (11, 10, 10, 10)  # points, or smaller where there is no room
CAPTIONS = ("image", "reconstruction")
CAPTION_SIZE = 9  # points
NOTHING = "point at an image"


class CardPanel:
    """Draws the image that is pointed at large, its reconstruction, and all that is known of it."""

    def __init__(self, window: Window, explorer: Explorer):
        self.axes = window.add_panel("card", CARD_HEX)
        self._window, self._explorer = window, explorer
        self._pixels = Pixels()
        self.axes.add_artist(self._pixels)
        with house_style():
            self._captions = [
                self.axes.text(
                    0,
                    0,
                    words,
                    color=QUIET_COLOR,
                    fontsize=CAPTION_SIZE,
                    verticalalignment="center",
                )
                for words in CAPTIONS
            ]
            self._lines = [
                self.axes.text(
                    0,
                    0,
                    "",
                    fontsize=LINE_SIZES[k],
                    verticalalignment="center",
                    clip_on=True,
                )
                for k in range(len(LINE_SIZES))
            ]

    def lines(self) -> list[str]:
        """Return what is said of the image that is pointed at, from the top down."""
        explorer = self._explorer
        index = explorer.hovered
        if index is None:
            return [NOTHING]
        content = explorer.content
        said = [f"class {shortened(content.label_names[content.labels[index]])}"]
        if content.font_names is not None:
            said.append(f"typeface {shortened(content.font_names[index])}")
        said.append(f"index {index:,} of {explorer.n_images:,}")
        if explorer.decode is None:
            said.append("(no decoder yet)")
        return said

    def update(self) -> None:
        """Take over which image is pointed at; nothing is drawn yet."""
        explorer = self._explorer
        height, width = (round(side) for side in (self.axes.bbox.height, self.axes.bbox.width))
        pixel = self._window.pixel_ratio
        margin, caption, line = (round(pixel * part) for part in (MARGIN, CAPTION_HEIGHT, LINE))
        side = max(min(height - 2 * margin - caption, (width - 4 * margin) // 3), 1)
        room = self._window.points(side)
        caption_size = min(fitting_size(words, room, CAPTION_SIZE) for words in CAPTIONS)
        squares = [Rectangle(k * (margin + side) + margin, margin, side, side) for k in range(2)]
        picture = blank_picture(height, width, CARD_COLOR)
        index = explorer.hovered
        images, colors = [], []
        if index is not None:
            images, colors = [explorer.content.images[index]], [explorer.color_of(index)]
            reconstruction = explorer.reconstruction(index)
            if reconstruction is not None:
                images.append(reconstruction)
                colors.append(INK)
            shown = squares[: len(images)]
            for square in shown:
                fill_rectangle(picture, square, WHITE)
            blit_tiles(
                picture[..., :3],
                resize_tiles(np.stack(images), side),
                np.array([square[:2] for square in shown], np.int64),
                np.array(colors, np.uint8),
            )
        self._pixels.show(picture)
        text_left = squares[1].right + margin if images else margin
        # The captions stay where they are, so they are drawn again only if they come or go.
        self._parts = [*squares, Rectangle(text_left, 0, width - text_left, height)]
        for square, text, is_shown in zip(
            squares, self._captions, (len(images) > 0, len(images) > 1), strict=True
        ):
            text.set_position((square.left, square.bottom + caption * 0.7))
            text.set(visible=is_shown, fontsize=caption_size)
        said = self.lines()
        room = self._window.points(width - text_left - margin)
        for k, text in enumerate(self._lines):
            text.set_visible(k < len(said))
            if k < len(said):
                text.set(text=said[k], fontsize=fitting_size(said[k], room, LINE_SIZES[k]))
                text.set_position((text_left, margin + line * (k + 0.6)))

    def redraw(self) -> None:
        """Draw the card anew, without what is still there from the last time."""
        before = [text.get_visible() for text in self._captions]
        self.update()
        if before == [text.get_visible() for text in self._captions]:
            self._window.redraw_parts(self.axes, self._pixels, self._parts, self._lines)
        else:
            self._window.redraw(self.axes)
