"""The line in which one writes the name of a step from A to B."""

from latent.tiles.palette import ACCENT, INK, QUIET
from latent.windows.explorer.naming import Naming
from latent.windows.lettering import draw_words
from latent.windows.panel import PicturePanel
from latent.windows.pictures import fill_rectangle, frame_rectangle
from latent.windows.rectangles import Rectangle
from latent.windows.window import Window

WHITE = (255, 255, 255)
LETTER_SIZE = 15  # pixels of a plain display
CURSOR = 2
HELP = "return: keep it, a row of Vary; escape: do not"


class NamingPanel(PicturePanel):
    """The name as it is written; it stands where the title is, hidden at first."""

    def __init__(self, window: Window, naming: Naming):
        super().__init__(window, "naming", WHITE)
        self._naming = naming
        self.set_visible(False)

    def paint(self) -> None:
        """Paint the line."""
        width, height = self.size
        size, margin = self.scaled(LETTER_SIZE), self.scaled(8)
        top = (height - round(1.2 * size)) // 2
        frame_rectangle(self.picture, Rectangle(0, 0, width, height), ACCENT, self.scaled(1))
        words = f"name of the step from A to B: {self._naming.text}"
        used = margin + draw_words(self.picture, words, margin, top, size, INK, width * 3 // 4)
        cursor = Rectangle(used + self.scaled(1), top, self.scaled(CURSOR), round(1.2 * size))
        fill_rectangle(self.picture, cursor, ACCENT)
        left = used + 3 * margin
        draw_words(self.picture, HELP, left, top, size, QUIET, max(width - left - margin, 1))
