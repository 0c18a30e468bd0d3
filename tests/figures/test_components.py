import numpy as np
import pytest

from latent import figures
from latent.figures import ModelPoint
from tests.helpers.figures import LONG_TITLE, TITLE, assert_readable, axes_called, drawn, pixels_of

DIMS = [2, 5, 10]
ERRORS = 0.07 / np.arange(1, 41)
EXPLAINED = 1 - ERRORS / 0.07


def explained_and_errors(models=(), title=TITLE):
    return drawn(figures.explained_and_errors(EXPLAINED, ERRORS, DIMS, models, title))


def test_the_curves_are_the_numbers_given_and_the_dims_are_marked():
    figure = explained_and_errors()
    for label, values in (("explained variance", EXPLAINED), ("test error", ERRORS)):
        curve, marks = axes_called(figure, label).lines
        np.testing.assert_array_equal(curve.get_xdata(), np.arange(1, 40))
        np.testing.assert_array_equal(curve.get_ydata(), values[1:])
        np.testing.assert_array_equal(marks.get_xdata(), DIMS)
        np.testing.assert_array_equal(marks.get_ydata(), values[DIMS])


def test_models_stand_at_their_code_size_and_error_and_in_the_legend():
    models = [ModelPoint("dense", 16, 0.01, "784-16-784"), ModelPoint("vae", 8, 0.02, "784-8-784")]
    axes = axes_called(explained_and_errors(models), "test error")
    points = [line.get_xydata().tolist() for line in axes.lines[2:]]
    assert points == [[[16, 0.01]], [[8, 0.02]]]
    words = [text.get_text() for text in axes.get_legend().get_texts()]
    assert words == ["PCA", "dense 784-16-784: 0.01000", "vae 784-8-784: 0.02000"]
    assert len({line.get_color() for line in axes.lines}) == 3


@pytest.mark.parametrize("title", [TITLE, LONG_TITLE])
@pytest.mark.parametrize("n_models", [0, 3])
def test_the_curves_are_readable(title, n_models):
    models = [ModelPoint("dense", 4**k, 0.03 / (k + 1), "784-16-784") for k in range(n_models)]
    assert_readable(explained_and_errors(models, title))


@pytest.mark.parametrize("n_components", [1, 13, 60])
def test_components_are_shown_in_order_on_one_scale_around_zero(n_components):
    images = np.random.default_rng(0).normal(size=(n_components, 28, 28))
    figure = drawn(figures.components(images, np.linspace(0.5, 0, n_components), TITLE))
    for k, image in enumerate(images, start=1):
        axes = axes_called(figure, f"component {k}")
        np.testing.assert_array_equal(pixels_of(axes), image)
        assert axes.images[0].get_clim() == (-np.abs(images).max(), np.abs(images).max())
    assert axes_called(figure, "component 1").get_title().startswith("1: 50.0%")
    assert_readable(figure)


def test_components_of_colour_images_have_a_scale_for_each_channel():
    images = np.random.default_rng(0).normal(size=(5, 16, 16, 3))
    figure = drawn(figures.components(images, np.linspace(0.5, 0, 5), TITLE))
    scale = axes_called(figure, "scale")
    bars = pixels_of(scale)
    most = np.abs(images).max()
    assert scale.images[0].get_extent()[2:] == [-most, most]
    for channel in range(3):
        assert bars[0, channel, channel] == 0
        assert bars[-1, channel, channel] == 1
        others = np.delete(bars[:, channel], channel, axis=1)
        assert (others == 0.5).all()
    assert_readable(figure)
