"""The panel that tells of all images that are selected; it stands where the card is."""

from collections.abc import Callable

from latent.tiles.palette import ACCENT, INK, QUIET
from latent.windows.controls import BUTTON_COLOR
from latent.windows.explorer.panels.card import CARD_COLOR, MARGIN, WHITE
from latent.windows.explorer.state import Explorer
from latent.windows.lettering import LETTER_SIZE, LINE_HEIGHT, words_width
from latent.windows.panel import PicturePanel
from latent.windows.pictures import draw_images, fill_rectangle
from latent.windows.rectangles import Rectangle
from latent.windows.window import Window

COUNTS_SHARE = 0.27  # of the width, for the classes
TILE = 28  # pixels of a plain display, of an image in the contact sheet
GAP = 2
SAVE = "save (S)"


class SelectionPanel(PicturePanel):
    """The mean of the selected images, a contact sheet of them, and how many of each class.

    A press on the word in its corner calls `save`.
    """

    def __init__(self, window: Window, explorer: Explorer, save: Callable[[], object]):
        super().__init__(window, "selection", CARD_COLOR)
        self._explorer, self._save = explorer, save
        self.set_visible(False)

    def titles(self) -> tuple[str, ...]:
        """Return in words how many images are selected, in short at the end."""
        n, total = len(self._explorer.selection.indices), self._explorer.n_images
        short = f"{n:,} of {total:,} images selected"
        return f"{short}, their mean, and some of them", short, f"{n:,} of {total:,}", f"{n:,}"

    def lines(self) -> list[tuple[str, str]]:
        """Return the classes and how many of each are selected, the largest first."""
        summary, names = self._explorer.selection.summary, self._explorer.content.label_names
        return [] if summary is None else [(names[k], f"{n:,}") for k, n in summary.counts]

    @property
    def button(self) -> Rectangle:
        """Where the word stands that saves, in pixels of the panel."""
        width = words_width(SAVE, self.scaled(LETTER_SIZE - 1)) + self.scaled(2 * MARGIN)
        return Rectangle(self.size[0] - width, 0, width, self.scaled(LINE_HEIGHT + 4))

    def press(self, x: float, y: float) -> None:
        """Save, if that is what was pressed."""
        if self.button.contains(x, y):
            self._save()

    def paint(self) -> None:
        """Paint the title, the mean, the contact sheet and the counts."""
        summary = self._explorer.selection.summary
        if summary is None:
            return
        (width, height), margin = self.size, self.scaled(MARGIN)
        size, line = self.scaled(LETTER_SIZE - 1), self.scaled(LINE_HEIGHT)
        button = self.button
        room = round(button.left) - 2 * margin
        title = _first_that_fits(self.titles(), room, size)
        self.write(title, margin, self.scaled(4), size, INK, room)
        fill_rectangle(self.picture, button, BUTTON_COLOR)
        x = round(button.left + (button.width - words_width(SAVE, size)) / 2)
        self.write(SAVE, x, self.scaled(4), size, ACCENT)
        top = margin + line
        side = max(min(height - top - margin, width // 4), 1)
        counts_width = round(COUNTS_SHARE * width)
        left = 2 * margin + side
        self._paint_mean(Rectangle(margin, top, side, side))
        sheet = Rectangle(left, top, width - left - counts_width - 2 * margin, side)
        self._paint_sheet(sheet)
        self._paint_counts(width - counts_width - margin, top, counts_width, line, size)

    def _paint_mean(self, where: Rectangle) -> None:
        mean = self._explorer.content.pictures(self._explorer.selection.summary.mean[None])
        fill_rectangle(self.picture, where, WHITE)
        draw_images(self.picture, mean, [where], [INK])

    def _paint_sheet(self, area: Rectangle) -> None:
        explorer = self._explorer
        step = self.scaled(TILE + GAP)
        side = step - self.scaled(GAP)
        n_columns, n_rows = max(int(area.width // step), 1), max(int(area.height // step), 1)
        indices = explorer.selection.summary.some(n_columns * n_rows)
        squares = [
            Rectangle(
                area.left + k % n_columns * step, area.top + k // n_columns * step, side, side
            )
            for k in range(len(indices))
        ]
        for square in squares:
            fill_rectangle(self.picture, square, WHITE)
        colors = [explorer.colors.color_of(index) for index in indices.tolist()]
        draw_images(self.picture, explorer.map.tiles.shown.images[indices], squares, colors)

    def _paint_counts(self, left: int, top: int, width: int, line: int, size: int) -> None:
        lines = self.lines()
        most = max((self.size[1] - top) // line, 1)
        if len(lines) > most:
            n_others = len(lines) - most + 1
            others = f"and {n_others} more classes", f"and {n_others} more", f"+{n_others}"
            lines = [*lines[: most - 1], (_first_that_fits(others, width - size, size), "")]
        for k, (name, count) in enumerate(lines):
            y, taken = top + k * line, words_width(count, size)
            self.write(name, left, y, size, QUIET, width - taken - size)
            self.write(count, left + width - taken, y, size, INK)


def _first_that_fits(words: tuple[str, ...], room: float, size: int) -> str:
    """Return the first of some words, each shorter than those before, that has room; or the last.

    `room`, `size`: of the letters, in pixels.
    """
    return next((each for each in words if words_width(each, size) <= room), words[-1])
