"""Panels of words, among them the status line of a window, which is told what to say."""

from collections.abc import Callable
from functools import lru_cache

from latent.figures.text import POINTS_PER_INCH, fitting_text
from latent.tiles.palette import QUIET, to_hex
from latent.tools.plain_words import printable
from latent.windows.lettering import LETTER_SIZE, LINE_HEIGHT, draw_words, wrapped_words
from latent.windows.panel import PicturePanel
from latent.windows.pictures import Color
from latent.windows.window import Window

_fitting = lru_cache(maxsize=256)(fitting_text)  # takes long where words have to be broken


class Words(PicturePanel):
    """Words, broken into as many lines as fit; if need be in letters as small as `smallest`."""

    def __init__(
        self,
        window: Window,
        label: str,
        words: str = "",
        color: Color = QUIET,
        smallest: int = LETTER_SIZE - 1,
    ):
        super().__init__(window, label)
        self.words, self.color, self._smallest = words, color, smallest

    def say(self, words: str, color: Color = QUIET) -> None:
        """Show other words at once."""
        self.words, self.color = printable(" ".join(words.split())), color
        self.show()

    def paint(self) -> None:
        """Paint the words; the last line that fits says if there are more."""
        width, height = self.size
        for letters in range(LETTER_SIZE - 1, self._smallest - 1, -1):
            size, line = self.scaled(letters), self.scaled(letters + LINE_HEIGHT - LETTER_SIZE - 1)
            lines, most = wrapped_words(self.words, width, size), max(height // line, 1)
            if len(lines) <= most:
                break
        if len(lines) > most:
            lines = [*lines[: most - 1], f"{lines[most - 1]} …"]
        for k, words in enumerate(lines):
            draw_words(self.picture, words, 0, k * line, size, self.color)


LEAST_SIZE = 9  # points of words that stay on one line, as long as they can be cut
LEAST_LEFT = 12  # letters of words that were cut


class Line(Words):
    """Words in the letters of figures, `size` points large, or smaller where there is no room.

    They stay on one line, unless they `may_break`. `complete`: returns what is shown for the words
    that were said. On one line it is what was said, a long path perhaps, that is cut, in its
    middle, before all words get too small.
    """

    def __init__(
        self,
        window: Window,
        label: str,
        size: float,
        words: str = "",
        color: Color = QUIET,
        may_break: bool = False,
        complete: Callable[[str], str] = str,
    ):
        super().__init__(window, label, words, color)
        self._size, self._may_break, self._complete = size, may_break, complete
        self._text = self.add_text()

    def paint(self) -> None:
        """Set the words so that they fit."""
        if self._may_break:
            inches = (self.window.points(side) / POINTS_PER_INCH for side in self.size)
            words, size = _fitting(self._complete(self.words), *inches, self._size)
        else:
            words, size = self._fitting_line()
        self._text.set(text=words, fontsize=size, color=to_hex(self.color))
        self._text.set_position((0, self.size[1] / 2))

    def _fitting_line(self) -> tuple[str, float]:
        """Return the words on one line, and their size in points."""
        said = self.words
        while True:
            words = self._complete(said)
            size = self.letter_size(words, self.size[0], self._size)
            if size >= min(self._size, LEAST_SIZE) or len(said) <= LEAST_LEFT:
                return words, size
            too_many = len(words) * (1 - size / LEAST_SIZE)
            said = cut_middle(said, max(int(len(said) - too_many), LEAST_LEFT))


def cut_middle(words: str, n_letters: int) -> str:
    """Return words with at most `n_letters`; what is left out of the middle becomes dots.

    >>> cut_middle("saved /a/long/way/to/map.png", 18)
    'saved /a…o/map.png'
    """
    if len(words) <= n_letters:
        return words
    start = n_letters // 2 - 1
    return f"{words[:start]}…{words[len(words) - (n_letters - start - 1) :]}"
