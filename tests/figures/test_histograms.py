import numpy as np
import pytest

from latent import figures
from latent.figures.histograms import MOST_PANELS, bit_levels
from tests.helpers.figures import LONG_TITLE, TITLE, assert_readable, axes_called, drawn


@pytest.mark.parametrize("n_units", [1, 2, 5, 16, 64, 65, MOST_PANELS, MOST_PANELS + 1, 784])
def test_the_histograms_of_any_number_of_units_are_a_readable_page(n_units):
    shares = np.random.default_rng(0).random((n_units, 50)) / 50
    figure = drawn(figures.unit_histograms(shares, np.linspace(-1, 1, 51), LONG_TITLE))
    assert_readable(figure, least_size=4)
    width, height = figure.get_size_inches()
    assert height < 1.1 * width


def test_a_bar_is_as_high_as_its_share():
    shares = np.array([[0.25, 0.75], [1.0, 0.0]])
    figure = drawn(figures.unit_histograms(shares, np.array([-1.0, 0, 1]), TITLE))
    (bars,) = axes_called(figure, "unit 0").patches
    assert bars.get_data().values.tolist() == [0.25, 0.75]
    assert axes_called(figure, "unit 1").get_title() == "1: 100 %"


@pytest.mark.parametrize(
    "frequency",
    [np.random.default_rng(0).random(4096) ** 8, np.zeros(30), np.ones(1), np.array([0, 0.5])],
    ids=["4096 bits", "never on", "one bit", "two bits"],
)
def test_the_page_of_bits_is_readable(frequency):
    assert_readable(drawn(figures.bit_histograms(frequency, TITLE)))


def test_a_cell_of_the_page_shows_how_often_its_bit_is_on():
    figure = drawn(figures.bit_histograms(np.array([0, 0.1, 1, 0.01, 0.001]), TITLE))
    cells = np.ma.filled(axes_called(figure, "every bit").images[0].get_array(), np.nan)
    assert cells.shape == (3, 3)
    assert np.allclose(cells.ravel()[1:5], [-1, 0, -2, -3])
    assert np.isnan(cells.ravel()[[0, 5, 8]]).all()


def test_bits_are_counted_once_whatever_their_share():
    rng = np.random.default_rng(0)
    frequency = np.concatenate([rng.random(500) ** 6, np.zeros(7), np.ones(3)])
    names, counts = bit_levels(frequency)
    assert len(names) == len(counts)
    assert sum(counts) == 510
    assert counts[0] == 7
    assert counts[-1] == 3
