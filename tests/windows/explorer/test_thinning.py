import numpy as np
import pytest

from latent.windows.explorer.class_names import N_CELLS, island_centers
from latent.windows.explorer.state import Explorer
from latent.windows.explorer.thinning import LEVELS, Spacings, find_spacings, level_of
from tests.helpers.maps import grid_map


def distances(positions):
    return np.abs(positions[:, None].astype(float) - positions[None]).max(axis=2)


@pytest.mark.parametrize("n", [1, 2, 500])
def test_images_of_a_spacing_lie_so_far_apart_and_all_others_near_one_of_them(n):
    positions = np.random.default_rng(0).random((n, 2), np.float32)
    spacings = find_spacings(positions)
    for level in LEVELS[:60:3]:
        chosen = spacings >= np.float32(level)
        apart = distances(positions)
        among = apart[chosen][:, chosen]
        np.fill_diagonal(among, 9)
        assert among.min() >= level
        assert (apart[:, chosen].min(axis=1) < level)[~chosen].all()
    assert (spacings > 0).all()


def test_images_at_one_place_have_one_tile_and_others_do_not_take_part():
    positions = np.array([(0.2, 0.2)] * 3 + [(0.8, 0.8)], np.float32)
    assert sorted(find_spacings(positions)[:3] > 0) == [False, False, True]
    np.testing.assert_array_equal(find_spacings(positions, np.array([1])), [-1, 1, -1, -1])
    assert (find_spacings(positions, np.array([], int)) == -1).all()


def test_a_level_is_not_below_the_spacing_that_is_asked_for():
    for spacing in (1e-5, 0.02, 0.3, 0.5, 1):
        assert spacing <= level_of(spacing) < spacing * 1.42
    assert level_of(3) == 1


def test_an_image_that_is_shown_stays_shown_when_the_map_is_enlarged():
    rng = np.random.default_rng(3)
    content = grid_map(side=30)
    content = grid_map(side=30, positions=rng.beta(2, 4, (900, 2)).astype(np.float32))
    explored = Explorer(content, 600, 400)
    for steps in (0, 3, -3):
        explored.map.enlarge_tiles(steps)
        explored.map.view.show_all()
        before = np.zeros(900, bool)
        for _ in range(60):
            shown = find_spacings(content.positions) >= np.float32(explored.map.tile_spacing)
            assert not (before & ~shown).any()
            assert explored.map.tile_size < explored.map.tile_spacing * explored.map.view.scale
            before = shown
            explored.map.view.zoom_at(300, 200, 1.1)
        assert before.sum() > 850


def test_a_class_is_named_where_most_of_its_images_lie():
    rng = np.random.default_rng(0)
    island, rest = rng.normal(0.7, 0.005, (60, 2)), rng.random((40, 2))
    few = rng.normal(0.2, 0.005, (5, 2))
    labels = np.repeat([2, 0], [100, 5])
    centers = island_centers(np.concatenate([island, rest, few]), labels, 4)
    assert list(centers) == [2, 0]
    np.testing.assert_allclose(centers[2], (0.7, 0.7), atol=1 / N_CELLS)
    np.testing.assert_allclose(centers[0], (0.2, 0.2), atol=1 / N_CELLS)
    some = island_centers(np.concatenate([island, rest, few]), labels, 4, least=6)
    assert some == {2: centers[2]}


def test_spacings_that_are_found_as_the_map_is_enlarged_are_those_found_at_once():
    positions = np.random.default_rng(3).random((800, 2))
    some = np.arange(0, 800, 3)
    whole, found = find_spacings(positions, some), Spacings(positions, some)
    for least in (0.4, 0.1, 0.11, 0.02):
        is_tile = found.down_to(least) >= np.float32(least)
        np.testing.assert_array_equal(is_tile, whole >= np.float32(least))
    smallest = int(np.where(whole > 0, whole, 9).argmin())
    assert found.of(smallest) == whole[smallest]
    np.testing.assert_array_equal(found.down_to(0), whole)


def test_when_all_images_are_selected_they_are_tiles_as_before():
    explored = Explorer(grid_map(), 300, 300)
    before = explored.map.everything.look.spacings
    explored.selection.replace(np.arange(64))
    assert explored.map.seen.look.spacings is before
    assert explored.map.seen.look.layers is explored.choice.layers
    explored.selection.replace(np.arange(63))
    assert explored.map.seen.look.spacings is not before
