import pytest

from latent.windows.explorer.coder import Coder
from latent.windows.explorer.experiments.base import Cell
from latent.windows.explorer.states.pointer import Pointer
from latent.windows.explorer.tabs import Tabs
from tests.helpers.maps import grid_map

IMAGE, CODE, MEAN = Cell("image", pick=5), Cell("code"), Cell("mean", pick=(5, 6))


@pytest.fixture
def tabs():
    return Tabs([Coder(grid_map())])


@pytest.fixture
def pointer(tabs):
    return Pointer(tabs)


def test_it_says_whether_it_points_at_anything_new(pointer):
    assert not pointer.point_nowhere()
    assert pointer.point_at_image(3)
    assert not pointer.point_at_image(3)
    assert pointer.image == 3
    assert pointer.point_nowhere()
    assert pointer.image is None


def test_a_cell_that_stands_for_an_image_points_at_that_too(pointer, tabs):
    for cell, image in ((IMAGE, 5), (CODE, None), (MEAN, None)):
        assert pointer.point_at_cell(cell)
        assert (tabs.pointed, pointer.image) == (cell, image)
    assert not pointer.point_at_cell(MEAN)
    assert pointer.point_at_cell(None)


def test_an_image_of_the_map_takes_the_place_of_a_cell(pointer, tabs):
    pointer.point_at_cell(IMAGE)
    assert pointer.point_at_image(5)  # the cell is not pointed at any more
    assert (tabs.pointed, pointer.image) == (None, 5)


def test_an_image_that_is_forgotten_leaves_the_cell(pointer, tabs):
    pointer.point_at_cell(IMAGE)
    pointer.forget_image()
    assert (tabs.pointed, pointer.image) == (IMAGE, None)
