"""Panels of words, among them the status line of a window, which is told what to say."""

from collections.abc import Callable

from latent.figures.text import POINTS_PER_INCH
from latent.tiles.palette import QUIET
from latent.tools.plain_words import printable
from latent.windows.lettering import (
    LETTER_SIZE,
    LINE_HEIGHT,
    LINE_SHARE,
    abridged,
    fitted_lines,
    wrapped_words,
)
from latent.windows.panel import PicturePanel
from latent.windows.pictures import Color
from latent.windows.rectangles import Rectangle
from latent.windows.window import DPI, Window

LEAST_SIZE = 10  # pixels of a plain display, of letters in a `Line`
GAP = LINE_HEIGHT - LETTER_SIZE - 1  # pixels of a plain display, between lines


class Words(PicturePanel):
    """Words, broken into as many lines as fit; if need be in letters as small as `smallest`.

    `complete`: returns what is shown for the words that were said. If that has no room in the
    smallest letters, what was said, a long path perhaps, loses its middle. `largest`, `smallest`:
    in pixels of a plain display.
    """

    def __init__(
        self,
        window: Window,
        label: str,
        words: str = "",
        color: Color = QUIET,
        smallest: int = LETTER_SIZE - 1,
        largest: int = LETTER_SIZE - 1,
        complete: Callable[[str], str] = str,
    ):
        super().__init__(window, label)
        self.words, self.color, self.shown = words, color, ()
        self._sizes, self._complete = range(largest, min(smallest, largest) - 1, -1), complete

    def say(self, words: str, color: Color = QUIET) -> None:
        """Show other words at once."""
        self.words, self.color = printable(" ".join(words.split())), color
        self.show()

    def paint(self) -> None:
        """Paint the words."""
        self.shown, size, line = self._fitted()
        top = self._top(len(self.shown) * line)
        for k, words in enumerate(self.shown):
            self.write(words, 0, round(top + k * line), size, self.color)

    def _fitted(self) -> tuple[tuple[str, ...], int, float]:
        """Return the lines, the size of their letters, and how high they are, in pixels."""
        (width, height), whole = self.size, self._complete(self.words)
        for letters in self._sizes:
            size, line = self._size_of(letters)
            lines, most = wrapped_words(whole, width, size), max(int(height / line), 1)
            if len(lines) <= most:
                return lines, size, line
        self.note_cut(whole, Rectangle(0, 0, width, height))

        def fits(said: str) -> bool:
            return len(wrapped_words(self._complete(said), width, size)) <= most

        said = abridged(self.words, fits)
        return fitted_lines(self._complete(said) if said else whole, width, size, most), size, line

    def _size_of(self, letters: int) -> tuple[int, float]:
        """Return the size of letters and the height of their lines, in pixels of this display."""
        return self.scaled(letters), self.scaled(letters + GAP)

    def _top(self, used: float) -> float:
        """Return where the first line begins, if so much of the height is used."""
        return 0


class Line(Words):
    """Words in letters of `size` points, in the middle of their height, as many lines as fit.

    They get smaller where there is no room.
    """

    def __init__(
        self,
        window: Window,
        label: str,
        size: float,
        words: str = "",
        color: Color = QUIET,
        complete: Callable[[str], str] = str,
    ):
        largest = round(size * DPI / POINTS_PER_INCH)
        super().__init__(window, label, words, color, LEAST_SIZE, largest, complete)

    def _size_of(self, letters: int) -> tuple[int, float]:
        return self.scaled(letters), LINE_SHARE * self.scaled(letters)

    def _top(self, used: float) -> float:
        return max((self.size[1] - used) / 2, 0)
