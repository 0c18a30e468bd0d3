import numpy as np
import pytest

from latent import figures
from latent.figures.text import SMALLEST_SIZE
from latent.tiles.palette import class_colors
from tests.helpers.figures import (
    DIGITS,
    LONG_TITLE,
    SIGNS,
    TITLE,
    assert_readable,
    axes_called,
    drawn,
    saved,
)


def draw_map(size, names, title=TITLE, note="10-nearest-neighbour accuracy 0.95"):
    pixels = np.random.default_rng(0).integers(0, 256, (size, size, 3), dtype=np.uint8)
    return drawn(figures.framed_map(pixels, names, title, note)), pixels


@pytest.mark.parametrize("size", [100, 333, 800, 1000])
def test_a_map_is_saved_pixel_for_pixel(size, tmp_path):
    figure, pixels = draw_map(size, DIGITS)
    picture = saved(figure, tmp_path / "map.png")
    assert (picture[-size:, :size] == pixels).all()
    assert picture.shape[0] > size < picture.shape[1]


@pytest.mark.parametrize("names", [DIGITS, SIGNS, ["a folder with quite a long name" * 3]])
@pytest.mark.parametrize(("title", "note"), [(TITLE, "a note"), (LONG_TITLE, LONG_TITLE)])
def test_a_map_is_whole_and_readable(names, title, note):
    figure, _ = draw_map(800, names, title, note)
    assert_readable(figure, SMALLEST_SIZE if note == "a note" else 4)


def test_the_legend_names_every_class_in_its_colour_beside_the_map():
    figure, pixels = draw_map(800, SIGNS)
    figure.canvas.draw()
    legend = axes_called(figure, "legend").get_legend()
    assert [text.get_text() for text in legend.get_texts()] == SIGNS
    colors = np.array([patch.get_facecolor()[:3] for patch in legend.get_patches()])
    assert (np.rint(colors * 255) == class_colors(94)).all()
    assert legend.get_window_extent().x0 >= len(pixels)
    assert len({round(patch.get_window_extent().x0) for patch in legend.get_patches()}) == 3


def test_ten_classes_take_one_column():
    figure, _ = draw_map(800, DIGITS)
    figure.canvas.draw()
    patches = axes_called(figure, "legend").get_legend().get_patches()
    assert len({round(patch.get_window_extent().x0) for patch in patches}) == 1


def test_a_map_twice_as_large_has_letters_twice_as_large():
    large, small = (
        figures.framed_map(np.zeros((size, size, 3), np.uint8), DIGITS, TITLE, "")
        for size in (2000, 1000)
    )
    assert large.dpi == 2 * small.dpi
    assert large.size == pytest.approx(small.size, rel=0.01)


def test_a_map_larger_than_its_figure_is_refused():
    drawing = figures.framed_map(np.zeros((100, 100, 3), np.uint8), ["a"], TITLE, "")
    with pytest.raises(ValueError, match="larger figure"):
        drawn(drawing, size=(1, 1))
