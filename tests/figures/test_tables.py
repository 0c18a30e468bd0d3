import numpy as np
import pytest

from latent import figures
from latent.tiles.palette import OFF_WHITE
from tests.helpers.digits import random_digits
from tests.helpers.figures import (
    CLOTHES,
    DIGITS,
    LONG_TITLE,
    TITLE,
    assert_readable,
    axes_called,
    drawn,
    pixels_of,
)


def rows_of(names, n=4):
    images, _ = random_digits(n)
    return [(name, images) for name in names]


@pytest.mark.parametrize(
    ("blocks", "title", "note"),
    [
        ([rows_of(DIGITS)], TITLE, ""),
        ([rows_of(CLOTHES), rows_of(CLOTHES[:2])], LONG_TITLE, "a note"),
        ([rows_of(["one"], n=1)], TITLE, "a note " * 20),
    ],
    ids=["digits", "two blocks, long title", "one image"],
)
def test_a_table_of_images_is_readable(blocks, title, note):
    assert_readable(drawn(figures.image_table(blocks, title, note, group=2)), least_size=4)


def test_a_table_shows_every_pixel_dark_on_white_as_a_square():
    blocks = [rows_of(DIGITS[:2], n=3)]
    axes = axes_called(drawn(figures.image_table(blocks, TITLE, "")), "images 1")
    shown, images = pixels_of(axes), blocks[0][0][1]
    assert np.array_equal(shown[2:30, :28, 0], 255 - images[0])
    assert np.array_equal(shown[35:63, 33:61, 1], 255 - images[1])
    assert shown[0, 0].tolist() == list(OFF_WHITE)
    box = axes.get_window_extent()
    assert box.width == pytest.approx(2 * shown.shape[1])
    assert box.height == pytest.approx(2 * shown.shape[0])


def test_images_of_a_group_stand_close_together():
    table = figures.image_table([rows_of(["x"], n=4)], TITLE, "", group=2)
    shown = pixels_of(axes_called(drawn(table, size=(9, 3)), "images 1"))[2]
    ground = (shown == OFF_WHITE).all(axis=1)
    assert np.flatnonzero(ground).tolist() == [28, *range(57, 62), 90, *range(119, 124)]
