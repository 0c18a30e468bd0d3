import numpy as np

from latent.windows.explorer.states.neighbors import N_NEAR, Neighbors
from tests.helpers.maps import grid_map


def test_the_neighbours_of_an_image_are_shown_until_none_is_asked_for():
    codes = np.arange(64, dtype=np.float32)[:, None] * np.ones(3, np.float32)
    neighbors = Neighbors(grid_map(codes=codes, linear_map=None))
    assert neighbors.show(30)
    assert neighbors.shown.index == 30
    assert sorted(neighbors.shown.indices.tolist()) == [26, 27, 28, 29, 31, 32, 33, 34]
    assert len(neighbors.shown.indices) == N_NEAR
    assert not neighbors.show(None)
    assert neighbors.shown is None


def test_an_image_alone_has_no_neighbours():
    whole = grid_map()
    names = ("positions", "codes", "labels", "images", "font_names")
    alone = grid_map(**{name: getattr(whole, name)[:1] for name in names})
    assert not Neighbors(alone).show(0)
