"""The panel with the images of an experiment in the grid that the experiment lays out."""

from collections.abc import Callable

from latent.figures.style import QUIET_COLOR
from latent.figures.text import text_width
from latent.tiles.palette import INK
from latent.windows.explorer.experiments.base import Cell
from latent.windows.explorer.state import Explorer
from latent.windows.panel import PicturePanel
from latent.windows.pictures import draw_images, fill_rectangle, frame_rectangle
from latent.windows.rectangles import Grid, Rectangle, find_at, fitting_grid
from latent.windows.window import Window

TITLE_HEIGHT = 26  # pixels of a plain display, like the next three
GAP = 3
LARGEST_SQUARE = 140
FRAME = 2
WHITE = (255, 255, 255)
EMPTY_COLOR = (238, 237, 230)
SLOT_COLOR = (226, 225, 216)  # of a slot that is still empty
CURRENT_COLOR = (220, 60, 30)  # around the slot that the next pick goes to
TITLE_SIZE = 11  # points
LARGEST_LABEL = 9  # points
LINE_HEIGHT = 1.6  # of the letters' size, with some room around them


class ResultsPanel(PicturePanel):
    """The results of an explorer's current experiment.

    A press on a slot lets the next pick go to it, and `chosen` hears of it; without `chosen` the
    slot of the next pick is not marked.
    """

    def __init__(
        self, window: Window, explorer: Explorer, chosen: Callable[[], object] | None = None
    ):
        super().__init__(window, "results")
        self._explorer, self._chosen = explorer, chosen
        self._title = self.add_text()
        self._labels = {
            board.experiment: [
                self.add_text(label.words, color=QUIET_COLOR, horizontalalignment="center")
                for label in board.experiment.labels
            ]
            for board in explorer.boards
        }

    @property
    def grid(self) -> Grid:
        """The grid of squares that the current experiment stands on, in pixels of the panel."""
        (width, height), (columns, rows) = self.size, self._explorer.experiment.size
        # The first row of labels stands above the grid's first row of squares.
        top = 1.5 * self.scaled(TITLE_HEIGHT)
        area = Rectangle(0, top, width, max(height - top, 1))
        return fitting_grid(area, columns, rows, self.scaled(GAP), self.scaled(LARGEST_SQUARE))

    def place_of(self, cell: Cell) -> Rectangle:
        """Return where a cell of the current experiment stands in the panel, in pixels."""
        return self.grid.square(cell.column, cell.row)

    def slot_at(self, x: float, y: float) -> int | None:
        """Return the slot that stands at a point of the panel, or None."""
        cells = [cell for cell in self._explorer.experiment.cells if cell.slot is not None]
        return find_at(((cell.slot, self.place_of(cell)) for cell in cells), x, y)

    def press(self, x: float, y: float) -> None:
        """Let the next pick go to the slot at a point."""
        slot = self.slot_at(x, y)
        if slot is not None and self._chosen is not None:
            self._explorer.board.choose(slot)
            self._chosen()

    def paint(self) -> None:
        """Paint the cells and set the words, which stay as they are while the grid does."""
        experiment, grid, margin = self._explorer.experiment, self.grid, self.scaled(FRAME)
        self._set_words(grid)
        self._paint_cells(grid)
        parts = [grid.square(cell.column, cell.row).inset(-margin) for cell in experiment.cells]
        self.redraw_only(parts, (), layout=(experiment, grid))

    def _set_words(self, grid: Grid) -> None:
        experiment = self._explorer.experiment
        title_size = self.letter_size(experiment.title, self.size[0], TITLE_SIZE)
        self._title.set(text=experiment.title, fontsize=title_size)
        self._title.set_position((0, self.window.pixel_ratio * TITLE_HEIGHT / 2))
        step = self.window.points(grid.side + grid.gap)
        size = min(
            LARGEST_LABEL,
            *(0.94 * label.width * step / text_width(label.words) for label in experiment.labels),
            *(label.height * step / LINE_HEIGHT for label in experiment.labels),
        )
        for other, texts in self._labels.items():
            for label, text in zip(other.labels, texts, strict=True):
                place = grid.square(label.column, label.row)
                text.set_position((place.left + grid.side / 2, place.top + grid.side / 2))
                text.set(visible=other is experiment, fontsize=size)

    def _paint_cells(self, grid: Grid) -> None:
        explorer, board = self._explorer, self._explorer.board
        images, places, colors, frames = [], [], [], []
        for number, cell in enumerate(explorer.experiment.cells):
            place = grid.square(cell.column, cell.row)
            image = explorer.cell_image(number)
            ground = SLOT_COLOR if cell.slot is not None else EMPTY_COLOR
            fill_rectangle(self.picture, place, ground if image is None else WHITE)
            pick = None if cell.slot is None else board.picks[cell.slot]
            if image is not None:
                images.append(image)
                places.append(place)
                colors.append(INK if pick is None else explorer.pick_color(pick))
                if pick is not None:
                    frames.append((place, colors[-1], self.scaled(1)))
            if self._chosen is not None and cell.slot == board.slot:
                frames.append((place, CURRENT_COLOR, self.scaled(FRAME)))
        draw_images(self.picture, images, places, colors)
        for place, color, thickness in frames:
            frame_rectangle(self.picture, place.inset(-thickness), color, thickness)
