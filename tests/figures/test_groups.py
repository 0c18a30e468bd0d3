from functools import cache

import numpy as np
import pytest
from matplotlib.colors import to_rgb

from latent import figures
from latent.codes.measures import error_groups
from latent.figures.groups import difference_images
from latent.tiles.mosaic import mosaic
from latent.tiles.palette import TOO_HIGH, TOO_LOW
from tests.helpers.figures import LONG_TITLE, TITLE, assert_readable, axes_called, drawn, pixels_of


def some_errors(n=400):
    return np.linspace(0.01, 0.05, n) ** 2


@cache  # the tests only read what it has drawn
def draw_reconstructions(n=400, title=TITLE, size=None):
    errors = some_errors(n)
    reconstructed = np.ones((n, 28, 28), np.float32) * np.linspace(0, 1, n)[:, None, None]
    groups = error_groups(errors)
    drawing = figures.reconstructions(reconstructed, errors, groups, "test MSE per image", title)
    return drawn(drawing, size), reconstructed, errors, groups


@cache
def draw_differences(n=400, title=TITLE, size=None):
    errors = some_errors(n)
    images = np.full((n, 28, 28), 51, np.uint8)
    reconstructed = np.full((n, 28, 28), 0.7, np.float32)
    groups = error_groups(errors)
    drawing = figures.differences(images, reconstructed, errors, groups, "test MSE", title)
    return drawn(drawing, size), images, reconstructed, groups


def bands(figure):
    # matplotlib draws histogram bars as patches too; only the bands are translucent.
    axes = axes_called(figure, "histogram of errors")
    return [patch for patch in axes.patches if patch.get_facecolor()[3] < 1]


def test_each_panel_shows_the_images_of_its_group():
    figure, reconstructed, _, groups = draw_reconstructions()
    for k, group in enumerate(groups):
        expected = mosaic(np.rint(reconstructed[group.indices] * 255).astype(np.uint8), 3)
        assert (pixels_of(axes_called(figure, f"error group {k + 1}")) == expected).all()


def test_each_panel_is_framed_in_the_colour_of_its_band():
    figure, _, _, groups = draw_reconstructions()
    colors = set()
    for k, (group, band) in enumerate(zip(groups, bands(figure), strict=True)):
        panel = axes_called(figure, f"error group {k + 1}")
        frame = {to_rgb(spine.get_edgecolor()) for spine in panel.spines.values()}
        assert frame == {to_rgb(band.get_edgecolor())} == {band.get_facecolor()[:3]}
        assert band.get_x() == pytest.approx(group.low)
        assert band.get_x() + band.get_width() == pytest.approx(group.high)
        colors |= frame
    assert len(colors) == 8


def test_panel_titles_tell_the_place_and_the_range_of_errors():
    figure, *_ = draw_reconstructions()
    titles = [axes_called(figure, f"error group {k}").get_title() for k in range(1, 9)]
    assert titles[0].startswith("lowest 39\n0.000100 – ")
    assert titles[3].startswith("quantile 0.43\n")
    assert titles[7].startswith("highest 39\n") and titles[7].endswith(" – 0.00250")


def test_the_histogram_counts_every_image_and_its_axes_are_named():
    figure, _, errors, _ = draw_reconstructions()
    axes = axes_called(figure, "histogram of errors")
    bars = [patch for patch in axes.patches if patch not in bands(figure)]
    assert sum(bar.get_height() for bar in bars) == len(errors)
    assert (axes.get_xlabel(), axes.get_ylabel()) == ("test MSE per image", "number of images")


def test_a_pixel_is_two_by_two_pixels_at_the_proper_size():
    figure, *_ = draw_reconstructions()
    figure.canvas.draw()
    panel = axes_called(figure, "error group 1")
    height, width = panel.images[0].get_array().shape
    assert panel.bbox.size == pytest.approx([2 * width, 2 * height])
    assert panel.images[0].get_interpolation() == "nearest"


def test_reconstructions_out_of_range_are_shown_as_black_and_white():
    reconstructed = np.array([[[-0.5]], [[1.5]]])
    errors = np.array([0.1, 0.2])
    groups = error_groups(errors)
    figure = drawn(figures.reconstructions(reconstructed, errors, groups, "test MSE", TITLE))
    assert pixels_of(axes_called(figure, "error group 1")).tolist() == [[0]]
    assert pixels_of(axes_called(figure, "error group 8")).tolist() == [[255]]


def test_pixels_at_least_10_percent_off_are_red_or_blue():
    images = np.array([[[0, 0, 255, 255, 102, 102]]], np.uint8)
    reconstructed = np.array([[[1, 0.05, 0, 0.95, 0.5, 0.3]]])
    too_high, kept_white, too_low, kept_ink, barely_high, barely_low = difference_images(
        images, reconstructed
    )[0, 0].tolist()
    assert too_high == list(TOO_HIGH) and too_low == list(TOO_LOW)
    assert kept_white == [255, 255, 255]
    assert kept_ink[0] == kept_ink[1] == kept_ink[2] < 255
    assert barely_high[0] > barely_high[2] and barely_low[2] > barely_low[0]


def test_a_larger_difference_has_a_stronger_colour():
    images = np.zeros((1, 1, 3), np.uint8)
    greens = difference_images(images, np.array([[[0.2, 0.5, 0.9]]]))[0, 0, :, 1].tolist()
    assert greens == sorted(greens, reverse=True) and len(set(greens)) == 3


def test_differences_show_each_group_and_say_what_the_colours_mean():
    figure, images, reconstructed, groups = draw_differences()
    pictures = difference_images(images[groups[0].indices], reconstructed[groups[0].indices])
    shown = pixels_of(axes_called(figure, "error group 1"))
    assert (shown == mosaic(pictures, 3, fill=255)).all()
    scale = axes_called(figure, "scale of differences")
    assert [scale.get_title(loc=side) for side in ("left", "center", "right")] == [
        "too low",
        "reconstructed pixel",
        "too high",
    ]
    assert len(bands(figure)) == 8


def test_differences_do_not_change_their_arguments():
    _, images, reconstructed, _ = draw_differences()
    assert (images == 51).all() and (reconstructed == np.float32(0.7)).all()


@pytest.mark.parametrize("draw", [draw_reconstructions, draw_differences])
@pytest.mark.parametrize(("n", "title"), [(400, TITLE), (30, LONG_TITLE), (1, "")])
def test_group_figures_are_whole_and_readable(draw, n, title):
    figure, *_ = draw(n, title)
    assert "".join(figure.get_suptitle().split()) == "".join(title.split())
    assert_readable(figure)


@pytest.mark.parametrize("draw", [draw_reconstructions, draw_differences])
def test_group_figures_are_readable_in_a_smaller_window(draw):
    figure, *_ = draw(size=(10, 8))
    assert_readable(figure)


@pytest.mark.parametrize("error", [0.0, 0.02, 1e-12])
def test_errors_that_are_all_alike_are_drawn(error):
    errors = np.full(50, error)
    groups, black = error_groups(errors), np.zeros((50, 28, 28))
    figure = drawn(figures.reconstructions(black, errors, groups, "test MSE", TITLE))
    low, high = axes_called(figure, "histogram of errors").get_xlim()
    assert low < error < high
    assert_readable(figure)
