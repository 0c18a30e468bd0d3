import numpy as np
import pytest

from latent.tiles.blitting import blit_tiles, blit_tiles_plain
from latent.tiles.palette import OFF_WHITE, class_colors
from latent.tiles.resizing import resize_tiles
from latent.windows.explorer.dots import draw_dots, draw_dots_plain
from latent.windows.explorer.layers import FADED, SHOWN
from latent.windows.explorer.map_picture import DOT_SHARE, FADED_SHARE, Look, MapPicture
from latent.windows.explorer.pointing import Picker
from latent.windows.explorer.thinning import Spacings, level_of
from latent.windows.explorer.tile_sizes import SIZES, TileSizes, nearest_size
from latent.windows.explorer.view import PanZoom
from latent.windows.pictures import blank_picture

COLORS = class_colors(3)


def random_map(n=300, seed=0):
    rng = np.random.default_rng(seed)
    images = rng.integers(0, 256, (n, 28, 28), np.uint8)
    return rng.random((n, 2), np.float32), images, rng.integers(0, 3, n)


def drawn_plainly(positions, images, labels, view, size, spacing, look):
    """Draw a view from nothing, dot after dot and tile after tile."""
    picture = blank_picture(view.height, view.width)
    pixels = picture.view(np.uint32)[..., 0]
    columns = np.rint(positions[:, 0].astype(float) * view.scale).astype(int) - view.left
    rows = np.rint((1 - positions[:, 1].astype(float)) * view.scale).astype(int) - view.top
    for layer, share in ((FADED, FADED_SHARE), (SHOWN, DOT_SHARE)):
        inks = np.full((len(COLORS), 4), 255, np.uint8)
        inks[:, :3] = np.rint(COLORS * share + np.array(OFF_WHITE) * (1 - share))
        inks = inks.view(np.uint32)[:, 0]
        layers = np.full(len(images), SHOWN) if look.layers is None else look.layers
        draw_dots_plain(pixels, columns - 1, rows - 1, labels, inks, layers, layer, 2)
    chosen = np.flatnonzero(look.spacings.down_to(spacing) >= np.float32(spacing))
    places = np.stack([columns[chosen] - size // 2, rows[chosen] - size // 2], axis=1)
    tiles = resize_tiles(images[chosen], size)
    plain = picture[..., :3]
    for x, y in places:
        plain[max(y, 0) : max(y + size, 0), max(x, 0) : max(x + size, 0)] = OFF_WHITE
    blit_tiles_plain(plain, tiles, places, COLORS, labels[chosen])
    return plain


def random_look(positions, rng):
    layers = rng.integers(0, 3, len(positions)).astype(np.uint8)
    return Look(layers, Spacings(positions, np.flatnonzero(layers == SHOWN)))


def test_a_map_is_what_drawing_every_dot_and_tile_plainly_gives():
    positions, images, labels = random_map()
    view, look = PanZoom(200, 150), Look(None, Spacings(positions))
    drawn = MapPicture(positions, labels, COLORS)
    picture = drawn.draw(view, TileSizes(images), 7, level_of(8 / view.scale), look)
    expected = drawn_plainly(positions, images, labels, view, 7, level_of(8 / view.scale), look)
    np.testing.assert_array_equal(picture[..., :3], expected)
    assert (picture[..., 3] == 255).all()


def test_after_any_pans_zooms_sizes_and_choices_the_map_is_as_if_drawn_anew():
    positions, images, labels = random_map()
    rng = np.random.default_rng(1)
    view, size = PanZoom(160, 120), 6
    look = everything = Look(None, Spacings(positions))
    tiles, drawn = TileSizes(images), MapPicture(positions, labels, COLORS)
    for _ in range(150):
        match rng.integers(8):
            case 0:
                view.zoom_at(*rng.integers(0, 120, 2), rng.choice([0.8, 1.25, 3]))
            case 1:
                size = int(rng.choice(SIZES[:10]))
            case 2:
                look = rng.choice([everything, random_look(positions, rng)])
            case 3:
                view.resize(*rng.integers(50, 200, 2))
            case _:
                view.pan(*rng.integers(-40, 40, 2))
        spacing = level_of((size + 1) / view.scale)
        picture = drawn.draw(view, tiles, size, spacing, look)
        expected = drawn_plainly(positions, images, labels, view, size, spacing, look)
        np.testing.assert_array_equal(picture[..., :3], expected)
        pixels = view.to_pixels(positions[slice(None) if look.layers is None else look.layers > 0])
        inside = ((pixels > -0.5) & (pixels < np.array([view.width, view.height]) - 0.5)).all(
            axis=1
        )
        assert drawn.is_empty() == (not inside.any())


def test_a_pan_draws_only_what_comes_into_sight(monkeypatch):
    positions, images, labels = random_map()
    view, tiles, drawn = PanZoom(200, 200), TileSizes(images), MapPicture(positions, labels, COLORS)
    look = Look(None, Spacings(positions))
    areas = []

    def note(image, *rest):
        areas.append(image.shape[0] * image.shape[1])
        draw_dots(image, *rest)

    monkeypatch.setattr("latent.windows.explorer.map_picture.draw_dots", note)
    view.zoom_at(100, 100, 2)
    drawn.draw(view, tiles, 5, 0.01, look)
    assert sum(areas) == 200 * 200
    areas.clear()
    view.pan(10, -4)
    drawn.draw(view, tiles, 5, 0.01, look)
    assert 0 < sum(areas) <= 200 * 4 + 196 * 10
    areas.clear()
    drawn.draw(view, tiles, 5, 0.01, look)
    assert areas == []


def test_dots_are_drawn_as_their_plain_twin_draws_them():
    rng = np.random.default_rng(5)
    columns, rows = rng.integers(-5, 45, (2, 400)).astype(np.int32)
    labels, layers = rng.integers(0, 3, (2, 400)).astype(np.uint8)
    inks = rng.integers(0, 2**32, 3, np.uint32)
    for side in (1, 2, 3):
        for some in (None, layers):
            drawn, plain = np.zeros((2, 30, 40), np.uint32)
            draw_dots(drawn, columns + 7, rows - 2, labels, inks, some, 2, side, (7, -2))
            draw_dots_plain(plain, columns, rows, labels, inks, some, 2, side)
            np.testing.assert_array_equal(drawn, plain)
            assert drawn.any()


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
