import numpy as np
import pytest

from latent import figures
from tests.helpers.figures import drawn, pixels_of


@pytest.mark.parametrize("zoom", [1, 3])
def test_rows_show_every_image_pixel_for_pixel(zoom):
    images = np.zeros((2, 28, 28), np.uint8)
    images[1] = 255
    figure = drawn(figures.image_rows([("one", images), ("two", images[:1])], "title", zoom))
    (panel,) = figure.axes
    picture = pixels_of(panel)
    assert picture.shape == (56, 56, 3)
    assert np.unique(picture[:28, 28:].reshape(-1, 3), axis=0).tolist() == [[32, 32, 36]]
    assert np.unique(picture[28:].reshape(-1, 3), axis=0).tolist() == [[250, 249, 245]]
    assert [text.get_text() for text in figure.texts] == ["title", "one", "two"]
    assert panel.bbox.size == pytest.approx([56 * zoom, 56 * zoom])


@pytest.mark.parametrize("name", ["DejaVuSans-CondensedBoldOblique", "W" * 34, "W" * 60])
def test_long_names_of_rows_are_not_cut_off(name):
    figure = drawn(figures.image_rows([(name, np.zeros((10, 28, 28), np.uint8))], "title"))
    box = figure.texts[1].get_window_extent()
    assert box.x0 >= 0
    assert box.x1 < figure.axes[0].bbox.x0
