"""The typefaces most like one of them, in the place of the clusters."""

import itertools
from collections.abc import Callable

import numpy as np

from latent.clustering.similar import Similar
from latent.tiles.blitting import blit_tiles
from latent.tiles.palette import ACCENT, INK, QUIET
from latent.tiles.resizing import resize_tiles
from latent.windows.fonts.state import ClusterState
from latent.windows.lettering import words_width
from latent.windows.panel import PicturePanel
from latent.windows.rectangles import Rectangle, find_at
from latent.windows.window import Window

INKS = np.array([INK, ACCENT], np.uint8)
LETTERS = 12  # pixels of a plain display, like all that follow
SMALLEST_LETTERS = 8
NARROW, SMALL_LETTERS = 170, 9  # of a column, and of the letters in it
LINE = 16
GAP = 12
LARGEST_GLYPH = 48
LEAST_GLYPH = 4
MOST_COLUMNS = 4
MOST_LINES = 4  # of one typeface's glyphs
HELP = "click: go on from there · escape: back · f: its own family in or out"


class SimilarPanel(PicturePanel):
    """A typeface and those most like it, as strips of the chosen characters.

    A click on one calls `go_on` with it; of one that is pointed at `pointed` hears in words. Chosen
    ones are blue.
    """

    def __init__(
        self,
        window: Window,
        state: ClusterState,
        go_on: Callable[[int], object],
        pointed: Callable[[str], object],
    ):
        super().__init__(window, "similar")
        self.similar: Similar | None = None
        self.has_family = True
        self.places: dict[int, Rectangle] = {}  # of each typeface
        self.side = 0  # of a glyph, in pixels
        self._state, self._go_on, self._pointed = state, go_on, pointed
        self._at: int | None = None  # what is pointed at
        self.set_visible(False)

    def paint(self) -> None:
        """Paint the typeface first, then the others, the nearest first, column by column."""
        self.places = {}
        if self.similar is None:
            return
        names = self._state.alphabets.font_names
        width, height = self.size
        size, line, gap = self.scaled(LETTERS), self.scaled(LINE), self.scaled(GAP)
        font = self.similar.font
        family = "" if self.has_family else ", its own family left out"
        title = f"{names[font]} and the {len(self.similar.fonts)} most like it{family}"
        for words, upper, color in ((title, 0, INK), (HELP, line, QUIET)):
            where = Rectangle(0, upper, width, line)
            self.write_in(words, where, range(LETTERS, SMALLEST_LETTERS - 1, -1), color)
        top = round(2.5 * line)
        fonts = np.concatenate([[font], self.similar.fonts])
        characters = self._state.settings.characters or self._state.shown
        side, n_columns, length = self._fit(len(fonts), len(characters), top)
        n_rows = -(-len(fonts) // n_columns)
        column_width = (width + gap) / n_columns
        if column_width < self.scaled(NARROW):
            size = self.scaled(SMALL_LETTERS)
        self.side, n_lines = side, -(-len(characters) // length)
        row_height = min((height - top) / n_rows, line + n_lines * side + gap)
        images = self._state.alphabets.of_fonts(fonts, characters)
        is_chosen = self._state.is_chosen(fonts).astype(np.int64)
        for k, (each, glyphs) in enumerate(zip(fonts.tolist(), images, strict=True)):
            column, row = divmod(k, n_rows)
            left, upper = round(column * column_width), round(top + row * row_height)
            room = round(column_width) - gap
            self.places[each] = Rectangle(left, upper, room, row_height)
            distance = f"{self.similar.distances[k - 1]:.2f}" if k else ""
            taken = words_width(distance, size)
            rank, color = (f"{k}. ", QUIET) if k else ("", INK)
            beside = self.write(rank, left, upper, size, color) if rank else 0
            most_width = room - taken - size // 2 - beside
            self.write(names[each], left + beside, upper, size, color, most_width)
            self.write(distance, left + room - taken, upper, size, QUIET)
            places = [
                (left + j % length * side, upper + line + j // length * side)
                for j in range(len(characters))
            ]
            inks = np.full(len(characters), is_chosen[k])
            blit_tiles(
                self.picture[..., :3],
                resize_tiles(glyphs, side),
                np.array(places, np.int64),
                INKS,
                inks,
            )

    def font_at(self, x: float, y: float) -> int | None:
        """Return the typeface at a point, or None."""
        return find_at(self.places.items(), x, y)

    def point(self, x: float, y: float) -> None:
        """Tell the whole name of the typeface at a point, which may have been cut."""
        font = self.font_at(x, y)
        if font is not None and font != self._at:
            words = self._state.alphabets.font_names[font]
            found = np.flatnonzero(self.similar.fonts == font)
            if len(found):
                place = int(found[0])
                words += f", {place + 1}, at a distance of {self.similar.distances[place]:.4g}"
            self._pointed(words)
        self._at = font

    def press(self, x: float, y: float) -> None:
        """Go on from the typeface at a point, unless it is the one that all are like."""
        font = self.font_at(x, y)
        if font is not None and font != self.similar.font:
            self._go_on(font)

    press_right = press

    def _fit(self, n_fonts: int, n_characters: int, top: int) -> tuple[int, int, int]:
        """Return the side of a glyph, the columns of typefaces, and the glyphs in a line of one.

        They are those with which glyphs are largest; of equal ones the fewest lines and columns.
        """
        width, height = self.size
        gap, line = self.scaled(GAP), self.scaled(LINE)

        def side_in(shape: tuple[int, int]) -> int:
            n_lines, n_columns = shape
            n_rows, length = -(-n_fonts // n_columns), -(-n_characters // n_lines)
            by_height = ((height - top) / n_rows - line - 2) / n_lines
            by_width = ((width + gap) / n_columns - gap) / length
            return int(min(by_height, by_width, self.scaled(LARGEST_GLYPH)))

        shapes = itertools.product(range(1, MOST_LINES + 1), range(1, MOST_COLUMNS + 1))
        n_lines, n_columns = best = max(shapes, key=side_in)
        return max(side_in(best), LEAST_GLYPH), n_columns, -(-n_characters // n_lines)
