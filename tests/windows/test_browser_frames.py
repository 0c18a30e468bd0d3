import io
import struct

import numpy as np
import pytest
from PIL import Image

from latent.windows.frames import BLOCK, NO_FRAME, Frames, png_of


def random_pixels(height, width, seed=0):
    pixels = np.random.default_rng(seed).integers(0, 256, (height, width, 4), np.uint8)
    pixels[..., 3] = 255
    return pixels


def applied(update, picture):
    """Return the number of an update's frame, the one it needs, its places, and the new picture."""
    number, needed, width, height, count = struct.unpack_from("<5I", update)
    picture = np.zeros((height, width, 3), np.uint8) if needed == NO_FRAME else picture.copy()
    places = np.frombuffer(update, "<u4", 3 * count, 20).reshape(-1, 3)
    start = 20 + 12 * count
    for left, top, length in places.tolist():
        piece = np.asarray(Image.open(io.BytesIO(update[start : start + length])))
        picture[top : top + len(piece), left : left + piece.shape[1]] = piece
        start += length
    assert start == len(update)
    return number, needed, places[:, :2].tolist(), picture


@pytest.mark.parametrize("size", [(1, 1), (7, 300), (150, 33)])
def test_a_png_file_holds_the_colours_unchanged(size):
    pixels = random_pixels(*size)
    image = Image.open(io.BytesIO(png_of(pixels)))
    assert (image.format, image.mode) == ("PNG", "RGB")
    np.testing.assert_array_equal(np.asarray(image), pixels[..., :3])


def test_a_canvas_that_shows_the_same_is_no_new_frame():
    frames, pixels = Frames(), random_pixels(50, 40)
    frames.take(pixels)
    frames.take(pixels.copy())
    assert frames.number == 1


def test_a_frame_is_a_copy_of_the_canvas():
    frames, pixels = Frames(), random_pixels(50, 40)
    frames.take(pixels)
    shown = pixels[..., :3].copy()
    pixels[:] = 0
    np.testing.assert_array_equal(applied(frames.update_from(NO_FRAME), None)[3], shown)


def test_only_pieces_that_changed_are_sent():
    frames, pixels = Frames(), random_pixels(10 * BLOCK, 10 * BLOCK)
    frames.take(pixels)
    first = applied(frames.update_from(NO_FRAME), None)[3]
    pixels[5, 5] ^= 1
    pixels[9 * BLOCK, 3 * BLOCK] ^= 1
    frames.take(pixels)
    number, needed, places, picture = applied(frames.update_from(1), first)
    assert (number, needed) == (2, 1)
    assert places == [[0, 0], [3 * BLOCK, 9 * BLOCK]]
    np.testing.assert_array_equal(picture, pixels[..., :3])
    assert len(frames.update_from(1)) < len(frames.update_from(NO_FRAME)) / 10


@pytest.mark.parametrize("size", [(90, 130), (BLOCK, BLOCK), (1, 100)])
def test_whoever_holds_any_earlier_frame_comes_to_the_newest_one(size):
    rng, frames, pixels = np.random.default_rng(1), Frames(), random_pixels(*size)
    held = {}
    for _ in range(30):
        top, left = (rng.integers(0, side) for side in size)
        pixels[top : top + rng.integers(1, 40), left : left + rng.integers(1, 40)] ^= 1
        frames.take(pixels)
        held[frames.number] = pixels[..., :3].copy()
    for number, picture in held.items():
        if number != frames.number:
            newest = applied(frames.update_from(number), picture)
            assert newest[0] == frames.number
            np.testing.assert_array_equal(newest[3], pixels[..., :3])


def test_a_canvas_of_another_size_is_a_whole_picture():
    frames = Frames()
    frames.take(random_pixels(100, 100))
    other = random_pixels(60, 120)
    frames.take(other)
    number, needed, _, picture = applied(frames.update_from(1), None)
    assert (number, needed) == (2, NO_FRAME)
    np.testing.assert_array_equal(picture, other[..., :3])
