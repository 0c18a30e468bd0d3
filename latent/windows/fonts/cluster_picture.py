"""The picture in the middle of the clustering window: every cluster as a grid of glyphs."""

import math

import numpy as np

from latent.clustering.result import NOISE
from latent.tiles.blitting import blit_tiles
from latent.tiles.mosaic import mosaic
from latent.tiles.palette import ACCENT, FAINT, INK, OFF_WHITE, QUIET
from latent.tiles.resizing import resize_tiles
from latent.windows.fonts.packing import Block, Style, pack
from latent.windows.fonts.state import ClusterState
from latent.windows.fonts.summary import check_words
from latent.windows.lettering import draw_words, fitted_lines, words_width
from latent.windows.pictures import blank_picture, cross_out, fill_rectangle, frame_rectangle
from latent.windows.rectangles import Rectangle, find_at

DIM = 0.3  # of the ink that a pale typeface keeps
PALE = [DIM * np.array(ink) + (1 - DIM) * np.array(OFF_WHITE) for ink in (INK, ACCENT)]
INKS = np.rint([INK, ACCENT, FAINT, *PALE]).astype(np.uint8)
ORDINARY, CHOSEN, NOISY, DIM_ORDINARY, DIM_CHOSEN = range(5)  # among the inks
FRAME = 2  # pixels of a plain display, like the next one
CARD_PADDING = 8
CARD_COLUMNS = 12
LEAST_SHARE = 0.6  # of a glyph's usual size on the card, before it stands in more rows
LEAST_LETTERS = 7  # pixels of a plain display, for the number of a cluster
# Glyphs on the card, in pixels, by how many there are at most.
CARD_GLYPHS = ((4, 84), (12, 56), (40, 42), (94, 28))


class ClusterPicture:
    """Draws a state's clusters, and can draw one of them anew."""

    def __init__(self, state: ClusterState):
        self.state = state
        self.blocks: dict[int, Block] = {}
        self._ratio = 1.0
        self._style = Style(0, 0, 0)
        self._tiles_key, self._tiles = None, np.empty((0, 1, 1), np.uint8)

    def draw(self, picture: np.ndarray, ratio: float = 1) -> None:
        """Draw all clusters onto `picture`, uint8 (height, width, 3 or 4), whose ground is clear.

        `ratio`: pixels for each pixel of a plain display.
        """
        self._ratio, state = ratio, self.state
        height, width = picture.shape[:2]
        self.blocks = {}
        if state.clustering is None:
            return
        sizes = [len(state.members(label)) for label in state.groups]
        blocks, self._style = pack(sizes, Rectangle(0, 0, width, height), self._styles())
        self.blocks = dict(zip(state.groups, blocks, strict=True))
        for label in self.blocks:
            self._draw_block(picture, label)

    def redraw(self, picture: np.ndarray, label: int) -> None:
        """Draw one cluster of a picture anew, where it was."""
        fill_rectangle(picture, self.blocks[label].where, OFF_WHITE)
        self._draw_block(picture, label)

    def label_at(self, x: float, y: float) -> int | None:
        """Return the cluster at a point of the picture, or None."""
        return find_at(((label, block.where) for label, block in self.blocks.items()), x, y)

    def font_at(self, x: float, y: float) -> int | None:
        """Return the typeface at a point of the picture, or None."""
        label = self.label_at(x, y)
        index = None if label is None else self.blocks[label].index_at(x, y)
        return None if index is None else int(self.state.members(label)[index])

    def card(self, font: int, most_width: int, most_height: int) -> np.ndarray:
        """Return a picture of a typeface's name and chosen characters, uint8 (height, width, 4).

        The glyphs are as large as there is room for, and the name is broken into lines.
        """
        characters = self.state.settings.characters or self.state.shown
        size, padding = self._pixels(13), self._pixels(CARD_PADDING)
        room = most_width - 2 * padding
        said = [self.state.alphabets.font_names[font], *self._words_on(font)]
        line = math.ceil(1.4 * size)
        most_lines = max((most_height - 2 * padding) // line - len(said), 1)
        lines = [
            fitted_lines(words, min(room, self._pixels(600)), size, most_lines) for words in said
        ]
        title_height = sum(map(len, lines)) * line + size // 4
        glyph, n_columns = self._card_glyphs(
            len(characters), room, most_height - title_height - 2 * padding
        )
        images = self.state.alphabets.of_fonts(np.array([font]), characters)[0]
        ink = mosaic(resize_tiles(images, glyph), n_columns, gap=self._pixels(2))
        widest = max(words_width(words, size) for each in lines for words in each)
        width = min(max(ink.shape[1], widest), room) + 2 * padding
        card = blank_picture(len(ink) + title_height + 2 * padding, width)
        top = padding
        for k, each in enumerate(lines):
            for words in each:
                draw_words(card, words, padding, top, size, QUIET if k else INK)
                top += line
        place = np.array([[padding, padding + title_height]])
        blit_tiles(card[..., :3], ink[None], place, INKS[:1])
        frame_rectangle(card, Rectangle(0, 0, width, len(card)), QUIET, self._pixels(1))
        return card

    def _words_on(self, font: int) -> list[str]:
        """Return what is said of a typeface below its name: its cluster, and what was checked."""
        label = int(self.state.clustering.labels[font])
        n = len(self.state.members(label))
        name = self.state.name_of(label)
        words = f"{name}: {n:,} {'typeface' if n == 1 else 'typefaces'}"
        words = words if label == NOISE else f"cluster {words}"
        if label in self.state.shares:
            words += f", {self.state.shares[label]} % chosen"
        return [words, *check_words(self.state, font)]

    def _card_glyphs(self, n: int, width: int, height: int) -> tuple[int, int]:
        """Return the size of glyphs on a card, in pixels, and in how many columns they stand."""
        gap = self._pixels(2)
        usual = self._pixels(next(size for most, size in CARD_GLYPHS if n <= most))
        for n_rows in range(-(-n // CARD_COLUMNS), n + 1):
            n_columns = -(-n // n_rows)
            fitting = min((width + gap) // n_columns, (height + gap) // n_rows) - gap
            if fitting >= LEAST_SHARE * usual:
                return min(fitting, usual), n_columns
        # There is no room for large ones.
        columns = range(1, n + 1)
        sides = [min((width + gap) // k, (height + gap) // -(-n // k)) - gap for k in columns]
        return max(*sides, 1), columns[sides.index(max(sides))]

    def _draw_block(self, picture: np.ndarray, label: int) -> None:
        state, block = self.state, self.blocks[label]
        members = state.members(label)
        inks = np.full(len(members), NOISY if label == NOISE else ORDINARY)
        is_chosen, is_dim = state.is_chosen(members), state.is_dim(members)
        inks[is_chosen] = CHOSEN
        inks[is_dim] = np.where(is_chosen[is_dim], DIM_CHOSEN, DIM_ORDINARY)
        places = np.array([block.square(k)[:2] for k in range(len(members))], np.int64)
        blit_tiles(picture[..., :3], self._resized(block.grid.side)[members], places, INKS, inks)
        for k in np.flatnonzero(np.isin(members, list(state.excluded))).tolist():
            cross_out(picture, block.square(k), QUIET)
        self._draw_heading(picture, label, block)
        if label in state.shares:
            thickness = min(self._pixels(FRAME), self._style.margin)  # beside the number
            inset = min(1, self._style.margin - thickness)
            frame_rectangle(picture, block.where.inset(inset), ACCENT, thickness)

    def _draw_heading(self, picture: np.ndarray, label: int, block: Block) -> None:
        state, where = self.state, block.where
        size = self._letters(self._style.heading)
        left, top = where.left + self._style.margin, where.top + self._style.margin
        name, room = state.name_of(label), round(where.width) - 2 * self._style.margin
        share = f"{state.shares[label]} %" if label in state.shares else ""
        taken = words_width(share, size)
        if share and words_width(name, size) + size // 2 + taken > room:
            share, taken = "", 0  # the card has it
        room -= taken
        room_for_words = room - size // 2 if share else room
        short = f"{name}: {len(state.members(label)):,}"
        options = [short, name]
        if state.check is not None and label in state.check.clusters:
            stable = f"{state.check.clusters[label]:.2f}"
            options = [f"{short}, stable {stable}", f"{short}, {stable}", *options]
        fitting = (each for each in options if words_width(each, size) <= room_for_words)
        words = next(fitting, name)
        draw_words(picture, words, left, top, size, QUIET, most_width=room_for_words)
        if share:
            draw_words(picture, share, left + room, top, size, ACCENT)

    def _styles(self) -> list[Style]:
        """Return what may stand around glyphs, from roomy to dense; a number always has room."""
        found = []
        for heading, margin, least_width in ((16, 5, 64), (13, 4, 44), (10, 3, 0), (9, 1, 0)):
            letters = self._letters(self._pixels(heading))
            names = [self.state.name_of(label) for label in self.state.groups if label != NOISE]
            widest = max((words_width(name, letters) for name in names), default=0)
            widths = max(self._pixels(least_width), widest + self._pixels(1))
            found.append(Style(self._pixels(heading), self._pixels(margin), widths))
        return found

    def _letters(self, heading: int) -> int:
        """Return the size of letters in a heading of so many pixels."""
        return max(heading * 3 // 4, self._pixels(LEAST_LETTERS))

    def _resized(self, side: int) -> np.ndarray:
        key = (self.state.shown, side)
        if self._tiles_key != key:
            self._tiles_key = key
            self._tiles = resize_tiles(self.state.alphabets.glyphs(self.state.shown), side)
        return self._tiles

    def _pixels(self, length: float) -> int:
        return max(round(length * self._ratio), 1)
