import numpy as np
import pytest

from latent import figures
from tests.helpers.figures import TITLE, assert_readable, drawn, pixels_of


def some_pictures(*shapes):
    return [
        (f"picture {k} of a demonstration", np.full((*shape, 3), 20 * k, np.uint8))
        for k, shape in enumerate(shapes)
    ]


@pytest.mark.parametrize(
    "shapes",
    [
        [(100, 100)],
        [(90, 160), (90, 160), (65, 100), (100, 100), (100, 110), (100, 100)],
        [(400, 150), (150, 400), (100, 100)],
        [(80, 100)] * 13,
    ],
)
def test_a_sheet_shows_every_picture_undistorted_under_its_name(shapes):
    pictures = some_pictures(*shapes)
    figure = drawn(figures.contact_sheet(pictures, "What the demonstration made"))
    for axes, (name, pixels) in zip(figure.axes, pictures, strict=True):
        assert " ".join(axes.get_title(loc="left").split()) == name
        assert (pixels_of(axes) == pixels).all()
        box = axes.get_position(original=True)
        width, height = figure.get_size_inches()
        shape = (box.width * width) / (box.height * height)
        assert shape == pytest.approx(pixels.shape[1] / pixels.shape[0])
    assert_readable(figure)


def test_a_sheet_on_another_figure_keeps_its_pictures_apart():
    pictures = some_pictures(*[(80, 100)] * 6)
    assert_readable(drawn(figures.contact_sheet(pictures, TITLE), size=(8, 8)))


def test_a_sheet_without_pictures_is_refused():
    with pytest.raises(ValueError, match="at least one picture"):
        figures.contact_sheet([], TITLE)


def test_images_are_set_dark_on_white_into_a_grid():
    images = np.array([[[0.0]], [[1.0]], [[0.2]]])
    sheet = figures.image_sheet(images, n_columns=2, scale=1)
    assert sheet[..., 0].tolist() == [[255, 255, 0], [255, 255, 255], [204, 255, 255]]
    assert (sheet == sheet[..., :1]).all()
    assert figures.image_sheet(images, n_columns=2).shape == (6, 6, 3)
