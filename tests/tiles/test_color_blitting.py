"""Colour tiles: the compiled renderer equals its twin, frames and overlaps lie right."""

import numpy as np
import pytest

from latent.tiles.color_blitting import blit_color_tiles, blit_color_tiles_plain
from latent.tiles.resizing import resize_tiles
from tests.helpers.plain_resizing import resize_tiles_plain

RED, GREEN, BLUE = (200, 0, 0), (0, 200, 0), (0, 0, 200)
BOTH = pytest.mark.parametrize("blit", [blit_color_tiles, blit_color_tiles_plain])


def tiles_of(*colors, height=3, width=3):
    return np.array([np.full((height, width, 3), color, np.uint8) for color in colors])


def drawn(blit, tiles, places, *frame, shape=(5, 6)):
    image = np.full((*shape, 3), 255, np.uint8)
    blit(image, tiles, np.array(places, int).reshape(-1, 2), *frame)
    return image


@BOTH
def test_a_color_tile_is_drawn_as_it_is_and_nothing_else_changes(blit):
    tile = np.arange(18, dtype=np.uint8).reshape(1, 2, 3, 3)
    image = drawn(blit, tile, [(1, 2)])
    expected = np.full((5, 6, 3), 255, np.uint8)
    expected[2:4, 1:4] = tile[0]
    np.testing.assert_array_equal(image, expected)


@BOTH
def test_later_color_tiles_hide_earlier_ones(blit):
    image = drawn(blit, tiles_of(RED, BLUE), [(0, 0), (1, 1)])
    assert image[1, 1].tolist() == list(BLUE)
    assert image[0, 0].tolist() == list(RED)
    image = drawn(blit, tiles_of(BLUE, RED), [(1, 1), (0, 0)])
    assert image[1, 1].tolist() == list(RED)


@BOTH
def test_a_frame_has_the_color_of_the_tiles_class_and_leaves_the_inside(blit):
    colors = np.array([GREEN, BLUE], np.uint8)
    image = drawn(blit, tiles_of(RED), [(0, 0)], colors, np.array([1]), 1)
    assert image[1, 1].tolist() == list(RED)
    ring = [image[y, x].tolist() for y in range(3) for x in range(3) if (y, x) != (1, 1)]
    assert ring == [list(BLUE)] * 8


@BOTH
def test_a_frame_wider_than_the_tile_fills_it(blit):
    image = drawn(blit, tiles_of(RED), [(0, 0)], np.array([GREEN], np.uint8), None, 2)
    assert (image[:3, :3] == GREEN).all()


@BOTH
@pytest.mark.parametrize("place", [(-3, 0), (6, 0), (0, -3), (0, 5), (-99, 999)])
def test_color_tiles_outside_leave_the_image_alone(blit, place):
    assert (drawn(blit, tiles_of(RED), [place]) == 255).all()


@BOTH
def test_no_color_tiles_and_images_without_pixels_are_fine(blit):
    assert (drawn(blit, tiles_of(RED)[:0], []) == 255).all()
    assert drawn(blit, tiles_of(RED), [(0, 0)], shape=(0, 4)).size == 0


@pytest.mark.parametrize("seed", range(25))
def test_the_color_kernel_equals_its_twin_to_the_last_bit(seed):
    rng = np.random.default_rng(seed)
    height, width = rng.integers(1, 130, 2)
    n_tiles = int(rng.integers(0, 60))
    tiles = rng.integers(0, 256, (n_tiles, height, width, 3), dtype=np.uint8)
    places = rng.integers(-150, 300, (n_tiles, 2))
    colors, labels = rng.integers(0, 256, (5, 3), dtype=np.uint8), rng.integers(0, 5, n_tiles)
    frame = (colors, labels, int(rng.integers(0, 4))) if seed % 2 else ()
    image = rng.integers(0, 256, (*rng.integers(1, 300, 2), 3), dtype=np.uint8)
    twin = image.copy()
    blit_color_tiles(image, tiles, places, *frame)
    blit_color_tiles_plain(twin, tiles, places, *frame)
    np.testing.assert_array_equal(image, twin)


def test_many_color_tiles_drawn_by_threads_equal_the_twin():
    rng = np.random.default_rng(0)
    tiles = rng.integers(0, 256, (800, 28, 28, 3), dtype=np.uint8)
    places = rng.integers(-20, 400, (800, 2))
    stored = np.zeros((390, 410, 4), np.uint8)  # three of four channels, as windows draw
    twin = np.zeros((390, 410, 3), np.uint8)
    blit_color_tiles(stored[..., :3], tiles, places)
    blit_color_tiles_plain(twin, tiles, places)
    np.testing.assert_array_equal(stored[..., :3], twin)
    assert not stored[..., 3].any()


@BOTH
@pytest.mark.parametrize(
    ("tiles", "places", "frame", "message"),
    [
        (np.zeros((1, 2, 2), np.uint8), [(0, 0)], (), "must be uint8 .n, h, w, 3."),
        (tiles_of(RED).astype(float), [(0, 0)], (), "tiles are float64"),
        (tiles_of(RED), [(0, 0), (1, 1)], (), "places are"),
        (tiles_of(RED), [(0, 0)], (np.zeros((2, 3), np.uint8),), "2 colors for 1 tiles"),
        (tiles_of(RED), [(0, 0)], (np.zeros((1, 3), np.uint8), None, -1), "frame_width is -1"),
    ],
)
def test_color_tiles_that_do_not_fit_are_refused(blit, tiles, places, frame, message):
    with pytest.raises(ValueError, match=message):
        drawn(blit, tiles, places, *frame)


@pytest.mark.parametrize("size", [1, 5, 16, 40])
def test_color_tiles_of_any_shape_are_resized_like_their_plain_twin(size):
    tiles = np.random.default_rng(1).integers(0, 256, (7, 20, 33, 3), dtype=np.uint8)
    resized = resize_tiles(tiles, size)
    np.testing.assert_array_equal(resized, resize_tiles_plain(tiles, size))
    for channel in range(3):
        alone = resize_tiles(np.ascontiguousarray(tiles[..., channel]), size)
        np.testing.assert_array_equal(resized[..., channel], alone)


def test_resized_tiles_keep_their_proportions():
    tiles = np.zeros((2, 64, 48, 3), np.uint8)
    assert resize_tiles(tiles, 32).shape == (2, 32, 24, 3)
    assert resize_tiles(tiles[:, :32], 32).shape == (2, 21, 32, 3)
