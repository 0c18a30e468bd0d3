"""The panel that says what all keys and clicks of the latent explorer do."""

from latent.figures.style import house_style
from latent.figures.text import POINTS_PER_INCH
from latent.windows.window import DPI, Window

SIZE = 11  # points, or smaller where there is no room
LINE = 26  # pixels of a plain screen
WORDS_LEFT = 0.27  # of the width, where the keys end

KEYS = (
    ("drag, wheel", "move the map, enlarge it where the pointer is"),
    ("click", "pick the image for the marked slot"),
    ("click a slot", "choose which slot the next pick goes to"),
    ("click a class", "hide it, or show it again"),
    ("r", "see the whole map"),
    (",  .", "smaller and larger tiles"),
    ("o", "original or decoded images"),
    ("c", "only the class of the image pointed at; again: all"),
    ("f", "only its typeface; again: all"),
    ("escape", "all classes and typefaces"),
    ("e", "the other experiment"),
    ("space", "clear the experiment"),
    ("backspace", "undo the last pick"),
    ("s", "save the results and the picks beside the map"),
    ("h", "these keys, or the results"),
)


class KeysPanel:
    """A table of the keys; it stands where the results are and is hidden at first."""

    def __init__(self, window: Window):
        self.axes = window.add_panel("keys")
        self.axes.set_visible(False)
        self._window = window
        with house_style():
            self._rows = [
                tuple(
                    self.axes.text(0, 0, words, fontsize=SIZE, fontweight=weight, clip_on=True)
                    for words, weight in zip(row, ("bold", "normal"), strict=True)
                )
                for row in KEYS
            ]

    @property
    def is_shown(self) -> bool:
        """Whether the keys are to be seen."""
        return self.axes.get_visible()

    def show(self, is_shown: bool) -> None:
        """Show or hide the keys; nothing is drawn yet."""
        self.axes.set_visible(is_shown)

    def update(self) -> None:
        """Take over how large the panel is; nothing is drawn yet."""
        width, height = self.axes.bbox.width, self.axes.bbox.height
        pixel = self._window.pixel_ratio
        line = min(LINE * pixel, height / (len(KEYS) + 1))
        size = min(SIZE, line * POINTS_PER_INCH / DPI / pixel / 1.4, width / pixel / 44)
        for row, texts in enumerate(self._rows):
            for text, left in zip(texts, (0, WORDS_LEFT), strict=True):
                text.set(fontsize=size, position=(left * width, (row + 1) * line))

    def redraw(self) -> None:
        """Draw the keys anew."""
        self._window.redraw(self.axes)
