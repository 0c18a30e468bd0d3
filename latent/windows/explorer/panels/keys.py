"""The panel that says what all keys and clicks of the latent explorer do."""

from collections.abc import Sequence

from latent.windows.panel import Panel
from latent.windows.window import Window

SIZE = 11  # points, or smaller where there is no room
LINE_HEIGHT = 26  # pixels of a plain display
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


class KeysPanel(Panel):
    """A table of the mouse's uses, then of keys, each with words on what it does.

    It stands where the results are and is hidden at first.
    """

    def __init__(self, window: Window, keys: Sequence[tuple[str, str]]):
        super().__init__(window, "keys")
        self._rows = [
            [
                self.add_text(words, fontweight=weight, verticalalignment="baseline")
                for words, weight in zip(row, ("bold", "normal"), strict=True)
            ]
            for row in (*MOUSE, *keys)
        ]
        self.set_visible(False)

    def update(self) -> None:
        """Take over how large the panel is; nothing is drawn yet."""
        width, height = self.size
        pixel = self.window.pixel_ratio
        line = min(LINE_HEIGHT * pixel, height / (len(self._rows) + 1))
        size = min(SIZE, self.window.points(line) / 1.4, width / pixel / 44)
        for k, row in enumerate(self._rows, 1):
            for text, left in zip(row, (0, WORDS_LEFT), strict=True):
                text.set(fontsize=size, position=(left * width, k * line))
