"""An explorer's window on an unseen canvas, with what a test needs to use it."""

import numpy as np

from latent.maps.embedding_file import save_embedding
from latent.windows.explorer.window import ExploreWindow
from tests.helpers.maps import fake_decode, grid_map
from tests.helpers.windows import UNSEEN, click, panel, press_key

SIZE = (900, 600)


class Opened:
    """An explorer's window on an unseen canvas, with what a test needs to use it."""

    def __init__(
        self,
        folder,
        load_decoder=lambda: fake_decode,
        size=SIZE,
        compared=(),
        picks=None,
        **changes,
    ):
        self.path = folder / "map.pkl"
        content = grid_map(**changes)
        save_embedding(self.path, content)
        self.window = ExploreWindow(
            content, self.path, UNSEEN, load_decoder, picks, size=size, compared=compared
        )
        self.explorer = self.window.explorer
        self.figure = self.window.window.figure
        self.figure.canvas.draw()
        self.finish()
        self.map = panel(self.figure, "map")

    def finish(self):
        self.window.window.background.finish()

    def place(self, index):
        return self.explorer.map.view.to_pixels(self.explorer.content.positions[index])

    def click_image(self, index):
        click(self.map, *self.place(index))

    def click_slot(self, slot):
        axes = panel(self.figure, "results")
        cell = next(cell for cell in self.explorer.tabs.sheet.cells if cell.slot == slot)
        place = self.window.results.place_of(cell)
        click(axes, place.left + place.width / 2, place.top + place.height / 2)

    def key(self, key, index=None):
        place = () if index is None else (self.map, *self.place(index))
        press_key(self.figure, key, *place)

    def words(self, label):
        """Return what a panel says, without what is not to be seen."""
        shown = getattr(self.window.window.panels[label], "shown", None)
        if shown is not None:
            return (" | " if label == "card" else " ").join(shown)
        axes = panel(self.figure, label)
        return " | ".join(text.get_text() for text in axes.texts if text.get_visible())

    def on_screen(self, label="map"):
        """Return what is on the canvas where a panel is, rows from the top down."""
        x0, y0, x1, y1 = (round(side) for side in panel(self.figure, label).bbox.extents)
        pixels = np.asarray(self.figure.canvas.buffer_rgba())[..., :3]
        return pixels[len(pixels) - y1 : len(pixels) - y0, x0:x1].copy()


def assert_shown_as_anew(opened):
    """Check that the canvas, drawn in parts, shows what it does once all is drawn anew."""
    canvas = opened.figure.canvas
    shown = np.array(canvas.buffer_rgba())
    opened.window.window.lay_out_again()
    opened.finish()
    differs = (shown != np.asarray(canvas.buffer_rgba())).any(axis=2)
    assert not differs.any(), f"{differs.sum():,} pixels, at {np.argwhere(differs).mean(axis=0)}"


def click_tab(opened, name):
    """Click the tab of this name."""
    places = opened.window.tabs.places()
    place = next(place for experiment, place in places if experiment.tab == name)
    click(panel(opened.figure, "tabs"), place.left + place.width / 2, place.height / 2)
