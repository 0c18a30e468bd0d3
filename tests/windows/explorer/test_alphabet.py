import numpy as np
import pytest

from latent.windows.explorer.experiments.alphabet import ALPHABET, BETWEEN, N_ROWS
from tests.windows.explorer.test_analogy import FONTS, LETTERS
from tests.windows.explorer.test_experiments import cells, tabs_of

# Image k is the letter of k % 16 in typeface k // 16.
NAMES = list("abefginostuvHmrz")
TYPEFACES = {
    "labels": (np.arange(64) % 16).astype(np.int32),
    "label_names": NAMES,
    "font_names": [FONTS[k // 16] for k in range(64)],
}


@pytest.mark.parametrize(
    ("changes", "has_one"),
    [(LETTERS, True), ({}, False), ({"typefaces": False, "label_names": ["1", "2", "3"]}, False)],
)
def test_only_characters_of_typefaces_have_an_alphabet(changes, has_one):
    tabs = tabs_of(tabs_of_all(changes)[0], **changes)
    assert (ALPHABET in [tab.experiment for tab in tabs.all]) == has_one


def tabs_of_all(changes):
    from latent.windows.explorer.experiments.interpolation import INTERPOLATION

    return (INTERPOLATION,)


def test_every_character_goes_from_its_glyph_in_a_to_that_in_b():
    tabs = tabs_of(ALPHABET, 3, 35, **TYPEFACES)  # any letters: of Lato-Regular and Inter-Regular
    codes, found = tabs.coders[0].content.codes, cells(tabs)
    assert tabs.current.fonts() == ["Lato-Regular", "Inter-Regular"]
    for t in BETWEEN:
        expected = (1 - t) * codes[2] + t * codes[34]  # the letter e
        np.testing.assert_allclose(found[f"e, t = {t:.3g}"].code, expected, atol=1e-5)
    assert found["e of A"].pick == 2
    assert found["e of B"].pick == 34
    assert tabs.sheet.page == f"characters 1 to {N_ROWS} of 16, wheel: others"
    assert tabs.current.scroll(-100)
    assert "z of A" in cells(tabs)
    assert not tabs.current.scroll(-1)


def test_one_slider_moves_all_characters_and_the_specimen():
    tabs = tabs_of(ALPHABET, 3, 35, **TYPEFACES)
    tabs.current.slide_to(1.25)
    codes, found = tabs.coders[0].content.codes, cells(tabs)
    for letter in "abe":
        k = NAMES.index(letter)
        expected = -0.25 * codes[k] + 1.25 * codes[32 + k]
        np.testing.assert_allclose(found[f"{letter}, t = 1.25"].code, expected, atol=1e-5)
    names = [cell.name[0] for cell in tabs.sheet.live]
    assert "".join(names) == "Hambugefonstiv".replace("g", "rg", 1)
    expected = -0.25 * codes[12] + 1.25 * codes[44]
    np.testing.assert_allclose(tabs.sheet.live[0].code, expected, atol=1e-5)


def test_letters_that_one_typeface_lacks_are_missing():
    labels = TYPEFACES["labels"].copy()
    labels[32 + 2] = 0  # no e in Inter-Regular
    tabs = tabs_of(ALPHABET, 3, 35, **TYPEFACES | {"labels": labels})
    found = cells(tabs)
    assert found["e of A"].pick == 2
    assert not found["e of A"].is_missing
    assert found["e of B"].is_missing
    assert found["e, t = 0.5"].is_missing
    assert found["e, t = 0.5"].code is None
    assert not found["a, t = 0.5"].is_missing
    (missing,) = [cell for cell in tabs.sheet.live if cell.is_missing]
    assert missing.name[0] == "e"


def test_before_both_are_picked_only_what_is_there_is_shown():
    tabs = tabs_of(ALPHABET, **TYPEFACES)
    assert {cell.name for cell in tabs.sheet.cells} == {"A", "B"}
    tabs.current.board.pick(3)
    found = cells(tabs)
    assert found["e of A"].pick == 2
    assert found["e of B"].pick is None
    assert not any(cell.is_missing for cell in tabs.sheet.cells)
    assert tabs.sheet.live == ()
    tabs.current.board.pick((1, 2))  # a mean is of no typeface
    assert tabs.current.fonts() == ["Lato-Regular", None]


def test_digits_of_typefaces_have_a_specimen_too():
    digits = TYPEFACES | {"label_names": list("0123456789")}
    digits |= {"labels": (np.arange(64) % 16 % 10).astype(np.int32)}
    tabs = tabs_of(ALPHABET, 3, 35, **digits)
    assert "".join(cell.name[0] for cell in tabs.sheet.live) == "0123456789"
