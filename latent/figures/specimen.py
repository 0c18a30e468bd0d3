"""A specimen of one typeface: every character, the given ones framed, the true ones below."""

from collections.abc import Mapping

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from latent.data.characters import CHARACTERS
from latent.figures.drawing import Drawing, Page
from latent.figures.style import MAIN_COLOR, QUIET_COLOR
from latent.figures.text import fitting_text
from latent.tiles.palette import INK_SHADES, OFF_WHITE

SPECIMEN_WORD = "Hamburgefonstiv"  # has the shapes that most others are made of
GROUPS = {
    "capitals": "".join(filter(str.isupper, CHARACTERS)),
    "lowercase": "".join(filter(str.islower, CHARACTERS)),
    "figures": "".join(filter(str.isdigit, CHARACTERS)),
    "signs": "".join(character for character in CHARACTERS if not character.isalnum()),
}
N_COLUMNS = 13  # half the letters

# All in inches.
CELL, TRUE_CELL = 0.7, 0.7
GAP = 0.12  # between rows
MARGIN = 0.3
TITLE_HEIGHT, WORDS_HEIGHT = 0.55, 0.45
GROUP_HEIGHT = 0.28
WORD_CELL = 0.6


def specimen(
    drawn: Mapping[str, np.ndarray],
    given: str,
    true: Mapping[str, np.ndarray],
    title: str,
    words: str,
) -> Drawing:
    """Show a typeface's characters in groups, and above them a word.

    `drawn`: uint8 (28, 28) by character; `given`: those that were known, framed; `true`: the real
    glyphs of the others, drawn below them where there are any; `words`: said below the title.
    """
    lines = [
        (name if start == 0 else "", characters[start : start + N_COLUMNS])
        for name, characters in GROUPS.items()
        for start in range(0, len(characters), N_COLUMNS)
    ]
    row_height = CELL + (TRUE_CELL if true else 0) + GAP
    top = MARGIN + TITLE_HEIGHT + WORDS_HEIGHT + WORD_CELL + 2 * GAP
    height = top + len(lines) * row_height + len(GROUPS) * GROUP_HEIGHT + MARGIN - GAP
    width = 2 * MARGIN + N_COLUMNS * CELL

    def draw(page: Page) -> None:
        page.title(title, MARGIN, MARGIN, top=MARGIN / 2, height=TITLE_HEIGHT)
        room = page.width - 2 * MARGIN
        text, size = fitting_text(words, room, WORDS_HEIGHT, 10)
        base = page.height - MARGIN / 2 - TITLE_HEIGHT - WORDS_HEIGHT
        page.text(MARGIN, base, text, fontsize=size, color=QUIET_COLOR, va="bottom")
        place = MARGIN + TITLE_HEIGHT + WORDS_HEIGHT + GAP
        letters = [letter for letter in SPECIMEN_WORD if letter in drawn]
        line = np.concatenate([drawn[letter] for letter in letters], axis=1)
        axes = page.axes("word", MARGIN, len(letters) * WORD_CELL, WORD_CELL, top=place)
        _show(axes, line)
        place = top
        for name, characters in lines:
            if name:
                place += GROUP_HEIGHT
                base = page.height - place + 0.06
                page.text(MARGIN, base, name, fontsize=9, color=QUIET_COLOR)
            _draw_row(page, place, characters, drawn, given, true)
            place += row_height

    return Drawing((width, height), draw)


def _draw_row(
    page: Page,
    top: float,
    characters: str,
    drawn: Mapping[str, np.ndarray],
    given: str,
    true: Mapping[str, np.ndarray],
) -> None:
    label = f"characters {characters}"
    axes = page.axes(label, MARGIN, len(characters) * CELL, CELL, top=top)
    _show(axes, np.concatenate([drawn[character] for character in characters], axis=1))
    side = next(iter(drawn.values())).shape[0]
    for place, character in enumerate(characters):
        if character in given:
            corner = (place * side + 0.5, 0.5)
            axes.add_patch(
                Rectangle(corner, side - 2, side - 2, fill=False, color=MAIN_COLOR, linewidth=1.5)
            )
    if true:
        blank = np.zeros((side, side), np.uint8)
        below = [true.get(character, blank) for character in characters]
        axes = page.axes(
            f"true {characters}", MARGIN, len(characters) * CELL, TRUE_CELL, top=top + CELL
        )
        _show(axes, np.concatenate(below, axis=1), is_quiet=True)


def _show(axes: Axes, image: np.ndarray, is_quiet: bool = False) -> None:
    """Draw an image uint8 (h, w) of ink on our ground; a quiet one is paler."""
    shades = INK_SHADES[image]
    if is_quiet:
        shades = (0.5 * shades + 0.5 * np.array(OFF_WHITE)).astype(np.uint8)
    axes.imshow(shades, interpolation="nearest", aspect="auto")
    axes.set_axis_off()
