import numpy as np

from latent.codes.bits import PackedBits
from latent.windows.explorer.coloring import CLASS, CLUSTER, ERROR, FAMILY, KEPT
from latent.windows.explorer.states.colors import Colors
from latent.windows.explorer.states.tiles import MapTiles
from tests.helpers.maps import grid_map
from tests.windows.explorer.states.parts import coder_of, colors_of


def test_images_have_the_colours_of_their_classes_at_first():
    colors = colors_of(grid_map())
    assert colors.coloring.kind == CLASS
    assert colors.color_of(0) == colors.color_of(3) != colors.color_of(1)


def test_what_can_be_coloured_by_depends_on_what_there_is():
    assert colors_of(grid_map()).kinds == [CLASS, FAMILY, ERROR, KEPT, CLUSTER]
    bits = PackedBits.of(np.eye(64, dtype=int))
    assert CLUSTER not in colors_of(grid_map(codes=bits, linear_map=None)).kinds
    pixels = grid_map(codes=None, linear_map=None, typefaces=False)
    assert colors_of(pixels).kinds == [CLASS, KEPT]
    alone = {name: getattr(grid_map(), name)[:1] for name in ("positions", "codes", "images")}
    assert colors_of(grid_map(side=1, **alone)).kinds == [CLASS, FAMILY, ERROR]


def test_nothing_changes_before_the_numbers_of_a_kind_are_found():
    colors = colors_of(grid_map())
    assert not colors.color_by(KEPT)
    assert colors.coloring.kind == CLASS
    kept = colors.find_measure(KEPT)
    colors.take_measure(KEPT, kept)
    assert colors.coloring.kind == KEPT
    assert colors.measures[KEPT] is kept
    assert colors.color_by(FAMILY)
    assert colors.color_by(KEPT)


def test_errors_are_those_of_decoded_images_whether_they_are_drawn_already_or_not():
    content = grid_map()
    coder, tiles = coder_of(content), MapTiles(content)
    colors = Colors(coder, tiles)
    expected = colors.find_measure(ERROR)
    assert expected.std() > 0
    tiles.show_decoded(coder.decode_all())
    coder.take_decoder(None)  # it is not needed any more
    np.testing.assert_array_equal(colors.find_measure(ERROR), expected)
