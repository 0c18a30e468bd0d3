"""The panel with the images of an experiment in the grid that the experiment lays out."""

from collections.abc import Callable
from dataclasses import replace
from typing import NamedTuple

from latent.tiles.palette import ACCENT, INK, QUIET
from latent.windows.explorer.experiments.base import Cell, Label, Track
from latent.windows.explorer.state import Explorer
from latent.windows.lettering import words_width
from latent.windows.panel import PicturePanel
from latent.windows.pictures import draw_images, fill_rectangle, frame_rectangle
from latent.windows.rectangles import Rectangle, find_at, fitting_grid
from latent.windows.window import Window

TITLE_HEIGHT = 24  # pixels of a plain display, like the others
LABELS_HEIGHT = 22  # of the first row of labels, which stands above the grid
GAP = 3
LARGEST_SQUARE = 140
WIDEST = 2  # a step to the right, in those down, where there is more room from side to side
FRAME = 2
KNOB = 4
WHITE = (255, 255, 255)
EMPTY_COLOR = (238, 237, 230)
SLOT_COLOR = (226, 225, 216)  # of a slot that is still empty
MISSING_COLOR = (205, 204, 198)  # of what cannot be
CURRENT_COLOR = (220, 60, 30)  # around the slot that the next pick goes to
TRACK_COLOR = (214, 212, 203)
OFF_SHARE = 0.25  # of what does not count now, the rest is the ground's
TITLE_SIZES = range(15, 7, -1)  # the first in which the title has room
LARGEST_LABEL, GOOD_LABEL, LEAST_LABEL = 13, 10, 8  # below the second, words get short


class WideGrid(NamedTuple):
    """Squares of `side` pixels, with steps of `across` and `down` from corner to corner."""

    left: float
    top: int
    side: int
    across: float
    down: int

    def square(self, column: float, row: float) -> Rectangle:
        """Return the square in a column and a row, both counted from 0."""
        left, top = round(self.left + column * self.across), round(self.top + row * self.down)
        return Rectangle(left, top, self.side, self.side)


class ResultsPanel(PicturePanel):
    """The results of an explorer's current experiment.

    A press on a slot lets the next pick go to it, and `chosen` hears of it; without `chosen` the
    slot of the next pick is not marked. `acted` hears when something else was pressed or dragged,
    `pointed` when another cell is pointed at, `scrolled` when other rows are shown.
    """

    is_draggable = True

    def __init__(
        self,
        window: Window,
        explorer: Explorer,
        chosen: Callable[[], object] | None = None,
        acted: Callable[[], object] | None = None,
        pointed: Callable[[], object] | None = None,
        scrolled: Callable[[], object] | None = None,
    ):
        super().__init__(window, "results")
        self._explorer, self._chosen = explorer, chosen
        self._acted, self._pointed, self._scrolled = acted, pointed, scrolled
        self._held: str | None = None  # the name of the track whose mark is dragged
        self._ringed: Cell | None = None  # the cell that is shown as pointed at

    def title(self) -> str:
        """Return what is shown, in words."""
        sheet = self._explorer.tabs.sheet
        hint = sheet.hint if self._chosen is not None else ""
        return " · ".join(words for words in (sheet.title, sheet.page, hint) if words)

    @property
    def grid(self) -> WideGrid:
        """The grid of squares that the current experiment stands on, in pixels of the panel."""
        (width, height), (columns, rows) = self.size, self._explorer.tabs.sheet.size
        top, gap = self.scaled(TITLE_HEIGHT + LABELS_HEIGHT), self.scaled(GAP)
        width -= 2 * self.scaled(FRAME)  # frames stand out of the grid
        area = Rectangle(0, top, width, max(height - top, 1))
        side = fitting_grid(area, columns, rows + 0.1, gap, self.scaled(LARGEST_SQUARE)).side
        down = side + gap
        across = min(max((width + gap) / columns, down), WIDEST * down)
        left = self.scaled(FRAME) + max(width - (columns * across - gap), 0) / 2
        return WideGrid(left, top, side, across, down)

    def place_of(self, cell: Cell) -> Rectangle:
        """Return where a cell of the current experiment stands in the panel, in pixels."""
        return self.grid.square(cell.column, cell.row)

    def place_of_label(self, label: Label) -> Rectangle:
        """Return the room of a label, in pixels."""
        grid = self.grid
        square = grid.square(label.column, label.row)
        width, height = label.width * grid.across, label.height * grid.down
        left = square.left if label.is_left else square.left + (grid.side - width) / 2
        return Rectangle(left, square.top + (grid.side - height) / 2, width, height)

    def line_of(self, track: Track) -> Rectangle:
        """Return the line of a track, from its lowest value to its highest, in pixels."""
        grid = self.grid
        first, last = (grid.square(column, track.row) for column in (track.start, track.end))
        middle = first.top + grid.side / 2 + track.below * grid.down
        left = first.left + grid.side / 2
        return Rectangle(left, round(middle), last.left - first.left, self.scaled(2))

    def knob_of(self, track: Track) -> float:
        """Return how far from the left edge the mark of a track is, in pixels."""
        line = self.line_of(track)
        return line.left + line.width * (track.value - track.low) / (track.high - track.low)

    def cell_at(self, x: float, y: float) -> Cell | None:
        """Return the cell at a point of the panel, or None."""
        cells = self._explorer.tabs.sheet.cells
        return find_at(((cell, self.place_of(cell)) for cell in cells), x, y)

    def slot_at(self, x: float, y: float) -> int | None:
        """Return the slot that stands at a point of the panel, or None."""
        cell = self.cell_at(x, y)
        return None if cell is None else cell.slot

    def track_at(self, x: float, y: float) -> Track | None:
        """Return the track at a point, its line or the cells above it, or None."""
        grid = self.grid
        for track in self._explorer.tabs.sheet.tracks:
            line, cells = self.line_of(track), grid.square(track.start, track.row)
            bottom = line.bottom + grid.side * 0.15
            area = Rectangle(cells.left, cells.top, line.width + grid.side, bottom - cells.top)
            if area.contains(x, y):
                return track
        return None

    def press(self, x: float, y: float) -> None:
        """Choose the slot at a point, or begin to drag a mark, or do what stands there."""
        if self._chosen is None:
            return
        tabs, cell = self._explorer.tabs, self.cell_at(x, y)
        action = "" if cell is None else cell.action
        labels = [label for label in tabs.sheet.labels if label.action]
        label = find_at(((label, self.place_of_label(label)) for label in labels), x, y)
        track = self.track_at(x, y)
        if cell is not None and cell.slot is not None:
            self._explorer.tabs.board.choose(cell.slot)
            self._chosen()
        elif action or label is not None:
            tabs.current.act(action or label.action)
            self._acted()
            self.point(x, y)  # at the cell that stands there now
        elif track is not None:
            self._held = track.name
            self._explorer.tabs.board.remember()
            self.drag(x, y)

    def drag(self, x: float, y: float) -> None:
        """Move the mark that is held."""
        tabs = self._explorer.tabs
        track = next((each for each in tabs.sheet.tracks if each.name == self._held), None)
        if track is None:
            return
        line = self.line_of(track)
        share = min(max((x - line.left) / max(line.width, 1), 0), 1)
        tabs.current.drag(track, track.low + share * (track.high - track.low))
        self._acted()

    def release(self, x: float, y: float) -> None:
        """Let the mark go."""
        self._held = None

    def scroll(self, x: float, y: float, steps: float) -> None:
        """Show other rows, where not all fit."""
        if self._scrolled is not None and self._explorer.tabs.current.scroll(steps):
            self._scrolled()
            self.point(x, y)

    def point(self, x: float, y: float) -> None:
        """Point at the cell at a point, here and on the map."""
        if self._pointed is not None and self._explorer.pointer.point_at_cell(self.cell_at(x, y)):
            self.show()
            self._pointed()

    def leave(self) -> None:
        """Point at nothing."""
        if self._pointed is not None and self._explorer.pointer.point_nowhere():
            self.show()
            self._pointed()

    def show_ring(self) -> None:
        """Ring the cell that is pointed at, and no longer the one before."""
        if self._ringed is not None and self._ringed is not self._explorer.tabs.pointed:
            self.show()

    def paint(self) -> None:
        """Paint the cells and the words."""
        sheet, grid = self._explorer.tabs.sheet, self.grid
        top = self.scaled(2)
        where = Rectangle(0, top, self.size[0], self.scaled(TITLE_HEIGHT) + top)
        self.write_in(self.title(), where, TITLE_SIZES)
        self._paint_tracks(sheet.tracks)
        self._paint_cells(grid)
        self._paint_labels(sheet.labels)

    def _paint_labels(self, labels: tuple[Label, ...]) -> None:
        largest, good, least = map(self.scaled, (LARGEST_LABEL, GOOD_LABEL, LEAST_LABEL))
        places = [(label, self.place_of_label(label)) for label in labels if label.words]
        size = _fitting_size(places, largest, good)
        if not all(_fits(label, place, size) for label, place in places if label.short):
            for k, (label, place) in enumerate(places):
                if label.short:
                    self.note_cut(label.words, place)
                    places[k] = replace(label, words=label.short), place
        size = _fitting_size(places, size, least)
        for label, place in places:
            width = min(words_width(label.words, size), round(place.width))
            x = place.left if label.is_left else place.left + (place.width - width) / 2
            y = place.top + (place.height - 1.2 * size) / 2
            y = min(y, self._lowest(label) - 1.2 * size)
            color = INK if label.is_on else ACCENT if label.action else QUIET
            self.write(label.words, round(x), round(y), size, color, round(place.width))

    def _lowest(self, label: Label) -> float:
        """Return how low a label can stand without touching the frame of a slot below it."""
        below = [
            cell.row
            for cell in self._explorer.tabs.sheet.cells
            if cell.slot is not None and 0.5 < cell.row - label.row < 1
        ]
        if not below:
            return self.size[1]
        return self.grid.square(0, min(below)).top - self.scaled(FRAME) - 1

    def _paint_tracks(self, tracks: tuple[Track, ...]) -> None:
        for track in tracks:
            line, knob = self.line_of(track), self.scaled(KNOB)
            fill_rectangle(self.picture, line, TRACK_COLOR)
            middle = line.left + line.width / 2
            at = self.knob_of(track)
            moved = line._replace(left=min(middle, at), width=abs(at - middle))
            fill_rectangle(self.picture, moved, ACCENT)
            mark = Rectangle(
                round(at) - knob, round(line.top + line.height / 2) - knob, 2 * knob, 2 * knob
            )
            fill_rectangle(self.picture, mark, ACCENT)

    def _paint_cells(self, grid: WideGrid) -> None:
        explorer, board = self._explorer, self._explorer.tabs.board
        images, places, colors, frames = [], [], [], []
        self._ringed = None
        pointed = explorer.tabs.pointed if self._pointed is not None else None
        for cell in explorer.tabs.sheet.cells:
            place = grid.square(cell.column, cell.row)
            image = explorer.tabs.image(cell, explorer.map.tiles.shows_decoded)
            ground = SLOT_COLOR if cell.slot is not None else EMPTY_COLOR
            ground = MISSING_COLOR if cell.is_missing else ground
            fill_rectangle(self.picture, place, ground if image is None else WHITE)
            if image is not None:
                color = explorer.colors.color_of(cell.pick) if isinstance(cell.pick, int) else INK
                images.append(image)
                places.append(place)
                colors.append(color)
                if cell.pick is not None:
                    frames.append((place, color, self.scaled(1)))
            if cell.is_off:
                frames.append((place, MISSING_COLOR, self.scaled(2 * FRAME)))
            if self._chosen is not None and cell.slot is not None and cell.slot == board.slot:
                frames.append((place, CURRENT_COLOR, self.scaled(FRAME)))
            if cell is pointed:
                self._ringed = cell
                frames.append((place, INK, self.scaled(FRAME)))
        _draw_all(self.picture, images, places, colors)
        for place, color, thickness in frames:
            frame_rectangle(self.picture, place.inset(-thickness), color, thickness)


def _fitting_size(places: list[tuple[Label, Rectangle]], largest: int, least: int) -> int:
    """Return the largest size of letters in which all labels fit their places, or the least."""
    for size in range(largest, least, -1):
        if all(_fits(label, place, size) for label, place in places):
            return size
    return least


def _fits(label: Label, place: Rectangle, size: int) -> bool:
    is_low = 1.15 * size <= place.height
    return is_low and (label.may_be_cut or words_width(label.words, size) <= 0.97 * place.width)


def _draw_all(picture, images, places, colors) -> None:
    """Draw images, which may be of several shapes, those of one shape together."""
    for shape in {image.shape for image in images}:
        own = [k for k, image in enumerate(images) if image.shape == shape]
        parts = ([each[k] for k in own] for each in (images, places, colors))
        draw_images(picture, *parts)
