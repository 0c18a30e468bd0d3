"""Tiles: the compiled renderer equals its twin, sizes are exact, maps and mosaics lie right."""

import numpy as np
import pytest

from latent.tiles.blitting import blit_tiles, blit_tiles_plain
from latent.tiles.map_drawing import draw_map, fitting_tile_size
from latent.tiles.mosaic import mosaic
from latent.tiles.palette import OFF_WHITE, class_colors
from latent.tiles.resizing import resize_tiles
from latent.tools.compiled import compiled
from tests.helpers.plain_resizing import resize_tiles_plain

RED, BLUE = (200, 0, 0), (0, 0, 200)
BOTH = pytest.mark.parametrize("blit", [blit_tiles, blit_tiles_plain])


def white(height, width):
    return np.full((height, width, 3), 255, np.uint8)


def drawn(blit, tiles, places, colors, labels=None, shape=(4, 5)):
    image = white(*shape)
    tiles, places = np.array(tiles, np.uint8), np.array(places).reshape(-1, 2)
    colors = np.array(colors, np.uint8).reshape(-1, 3)
    blit(image, tiles, places, colors, labels)
    return image


@BOTH
def test_a_full_tile_colors_its_place_and_nothing_else(blit):
    image = drawn(blit, np.full((1, 2, 3), 255), [(1, 2)], [RED])  # x 1 to 3, y 2 to 3
    expected = white(4, 5)
    expected[2:4, 1:4] = RED
    np.testing.assert_array_equal(image, expected)


@BOTH
def test_opacity_mixes_and_rounds_to_the_nearest(blit):
    # Red over 255: 255 - 55 * a / 255; the other channels are left with 255 - a.
    image = drawn(blit, [[[0, 1, 2, 3, 128]]], [(0, 0)], [RED], shape=(1, 5))
    assert image[0, :, 0].tolist() == [255, 255, 255, 254, 227]
    assert image[0, :, 1].tolist() == [255, 254, 253, 252, 127]


@BOTH
def test_every_pixel_opacity_and_color_mixes_exactly(blit):
    under, opacity = np.meshgrid(np.arange(256), np.arange(256))
    for ink in (0, 1, 127, 254, 255):
        image = np.repeat(under[:, :, None], 3, axis=2).astype(np.uint8)
        blit(image, opacity[None].astype(np.uint8), np.array([[0, 0]]), np.full((1, 3), ink, "u1"))
        expected = np.rint((under * (255 - opacity) + ink * opacity) / 255)
        np.testing.assert_array_equal(image[:, :, 1], expected)


@BOTH
def test_later_tiles_lie_over_earlier_ones(blit):
    tiles = np.full((2, 2, 2), 255)
    image = drawn(blit, tiles, [(0, 0), (1, 1)], [RED, BLUE])
    assert image[1, 1].tolist() == list(BLUE)
    image = drawn(blit, tiles, [(1, 1), (0, 0)], [BLUE, RED])
    assert image[1, 1].tolist() == list(RED)


@BOTH
def test_half_clear_tiles_mix_in_their_order(blit):
    image = drawn(blit, np.full((2, 1, 1), 255 // 3), [(0, 0), (0, 0)], [(0, 0, 0), (255, 0, 0)])
    # 255 -> 170 -> (170 * 2 + 255) / 3 = 198.33; without red 170 -> 113.33
    assert image[0, 0].tolist() == [198, 113, 113]


@BOTH
@pytest.mark.parametrize(
    ("place", "rows", "columns"),
    [
        ((-1, -2), slice(0, 1), slice(0, 2)),
        ((4, 3), slice(3, 4), slice(4, 5)),
        ((-1, 2), slice(2, 4), slice(0, 2)),
        ((3, -1), slice(0, 2), slice(3, 5)),
    ],
)
def test_tiles_over_an_edge_are_clipped(blit, place, rows, columns):
    tile = np.arange(9).reshape(1, 3, 3) * 20 + 95
    image = drawn(blit, tile, [place], [(0, 0, 0)])
    expected = white(4, 5)
    left, top = columns.start - place[0], rows.start - place[1]
    height, width = rows.stop - rows.start, columns.stop - columns.start
    part = 255 - tile[0, top : top + height, left : left + width]
    expected[rows, columns] = part[:, :, None]
    np.testing.assert_array_equal(image, expected)


@BOTH
@pytest.mark.parametrize("place", [(-3, 0), (5, 0), (0, -3), (0, 4), (-(10**9), 10**9), (9, 9)])
def test_tiles_outside_leave_the_image_alone(blit, place):
    image = drawn(blit, np.full((1, 3, 3), 255), [place], [RED])
    np.testing.assert_array_equal(image, white(4, 5))


@BOTH
def test_a_tile_larger_than_the_image_covers_it(blit):
    image = drawn(blit, np.full((1, 50, 60), 255), [(-20, -10)], [RED])
    assert (image == RED).all()


@BOTH
def test_no_tiles_leave_the_image_alone(blit):
    nothing = np.empty((0, 28, 28))
    np.testing.assert_array_equal(drawn(blit, nothing, np.empty((0, 2), int), []), white(4, 5))


@BOTH
def test_an_image_without_pixels_is_fine(blit):
    assert drawn(blit, np.full((1, 2, 2), 255), [(0, 0)], [RED], shape=(0, 0)).size == 0


@BOTH
def test_labels_pick_the_color_of_each_of_255_classes(blit):
    colors, labels = class_colors(255), np.arange(255)[::-1].astype(np.uint8)
    places = np.stack([np.arange(255), np.zeros(255, int)], axis=1)
    image = drawn(blit, np.full((255, 1, 1), 255), places, colors, labels, shape=(1, 255))
    np.testing.assert_array_equal(image[0], colors[::-1])


@pytest.mark.parametrize(
    ("n_tiles", "height", "width", "image_shape"),
    [(3000, 28, 28, (300, 400)), (500, 7, 31, (61, 53)), (1, 28, 28, (40, 40)), (50, 1, 1, (9, 9))],
)
def test_the_kernel_equals_its_twin_to_the_last_bit(n_tiles, height, width, image_shape):
    rng = np.random.default_rng(n_tiles)
    tiles = rng.integers(0, 256, (n_tiles, height, width), dtype=np.uint8)
    tiles[rng.random(tiles.shape) < 0.6] = 0
    places = rng.integers((-width, -height), (image_shape[1], image_shape[0]), (n_tiles, 2))
    labels = rng.integers(0, 10, n_tiles)
    image = rng.integers(0, 256, (*image_shape, 3), dtype=np.uint8)
    twin = image.copy()
    blit_tiles(image, tiles, places, class_colors(10), labels)
    blit_tiles_plain(twin, tiles, places, class_colors(10), labels)
    np.testing.assert_array_equal(image, twin)


def test_read_only_and_strided_arrays_are_drawn_and_left_as_they_were():
    tiles = np.arange(2 * 6 * 6, dtype=np.uint8).reshape(2, 6, 6)
    tiles.setflags(write=False)
    places = np.array([(0, 0), (3, 1)], np.int16)
    canvas = white(20, 20)
    blit_tiles(canvas[2:18:2, 1::2], tiles[:, ::2], places, class_colors(2))
    twin = white(8, 10)
    blit_tiles_plain(twin, tiles[:, ::2], places, class_colors(2))
    np.testing.assert_array_equal(canvas[2:18:2, 1::2], twin)
    assert (canvas[1::2] == 255).all()
    assert places.tolist() == [[0, 0], [3, 1]]


@BOTH
@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"image": np.zeros((4, 4, 3))}, "image is float64"),
        ({"image": np.zeros((4, 4), np.uint8)}, r"image is uint8 \(4, 4\)"),
        ({"image": np.zeros((4, 4, 4), np.uint8)}, r"image is uint8 \(4, 4, 4\)"),
        ({"tiles": np.zeros((2, 3, 3))}, "tiles are float64"),
        ({"tiles": np.zeros((3, 3), np.uint8)}, r"tiles are uint8 \(3, 3\)"),
        ({"tiles": np.zeros((2, 0, 3), np.uint8)}, "they have no pixels"),
        ({"places": np.zeros((2, 2))}, "places are float64"),
        ({"places": np.zeros((3, 2), int)}, r"places are int64 \(3, 2\).*\(2, 2\)"),
        ({"colors": np.zeros((2, 3))}, "colors are float64"),
        ({"colors": np.zeros((2, 4), np.uint8)}, r"colors are uint8 \(2, 4\)"),
        ({"colors": np.zeros((3, 3), np.uint8)}, "3 colors for 2 tiles"),
        ({"labels": np.zeros(2)}, "labels are float64"),
        ({"labels": np.zeros(3, int)}, r"labels are int64 \(3,\)"),
        ({"labels": np.array([0, 2])}, "labels are from 0 to 2, must be from 0 to 1"),
        ({"labels": np.array([-1, 0])}, "labels are from -1 to 0, must be from 0 to 1"),
    ],
)
def test_arrays_that_do_not_fit_together_are_refused(blit, changes, message):
    arrays = {
        "image": np.zeros((4, 4, 3), np.uint8),
        "tiles": np.zeros((2, 3, 3), np.uint8),
        "places": np.zeros((2, 2), int),
        "colors": np.zeros((2, 3), np.uint8),
    }
    with pytest.raises(ValueError, match=message):
        blit(**(arrays | changes))


def test_a_function_with_no_folder_for_its_cache_is_compiled_all_the_same():
    names = {}
    exec("def double(x): return 2 * x", names)  # numba finds no file to keep the code beside
    assert compiled(names["double"])(21) == 42


@pytest.mark.parametrize("size", [1, 5, 6, 14, 27, 28, 29, 56, 100])
@pytest.mark.parametrize("value", [0, 1, 128, 255])
def test_a_tile_of_one_value_keeps_it_at_every_size(size, value):
    resized = resize_tiles(np.full((2, 28, 28), value, np.uint8), size)
    assert resized.dtype == np.uint8
    assert resized.shape == (2, size, size)
    assert (resized == value).all()


def test_a_smaller_tile_holds_the_means_of_areas():
    tile = np.array([[[0, 10, 100, 100], [20, 30, 100, 100], [7, 7, 0, 1], [7, 7, 0, 1]]], np.uint8)
    assert resize_tiles(tile, 2).tolist() == [[[15, 100], [7, 1]]]  # 0.5 is rounded up


def test_an_old_pixel_between_two_new_ones_is_shared_by_area():
    # Thirds: the middle pixel gives half of itself to either side: (90 + 30 / 2) / 1.5 = 70.
    tile = np.broadcast_to(np.array([90, 30, 0], np.uint8), (1, 3, 3))
    assert resize_tiles(tile, 2).tolist() == [[[70, 10], [70, 10]]]


@pytest.mark.parametrize("size", [3, 10, 14, 27])
def test_shrinking_keeps_the_mean(size):
    tiles = np.random.default_rng(0).integers(0, 256, (5, 28, 28), dtype=np.uint8)
    means = resize_tiles(tiles, size).mean(axis=(1, 2))
    np.testing.assert_allclose(means, tiles.mean(axis=(1, 2)), atol=0.5)


def test_growing_is_linear_between_pixel_centers_and_flat_at_the_edge():
    tile = np.array([[[0, 100], [0, 100]]], np.uint8)
    assert resize_tiles(tile, 4).tolist() == [[[0, 25, 75, 100]] * 4]


def test_growing_agrees_with_numpys_interpolation():
    row = np.random.default_rng(0).integers(0, 256, 28, dtype=np.uint8)
    centers = (np.arange(41) + 0.5) * 28 / 41 - 0.5
    expected = np.interp(centers, np.arange(28), row)
    resized = resize_tiles(np.broadcast_to(row, (1, 28, 28)), 41)
    np.testing.assert_allclose(resized[0, 20], expected, atol=0.5 + 1e-9)


def test_the_same_size_changes_nothing_and_shares_nothing():
    tiles = np.random.default_rng(0).integers(0, 256, (3, 28, 28), dtype=np.uint8)
    resized = resize_tiles(tiles, 28)
    np.testing.assert_array_equal(resized, tiles)
    assert not np.shares_memory(resized, tiles)


def test_each_of_many_tiles_is_resized_as_if_alone():
    tiles = np.random.default_rng(0).integers(0, 256, (4100, 6, 6), dtype=np.uint8)
    resized = resize_tiles(tiles, 4)
    for k in (0, 4095, 4096, 4099):
        np.testing.assert_array_equal(resized[k], resize_tiles(tiles[k : k + 1], 4)[0])


def test_no_tiles_are_resized_to_no_tiles():
    assert resize_tiles(np.empty((0, 28, 28), np.uint8), 9).shape == (0, 9, 9)


def test_tiles_of_floats_or_of_no_size_are_refused():
    with pytest.raises(ValueError, match="tiles are float64"):
        resize_tiles(np.zeros((1, 28, 28)), 14)
    with pytest.raises(ValueError, match="size is 0, must be at least 1"):
        resize_tiles(np.zeros((1, 28, 28), np.uint8), 0)


def grid_of_points(n_a_side):
    steps = np.linspace(0, 1, n_a_side)
    return np.stack(np.meshgrid(steps, steps), axis=-1).reshape(-1, 2)


def test_more_points_get_smaller_tiles_within_the_bounds():
    sizes = [fitting_tile_size(grid_of_points(side), 2000) for side in (1, 10, 100, 1000)]
    # 10,000 tiles on twice 2000 x 2000 pixels: sqrt(2 * 4,000,000 / 10,000) = 28.3
    assert sizes == [56, 56, 28, 6]


def test_points_crowded_in_a_quarter_of_the_map_get_half_as_large_tiles():
    crowded = grid_of_points(100) * 0.499
    assert fitting_tile_size(crowded, 2000) == 14


def test_a_tile_is_never_larger_than_the_map():
    assert fitting_tile_size(np.array([[0.5, 0.5]]), 4) == 4


def test_a_map_shows_x_to_the_right_and_y_up():
    tiles = np.full((3, 2, 2), 255, np.uint8)
    positions = np.array([[0.0, 0.0], [1.0, 1.0], [0.5, 0.5]])
    colors = np.array([RED, BLUE, (0, 0, 0)], np.uint8)
    image = draw_map(positions, tiles, np.array([0, 1, 2]), colors, size=10, tile_size=2)
    expected = np.full((10, 10, 3), OFF_WHITE, np.uint8)
    expected[8:, :2] = RED  # bottom left, whole
    expected[:2, 8:] = BLUE  # top right, whole
    expected[4:6, 4:6] = 0
    np.testing.assert_array_equal(image, expected)


def test_a_map_resizes_its_tiles_and_takes_another_ground():
    image = draw_map(
        np.array([[0.5, 0.5]]),
        np.full((1, 28, 28), 255, np.uint8),
        np.array([0]),
        np.array([RED], np.uint8),
        size=9,
        tile_size=3,
        ground=(1, 2, 3),
    )
    assert (image == RED).all(axis=2).sum() == 9
    assert (image == (1, 2, 3)).all(axis=2).sum() == 72


def test_a_map_of_nothing_is_its_ground():
    nothing = np.empty((0, 2)), np.empty((0, 28, 28), np.uint8), np.empty(0, int)
    assert (draw_map(*nothing, class_colors(10), size=8, tile_size=4) == OFF_WHITE).all()


@pytest.mark.parametrize("bad", [np.nan, -0.01, 1.01, np.inf])
def test_positions_outside_the_unit_square_are_refused(bad):
    positions = np.array([[0.5, bad]])
    with pytest.raises(ValueError, match="must lie in the unit square"):
        fitting_tile_size(positions, 100)
    with pytest.raises(ValueError, match="must lie in the unit square"):
        draw_map(positions, np.zeros((1, 2, 2), "u1"), np.array([0]), class_colors(1), 9, 3)


def test_positions_of_another_shape_are_refused():
    with pytest.raises(ValueError, match=r"positions are \(4, 3\), must be \(n, 2\)"):
        fitting_tile_size(np.zeros((4, 3)), 100)


@pytest.mark.parametrize("tile_size", [0, 10])
def test_tiles_that_do_not_fit_into_the_map_are_refused(tile_size):
    nothing = np.empty((0, 2)), np.empty((0, 28, 28), np.uint8), np.empty(0, int)
    with pytest.raises(ValueError, match=f"tile_size is {tile_size}, must be from 1 to .* 9"):
        draw_map(*nothing, class_colors(1), size=9, tile_size=tile_size)


def test_a_mosaic_fills_rows_first_and_its_gaps_and_unused_cells():
    images = np.arange(1, 4)[:, None, None] * np.ones((3, 1, 2), int)
    assert mosaic(images, n_columns=2, gap=1, fill=9).tolist() == [
        [1, 1, 9, 2, 2],
        [9, 9, 9, 9, 9],
        [3, 3, 9, 9, 9],
    ]


def test_a_mosaic_of_colored_images_keeps_their_type_and_takes_a_color_to_fill():
    images = np.stack([np.full((2, 2, 3), RED), np.full((2, 2, 3), BLUE)]).astype(np.uint8)
    grid = mosaic(images, n_columns=3, gap=2, fill=(1, 2, 3))
    assert grid.dtype == np.uint8
    assert grid.shape == (2, 10, 3)
    assert grid[0, ::2].tolist() == [list(RED), [1, 2, 3], list(BLUE), [1, 2, 3], [1, 2, 3]]


def test_a_mosaic_without_gaps_joins_its_images():
    images = np.random.default_rng(0).random((4, 3, 5))
    grid = mosaic(images, n_columns=2, gap=0)
    np.testing.assert_array_equal(grid, np.block([[images[0], images[1]], [images[2], images[3]]]))


def test_a_mosaic_of_no_images_has_no_rows():
    assert mosaic(np.empty((0, 3, 5)), n_columns=2, gap=1).shape == (0, 11)


@pytest.mark.parametrize(
    ("images", "n_columns", "gap", "message"),
    [
        (np.zeros((3, 3)), 1, 0, r"images are \(3, 3\)"),
        (np.zeros((2, 3, 3, 4)), 1, 0, r"images are \(2, 3, 3, 4\)"),
        (np.zeros((2, 3, 3)), 0, 0, "n_columns 0"),
        (np.zeros((2, 3, 3)), 1, -1, "gap -1"),
    ],
)
def test_a_mosaic_that_cannot_be_is_refused(images, n_columns, gap, message):
    with pytest.raises(ValueError, match=message):
        mosaic(images, n_columns, gap)


@pytest.mark.parametrize(("width", "height"), [(1, 1), (28, 28), (33, 5), (700, 300)])
def test_the_kernel_equals_its_twin_across_the_cells_it_draws_in(width, height):
    rng = np.random.default_rng(width)
    tiles = rng.integers(0, 256, (60, height, width), dtype=np.uint8)
    places = rng.integers((-width, -height), (1100, 300), (60, 2))
    places[:4] = [(511, 127), (512, 128), (1023, 255), (-width, 0)]
    image = rng.integers(0, 256, (290, 1100, 3), dtype=np.uint8)
    twin = image.copy()
    blit_tiles(image, tiles, places, class_colors(60))
    blit_tiles_plain(twin, tiles, places, class_colors(60))
    np.testing.assert_array_equal(image, twin)


@pytest.mark.parametrize("size", [1, 2, 5, 13, 27, 28, 29, 56, 113])
def test_the_compiled_resizing_equals_its_plain_twin(size):
    rng = np.random.default_rng(size)
    for shape in [(5, 28, 28), (5, 9, 31), (3000, 4, 4)]:
        tiles = rng.integers(0, 256, shape, np.uint8)
        np.testing.assert_array_equal(resize_tiles(tiles, size), resize_tiles_plain(tiles, size))


def test_resized_tiles_of_one_gray_keep_it_to_the_last_bit():
    for gray in range(256):
        tile = np.full((1, 28, 28), gray, np.uint8)
        assert all((resize_tiles(tile, size) == gray).all() for size in (3, 10, 40))
