import numpy as np

from latent.windows.explorer.states.choice import Choice
from latent.windows.explorer.states.search_line import SearchLine
from tests.helpers.maps import grid_map
from tests.windows.explorer.states.parts import pointer_of, seen_map_of


def opened(**changes):
    content = grid_map(**changes)
    pointer = pointer_of(content)
    choice = Choice(content, pointer)
    seen_map = seen_map_of(content, choice)
    return SearchLine(seen_map, choice, pointer), seen_map, choice, pointer


def test_what_was_not_found_fades_and_an_empty_text_fades_nothing():
    search, _, choice, _ = opened()
    search.look_for("")
    assert search.is_open
    assert choice.layers is None
    search.look_for("two")
    np.testing.assert_array_equal(choice.shown, np.arange(64) % 3 == 1)
    search.close()
    assert not search.is_open
    assert choice.layers is None


def test_flying_goes_round_all_that_is_not_hidden_and_makes_each_a_tile():
    search, seen_map, choice, pointer = opened(side=30)
    search.look_for("two")
    assert search.current_image is None
    flown = []
    for _ in range(301):
        assert search.fly_on()
        assert search.current_image == pointer.image
        flown.append(pointer.image)
        assert seen_map.spacing_of(pointer.image) >= np.float32(seen_map.tile_spacing)
    assert flown == [*range(1, 900, 3), 1]
    choice.toggle_class(1)
    assert not search.fly_on()
    search.close()
    assert not search.fly_on()
    assert "found" not in choice.words()


def test_a_search_goes_to_one_of_what_it_found_and_no_further():
    search, _, _, pointer = opened()
    search.go_to(3)
    assert search.current is None
    search.look_for("two")
    search.go_to(3)
    assert search.current_image == 10
    search.go_to(21)
    assert search.current == 3
    assert pointer.image is None  # nothing was flown to
    search.look_for("one")
    assert search.current is None
