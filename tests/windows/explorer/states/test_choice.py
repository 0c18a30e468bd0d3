import numpy as np
import pytest

from latent.windows.explorer.layers import FADED, HIDDEN, SHOWN
from latent.windows.explorer.states.choice import EVERYTHING, Choice
from tests.helpers.maps import grid_map
from tests.windows.explorer.states.parts import pointer_of


def chosen(**changes):
    content = grid_map(**changes)
    pointer = pointer_of(content)
    return Choice(content, pointer), pointer


def test_a_hidden_class_is_not_shown_until_it_is_shown_again():
    choice, _ = chosen()
    choice.toggle_class(1)
    assert choice.n_shown == 64 - 21
    assert choice.layers[:3].tolist() == [SHOWN, HIDDEN, SHOWN]
    choice.toggle_class(1)
    assert choice.shown is None


@pytest.mark.parametrize("kind", ["class", "typeface"])
def test_only_the_class_or_typeface_pointed_at_and_the_same_again_shows_all(kind):
    choice, pointer = chosen()
    pointer.point_at_image(7)
    assert choice.toggle_only(kind) == ""
    modulus = {"class": 3, "typeface": 5}[kind]
    np.testing.assert_array_equal(choice.shown, np.arange(64) % modulus == 7 % modulus)
    assert pointer.image == 7
    assert f"only the {kind}" in choice.words()
    choice.toggle_only(kind)
    assert choice.words() == EVERYTHING
    assert choice.shown is None


def test_one_only_replaces_the_other_and_hidden_classes_stay_hidden():
    choice, pointer = chosen()
    choice.toggle_class(0)
    for kind in ("class", "typeface"):
        pointer.point_at_image(7)
        choice.toggle_only(kind)
    expected = (np.arange(64) % 5 == 2) & (np.arange(64) % 3 != 0)
    np.testing.assert_array_equal(choice.shown, expected)
    choice.show_everything()
    assert choice.shown is None


def test_nothing_is_filtered_without_an_image_or_without_typefaces():
    choice, pointer = chosen(typefaces=False)
    assert "point at an image" in choice.toggle_only("class")
    pointer.point_at_image(7)
    assert "no typefaces" in choice.toggle_only("typeface")
    assert choice.shown is None


def test_the_pointer_leaves_an_image_that_is_hidden_and_stays_on_one_that_fades():
    choice, pointer = chosen()
    pointer.point_at_image(7)  # of class 1
    choice.toggle_class(0)
    choice.show_only("class", 2)
    assert choice.layers[7] == FADED
    assert pointer.image == 7
    choice.toggle_class(1)
    assert pointer.image is None


def test_what_was_not_found_or_not_selected_fades_and_hidden_stays_hidden():
    choice, _ = chosen()
    choice.take_found("few", np.arange(64) < 4)
    choice.take_selected(np.arange(64) > 1)
    assert np.flatnonzero(choice.layers == SHOWN).tolist() == [2, 3]
    assert np.flatnonzero(choice.can_be_selected).tolist() == [0, 1, 2, 3]
    choice.restore(frozenset({2}), None)
    assert np.flatnonzero(choice.layers == SHOWN).tolist() == [3]
    assert choice.words() == "found few, 62 selected, without three: 1 of 64 images shown"


def test_each_change_has_layers_of_its_own():
    choice, _ = chosen()
    choice.toggle_class(0)
    before = choice.layers
    choice.toggle_class(1)
    assert choice.layers is not before
    assert before[1] == SHOWN
