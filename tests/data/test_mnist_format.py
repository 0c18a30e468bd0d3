import numpy as np
import pytest

from latent.data.mnist_format import place_by_mass, to_mnist_format


def test_an_image_is_enlarged_until_its_longest_side_has_twenty_pixels():
    bar = np.zeros((8, 8))
    bar[:, 3:5] = 255
    framed = to_mnist_format(bar)
    expected = np.zeros((28, 28), np.uint8)
    expected[4:24, 11:16] = 255  # 2 of 8 pixels wide become 5 of 20
    assert framed.sum() == expected.sum()
    assert (np.flatnonzero(framed.any(1))[[0, -1]] == [4, 23]).all()
    assert len(np.flatnonzero(framed.any(0))) == 5


def test_an_image_that_is_too_large_is_made_smaller():
    framed = to_mnist_format(np.full((100, 50), 255.0))
    assert framed.any(1).sum() == 20
    assert framed.any(0).sum() == 10
    assert set(np.unique(framed)) == {0, 255}


@pytest.mark.parametrize("shape", [(1, 1), (1, 200), (200, 1)])
def test_a_dot_or_a_hairline_stays_visible(shape):
    framed = to_mnist_format(np.full(shape, 255.0))
    assert max(framed.any(0).sum(), framed.any(1).sum()) == 20
    assert framed.max() == 255


def test_an_image_without_ink_stays_empty():
    assert not to_mnist_format(np.zeros((8, 8))).any()


def test_a_glyph_is_placed_by_its_mass_and_not_by_its_box():
    glyph = np.zeros((1, 11), np.uint8)
    glyph[0, 0], glyph[0, 10] = 100, 100
    assert set(np.flatnonzero(place_by_mass([glyph])[0].any(0))) in ({8, 18}, {9, 19})
    glyph[0, 0] = 0  # the ink is all on the right
    assert set(np.flatnonzero(place_by_mass([glyph])[0].any(0))) <= {13, 14}


def test_a_glyph_whose_mass_is_at_its_edge_stays_within_the_image():
    glyph = np.zeros((20, 20), np.uint8)
    glyph[0], glyph[19, 10] = 255, 1
    framed = place_by_mass([glyph])[0]
    assert framed.sum(dtype=int) == glyph.sum(dtype=int)
