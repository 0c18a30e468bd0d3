"""Panels of words, among them the status line of a window, which is told what to say."""

from collections.abc import Callable

from latent.figures.text import POINTS_PER_INCH, fitting_size, fitting_text
from latent.tiles.palette import QUIET, to_hex
from latent.windows.lettering import LETTER_SIZE, LINE_HEIGHT, draw_words, wrapped_words
from latent.windows.panel import PicturePanel
from latent.windows.pictures import Color
from latent.windows.window import Window


class Words(PicturePanel):
    """Words, broken into as many lines as fit."""

    def __init__(self, window: Window, label: str, words: str = "", color: Color = QUIET):
        super().__init__(window, label)
        self.words, self.color = words, color

    def say(self, words: str, color: Color = QUIET) -> None:
        """Show other words at once."""
        self.words, self.color = " ".join(words.split()), color
        self.show()

    def paint(self) -> None:
        """Paint the words; the last line that fits says if there are more."""
        size, line = self.scaled(LETTER_SIZE - 1), self.scaled(LINE_HEIGHT - 2)
        width, height = self.size
        lines, most = wrapped_words(self.words, width, size), max(height // line, 1)
        if len(lines) > most:
            lines = [*lines[: most - 1], f"{lines[most - 1]} …"]
        for k, words in enumerate(lines):
            draw_words(self.picture, words, 0, k * line, size, self.color)


class Line(Words):
    """Words in the letters of figures, `size` points large, or smaller where there is no room.

    They stay on one line, unless they `may_break`. `complete`: returns what is shown for the words
    that were said.
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
        words, (width, height) = self._complete(self.words), map(self.window.points, self.size)
        if self._may_break:
            inches = (side / POINTS_PER_INCH for side in (width, height))
            words, size = fitting_text(words, *inches, self._size)
        else:
            size = fitting_size(words, width, self._size)
        self._text.set(text=words, fontsize=size, color=to_hex(self.color))
        self._text.set_position((0, self.size[1] / 2))
