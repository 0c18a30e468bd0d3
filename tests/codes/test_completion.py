"""Typefaces of one number each, their weight: every character is a bar as wide as that."""

import numpy as np
import pytest

from latent.codes.completion import Completion
from latent.data.alphabets import Alphabets
from latent.data.characters import CHARACTERS
from latent.tools.check import UserError

N_FONTS = 60


def bars(widths):
    """Return a bar for each character and width, uint8 (n, 94, 28, 28), lower for later ones."""
    columns = np.arange(28)
    ink = np.clip(np.asarray(widths)[:, None] - np.abs(columns - 13.5), 0, 1)
    images = np.zeros((len(ink), len(CHARACTERS), 28, 28))
    for place in range(len(CHARACTERS)):
        images[:, place, 4 : 24 - place // 10] = ink[:, None]
    return (255 * images).astype(np.uint8)


@pytest.fixture(scope="module")
def alphabets():
    widths = np.linspace(1, 10, N_FONTS)
    names = tuple(f"Family{k:02d}-Regular" for k in range(N_FONTS))
    rows = np.arange(N_FONTS * 94).reshape(N_FONTS, 94)
    return Alphabets(bars(widths).reshape(-1, 28, 28), rows, names, "bars")


def test_one_character_tells_what_the_others_look_like(alphabets):
    completion = Completion(alphabets, np.arange(N_FONTS), "A")
    true = bars([4.4])
    drawn = completion.complete(true[:, [CHARACTERS.index("A")]], "Bz")
    wanted = true[:, [CHARACTERS.index("B"), CHARACTERS.index("z")]]
    assert drawn.shape == wanted.shape
    error = np.square((drawn.astype(float) - wanted) / 255).mean()
    mean = alphabets.of_fonts(np.arange(N_FONTS), "Bz").mean(axis=0)
    assert error < np.square((mean - wanted) / 255).mean() / 50


def test_the_nearest_typeface_is_the_one_most_alike(alphabets):
    completion = Completion(alphabets, np.arange(N_FONTS), "AZ")
    given = alphabets.of_fonts(np.array([17]), "AZ")
    assert completion.nearest(given) == ("Family17-Regular", pytest.approx(0, abs=1e-6))


def test_same_seed_same_glyphs(alphabets):
    given = alphabets.of_fonts(np.array([17]), "A")
    drawn = [Completion(alphabets, np.arange(30), "A", 3).complete(given, "B") for _ in range(2)]
    np.testing.assert_array_equal(*drawn)


def test_two_families_are_too_few(alphabets):
    with pytest.raises(UserError, match="at least 3 families"):
        Completion(alphabets, np.arange(2), "A")
