"""The line in which one writes what is searched for."""

from latent.tiles.palette import ACCENT, INK, QUIET
from latent.windows.explorer.search import HELP
from latent.windows.explorer.state import Explorer
from latent.windows.lettering import draw_words
from latent.windows.panel import PicturePanel
from latent.windows.pictures import fill_rectangle, frame_rectangle
from latent.windows.rectangles import Rectangle
from latent.windows.window import Window

WHITE = (255, 255, 255)
LETTER_SIZE = 15  # pixels of a plain display
CURSOR = 2


class SearchPanel(PicturePanel):
    """What was written, and how much was found; it stands where the title is, hidden at first."""

    def __init__(self, window: Window, explorer: Explorer):
        super().__init__(window, "search", WHITE)
        self._explorer = explorer
        self.set_visible(False)

    def words(self) -> str:
        """Return what is said of what was found."""
        search = self._explorer.search
        if search is None or not search.text.strip():
            return HELP
        n = len(search.found.indices)
        if n == 0:
            return f"nothing found: {HELP}"
        which = "" if search.current is None else f"{search.current + 1:,} of "
        return f"{which}{n:,} found"

    def paint(self) -> None:
        """Paint the line."""
        search, (width, height) = self._explorer.search, self.size
        size, margin = self.scaled(LETTER_SIZE), self.scaled(8)
        top = (height - round(1.2 * size)) // 2
        frame_rectangle(self.picture, Rectangle(0, 0, width, height), ACCENT, self.scaled(1))
        text = "" if search is None else search.text
        shown = text[-80:]  # the end, where one writes
        used = margin + draw_words(self.picture, f"/ {shown}", margin, top, size, INK, width // 2)
        cursor = Rectangle(used + self.scaled(1), top, self.scaled(CURSOR), round(1.2 * size))
        fill_rectangle(self.picture, cursor, ACCENT)
        left = used + 3 * margin
        draw_words(self.picture, self.words(), left, top, size, QUIET, width - left - margin)
