import numpy as np
import pytest

from latent.data.gray_levels import to_bytes
from latent.windows.explorer.experiments.analogy import ANALOGY, A, B
from latent.windows.explorer.experiments.glyphs import Glyphs
from tests.helpers.maps import fake_decode, grid_map
from tests.windows.explorer.test_experiments import cells, tabs_of

FONTS = ["Lato-Regular", "Lato-Bold", "Inter-Regular", "Inter-Bold"]
# Image k is the letter "abcd"[k % 4] of typeface k // 4 % 4; images from 16 on repeat them.
LETTERS = {
    "labels": (np.arange(64) % 4).astype(np.int32),
    "label_names": list("abcd"),
    "font_names": [FONTS[k // 4 % 4] for k in range(64)],
}


def test_an_analogy_adds_what_leads_from_a_to_b():
    tabs = tabs_of(ANALOGY, *range(9))
    codes, found = tabs.coders[0].content.codes, cells(tabs)
    for k in range(7):
        expected = codes[k] + codes[B] - codes[A]
        np.testing.assert_allclose(found[f"D{k + 1}"].code, expected, atol=1e-6)
        np.testing.assert_array_equal(found[f"C{k + 1}"].code, codes[k])


def test_only_what_is_picked_has_codes():
    tabs = tabs_of(ANALOGY, 5)
    tabs.current.board.choose(A)
    tabs.current.board.pick(6)
    assert {name for name, cell in cells(tabs).items() if cell.code is not None} == {"C1", "A"}


def test_picks_have_their_names_below_them():
    words = {label.words for label in tabs_of(ANALOGY, *range(9), **LETTERS).sheet.labels}
    assert {"a · Lato-Regular", "d · Inter-Regular"} & words == {"a · Lato-Regular"}
    assert "d · Lato-Bold → a · Inter-Regular" in words
    digits = tabs_of(ANALOGY, 0, 1, typefaces=False)
    assert {"one", "two"} <= {label.words for label in digits.sheet.labels}


@pytest.mark.parametrize(
    ("c", "a", "b", "expected"),
    [
        (8, 0, 4, 12),  # from regular to bold in another family: a of Inter-Bold
        (9, 0, 4, 13),  # and another letter
        (9, 2, 6, 13),
        (1, 0, 4, 5),  # the same typeface as A
        (8, 0, 1, 9),  # from a to b in one typeface
        (12, 4, 0, 8),  # from bold to regular
        (12, 0, 4, None),  # C is bold already
        (10, 0, 1, None),  # the step leads from a to b, C is a c
        (8, 0, 12, None),  # A and B differ in family
        ((8, 9), 0, 4, None),  # a mean has no truth
    ],
)
def test_the_true_glyph_is_found_by_the_names_of_typefaces(c, a, b, expected):
    assert Glyphs.of(grid_map(**LETTERS)).completed(c, a, b) == expected


def test_the_true_glyph_stands_beside_d_with_the_error_of_both():
    tabs = tabs_of(ANALOGY, 8, **LETTERS)
    tabs.current.board.choose(A)
    for pick in (0, 4):
        tabs.current.board.pick(pick)
    tabs.finish()
    found, content = cells(tabs), tabs.coders[0].content
    np.testing.assert_array_equal(tabs.image(found["what D1 should be"]), content.images[12])

    def error(code):
        decoded = to_bytes(fake_decode(code[None]))[0]
        return np.square(decoded / 255 - content.images[12] / 255).mean()

    own, best = error(found["D1"].code), error(content.codes[12])
    words = f"error: D {own:.3f}, true decoded {best:.3f}"
    assert words in [label.words for label in tabs.sheet.labels]
    tabs.pointed = found["D1"]
    assert f"error {own:.4f}" in tabs.pointed_lines()
    assert f"true image, decoded: error {best:.4f}" in tabs.pointed_lines()


def test_a_and_b_can_be_means_of_several_images():
    tabs = tabs_of(ANALOGY, 3)
    tabs.current.board.choose(A)
    tabs.current.board.pick((1, 2, 3))
    tabs.current.board.pick((10, 20))
    codes, content = tabs.coders[0].content.codes, tabs.coders[0].content
    expected = codes[3] + codes[[10, 20]].mean(axis=0) - codes[[1, 2, 3]].mean(axis=0)
    found = cells(tabs)
    np.testing.assert_allclose(found["D1"].code, expected, atol=1e-5)
    mean = content.images[[10, 20]].mean(axis=0)
    assert np.abs(tabs.image(found["B"]) - mean).max() <= 0.5
    assert "mean of 3 images → mean of 2 images" in [label.words for label in tabs.sheet.labels]
    assert {slot for slot, _ in tabs.pick_places()} == {0}
    tabs.finish()
    places = dict(tabs.pick_places())
    expected = content.place(codes[[10, 20]].mean(axis=0)[None])[0]
    np.testing.assert_allclose(places[B], expected, atol=1e-5)
