import numpy as np
import pytest

from latent.data.characters import (
    CHARACTERS,
    GOOD_CHARACTERS,
    PRESETS,
    choose_characters,
    sharpness,
)
from latent.data.families import choose_test_families, family_of
from latent.tools.check import UserError


def test_there_are_94_characters_and_51_good_ones_among_them():
    assert len(CHARACTERS) == len(set(CHARACTERS)) == 94
    assert (CHARACTERS[0], CHARACTERS[-1]) == ("!", "~")
    assert len(set(GOOD_CHARACTERS)) == 51
    assert set(GOOD_CHARACTERS) < set(CHARACTERS)


@pytest.mark.parametrize(
    ("charset", "own", "chosen"),
    [
        ("all", None, CHARACTERS),
        ("good", None, GOOD_CHARACTERS),
        ("good", "AB", GOOD_CHARACTERS),
        ("capitals", None, "ABCDEFGHIJKLMNOPQRSTUVWXYZ"),
        ("lowercase", None, "abcdefghijklmnopqrstuvwxyz"),
        ("figures", None, "0123456789"),
        ("Hamburgefonstiv", None, "Habefgimnorstuv"),
        ("hamburgefonstiv", None, "Habefgimnorstuv"),
        ("set", "BA", "AB"),
        ("zA1A", None, "1Az"),
        (",", None, ","),
    ],
)
def test_a_charset_is_a_word_or_the_characters_themselves(charset, own, chosen):
    assert choose_characters(charset, own) == chosen


@pytest.mark.parametrize(
    ("charset", "words"), [("set", "font set"), ("aé", "'é'"), ("a b", "' '"), ("", "nothing")]
)
def test_a_charset_that_cannot_be_is_refused(charset, words):
    with pytest.raises(UserError, match=words) as refusal:
        choose_characters(charset)
    if charset == "a b":
        for preset in PRESETS.keys() - {"hamburgefonstiv"}:
            assert preset in str(refusal.value)


def test_sharpness_is_one_over_the_pixels_that_an_edge_takes():
    sharp, over_two, over_four = [0, 0, 0, 0, 252], [0, 0, 0, 126, 252], [0, 63, 126, 189, 252]
    images = np.array([[row] for row in (sharp, over_two, over_four)], np.uint8)
    assert np.allclose(sharpness(images) * 255 / 252, [1, 1 / 2, 1 / 4])


def test_sharpness_minds_edges_in_both_directions():
    image = np.array([[0, 255], [255, 0]], np.uint8)
    blurred = np.array([[0, 51], [51, 0]], np.uint8)
    assert np.allclose(sharpness(np.stack([image, blurred])), [1, 0.2])


def test_an_image_without_ink_has_no_sharpness():
    assert sharpness(np.zeros((1, 28, 28), np.uint8)).tolist() == [0]


@pytest.mark.parametrize(
    ("name", "family"),
    [
        ("Lato-BoldItalic", "Lato"),
        ("Lato-Regular", "Lato"),
        ("LatoTwo-Regular", "LatoTwo"),
        ("IndUni-C-Bold", "IndUni-C"),
        ("Tuffy-Bold-Italic", "Tuffy"),
        ("QTHelvet-Black-Black", "QTHelvet"),
        ("NoStyle", "NoStyle"),
        ("-Bold", ""),
        ("Bold-Regular", "Bold"),
    ],
)
def test_a_family_is_the_name_up_to_the_style(name, family):
    assert family_of(name) == family


def test_fifteen_percent_of_the_families_are_for_testing():
    names = [f"Family{k}-{style}" for k in range(100) for style in ("Bold", "Regular")]
    chosen = choose_test_families(names)
    assert len(chosen) == 15
    assert chosen <= {f"Family{k}" for k in range(100)}


def test_the_draw_of_families_depends_on_its_seed_and_not_on_the_order():
    names = [f"Family{k}-Bold" for k in range(100)]
    assert choose_test_families(names) == choose_test_families(names[::-1])
    assert choose_test_families(names) != choose_test_families(names, seed=1)


def test_of_two_families_one_is_for_testing_and_one_alone_is_refused():
    assert len(choose_test_families(["A-Bold", "B-Bold", "B-Light"])) == 1
    with pytest.raises(UserError, match="1 family"):
        choose_test_families(["A-Bold", "A-Light"])
