"""Whole typefaces: all chosen characters of each in one image, with its style as its class."""

import logging

import numpy as np

from latent.data.alphabet_grid import AlphabetGrid
from latent.data.dataset import Dataset
from latent.data.families import choose_test_families, family_of
from latent.data.glyphs import Glyphs
from latent.data.style_names import STYLE_NAMES, style_of
from latent.tools.check import UserError

TYPEFACES_AT_ONCE = 64

log = logging.getLogger(__name__)


def whole_typefaces(
    glyphs: Glyphs,
    name: str,
    title: str,
    charset: str,
    chosen_fonts: tuple[str, ...] | None = None,
) -> Dataset:
    """Return typefaces as images of `charset` in an `AlphabetGrid`, split by family.

    `chosen_fonts`: names, or None for all. The classes are styles by name. Typefaces that lack
    characters are left out, and how many is said in a warning. Raises UserError if none is left,
    or typefaces of one family only.
    """
    is_chosen = glyphs.are_chosen(title, chosen_fonts)
    rows = _rows_of(glyphs, charset)
    is_whole = (rows >= 0).all(axis=1)
    n_left_out = int((is_chosen & ~is_whole).sum())
    used = np.flatnonzero(is_chosen & is_whole)
    if not len(used):
        raise UserError(
            f"{title}: none of {is_chosen.sum():,} typefaces in {glyphs.source} has all of "
            f"{charset!r}, choose fewer characters with --charset"
        )
    if n_left_out:
        words = "typeface lacks" if n_left_out == 1 else "typefaces lack"
        verb = "is" if n_left_out == 1 else "are"
        log.warning(
            "%s: %s %s some of the %d characters and %s left out",
            *(title, f"{n_left_out:,}", words, len(charset), verb),
        )
    names = np.array(glyphs.font_names, object)
    used = used[np.argsort(names[used].astype(str), kind="stable")]
    styles = [style_of(font).name for font in names[used]]
    label_names = tuple(style for style in STYLE_NAMES if style in styles)
    labels = np.array([label_names.index(style) for style in styles], np.int64)
    test_families = choose_test_families(names[used])
    is_test = np.array([family_of(font) in test_families for font in names[used]], bool)
    grid = AlphabetGrid(charset, *glyphs.images.shape[1:3])
    train, test = np.flatnonzero(~is_test), np.flatnonzero(is_test)
    return Dataset(
        name=name,
        title=title,
        source=glyphs.source,
        x_train=_images(glyphs, rows[used[train]], grid),
        y_train=labels[train],
        x_test=_images(glyphs, rows[used[test]], grid),
        y_test=labels[test],
        label_names=label_names,
        font_train=names[used[train]],
        font_test=names[used[test]],
        grid=grid,
    )


def _rows_of(glyphs: Glyphs, charset: str) -> np.ndarray:
    """Return which image is each character of each typeface, int64 (n_fonts, n); −1: none."""
    column_of = np.full(256, -1, np.int64)
    column_of[[ord(character) for character in charset]] = np.arange(len(charset))
    columns = column_of[glyphs.characters]
    rows = np.full((len(glyphs.font_names), len(charset)), -1, np.int64)
    known = np.flatnonzero(columns >= 0)[::-1]  # so that of two like glyphs the first stays
    rows[glyphs.fonts[known], columns[known]] = known
    return rows


def _images(glyphs: Glyphs, rows: np.ndarray, grid: AlphabetGrid) -> np.ndarray:
    images = np.empty((len(rows), *grid.shape), np.uint8)
    for start in range(0, len(rows), TYPEFACES_AT_ONCE):
        part = slice(start, start + TYPEFACES_AT_ONCE)
        images[part] = grid.lay_out(glyphs.images[rows[part]])
    return images
