"""The panel that says what all keys and clicks of the latent explorer do."""

from collections.abc import Callable, Sequence

from latent.tiles.palette import INK, QUIET
from latent.windows.lettering import words_width
from latent.windows.panel import PicturePanel
from latent.windows.window import Window

SIZE = 15  # pixels of a plain display, of letters, or smaller where there is no room
LINE_HEIGHT = 26  # pixels of a plain display
LINE_SHARE = 1.25  # of a line's height to that of its letters
WORDS_LEFT = 0.27  # of the width, where the keys end, if their words have room then

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

    It stands where the results are, in a small window over the map, too, and is hidden at first.
    `close` hears of a press on it.
    """

    is_cover = True

    def __init__(
        self, window: Window, keys: Sequence[tuple[str, str]], close: Callable[[], object]
    ):
        super().__init__(window, "keys")
        self._close = close
        self.rows = [*MOUSE, *keys]
        self.set_visible(False)

    def paint(self) -> None:
        """Paint the rows, as large as there is room for."""
        width, height = self.size
        names, words = zip(*self.rows, strict=True)
        line = min(self.scaled(LINE_HEIGHT), height / (len(self.rows) + 0.5))
        for size in range(self.scaled(SIZE), 0, -1):
            left = max(words_width(name, size) for name in names) + size
            widest = left + max(words_width(each, size) for each in words)
            if widest <= width and LINE_SHARE * size <= line:
                break
        left = max(left, min(round(WORDS_LEFT * width), width - widest + left))
        for k, (name, each) in enumerate(self.rows):
            y = round((k + 0.25) * line)
            self.write(name, 0, y, size, INK)
            self.write(each, left, y, size, QUIET, width - left)

    def press(self, x: float, y: float) -> None:
        """Show again what was there before."""
        self._close()
