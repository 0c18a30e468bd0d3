import numpy as np
import pytest

from latent import figures
from latent.tiles.classes import Classes
from latent.tiles.palette import class_colors
from tests.helpers.figures import (
    CLOTHES,
    DIGITS,
    LONG_TITLE,
    SIGNS,
    TITLE,
    assert_readable,
    axes_called,
    classes_of,
    drawn,
)


@pytest.mark.parametrize("names", [DIGITS, CLOTHES, SIGNS, ["one"]], ids=len)
def test_maps_of_codes_are_readable(names):
    points, classes = np.random.default_rng(0).normal(size=(300, 3)), classes_of(300, names)
    figure = drawn(figures.scatter_map(points[:, :2], classes, LONG_TITLE, "a note"))
    assert_readable(figure, least_size=4)
    kernels = [("polynomial, γ = 0.1", points), ("RBF", points)]
    chosen = range(min(6, len(names)))
    figure = drawn(figures.kernel_components(kernels, classes, chosen, TITLE))
    assert_readable(figure, least_size=4)


def test_many_characters_are_drawn_as_themselves_in_the_colours_of_their_sorts():
    classes = classes_of(940, SIGNS)
    points = np.random.default_rng(0).normal(size=(940, 2))
    axes = axes_called(drawn(figures.scatter_map(points, classes, TITLE, "")), "map")
    assert len(axes.collections) == 94
    for label, shown in enumerate(axes.collections):
        of_class = sorted(map(tuple, points[label::94]))
        assert sorted(map(tuple, np.asarray(shown.get_offsets()))) == of_class
    colors = {tuple(shown.get_facecolors()[0]) for shown in axes.collections}
    names = [text.get_text() for text in axes.get_legend().get_texts()]
    assert len(colors) == len(names) == 4
    one, seven = (axes.collections[SIGNS.index(sign)].get_paths()[0] for sign in "17")
    assert len(one.vertices) != len(seven.vertices)


def test_points_have_the_colours_of_their_classes_and_lie_where_they_should():
    points, labels = np.array([[0.0, 1.0], [2.0, 3.0], [4.0, 5.0]]), np.array([2, 0, 2])
    figure = drawn(figures.scatter_map(points, Classes(labels, CLOTHES), TITLE, ""))
    (shown,) = axes_called(figure, "map").collections
    found = {
        tuple(place): tuple(color[:3])
        for place, color in zip(shown.get_offsets().tolist(), shown.get_facecolors(), strict=True)
    }
    colors = class_colors(4) / 255
    for point, label in zip(points.tolist(), labels, strict=True):
        assert found[tuple(point)] == pytest.approx(tuple(colors[label]))


def test_a_small_panel_shows_one_class_in_its_colour_and_the_others_in_grey():
    points = np.random.default_rng(0).normal(size=(30, 3))
    classes = Classes(np.arange(30) % 3, ["a", "b", "c"])
    figure = drawn(figures.kernel_components([("k", points)], classes, [1], TITLE))
    others, own = axes_called(figure, "k, b").collections
    assert len(others.get_offsets()) == 20
    assert np.allclose(own.get_offsets(), points[classes.labels == 1, :2])
    assert np.allclose(own.get_facecolors()[0][:3], class_colors(2)[1] / 255)
