"""The panel with the images of an experiment in the grid that the experiment lays out."""

import numpy as np

from latent.figures.style import QUIET_COLOR, house_style
from latent.figures.text import fitting_size, text_width
from latent.tiles.blitting import blit_tiles
from latent.tiles.palette import INK
from latent.tiles.resizing import resize_tiles
from latent.windows.explorer.experiments.base import Cell, Experiment
from latent.windows.explorer.state import Explorer
from latent.windows.pictures import blank_picture, fill_rectangle, frame_rectangle
from latent.windows.pixels import Pixels
from latent.windows.rectangles import Grid, Rectangle, fitting_grid
from latent.windows.window import Window

TITLE_HEIGHT = 26  # pixels of a plain screen, like the next three
GAP = 3
LARGEST_SQUARE = 140
FRAME = 2
EMPTY_COLOR = (238, 237, 230)
SLOT_COLOR = (226, 225, 216)  # of a slot that is still empty
CURRENT_COLOR = (220, 60, 30)  # around the slot that the next pick goes to
TITLE_SIZE = 11  # points
LARGEST_LABEL = 9  # points
LINE = 1.6  # of the letters' size, with some room around them


class ResultsPanel:
    """Draws the results of an explorer's current experiment into a panel of a window.

    `marks_slot`: whether the slot that the next pick goes to is marked.
    """

    def __init__(self, window: Window, explorer: Explorer, marks_slot: bool = True):
        self.axes = window.add_panel("results")
        self._marks_slot = marks_slot
        self._drawn_layout = None  # whose words are on the canvas
        window.on("resize_event", lambda event: self._forget_drawing())
        self._window, self._explorer = window, explorer
        self._pixels = Pixels()
        self.axes.add_artist(self._pixels)
        with house_style():
            self._title = self.axes.text(
                0, 0, "", fontsize=TITLE_SIZE, verticalalignment="center", clip_on=True
            )
            self._labels = {
                board.experiment: [
                    self.axes.text(
                        0,
                        0,
                        label.words,
                        color=QUIET_COLOR,
                        horizontalalignment="center",
                        verticalalignment="center",
                        visible=False,
                    )
                    for label in board.experiment.labels
                ]
                for board in explorer.boards
            }

    @property
    def grid(self) -> Grid:
        """The grid of squares that the current experiment stands on, in pixels of the panel."""
        pixel = self._window.pixel_ratio
        columns, rows = self._explorer.experiment.size
        title = round(pixel * TITLE_HEIGHT)
        area = Rectangle(0, 0, self.axes.bbox.width, self.axes.bbox.height)
        # The first row of labels stands above the grid's first row of squares.
        area = Rectangle(0, 1.5 * title, area.width, max(area.height - 1.5 * title, 1))
        return fitting_grid(area, columns, rows, round(pixel * GAP), round(pixel * LARGEST_SQUARE))

    def place_of(self, cell: Cell) -> Rectangle:
        """Return where a cell of the current experiment stands in the panel, in pixels."""
        return self.grid.square(cell.column, cell.row)

    def slot_at(self, x: float, y: float) -> int | None:
        """Return the slot that stands at a point of the panel, or None."""
        for cell in self._explorer.experiment.cells:
            if cell.slot is not None and self.place_of(cell).contains(x, y):
                return cell.slot
        return None

    def update(self) -> None:
        """Take over the experiment and its results; nothing is drawn yet."""
        experiment = self._explorer.experiment
        grid = self.grid
        self._update_words(experiment, grid)
        height, width = (round(side) for side in (self.axes.bbox.height, self.axes.bbox.width))
        picture = blank_picture(height, width)
        self._draw_cells(picture, experiment, grid)
        self._pixels.show(picture)

    def redraw(self) -> None:
        """Draw the results anew, and the words only if they changed or were not to be seen."""
        self.update()
        layout = (self._explorer.experiment, self.grid)
        if layout == self._drawn_layout:
            margin = round(FRAME * self._window.pixel_ratio)
            cells = [self.place_of(cell).inset(-margin) for cell in layout[0].cells]
            self._window.redraw_parts(self.axes, self._pixels, cells)
        else:
            self._window.redraw(self.axes)
            self._drawn_layout = layout

    def set_visible(self, is_visible: bool) -> None:
        """Leave the place to another panel, or take it back with the next `redraw`."""
        self.axes.set_visible(is_visible)
        self._drawn_layout = None

    def _forget_drawing(self) -> None:
        self._drawn_layout = None

    def _update_words(self, experiment: Experiment, grid: Grid) -> None:
        pixel = self._window.pixel_ratio
        room = self._window.points(self.axes.bbox.width)
        self._title.set_fontsize(fitting_size(experiment.title, room, TITLE_SIZE))
        self._title.set_text(experiment.title)
        self._title.set_position((0, pixel * TITLE_HEIGHT / 2))
        step = self._window.points(grid.side + grid.gap)
        size = min(
            LARGEST_LABEL,
            *(0.94 * label.width * step / text_width(label.words) for label in experiment.labels),
            *(label.height * step / LINE for label in experiment.labels),
        )
        for other, texts in self._labels.items():
            for label, text in zip(other.labels, texts, strict=True):
                text.set_visible(other is experiment)
                if other is experiment:
                    place = grid.square(label.column, label.row)
                    text.set_position((place.left + grid.side / 2, place.top + grid.side / 2))
                    text.set_fontsize(size)

    def _draw_cells(self, picture: np.ndarray, experiment: Experiment, grid: Grid) -> None:
        explorer = self._explorer
        board = explorer.board
        images, places, colors, frames = [], [], [], []
        for number, cell in enumerate(experiment.cells):
            place = grid.square(cell.column, cell.row)
            image = explorer.cell_image(number)
            ground = SLOT_COLOR if cell.slot is not None else EMPTY_COLOR
            fill_rectangle(picture, place, ground if image is None else (255, 255, 255))
            pick = None if cell.slot is None else board.picks[cell.slot]
            if image is not None:
                color = INK if pick is None else explorer.color_of(pick)
                images.append(image)
                places.append((place.left, place.top))
                colors.append(color)
                if pick is not None:
                    frames.append((place, color, 1))
            if self._marks_slot and cell.slot == board.slot:
                frames.append((place, CURRENT_COLOR, FRAME))
        if images:
            blit_tiles(
                picture[..., :3],
                resize_tiles(np.stack(images), grid.side),
                np.array(places, np.int64),
                np.array(colors, np.uint8),
            )
        for place, color, thickness in frames:
            frame_rectangle(picture, place, color, round(thickness * self._window.pixel_ratio))
