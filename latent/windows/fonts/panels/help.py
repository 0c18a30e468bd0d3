"""The panel that says what the mouse and all keys do, in the place of the clusters."""

from collections.abc import Sequence

from latent.tiles.palette import INK, QUIET
from latent.windows.lettering import LINE_SHARE, words_width
from latent.windows.panel import PicturePanel
from latent.windows.window import Window

LARGEST, SMALLEST = 14, 8  # pixels of a plain display, of the letters
LINE = 1.8  # of the letters' size
MOUSE = (
    ("drag a cluster", "choose more or less of it, the least typical first"),
    ("wheel over one", "choose one typeface more or fewer"),
    ("click a typeface", "choose it, or cross it out"),
    ("right click", "look at what is most like it"),
    ("wheel on a slider", "go by single steps"),
    ("click a curve", "cluster by what is there"),
)


class HelpPanel(PicturePanel):
    """A table of the mouse's uses, then of `keys`, each with words; it is hidden at first."""

    is_cover = True  # of a curve that takes some of the clusters' place

    def __init__(self, window: Window):
        super().__init__(window, "help")
        self.keys: Sequence[tuple[str, str]] = ()
        self.set_visible(False)

    @property
    def rows(self) -> list[tuple[str, str]]:
        """Everything that can be done, and what it does."""
        return [*MOUSE, *self.keys]

    def paint(self) -> None:
        """Paint the table in letters as large as fit."""
        width, height = self.size
        names, words = zip(*self.rows, strict=True)
        line = height / (len(names) + 0.5)
        for letters in range(LARGEST, SMALLEST - 1, -1):
            size = self.scaled(letters)
            left = max(words_width(name, size) for name in names) + size
            widest = left + max(words_width(each, size) for each in words)
            if widest <= width and LINE_SHARE * size <= line:
                break
        line = min(line, LINE * size)
        for k, (name, each) in enumerate(self.rows):
            top = round((k + 0.25) * line)
            self.write(name, 0, top, size, INK)
            self.write(each, left, top, size, QUIET, most_width=width - left)
