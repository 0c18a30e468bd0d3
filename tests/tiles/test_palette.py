"""Class colours: readable, apart in every vision, and the same whatever the number of classes."""

import numpy as np
import pytest

from latent.tiles.palette import (
    ACCENT,
    INK,
    OFF_WHITE,
    TOO_HIGH,
    TOO_LOW,
    VISIONS,
    class_colors,
    contrast,
    to_hex,
    to_oklab,
)


def smallest_distance(colors, vision):
    points = to_oklab(colors, vision)
    distances = np.linalg.norm(points[:, None] - points, axis=-1)
    return distances[np.triu_indices(len(colors), 1)].min()


def test_a_class_keeps_its_color_when_there_are_more_classes():
    everything = class_colors(255)
    assert everything.shape == (255, 3)
    assert everything.dtype == np.uint8
    for n_classes in (0, 1, 9, 10, 11, 94, 254):
        np.testing.assert_array_equal(class_colors(n_classes), everything[:n_classes])


def test_what_is_chosen_has_the_first_blue():
    assert tuple(class_colors(1)[0]) == ACCENT


@pytest.mark.parametrize("n_classes", [3, 200])
def test_changing_the_colors_got_does_not_change_those_got_next(n_classes):
    before = class_colors(n_classes)
    class_colors(n_classes)[:] = 0
    np.testing.assert_array_equal(class_colors(n_classes), before)


@pytest.mark.parametrize("n_classes", [-1, 256])
def test_numbers_of_classes_without_colors_are_refused(n_classes):
    with pytest.raises(ValueError, match=f"n_classes is {n_classes}, must be from 0 to 255"):
        class_colors(n_classes)


def test_every_color_reads_on_the_ground():
    assert contrast(class_colors(255), OFF_WHITE).min() >= 2.5


def test_no_color_beyond_the_first_ten_is_taken_for_black():
    black = to_oklab(np.array((32, 32, 36)))
    assert to_oklab(class_colors(255)[10:])[:, 0].min() > black[0] + 0.1


def test_text_and_difference_colors_read_on_the_ground():
    assert contrast(np.array([INK]), OFF_WHITE).min() >= 12
    assert contrast(np.array([TOO_HIGH, TOO_LOW]), OFF_WHITE).min() >= 4.5


@pytest.mark.parametrize(
    ("vision", "least"),
    [("normal", 0.2), ("protanopia", 0.12), ("deuteranopia", 0.12), ("tritanopia", 0.12)],
)
def test_the_first_ten_colors_are_apart_in_every_vision(vision, least):
    assert smallest_distance(class_colors(10), vision) >= least


@pytest.mark.parametrize("vision", VISIONS)
def test_too_high_and_too_low_are_apart_in_every_vision(vision):
    assert smallest_distance(np.array([TOO_HIGH, TOO_LOW]), vision) >= 0.2


@pytest.mark.parametrize("vision", VISIONS)
def test_no_two_of_all_colors_look_the_same(vision):
    assert smallest_distance(class_colors(255), vision) >= 0.01


def test_a_further_color_is_about_as_far_away_as_it_can_be():
    colors = class_colors(11)
    newest = min(
        smallest_distance(colors[[10, k]], vision) for vision in VISIONS for k in range(10)
    )
    random = np.random.default_rng(0).integers(0, 256, (500, 3))
    random = random[contrast(random, OFF_WHITE) >= 2.5]
    random = random[to_oklab(random)[:, 0] >= 0.36]
    gaps = np.full(len(random), np.inf)
    for vision in VISIONS:
        points, old = to_oklab(random, vision), to_oklab(colors[:10], vision)
        gaps = np.minimum(gaps, np.linalg.norm(points[:, None] - old, axis=-1).min(axis=1))
    assert newest >= gaps.max() - 0.01


def test_black_and_white_are_one_apart_and_have_no_hue():
    black, white = to_oklab(np.array([(0, 0, 0), (255, 255, 255)]))
    np.testing.assert_allclose(black, [0, 0, 0], atol=1e-6)
    np.testing.assert_allclose(white, [1, 0, 0], atol=1e-6)


def test_red_has_the_oklab_coordinates_that_are_published_for_it():
    np.testing.assert_allclose(to_oklab(np.array([255, 0, 0])), [0.628, 0.225, 0.126], atol=1e-3)


@pytest.mark.parametrize("vision", VISIONS)
def test_grays_stay_gray_in_every_vision(vision):
    grays = np.repeat(np.arange(0, 256, 51)[:, None], 3, axis=1)
    np.testing.assert_allclose(to_oklab(grays, vision), to_oklab(grays), atol=1e-4)


def test_red_and_green_come_closer_without_green_cones():
    red_and_green = np.array([(200, 60, 60), (110, 110, 40)])
    normal = smallest_distance(red_and_green, "normal")
    assert smallest_distance(red_and_green, "deuteranopia") < normal / 2


def test_contrast_is_the_same_both_ways_and_one_with_itself():
    colors = np.array([INK, OFF_WHITE])
    np.testing.assert_allclose(contrast(colors, OFF_WHITE)[0], contrast(colors, INK)[1])
    assert contrast(colors, OFF_WHITE)[1] == 1


def test_colors_become_six_hexadecimal_digits():
    assert to_hex((0, 10, 255)) == "#000aff"
    assert to_hex(class_colors(1)[0]) == "#0174ab"
