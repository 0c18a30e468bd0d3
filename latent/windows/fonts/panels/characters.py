"""The strip of 94 characters at the bottom of the clustering window."""

import math
from collections.abc import Callable

from latent.data.characters import CHARACTERS
from latent.tiles.palette import ACCENT, INK, OFF_WHITE, QUIET
from latent.windows.controls import TRACK_COLOR
from latent.windows.fonts.layout import character_rows
from latent.windows.fonts.state import ClusterState
from latent.windows.lettering import words_width
from latent.windows.panel import PicturePanel
from latent.windows.pictures import fill_rectangle, frame_rectangle
from latent.windows.rectangles import Rectangle
from latent.windows.window import Window


class CharacterStrip(PicturePanel):
    """Characters to click: the left button chooses, the right one shows; `changed` hears of it."""

    def __init__(self, window: Window, state: ClusterState, changed: Callable[[], object]):
        super().__init__(window, "characters")
        self._state, self._changed = state, changed

    def paint(self) -> None:
        """Paint the chosen characters blue, and a frame around the one that is shown."""
        width, height = self.size
        n_rows, per_row = self._shape
        size = max(min(height // n_rows * 3 // 5, round(width / per_row * 0.8)), 1)
        for k, character in enumerate(CHARACTERS):
            cell = self._cell(k)
            is_chosen = character in self._state.settings.characters
            fill_rectangle(self.picture, cell.inset(1), ACCENT if is_chosen else TRACK_COLOR)
            if character == self._state.shown:
                frame_rectangle(self.picture, cell, INK, 2)
            ink = OFF_WHITE if is_chosen else QUIET
            x = cell.left + (cell.width - words_width(character, size)) // 2
            y = cell.top + (cell.height - size) // 2 - 2
            self.write(character, x, y, size, ink)

    def character_at(self, x: float, y: float) -> str | None:
        """Return the character at a point of the panel, or None."""
        width, height = self.size
        n_rows, per_row = self._shape
        column = int(x / width * per_row)
        index = int(y / height * n_rows) * per_row + column
        inside = 0 <= x < width and 0 <= y < height
        return CHARACTERS[index] if inside and index < len(CHARACTERS) else None

    @property
    def _shape(self) -> tuple[int, int]:
        """How many rows there are, and how many characters in each."""
        n_rows = character_rows(self.size[0] / self.window.pixel_ratio)
        return n_rows, math.ceil(len(CHARACTERS) / n_rows)

    def press(self, x: float, y: float) -> None:
        """Choose the character at a point, or take it out again."""
        self._tell(self._state.toggle_character, x, y)

    def press_right(self, x: float, y: float) -> None:
        """Let the character at a point stand for each typeface."""
        self._tell(self._state.show_character, x, y)

    def _tell(self, change: Callable[[str], None], x: float, y: float) -> None:
        character = self.character_at(x, y)
        if character is not None:
            change(character)
            self._changed()

    def _cell(self, index: int) -> Rectangle:
        width, height = self.size
        n_rows, per_row = self._shape
        row, column = divmod(index, per_row)
        left, right = (round((column + k) * width / per_row) for k in range(2))
        top, bottom = (round((row + k) * height / n_rows) for k in range(2))
        return Rectangle(left, top, right - left, bottom - top)
