"""The strip of 94 characters at the bottom of the clustering window."""

import math
from collections.abc import Callable

from matplotlib.backend_bases import MouseEvent

from latent.data.characters import CHARACTERS
from latent.tiles.palette import ACCENT, INK, OFF_WHITE, QUIET
from latent.windows.controls import TRACK, PicturePanel
from latent.windows.fonts.layout import CHARACTER_ROWS
from latent.windows.fonts.state import ClusterState
from latent.windows.lettering import draw_words, words_width
from latent.windows.window import Window

PER_ROW = math.ceil(len(CHARACTERS) / CHARACTER_ROWS)


class CharacterStrip(PicturePanel):
    """Characters to click: the left button chooses, the right one shows; `changed` hears of it."""

    def __init__(self, window: Window, state: ClusterState, changed: Callable[[], object]):
        super().__init__(window, "characters")
        self.state, self._changed = state, changed
        window.on("button_press_event", self._press)

    def paint(self) -> None:
        """Paint the chosen characters blue, and a frame around the one that is shown."""
        height, width = self.canvas.shape[:2]
        size = max(min(height // CHARACTER_ROWS * 3 // 5, round(width / PER_ROW * 0.8)), 1)
        for k, character in enumerate(CHARACTERS):
            left, top, right, bottom = self._cell(k)
            cell = self.canvas[top:bottom, left:right]
            if not cell.size:
                continue
            is_chosen = character in self.state.settings.characters
            cell[1:-1, 1:-1] = ACCENT if is_chosen else TRACK
            if character == self.state.shown:
                cell[:], cell[2:-2, 2:-2] = INK, cell[2:-2, 2:-2].copy()
            ink = OFF_WHITE if is_chosen else QUIET
            x = left + (right - left - words_width(character, size)) // 2
            draw_words(self.canvas, character, x, top + (bottom - top - size) // 2 - 2, size, ink)

    def character_at(self, x: float, y: float) -> str | None:
        """Return the character at a point of the panel, or None."""
        height, width = self.canvas.shape[:2]
        row, column = int(y / height * CHARACTER_ROWS), int(x / width * PER_ROW)
        index = row * PER_ROW + column
        inside = 0 <= x < width and 0 <= y < height
        return CHARACTERS[index] if inside and index < len(CHARACTERS) else None

    def _cell(self, index: int) -> tuple[int, int, int, int]:
        height, width = self.canvas.shape[:2]
        row, column = divmod(index, PER_ROW)
        sides = (column * width / PER_ROW, row * height / CHARACTER_ROWS)
        ends = ((column + 1) * width / PER_ROW, (row + 1) * height / CHARACTER_ROWS)
        return round(sides[0]), round(sides[1]), round(ends[0]), round(ends[1])

    def _press(self, event: MouseEvent) -> None:
        if event.inaxes is not self.axes:
            return
        character = self.character_at(*self.pixel_of(event))
        if character is None:
            return
        if event.button == 1:
            self.state.toggle_character(character)
        elif event.button == 3:
            self.state.show_character(character)
        else:
            return
        self._changed()
