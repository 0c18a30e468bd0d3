"""A line in which one writes, with words on what is expected."""

from latent.tiles.palette import ACCENT, INK, QUIET
from latent.windows.lettering import draw_words
from latent.windows.panel import PicturePanel
from latent.windows.pictures import fill_rectangle, frame_rectangle
from latent.windows.rectangles import Rectangle
from latent.windows.window import Window

WHITE = (255, 255, 255)
LETTER_SIZE = 15  # pixels of a plain display
CURSOR = 2
MOST_SHOWN = 80  # letters: the end, where one writes


class EntryPanel(PicturePanel):
    """What was written so far; it stands where the title is, hidden at first.

    `start` stands before it, `help_words` behind.
    """

    def __init__(self, window: Window, label: str, start: str, help_words: str = ""):
        super().__init__(window, label, WHITE)
        self.start, self.help_words, self.text = start, help_words, ""
        self.set_visible(False)

    def paint(self) -> None:
        """Paint the line."""
        (width, height), size, margin = self.size, self.scaled(LETTER_SIZE), self.scaled(8)
        top = (height - round(1.2 * size)) // 2
        frame_rectangle(self.picture, Rectangle(0, 0, width, height), ACCENT, self.scaled(1))
        words = f"{self.start} {self.text[-MOST_SHOWN:]}"
        used = margin + draw_words(self.picture, words, margin, top, size, INK, width // 2)
        cursor = Rectangle(used + self.scaled(1), top, self.scaled(CURSOR), round(1.2 * size))
        fill_rectangle(self.picture, cursor, ACCENT)
        left = used + 3 * margin
        draw_words(self.picture, self.help_words, left, top, size, QUIET, width - left - margin)
