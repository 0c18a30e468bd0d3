import io
from functools import cache
from itertools import combinations

import matplotlib
import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from matplotlib.layout_engine import ConstrainedLayoutEngine
from matplotlib.text import Text
from PIL import Image

from latent import figures
from latent.codes.measures import error_groups
from latent.figures.groups import difference_images
from latent.figures.text import SMALLEST_SIZE, fitting_text, wrapped_lines
from latent.tiles.mosaic import mosaic
from latent.tiles.palette import TOO_HIGH, TOO_LOW, class_colors
from latent.tools.check import UserError

TITLE = "dense 784-16-784 on MNIST digits, 10,000 test images: test MSE 0.02686 (sd 0.00976)"
LONG_TITLE = "dense " + "-".join(["784", *["1000"] * 40, "784"]) + f" in /tmp/$a/$b: {TITLE}"


def axes_called(figure, label):
    (axes,) = [axes for axes in figure.axes if axes.get_label() == label]
    return axes


def assert_readable(figure, least_size=SMALLEST_SIZE):
    """Nothing is cut off at the figure's edges, no text is too small, no two texts overlap."""
    renderer = FigureCanvasAgg(figure).get_renderer()
    figure.draw(renderer)
    whole = figure.get_tightbbox(renderer)
    edges = (whole.x0, whole.y0, *(figure.get_size_inches() - (whole.x1, whole.y1)))
    assert min(edges) > -1e-6, edges
    texts = [(text, text.get_window_extent(renderer)) for text in drawn_texts(figure)]
    for text, _ in texts:
        assert text.get_fontsize() >= least_size, text
    for (text, box), (other_text, other_box) in combinations(texts, 2):
        assert not (
            box.x0 < other_box.x1
            and other_box.x0 < box.x1
            and box.y0 < other_box.y1
            and other_box.y0 < box.y1
        ), f"{text} and {other_text}"


def drawn_texts(figure):
    # Axes keep the labels of ticks outside of their limits, but do not draw them.
    hidden = []
    for axes in figure.axes:
        for axis, limits in ((axes.xaxis, axes.get_xlim()), (axes.yaxis, axes.get_ylim())):
            for tick in axis.get_major_ticks():
                if not min(limits) <= tick.get_loc() <= max(limits):
                    hidden += [tick.label1, tick.label2]
    return [
        text
        for text in figure.findobj(Text)
        if text.get_visible() and text.get_text() and text not in hidden
    ]


def saved(figure):
    file = io.BytesIO()
    figure.savefig(file, format="png", dpi="figure")
    return np.asarray(Image.open(file).convert("RGB"))


# What all figures share


def test_a_new_figure_has_the_size_asked_for():
    figure = figures.new_figure(4, 3, dpi=50)
    assert saved(figure).shape == (150, 200, 3)


def draw_and_save(path):
    figure = figures.history(figures.new_figure(6, 4), some_history(30), TITLE)
    figures.save_figure(figure, path)
    return path.read_bytes()


def test_the_same_figure_gives_the_same_bytes(tmp_path):
    first = draw_and_save(tmp_path / "first.png")
    assert draw_and_save(tmp_path / "second.png") == first
    assert b"Software" not in first


def test_saving_one_figure_twice_gives_the_same_bytes(tmp_path):
    figure = figures.history(figures.new_figure(6, 4), some_history(30), TITLE)
    for name in ("first.png", "second.png"):
        figures.save_figure(figure, tmp_path / name)
    assert (tmp_path / "first.png").read_bytes() == (tmp_path / "second.png").read_bytes()


def test_the_users_own_style_changes_nothing(tmp_path):
    ours = draw_and_save(tmp_path / "ours.png")
    theirs = {
        "font.size": 30,
        "axes.facecolor": "red",
        "figure.facecolor": "black",
        "figure.constrained_layout.use": True,
        "lines.linewidth": 9,
        "savefig.bbox": "tight",
        "savefig.dpi": 20,
        "savefig.transparent": True,
        "text.hinting": "none",
    }
    with matplotlib.rc_context(theirs):
        assert draw_and_save(tmp_path / "theirs.png") == ours
        assert matplotlib.rcParams["font.size"] == 30


def test_a_figure_from_elsewhere_gets_our_ground_and_layout():
    with matplotlib.rc_context({"figure.facecolor": "red", "figure.constrained_layout.use": True}):
        figure = Figure(figsize=(6, 4))
        figures.history(figure, some_history(3), TITLE)
    assert not isinstance(figure.get_layout_engine(), ConstrainedLayoutEngine)
    assert figure.get_facecolor() == figures.new_figure(1, 1).get_facecolor()


def test_a_figure_that_cannot_be_written_is_said_in_one_line(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(UserError, match="cannot write") as raised:
        figures.save_figure(figures.new_figure(1, 1), tmp_path / "file" / "figure.png")
    assert "\n" not in str(raised.value)


def test_a_short_text_stays_on_one_line_at_full_size():
    assert fitting_text("short", width=3, height=1, largest=12) == ("short", 12)


def test_a_long_text_is_wrapped_and_loses_nothing():
    wrapped, size = fitting_text(LONG_TITLE, width=5, height=0.6)
    assert wrapped.count("\n") >= 2 and size < 12
    assert "".join(wrapped.split()) == "".join(LONG_TITLE.split())


def test_a_text_of_two_lines_keeps_them():
    assert fitting_text("one\ntwo", width=5, height=1)[0] == "one\ntwo"


def test_wrapped_lines_are_about_equally_long():
    assert wrapped_lines("aaaa bbbb cccc dddd", width=0.9, size=10) == ["aaaa bbbb", "cccc dddd"]


def test_a_box_too_narrow_for_any_letter_still_gives_every_letter():
    assert wrapped_lines("abc", width=0.001, size=10) == ["a", "b", "c"]


def test_an_empty_text_is_no_problem():
    assert fitting_text("", width=1, height=1)[0] == ""


# Groups of test images


def some_errors(n=400):
    return np.linspace(0.01, 0.05, n) ** 2


@cache  # the tests only read what it has drawn
def draw_reconstructions(n=400, title=TITLE, size=figures.GROUPS_SIZE):
    errors = some_errors(n)
    reconstructed = np.ones((n, 28, 28), np.float32) * np.linspace(0, 1, n)[:, None, None]
    groups = error_groups(errors)
    figure = figures.new_figure(*size)
    assert figures.reconstructions(figure, reconstructed, errors, groups, title) is figure
    return figure, reconstructed, errors, groups


@cache
def draw_differences(n=400, title=TITLE, size=figures.GROUPS_SIZE):
    errors = some_errors(n)
    images = np.full((n, 28, 28), 51, np.uint8)
    reconstructed = np.full((n, 28, 28), 0.7, np.float32)
    groups = error_groups(errors)
    figure = figures.new_figure(*size)
    result = figures.differences(figure, images, reconstructed, errors, groups, title)
    assert result is figure
    return figure, images, reconstructed, groups


def bands(figure):
    # matplotlib draws histogram bars as patches too; only the bands are translucent.
    axes = axes_called(figure, "histogram of errors")
    return [patch for patch in axes.patches if patch.get_facecolor()[3] < 1]


def test_each_panel_shows_the_images_of_its_group():
    figure, reconstructed, _, groups = draw_reconstructions()
    for k, group in enumerate(groups):
        (image,) = axes_called(figure, f"error group {k + 1}").images
        expected = mosaic(np.rint(reconstructed[group.indices] * 255).astype(np.uint8), 3)
        assert (image.get_array() == expected).all()


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
    saved(figure)
    panel = axes_called(figure, "error group 1")
    height, width = panel.images[0].get_array().shape
    assert panel.bbox.size == pytest.approx([2 * width, 2 * height])
    assert panel.images[0].get_interpolation() == "nearest"


def test_reconstructions_out_of_range_are_shown_as_black_and_white():
    reconstructed = np.array([[[-0.5]], [[1.5]]])
    errors = np.array([0.1, 0.2])
    figure = figures.new_figure(*figures.GROUPS_SIZE)
    figures.reconstructions(figure, reconstructed, errors, error_groups(errors), TITLE)
    assert axes_called(figure, "error group 1").images[0].get_array().tolist() == [[0]]
    assert axes_called(figure, "error group 8").images[0].get_array().tolist() == [[255]]


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
    shown = axes_called(figure, "error group 1").images[0].get_array()
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
    figure = figures.new_figure(*figures.GROUPS_SIZE)
    groups = error_groups(errors)
    figures.reconstructions(figure, np.zeros((50, 28, 28)), errors, groups, TITLE)
    low, high = axes_called(figure, "histogram of errors").get_xlim()
    assert low < error < high
    assert_readable(figure)


def test_a_group_figure_fits_into_a_part_of_another_figure():
    errors = some_errors(100)
    parts = figures.new_figure(24, 10.25).subfigures(1, 2)
    result = figures.reconstructions(
        parts[1], np.zeros((100, 28, 28)), errors, error_groups(errors), TITLE
    )
    assert result is parts[1] and len(parts[1].axes) == 9 and not parts[0].axes


# The course of training


def some_history(n):
    return [
        {
            "epoch": epoch,
            "train_loss": 1 / epoch,
            "test_loss": 2 / epoch,
            "learning_rate": 0.001,
            "seconds": 0.2,
        }
        for epoch in range(1, n + 1)
    ]


def draw_history(epochs, title=TITLE, **settings):
    figure = figures.new_figure(*figures.HISTORY_SIZE)
    assert figures.history(figure, epochs, title, **settings) is figure
    return figure


def test_the_history_shows_both_losses_of_every_epoch_on_log_axes():
    axes = axes_called(draw_history(some_history(4), loss_name="BCE"), "loss")
    train, test = axes.lines[:2]
    assert train.get_label() == "training" and test.get_label() == "test"
    assert train.get_xdata().tolist() == test.get_xdata().tolist() == [1, 2, 3, 4]
    assert train.get_ydata().tolist() == [1, 1 / 2, 1 / 3, 1 / 4]
    assert test.get_ydata().tolist() == [2, 1, 2 / 3, 1 / 2]
    assert axes.get_xscale() == axes.get_yscale() == "log"
    assert axes.get_ylabel() == "loss (BCE)"


def test_the_learning_rate_has_its_own_axes_below():
    figure = draw_history(some_history(3))
    axes, losses = axes_called(figure, "learning rate"), axes_called(figure, "loss")
    assert axes.lines[0].get_ydata().tolist() == [0.001] * 3
    assert (axes.get_xlabel(), axes.get_ylabel()) == ("epoch", "learning rate")
    assert axes.get_yscale() == "log" and axes.get_xlim() == losses.get_xlim()
    assert axes.get_position().y1 < losses.get_position().y0


def legend_words(figure):
    return [text.get_text() for text in axes_called(figure, "loss").get_legend().get_texts()]


def test_the_lowest_and_the_last_test_loss_are_marked():
    epochs = some_history(3)
    epochs[2]["test_loss"] = 1.5
    figure = draw_history(epochs)
    lowest, last = axes_called(figure, "loss").lines[2:]
    assert (lowest.get_xdata(), lowest.get_ydata()) == ([2], [1])
    assert (last.get_xdata(), last.get_ydata()) == ([3], [1.5])
    assert legend_words(figure)[2:] == ["lowest test: 1.00, epoch 2", "last test: 1.50, epoch 3"]


def test_a_last_loss_that_is_the_lowest_is_marked_once():
    figure = draw_history(some_history(3))
    assert legend_words(figure)[2:] == ["lowest and last test: 0.667, epoch 3"]


def test_one_epoch_stands_in_the_middle_of_whole_epochs():
    figure = draw_history(some_history(1))
    axes = axes_called(figure, "learning rate")
    low, high = axes.get_xlim()
    assert low * high == pytest.approx(1)
    assert axes.get_xticks().tolist() == [1]


def test_a_flat_loss_is_a_flat_line_inside_its_axes():
    epochs = [{**epoch, "train_loss": 0.067, "test_loss": 0.067} for epoch in some_history(50)]
    axes = axes_called(draw_history(epochs), "loss")
    low, high = axes.get_ylim()
    assert low < 0.067 < high and high / low > 1.3
    assert len([tick for tick in axes.get_yticks() if low <= tick <= high]) >= 2


def test_a_learning_rate_that_ends_at_zero_leaves_the_others_apart():
    epochs = some_history(4)
    epochs[3]["learning_rate"] = 0
    low, high = axes_called(draw_history(epochs), "learning rate").get_ylim()
    assert 1e-8 < low < 1e-7 and 0.001 < high < 0.01


def with_cosine_rates(epochs):
    rates = 0.0005 * (1 + np.cos(np.pi * np.arange(len(epochs)) / len(epochs)))
    return [{**epoch, "learning_rate": rate} for epoch, rate in zip(epochs, rates, strict=True)]


@pytest.mark.parametrize(("n", "title"), [(1, ""), (2, TITLE), (25, TITLE), (500, LONG_TITLE)])
def test_histories_are_whole_and_readable(n, title):
    epochs = with_cosine_rates(some_history(n))
    epochs[-1]["test_loss"] *= 1.5
    figure = draw_history(epochs, title)
    assert_readable(figure)


def test_a_history_without_epochs_is_refused():
    with pytest.raises(ValueError, match="at least one epoch"):
        draw_history([])


# Maps

DIGITS = [str(digit) for digit in range(10)]
CHARACTERS = [chr(code) for code in range(33, 127)]


def draw_map(size, names, title=TITLE, note="10-nearest-neighbour accuracy 0.95"):
    pixels = np.random.default_rng(0).integers(0, 256, (size, size, 3), dtype=np.uint8)
    figure = figures.new_figure(*figures.map_figure_size(size, names))
    result = figures.map_figure(figure, pixels, names, class_colors(len(names)), title, note)
    assert result is figure
    return figure, pixels


@pytest.mark.parametrize("size", [100, 333, 800, 1000])
def test_a_map_is_saved_pixel_for_pixel(size):
    figure, pixels = draw_map(size, DIGITS)
    picture = saved(figure)
    assert (picture[-size:, :size] == pixels).all()
    assert picture.shape[0] > size < picture.shape[1]


@pytest.mark.parametrize("names", [DIGITS, CHARACTERS, ["a folder with quite a long name" * 3]])
@pytest.mark.parametrize(("title", "note"), [(TITLE, "a note"), (LONG_TITLE, LONG_TITLE)])
def test_a_map_is_whole_and_readable(names, title, note):
    figure, _ = draw_map(800, names, title, note)
    assert_readable(figure, SMALLEST_SIZE if note == "a note" else 4)


def test_the_legend_names_every_class_in_its_colour_beside_the_map():
    figure, pixels = draw_map(800, CHARACTERS)
    saved(figure)
    legend = axes_called(figure, "legend").get_legend()
    assert [text.get_text() for text in legend.get_texts()] == CHARACTERS
    colors = np.array([patch.get_facecolor()[:3] for patch in legend.get_patches()])
    assert (np.rint(colors * 255) == class_colors(94)).all()
    assert legend.get_window_extent().x0 >= len(pixels)
    assert len({round(patch.get_window_extent().x0) for patch in legend.get_patches()}) == 3


def test_ten_classes_take_one_column():
    figure, _ = draw_map(800, DIGITS)
    saved(figure)
    patches = axes_called(figure, "legend").get_legend().get_patches()
    assert len({round(patch.get_window_extent().x0) for patch in patches}) == 1


def test_a_map_twice_as_large_has_letters_twice_as_large():
    width, height, dpi = figures.map_figure_size(2000, DIGITS)
    half_width, half_height, half_dpi = figures.map_figure_size(1000, DIGITS)
    assert dpi == 2 * half_dpi
    assert (width, height) == pytest.approx((half_width, half_height), rel=0.01)


def test_a_map_larger_than_its_figure_is_refused():
    with pytest.raises(ValueError, match="larger figure"):
        figures.map_figure(
            figures.new_figure(1, 1, dpi=100),
            np.zeros((100, 100, 3), np.uint8),
            ["a"],
            class_colors(1),
            TITLE,
        )


# Contact sheets


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
    title = "What the demonstration made"
    figure = figures.new_figure(*figures.contact_sheet_size(pictures, title))
    assert figures.contact_sheet(figure, pictures, title) is figure
    for axes, (name, pixels) in zip(figure.axes, pictures, strict=True):
        assert " ".join(axes.get_title(loc="left").split()) == name
        assert (axes.images[0].get_array() == pixels).all()
        box = axes.get_position(original=True)
        width, height = figure.get_size_inches()
        shape = (box.width * width) / (box.height * height)
        assert shape == pytest.approx(pixels.shape[1] / pixels.shape[0])
    assert_readable(figure)


def test_a_sheet_on_another_figure_keeps_its_pictures_apart():
    pictures = some_pictures(*[(80, 100)] * 6)
    figure = figures.contact_sheet(figures.new_figure(8, 8), pictures)
    assert_readable(figure)


def test_a_sheet_without_pictures_is_refused():
    with pytest.raises(ValueError, match="at least one picture"):
        figures.contact_sheet_size([])
