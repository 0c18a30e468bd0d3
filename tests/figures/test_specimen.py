import numpy as np
import pytest

from latent.data.characters import CHARACTERS
from latent.figures.specimen import GROUPS, specimen
from tests.helpers.figures import LONG_TITLE, TITLE, assert_readable, axes_called, drawn


@pytest.fixture(scope="module")
def glyphs():
    images = np.random.default_rng(0).integers(0, 256, (94, 28, 28), dtype=np.uint8)
    return dict(zip(CHARACTERS, images, strict=True))


def test_every_character_stands_in_one_group():
    assert sorted("".join(GROUPS.values())) == sorted(CHARACTERS)


def test_given_characters_are_framed_and_no_others(glyphs):
    figure = drawn(specimen(glyphs, "AC", {}, TITLE, "words"))
    row = axes_called(figure, "characters ABCDEFGHIJKLM")
    assert [patch.get_x() for patch in row.patches] == [0.5, 56.5]
    assert not axes_called(figure, "characters NOPQRSTUVWXYZ").patches


def test_true_glyphs_stand_below_where_they_are_known(glyphs):
    figure = drawn(specimen(glyphs, "AC", {"B": glyphs["B"]}, TITLE, "words"))
    below = axes_called(figure, "true ABCDEFGHIJKLM").images[0].get_array()
    shades = below.reshape(28, 13, 28, 3)
    assert np.ptp(shades[:, 1]) > 0
    assert np.ptp(shades[:, 0].reshape(-1, 3), axis=0).max() == 0


@pytest.mark.parametrize("title", [TITLE, LONG_TITLE])
@pytest.mark.parametrize("true", [False, True])
def test_a_specimen_is_readable(glyphs, title, true):
    assert_readable(drawn(specimen(glyphs, "ACe#", glyphs if true else {}, title, 2 * TITLE)))
