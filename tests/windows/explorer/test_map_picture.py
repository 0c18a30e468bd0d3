import numpy as np
import pytest

from latent.tiles.blitting import blit_tiles, blit_tiles_plain
from latent.tiles.palette import OFF_WHITE, class_colors
from latent.tiles.resizing import resize_tiles
from latent.windows.explorer.map_picture import MapPicture
from latent.windows.explorer.pointing import Picker
from latent.windows.explorer.tile_sizes import SIZES, TileSizes, nearest_size
from latent.windows.explorer.view import PanZoom
from latent.windows.pictures import blank_picture

COLORS = class_colors(3)


def random_map(n=300, seed=0):
    rng = np.random.default_rng(seed)
    images = rng.integers(0, 256, (n, 28, 28), np.uint8)
    return rng.random((n, 2), np.float32), images, rng.integers(0, 3, n)


def drawn_plainly(positions, images, labels, view, size, shown=None):
    """Draw a view from nothing, tile after tile."""
    picture = np.full((view.height, view.width, 3), OFF_WHITE, np.uint8)
    chosen = np.arange(len(images)) if shown is None else np.flatnonzero(shown)
    x = np.rint(positions[chosen, 0].astype(float) * view.scale) - view.left - size // 2
    y = np.rint((1 - positions[chosen, 1].astype(float)) * view.scale) - view.top - size // 2
    places = np.stack([x, y], axis=1).astype(int)
    tiles = resize_tiles(images[chosen], size)
    blit_tiles_plain(picture, tiles, places, COLORS, labels[chosen])
    return picture


def test_a_map_is_what_drawing_every_tile_plainly_gives():
    positions, images, labels = random_map()
    view = PanZoom(200, 150)
    picture = MapPicture(positions, labels, COLORS).draw(view, TileSizes(images), 7, None)
    expected = drawn_plainly(positions, images, labels, view, 7)
    np.testing.assert_array_equal(picture[..., :3], expected)
    assert (picture[..., 3] == 255).all()


def test_after_any_pans_zooms_sizes_and_filters_the_map_is_as_if_drawn_anew():
    positions, images, labels = random_map()
    rng = np.random.default_rng(1)
    view, shown, size = PanZoom(160, 120), None, 6
    tiles, drawn = TileSizes(images), MapPicture(positions, labels, COLORS)
    for _ in range(150):
        match rng.integers(8):
            case 0:
                view.zoom_at(*rng.integers(0, 120, 2), rng.choice([0.8, 1.25, 3]))
            case 1:
                size = int(rng.choice(SIZES[:10]))
            case 2:
                shown = rng.choice([None, 1])
                shown = None if shown is None else rng.random(len(images)) < 0.5
            case 3:
                view.resize(*rng.integers(50, 200, 2))
            case _:
                view.pan(*rng.integers(-40, 40, 2))
        picture = drawn.draw(view, tiles, size, shown)
        expected = drawn_plainly(positions, images, labels, view, size, shown)
        np.testing.assert_array_equal(picture[..., :3], expected)


def test_a_pan_draws_only_what_comes_into_sight(monkeypatch):
    positions, images, labels = random_map()
    view, tiles, drawn = PanZoom(200, 200), TileSizes(images), MapPicture(positions, labels, COLORS)
    areas = []

    def note(image, *rest):
        areas.append(image.shape[0] * image.shape[1])
        blit_tiles(image, *rest)

    monkeypatch.setattr("latent.windows.explorer.map_picture.draw_tiles", note)
    view.zoom_at(100, 100, 2)
    drawn.draw(view, tiles, 5, None)
    assert sum(areas) == 200 * 200
    areas.clear()
    view.pan(10, -4)
    drawn.draw(view, tiles, 5, None)
    assert 0 < sum(areas) <= 200 * 4 + 196 * 10
    areas.clear()
    drawn.draw(view, tiles, 5, None)
    assert areas == []


def test_tiles_can_be_drawn_on_a_part_of_a_picture_with_its_rows_upside_down_in_memory():
    _, images, labels = random_map(20)
    places = np.random.default_rng(3).integers(-20, 60, (20, 2))
    upside_down = blank_picture(70, 60)
    plain = np.full((70, 60, 3), OFF_WHITE, np.uint8)
    blit_tiles(upside_down[..., :3], images, places, COLORS, labels)
    blit_tiles_plain(plain, images, places, COLORS, labels)
    np.testing.assert_array_equal(upside_down[..., :3], plain)


@pytest.mark.parametrize("size", SIZES)
def test_tiles_of_every_size_are_the_resized_images(size):
    _, images, _ = random_map(30)
    tiles, indices = TileSizes(images), np.array([3, 29, 4])
    expected = resize_tiles(images[indices], size)
    np.testing.assert_array_equal(tiles.get(size, indices), expected)
    tiles.prepare(size)
    np.testing.assert_array_equal(tiles.get(size, indices), expected)
    np.testing.assert_array_equal(tiles.get(size)[indices], expected)


def test_images_that_would_take_too_much_memory_are_not_kept(monkeypatch):
    monkeypatch.setattr("latent.windows.explorer.tile_sizes.MOST_KEPT_BYTES", 30 * 14**2)
    tiles = TileSizes(random_map(30)[1])
    for size in (14, 17):
        tiles.prepare(size)
    assert set(tiles._kept) == {14, 28}


def test_the_nearest_size_is_never_larger_than_asked_for():
    assert [nearest_size(side) for side in (0.3, 2, 27.9, 28, 500)] == [2, 2, 24, 28, 112]


def test_the_nearest_position_is_found_and_none_beyond_reach():
    picker = Picker(np.array([(0.1, 0.1), (0.5, 0.5), (0.9, 0.1)]))
    assert picker.nearest(0.52, 0.47, 0.1) == 1
    assert picker.nearest(0.8, 0.1, 0.11) == 2
    assert picker.nearest(0.3, 0.9, 0.1) is None


def test_hidden_positions_cannot_be_found():
    positions = np.array([(0.1, 0.1), (0.5, 0.5), (0.9, 0.1)])
    picker = Picker(positions, np.array([0, 2]))
    assert picker.nearest(0.5, 0.5, 0.1) is None
    assert picker.nearest(0.9, 0.1, 0.1) == 2
    assert Picker(positions, np.array([], int)).nearest(0.5, 0.5, 1) is None


def test_of_several_at_one_place_the_one_drawn_last_is_found():
    assert Picker(np.full((7, 2), 0.5)).nearest(0.5, 0.5, 0.1) == 6
    assert Picker(np.full((7, 2), 0.5), np.array([1, 4])).nearest(0.5, 0.5, 0.1) == 4
