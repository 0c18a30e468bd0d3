"""pca_digits.py: its figures show the numbers they are given, its files and its bad input."""

from dataclasses import replace

import numpy as np
import pytest
from PIL import Image

from latent import figures
from latent.commands.report_pca import PCAReport
from latent.data import Dataset
from latent.figures import ModelPoint
from tests.figures.test_figures import LONG_TITLE, TITLE, assert_readable, axes_called
from tests.helpers.scripts import check_error_line, load_script

dense = load_script("dense")
pca_digits = load_script("pca_digits")

FEW = ["--dataset", "optdigits", "--n_train", "100", "--map_size", "300", "--no_plot"]
DIMS = [2, 5, 10]
ERRORS = 0.07 / np.arange(1, 41)
EXPLAINED = 1 - ERRORS / 0.07


def run(out, *flags):
    return pca_digits.main([*FEW, "--out", str(out), *map(str, flags)])


@pytest.fixture(scope="module")
def weights(tmp_path_factory):
    out = tmp_path_factory.mktemp("results")
    data = ["--dataset", "optdigits", "--n_train", "200", "--no_plot", "--epochs", "1"]
    dense.main([*data, "--d_latent", "7", "--name", "seven", "--out", str(out)])
    return out / "seven.weights.h5"


def explained_and_errors(models=(), title=TITLE):
    figure = figures.new_figure(*figures.EXPLAINED_SIZE)
    return figures.explained_and_errors(figure, EXPLAINED, ERRORS, DIMS, title, models)


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
    figure = figures.new_figure(*figures.components_size(n_components))
    figures.components(figure, images, np.linspace(0.5, 0, n_components), TITLE)
    for k, image in enumerate(images, start=1):
        axes = axes_called(figure, f"component {k}")
        np.testing.assert_array_equal(axes.images[0].get_array(), image)
        assert axes.images[0].get_clim() == (-np.abs(images).max(), np.abs(images).max())
    assert axes_called(figure, "component 1").get_title().startswith("1: 50.0%")
    assert_readable(figure)


def test_a_run_writes_four_figures_and_prints_the_table(tmp_path, capsys, weights):
    assert run(tmp_path, "--dims", 3, 12, "--weights", weights) == 0
    names = sorted(path.name for path in tmp_path.iterdir())
    stem = "pca-optdigits-n_train100"
    assert names == [f"{stem}.{name}.png" for name in ("components", "errors", "map", "rebuilt")]
    for name in names:
        with Image.open(tmp_path / name) as picture:
            assert picture.width > 300
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines[:3]] == ["components", "3", "12"]
    assert lines[4].split()[:3] == ["7", "dense", "784-7-784"]
    assert lines[-1] == str(tmp_path / f"{stem}.map.png")


def test_two_runs_write_the_same_bytes(tmp_path):
    for folder in ("first", "second"):
        run(tmp_path / folder, "--dims", 3)
    for path in (tmp_path / "first").iterdir():
        assert path.read_bytes() == (tmp_path / "second" / path.name).read_bytes()


@pytest.mark.parametrize(
    ("flags", "words"),
    [
        (["--dims", "0"], "--dims"),
        (["--dims", "3", "100"], "from 1 to 99"),
        (["--dims", "half"], "--dims"),
        (["--map_size", "10"], "--map_size"),
        (["--n_train", "1"], "needs 2 training images"),
        (["--weights", "missing.weights.h5"], "missing.weights.h5"),
        (["--dataset", "nothing"], "--dataset nothing"),
    ],
)
def test_wrong_flags_are_one_line_and_nothing_is_written(tmp_path, capsys, flags, words):
    with pytest.raises(SystemExit) as caught:
        run(tmp_path / "out", *flags)
    assert caught.value.code == 2
    assert words in check_error_line(capsys.readouterr().err, "pca_digits.py")
    assert not list(tmp_path.glob("out/*"))


def test_weights_of_other_images_are_refused(tmp_path, capsys, weights):
    with pytest.raises(SystemExit):
        run(tmp_path, "--binary_input", "--weights", weights)
    said = check_error_line(capsys.readouterr().err, "pca_digits.py")
    assert "was trained with binary_input False, here it is True" in said


def test_examples_of_many_classes_stand_in_several_rows_of_rows():
    images = np.random.default_rng(0).integers(0, 256, (80, 28, 28), dtype=np.uint8)
    labels = np.arange(80) % 40
    names = tuple(f"class {k}" for k in range(40))
    dataset = Dataset("many", "many", "made up", images, labels, images, labels, names)
    width, height = PCAReport(dataset, [1, 5]).drawings()["rebuilt"].size
    of_ten = replace(dataset, y_test=labels % 10, y_train=labels % 10, label_names=names[:10])
    few_width, few_height = PCAReport(of_ten, [1, 5]).drawings()["rebuilt"].size
    assert width == few_width
    # Two examples of 40 classes: three times three rows, and two that keep them apart.
    assert height == pytest.approx(few_height + 8 * 2 * 28 / 100)
