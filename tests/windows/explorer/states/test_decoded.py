import numpy as np

from latent.windows.explorer.states.decoded import DecodedImages
from tests.helpers.maps import grid_map
from tests.windows.explorer.states.parts import seen_map_of


def test_all_maps_change_at_once_and_not_before_each_has_its_decoded_images():
    maps = [seen_map_of(grid_map()), seen_map_of(grid_map())]
    pixels = seen_map_of(grid_map(codes=None, linear_map=None))
    decoded = DecodedImages([*maps, pixels])
    assert decoded.missing == maps
    assert not decoded.toggle()
    assert not decoded.are_shown
    black = np.zeros_like(maps[0].content.images)
    maps[0].tiles.show_decoded(black)
    maps[0].tiles.shows_decoded = False
    assert not decoded.toggle()
    maps[1].tiles.show_decoded(black)
    assert decoded.are_shown
    assert decoded.toggle()  # back to the data's
    assert not decoded.are_shown
    assert decoded.toggle()
    assert [each.tiles.shown.images.any() for each in maps] == [False, False]
    assert pixels.tiles.shown is pixels.tiles.original
