import numpy as np

from latent.windows.explorer.thinning import find_spacings
from tests.helpers.maps import grid_map
from tests.windows.explorer.states.parts import choice_of, colors_of, seen_map_of


def test_the_tile_at_a_position_is_found_and_none_between_tiles():
    seen_map = seen_map_of(grid_map())
    positions, view = seen_map.content.positions, seen_map.view
    assert seen_map.image_at(*view.to_pixels(positions[13])) == 13
    view.zoom_at(300, 200, 8)
    assert seen_map.image_at(*view.to_pixels(positions[[27, 36]].mean(axis=0))) is None


def test_tiles_grow_and_shrink_with_the_map_and_by_hand():
    seen_map = seen_map_of(grid_map())
    sizes = []
    for factor in (0.3, 2, 2, 2, 2, 2):
        seen_map.view.zoom_at(300, 200, factor)
        sizes.append(seen_map.tile_size)
    assert sizes == sorted(sizes)
    assert sizes[0] < sizes[-1]
    seen_map.view.show_all()
    normal = seen_map.tile_size
    seen_map.enlarge_tiles(1)
    assert seen_map.tile_size > normal
    seen_map.enlarge_tiles(-1)
    assert seen_map.tile_size == normal


def test_a_larger_tile_can_be_pointed_at_further_from_its_middle():
    seen_map = seen_map_of(grid_map())
    first = int(find_spacings(seen_map.content.positions).argmax())  # a tile at every size
    x, y = seen_map.view.to_pixels(seen_map.content.positions[first])
    seen_map.enlarge_tiles(-20)
    assert seen_map.image_at(x + 14, y) is None
    seen_map.enlarge_tiles(20)
    assert seen_map.image_at(x + 14, y) == first


def test_what_is_hidden_can_be_neither_seen_nor_pointed_at():
    content = grid_map()
    choice = choice_of(content)
    seen_map = seen_map_of(content, choice)
    place = seen_map.view.to_pixels(content.positions[1])
    whole = seen_map.picture().copy()
    choice.toggle_class(1)
    assert seen_map.image_at(*place) is None
    assert (seen_map.picture() != whole).any()
    choice.toggle_class(1)
    assert seen_map.image_at(*place) == 1
    np.testing.assert_array_equal(seen_map.picture(), whole)


def test_other_colours_are_seen_in_the_next_picture():
    content = grid_map()
    colors = colors_of(content)
    seen_map = seen_map_of(content, colors=colors)
    before = seen_map.picture().copy()
    colors.color_by("typeface family")
    after = seen_map.picture().copy()
    assert (after != before).any()
    colors.color_by("class")
    np.testing.assert_array_equal(seen_map.picture(), before)


def test_an_empty_picture_says_why_it_is_empty():
    content = grid_map()
    choice = choice_of(content)
    seen_map = seen_map_of(content, choice)
    seen_map.picture()
    assert seen_map.empty_words() == ""
    seen_map.view.look_at(0, 0, 20_000)
    seen_map.picture()
    assert "r: whole map" in seen_map.empty_words()
    for label in range(3):
        choice.toggle_class(label)
    seen_map.picture()
    assert "all classes are hidden" in seen_map.empty_words()
