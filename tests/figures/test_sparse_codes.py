import numpy as np
import pytest
from matplotlib.colors import to_rgb

from latent import figures
from latent.tiles.classes import Classes
from latent.tiles.palette import class_colors
from tests.helpers.digits import random_digits
from tests.helpers.figures import (
    DIGITS,
    LONG_TITLE,
    SIGNS,
    TITLE,
    assert_readable,
    axes_called,
    classes_of,
    drawn,
    pixels_of,
)

CLOTHES = ["T-shirt/top", "Ankle boot", "Bag"]


def sparsity_figure(names=DIGITS, n=400, title=TITLE, n_on=None):
    images, _ = random_digits(n)
    classes = classes_of(n, names)
    errors = np.random.default_rng(1).random(n) / 50
    n_on = classes.labels * 10 if n_on is None else n_on
    return drawn(figures.sparsity(images, 1 - images / 255, errors, n_on, classes, title))


def codes_figure(bits, labels, names=DIGITS, title=TITLE):
    classes = Classes(np.array(labels), names)
    return drawn(figures.codes(np.asarray(bits, np.uint8), classes, title))


@pytest.mark.parametrize(
    ("names", "title"),
    [
        (CLOTHES, TITLE),
        (["one class"], TITLE),
        ([f"class {k}" for k in range(30)], TITLE),
        (SIGNS, LONG_TITLE),
    ],
    ids=["clothes", "one class", "30 classes", "94 classes, long title"],
)
def test_the_sparsity_figure_is_readable(names, title):
    assert_readable(sparsity_figure(names, title=title), least_size=4)


def test_the_sparsity_figure_of_digits_has_letters_of_full_size():
    assert_readable(sparsity_figure())


def test_boxes_stand_at_the_quartiles_of_their_class():
    figure = sparsity_figure(n_on=np.repeat([1, 2, 3, 4, 50], 2 * 40), names=["a", "b"])
    box, _ = axes_called(figure, "active bits per class").patches
    low, high = box.get_path().vertices[:, 1].min(), box.get_path().vertices[:, 1].max()
    assert (low, high) == (2, 4)
    assert np.allclose(box.get_facecolor()[:3], class_colors(1)[0] / 255)


def test_a_block_shows_the_first_33_images_beside_their_reconstructions():
    figure = sparsity_figure()
    picture = pixels_of(axes_called(figure, "images of 3"))
    half = picture.shape[1] // 2
    images, _ = random_digits(400)
    assert np.array_equal(picture[:28, :28], images[3])
    assert np.array_equal(picture[:28, half : half + 28], 255 - images[3])
    assert np.array_equal(picture[-28:, half - 28 : half], images[3 + 10 * 32])


def test_a_class_with_few_or_no_images_leaves_its_block_empty():
    figure = sparsity_figure([*DIGITS, "none"], n=10)
    assert_readable(figure)
    assert (pixels_of(axes_called(figure, "images of none")) == 0).all()


@pytest.mark.parametrize(
    ("names", "title"),
    [(DIGITS, LONG_TITLE), (CLOTHES, TITLE), (["x" * 50] * 94, TITLE)],
    ids=["digits, long title", "clothes", "94 long names"],
)
def test_the_code_figure_is_readable(names, title):
    rng = np.random.default_rng(0)
    labels = np.repeat(np.arange(len(names)), 20)
    bits = rng.random((len(labels), 500)) < 0.1
    assert_readable(codes_figure(bits, labels, names, title))


def test_a_bit_that_is_on_has_the_colour_of_its_class():
    figure = codes_figure([[1, 0, 0], [0, 1, 0], [0, 1, 1]], [0, 0, 2])
    axes = axes_called(figure, "codes")
    picture, colors = pixels_of(axes), class_colors(3)
    white = [255, 255, 255]
    assert picture.tolist() == [
        [colors[0].tolist(), white, white],
        [white, colors[0].tolist(), white],
        [white, colors[2].tolist(), colors[2].tolist()],
    ]
    names = [label.get_text() for label in axes.get_yticklabels()]
    assert names == ["0", "2"]
    assert axes.get_yticks().tolist() == [1, 2.5]
    assert to_rgb(axes.get_yticklabels()[1].get_color()) == pytest.approx(colors[2] / 255)


def test_a_single_bit_among_more_than_there_are_pixels_is_seen():
    bits = np.zeros((2, 5000))
    bits[1, 4321] = 1
    axes = axes_called(codes_figure(bits, [0, 1]), "codes")
    picture = pixels_of(axes)
    rows, columns = np.nonzero((picture != 255).any(axis=2))
    assert rows.tolist() == [1]
    assert columns[0] / picture.shape[1] == pytest.approx(4321 / 5000, abs=0.001)
    assert axes.get_xlim() == (0, 5000)
    assert "at least one of up to 4 neighbours" in axes.get_xlabel()


def test_codes_without_a_bit_that_varies_are_said_to_be_so():
    figure = codes_figure(np.zeros((4, 0)), [0, 0, 1, 1])
    assert_readable(figure)
    (text,) = axes_called(figure, "codes").texts
    assert text.get_text() == "no bit is on for some images and off for others"
