import logging

import numpy as np
import pytest

from latent.data.alphabet_grid import AlphabetGrid
from latent.data.families import family_of
from latent.data.glyphs import Glyphs
from latent.data.whole_typefaces import whole_typefaces
from tests.helpers.refusals import refusal_of

NAMES = tuple(f"{family}-{style}" for family in "ABCDEFGH" for style in ("Regular", "Bold"))


def glyphs_of(names=NAMES, characters="abc", without=()):
    """Return glyphs whose every pixel tells the typeface and the character, in a mixed order."""
    pairs = [
        (font, character)
        for font in range(len(names))
        for character in characters
        if (names[font], character) not in without
    ]
    order = np.random.default_rng(0).permutation(len(pairs))
    pairs = [pairs[k] for k in order]
    images = np.array([10 * font + ord(character) - 96 for font, character in pairs], np.uint8)
    return Glyphs(
        images=np.broadcast_to(images[:, None, None], (len(pairs), 28, 28)),
        characters=np.array([ord(character) for _, character in pairs], np.uint8),
        fonts=np.array([font for font, _ in pairs], np.int32),
        font_names=tuple(names),
        source="nowhere",
    )


def test_an_image_holds_all_characters_of_its_typeface():
    dataset = whole_typefaces(glyphs_of(), "typefaces", "typefaces", "abc")
    grid = AlphabetGrid("abc")
    assert dataset.array_shape == grid.shape == (56, 56)
    for images, fonts in (
        (dataset.x_train, dataset.font_train),
        (dataset.x_test, dataset.font_test),
    ):
        values = grid.glyphs(images)
        assert (values == values[..., :1, :1]).all()
        wanted = [[10 * NAMES.index(font) + k for k in (1, 2, 3)] for font in fonts]
        assert values[..., 0, 0].tolist() == wanted


def test_every_typeface_takes_part_once_and_no_family_is_in_both_parts():
    dataset = whole_typefaces(glyphs_of(), "typefaces", "typefaces", "abc")
    fonts = [*dataset.font_train, *dataset.font_test]
    assert sorted(fonts) == sorted(NAMES)
    families = [{family_of(font) for font in part} for part in (dataset.font_train, fonts[-2:])]
    assert families[1] == {family_of(font) for font in dataset.font_test}
    assert not families[0] & families[1]


def test_the_class_of_a_typeface_is_its_style():
    dataset = whole_typefaces(glyphs_of(), "typefaces", "typefaces", "abc")
    assert dataset.label_names == ("Regular", "Bold")
    for labels, fonts in (
        (dataset.y_train, dataset.font_train),
        (dataset.y_test, dataset.font_test),
    ):
        assert [dataset.label_names[k] for k in labels] == [font[2:] for font in fonts]


def test_typefaces_that_lack_a_character_are_left_out_and_counted(caplog):
    glyphs = glyphs_of(without={("A-Bold", "b"), ("C-Regular", "a"), ("C-Regular", "c")})
    with caplog.at_level(logging.WARNING):
        dataset = whole_typefaces(glyphs, "typefaces", "typefaces", "abc")
    fonts = {*dataset.font_train, *dataset.font_test}
    assert set(NAMES) - fonts == {"A-Bold", "C-Regular"}
    assert "2 typefaces lack some of the 3 characters and are left out" in caplog.text
    caplog.clear()
    with caplog.at_level(logging.WARNING):
        dataset = whole_typefaces(glyphs, "typefaces", "typefaces", "b")
    assert "1 typeface lacks some of the 1 characters and is left out" in caplog.text


def test_of_chosen_typefaces_only_these_take_part():
    chosen = ("A-Bold", "B-Bold", "C-Regular")
    dataset = whole_typefaces(glyphs_of(), "set", "set", "ab", chosen)
    assert {*dataset.font_train, *dataset.font_test} == {*chosen}


def test_characters_that_no_typeface_has_and_a_single_family_are_refused():
    assert "has all of 'abcd', choose fewer characters with --charset" in refusal_of(
        whole_typefaces, glyphs_of(), "typefaces", "typefaces", "abcd"
    )
    assert "1 family" in refusal_of(
        whole_typefaces, glyphs_of(NAMES[:2]), "typefaces", "typefaces", "abc"
    )


@pytest.mark.parametrize("charset", ["a", "abc"])
def test_glyphs_are_not_changed(charset):
    glyphs = glyphs_of()
    before = glyphs.images.copy()
    whole_typefaces(glyphs, "typefaces", "typefaces", charset)
    assert np.array_equal(glyphs.images, before)
