"""The panel below the results: what can be chosen, a slider, and images that follow it."""

from collections.abc import Callable

from latent.tiles.palette import ACCENT, INK, QUIET
from latent.windows.explorer.experiments.base import Cell
from latent.windows.explorer.state import Explorer
from latent.windows.lettering import words_width
from latent.windows.panel import PicturePanel
from latent.windows.pictures import draw_images, fill_rectangle, frame_rectangle
from latent.windows.rectangles import Rectangle, find_at
from latent.windows.window import Window

LETTER_SIZE = 12  # pixels of a plain display, like all here
LEAST_SIZE = 8
MARK_SHARE = 1.34  # of the letters' size, for what marks a choice
CHOICE_GAP = 14
LINE = 20
EDGE = 34  # beside the slider's ends, for half of the words below them
KNOB = 5
TICK = 5
GAP = 4
LARGEST_SQUARE = 112
TRACK_COLOR = (214, 212, 203)
EMPTY_COLOR = (238, 237, 230)
MISSING_COLOR = (205, 204, 198)
WHITE = (255, 255, 255)
MARKS = ("●", "○")  # before what is chosen, and before the others


class ScrubberPanel(PicturePanel):
    """The choices, the slider and the live cells of the tab that is shown, where it has some.

    `slid` hears when the slider was moved, `chosen` when something was chosen, and `pointed` when
    another cell is pointed at.
    """

    is_draggable = True

    def __init__(
        self,
        window: Window,
        explorer: Explorer,
        slid: Callable[[], object] = lambda: None,
        chosen: Callable[[], object] = lambda: None,
        pointed: Callable[[], object] = lambda: None,
    ):
        super().__init__(window, "scrubber")
        self._explorer, self._pointed = explorer, pointed
        self._slid, self._chosen = slid, chosen
        self._is_sliding = False
        self._ringed: Cell | None = None  # the cell that is shown as pointed at

    def choices(self) -> list[tuple[tuple[str, str, bool], Rectangle]]:
        """Return what can be chosen, and where it stands."""
        choices = self._explorer.tabs.current.choices()
        (size, gap), left, found = self._choice_letters(), 0, []
        for choice in choices:
            width = self._mark_width(size) + words_width(choice[0], size)
            found.append((choice, Rectangle(left, 0, width, self.scaled(LINE))))
            left += width + gap
        return found

    def _choice_letters(self) -> tuple[int, int]:
        """Return the size of letters, and the gap, with which all choices stand on one line."""
        names = [name for name, *_ in self._explorer.tabs.current.choices()]
        for letters in range(LETTER_SIZE, LEAST_SIZE - 1, -1):
            size = self.scaled(letters)
            gap = self.scaled(CHOICE_GAP) * letters // LETTER_SIZE
            widths = [self._mark_width(size) + words_width(name, size) + gap for name in names]
            if sum(widths) - gap <= self.size[0]:
                break
        return size, gap

    def _mark_width(self, size: int) -> int:
        return round(MARK_SHARE * size)

    def track(self) -> Rectangle | None:
        """Return where the slider's line is, or None without a slider."""
        if self._explorer.tabs.current.slide is None:
            return None
        top = self.scaled(LINE) * bool(self._explorer.tabs.current.choices())
        edge, width = self.scaled(EDGE), self.size[0]
        middle = top + self.scaled(KNOB + 3)
        return Rectangle(edge, middle, max(width - 2 * edge, 1), self.scaled(2))

    def knob(self) -> float:
        """Return how far from the left edge the knob is."""
        return self._position(self._explorer.tabs.current.t)

    def live_cells(self) -> list[tuple[Cell, Rectangle]]:
        """Return the cells that follow the slider, and where they stand."""
        cells, track = self._explorer.tabs.sheet.live, self.track()
        if not cells:
            return []
        choices = self._explorer.tabs.current.choices()
        top = self.scaled(LINE) if choices else 0
        if track is not None:
            top = round(track.bottom) + self.scaled(LINE + 4)
        width, height = self.size
        if track is None:
            height -= self.scaled(LINE)  # for names
        gap = self.scaled(GAP)
        room = (width - (len(cells) - 1) * gap) // len(cells)
        side = max(min(height - top, room, self.scaled(LARGEST_SQUARE)), 1)
        step = side
        if track is None:
            step = max(words_width(cell.name, self.scaled(LETTER_SIZE)) for cell in cells) + gap
            step = max(side, min(step, room))
        return [
            (cell, Rectangle(k * (step + gap), top, side, side)) for k, cell in enumerate(cells)
        ]

    def show_ring(self) -> None:
        """Ring the cell that is pointed at, and no longer the one before."""
        if self._ringed is not None and self._ringed is not self._explorer.tabs.pointed:
            self.show()

    def paint(self) -> None:
        """Paint the choices, the slider, and the images."""
        size, _ = self._choice_letters()
        for (words, _, is_on), place in self.choices():
            color = INK if is_on else QUIET
            mark, left = MARKS[not is_on], round(place.left)
            self.write(mark, left, 1, size, ACCENT if is_on else QUIET)
            self.write(words, left + self._mark_width(size), 1, size, color)
        size = self.scaled(LETTER_SIZE)
        if self.track() is not None:
            self._paint_slider(size)
        self._paint_cells(size)

    def _paint_slider(self, size: int) -> None:
        tab, track, tick = self._explorer.tabs.current, self.track(), self.scaled(TICK)
        fill_rectangle(self.picture, track, TRACK_COLOR)
        below = round(track.bottom) + tick
        knob = round(self.knob())
        words = f"t = {tab.t:.2f}".replace("-", "−")
        taken = words_width(words, size)
        own = min(max(knob - taken // 2, 0), self.size[0] - taken)
        for t, name in tab.slide.ticks.items():
            x, width = round(self._position(t)), words_width(name, size)
            line = Rectangle(x, track.top - tick / 2, self.scaled(1), tick + track.height)
            fill_rectangle(self.picture, line, QUIET)
            left = x - width // 2
            if left > own + taken + size // 2 or left + width < own - size // 2:
                self.write(name, left, below, size, QUIET)
        self.write(words, own, below, size, INK)
        radius = self.scaled(KNOB)
        mark = Rectangle(knob - radius, round(track.top) - radius, 2 * radius, 2 * radius)
        fill_rectangle(self.picture, mark, ACCENT)

    def _paint_cells(self, size: int) -> None:
        explorer, cells = self._explorer, self.live_cells()
        shown = []
        for cell, place in cells:
            image = explorer.tabs.image(cell)
            ground = MISSING_COLOR if cell.is_missing else EMPTY_COLOR
            fill_rectangle(self.picture, place, ground if image is None else WHITE)
            if image is not None:
                shown.append((image, place, INK))
            if self.track() is None:
                top = round(place.bottom) + self.scaled(3)
                most = round(cells[1][1].left - cells[0][1].left) if len(cells) > 1 else None
                self.write(cell.name, round(place.left), top, size, QUIET, most)
        if shown:
            draw_images(self.picture, *map(list, zip(*shown, strict=True)))
        self._ringed = None
        for cell, place in cells:
            if cell is explorer.tabs.pointed:
                self._ringed = cell
                frame_rectangle(self.picture, place, INK, self.scaled(2))

    def press(self, x: float, y: float) -> None:
        """Choose what stands at a point, or move the slider there."""
        choice = find_at(self.choices(), x, y)
        track, tab = self.track(), self._explorer.tabs.current
        if choice is not None:
            tab.act(choice[1])
            self._chosen()
        elif track is not None and abs(y - track.top) < self.scaled(LINE):
            self._is_sliding = True
            self.drag(x, y)

    def drag(self, x: float, y: float) -> None:
        """Move the slider with the mouse."""
        track, tab = self.track(), self._explorer.tabs.current
        if not self._is_sliding or track is None:
            return
        share = (x - track.left) / track.width
        if tab.slide_to(tab.slide.low + share * (tab.slide.high - tab.slide.low)):
            self._slid()

    def release(self, x: float, y: float) -> None:
        """Let the slider go."""
        self._is_sliding = False

    def scroll(self, x: float, y: float, steps: float) -> None:
        """Move the slider by so many steps."""
        tab = self._explorer.tabs.current
        if tab.slide is not None and tab.slide_to(tab.t + round(steps) * tab.slide.step):
            self._slid()

    def point(self, x: float, y: float) -> None:
        """Point at the image at a point, here and on the map."""
        if self._explorer.pointer.point_at_cell(find_at(self.live_cells(), x, y)):
            self.show()
            self._pointed()

    def leave(self) -> None:
        """Point at nothing."""
        if self._explorer.pointer.point_nowhere():
            self.show()
            self._pointed()

    def _position(self, t: float) -> float:
        track, slide = self.track(), self._explorer.tabs.current.slide
        return track.left + track.width * (t - slide.low) / (slide.high - slide.low)
