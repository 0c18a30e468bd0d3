"""The panel that says what all keys and clicks of the latent explorer do."""

from collections.abc import Sequence

from latent.tiles.palette import INK, QUIET
from latent.windows.lettering import draw_words, words_width
from latent.windows.panel import PicturePanel
from latent.windows.window import Window

SIZE = 15  # pixels of a plain display, of letters, or smaller where there is no room
LEAST_SIZE = 9
LINE_HEIGHT = 26  # pixels of a plain display
LINE_SHARE = 1.25  # of a line's height to that of its letters
WORDS_LEFT = 0.27  # of the width, where the keys end

MOUSE = (
    ("drag, wheel", "move the map, enlarge it where the pointer is"),
    ("double click", "enlarge the map there"),
    ("click", "pick the image for the marked slot"),
    ("shift+drag", "select what is shown in a box"),
    ("alt+drag", "select what is shown within a line, as with control"),
    ("shift+click", "select an image, or select it no more"),
    ("click a slot", "choose which slot the next pick goes to"),
    ("click a class", "hide it, or show it again"),
    ("drag a mark", "of a slider or a row: what it shows follows"),
)


class KeysPanel(PicturePanel):
    """A table of the mouse's uses, then of keys, each with words on what it does.

    It stands where the results are and is hidden at first.
    """

    def __init__(self, window: Window, keys: Sequence[tuple[str, str]]):
        super().__init__(window, "keys")
        self.rows = [*MOUSE, *keys]
        self.set_visible(False)

    def paint(self) -> None:
        """Paint the rows, as large as there is room for."""
        (width, height), left = self.size, round(WORDS_LEFT * self.size[0])
        line = min(self.scaled(LINE_HEIGHT), height / (len(self.rows) + 1))
        size = max(min(self.scaled(SIZE), int(line / LINE_SHARE)), 1)
        while size > LEAST_SIZE and any(
            words_width(words, size) > width - left for _, words in self.rows
        ):
            size -= 1
        for k, (name, words) in enumerate(self.rows):
            y = round((k + 0.5) * line)
            draw_words(self.picture, name, 0, y, size, INK, left)
            draw_words(self.picture, words, left, y, size, QUIET, width - left)
