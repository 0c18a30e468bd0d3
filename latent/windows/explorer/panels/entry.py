"""A line in which one writes, with words on what is expected."""

from latent.tiles.palette import ACCENT, INK, QUIET
from latent.windows.lettering import LINE_SHARE, MISSING, words_width
from latent.windows.panel import PicturePanel
from latent.windows.pictures import fill_rectangle, frame_rectangle
from latent.windows.rectangles import Rectangle
from latent.windows.window import Window

WHITE = (255, 255, 255)
LETTER_SIZE = 15  # pixels of a plain display
CURSOR = 2
LEAST_SIZE = 9  # of what is said of it


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
        (width, height), margin = self.size, self.scaled(8)
        size = self.scaled(LETTER_SIZE)
        top = (height - round(LINE_SHARE * size)) // 2
        frame_rectangle(self.picture, Rectangle(0, 0, width, height), ACCENT, self.scaled(1))
        room = width - 4 * margin
        help_width = min(words_width(self.help_words, size), room * 3 // 5)
        words = self._end_of(self.text, room - help_width, size)
        used = margin + self.write(words, margin, top, size, INK)
        cursor = Rectangle(used + self.scaled(1), top, self.scaled(CURSOR), round(1.2 * size))
        fill_rectangle(self.picture, cursor, ACCENT)
        left, edge = used + 2 * margin, self.scaled(2)
        where = Rectangle(left, edge, max(width - left - margin, 1), height - 2 * edge)
        sizes = range(LETTER_SIZE, LEAST_SIZE - 1, -1)
        self.write_in(self.help_words, where, sizes, QUIET, is_centred=True)

    def _end_of(self, text: str, room: int, size: int) -> str:
        """Return what stands in the line: all, or the end of what was written, where one writes."""
        whole = f"{self.start} {text}"
        if words_width(whole, size) <= room:
            return whole
        start = f"{self.start} {MISSING}"
        low, high = 0, len(text)
        while low < high:  # until the fewest letters are left out
            middle = (low + high) // 2
            fits = words_width(start + text[middle:], size) <= room
            low, high = (low, middle) if fits else (middle + 1, high)
        return start + text[low:]
