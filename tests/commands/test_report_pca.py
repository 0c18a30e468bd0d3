"""pca_digits.py: its files and its bad input."""

from dataclasses import replace
from unittest import mock

import numpy as np
import pytest
from PIL import Image

from latent.commands.report_pca import PCAReport
from latent.data import Dataset, image_arrays, load_for
from latent.settings import Settings
from tests.helpers.scripts import check_error_line, load_script

dense = load_script("dense")
pca_digits = load_script("pca_digits")

FEW = ["--dataset", "optdigits", "--n_train", "100", "--map_size", "300", "--no_plot"]


def run(out, *flags):
    return pca_digits.main([*FEW, "--out", str(out), *map(str, flags)])


@pytest.fixture(scope="module")
def weights(tmp_path_factory):
    out = tmp_path_factory.mktemp("results")
    data = ["--dataset", "optdigits", "--n_train", "200", "--no_plot", "--epochs", "1"]
    dense.main([*data, "--d_latent", "7", "--name", "seven", "--out", str(out)])
    return out / "seven.weights.h5"


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


def test_foreign_weights_are_passed_over_with_a_word_and_the_others_measured(
    tmp_path, capsys, weights
):
    foreign = tmp_path / "foreign.weights.h5"
    foreign.write_text("not weights")
    assert run(tmp_path / "out", "--dims", 3, "--weights", foreign, weights) == 0
    said = capsys.readouterr()
    passed_over = [line for line in said.err.splitlines() if line.startswith("passed over:")]
    assert len(passed_over) == 1
    assert str(foreign) in passed_over[0]
    assert "784-7-784" in said.out


def test_weights_of_other_images_are_passed_over(tmp_path, capsys, weights):
    assert run(tmp_path, "--dims", 3, "--binary_input", "--weights", weights) == 0
    said = capsys.readouterr()
    assert "was trained with binary_input False, here it is True" in said.err
    assert "784-7-784" not in said.out


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


def test_images_in_a_file_have_the_figures_that_they_have_in_memory(tmp_path, monkeypatch, capsys):
    images = np.random.default_rng(0).integers(0, 256, (90, 6, 6), dtype=np.uint8)
    np.save(tmp_path / "many.npy", images)
    said = []
    for folder, largest in (("here", 2**30), ("there", 0)):
        monkeypatch.setattr(image_arrays, "LARGEST_IN_MEMORY", largest)
        words = ["--dataset", str(tmp_path / "many.npy"), "--map_size", "300", "--no_plot"]
        assert pca_digits.main([*words, "--out", str(tmp_path / folder)]) == 0
        said.append(capsys.readouterr().out.replace(folder, ""))
    assert said[0] == said[1]
    pictures = list((tmp_path / "here").glob("*.png"))
    assert len(pictures) == 4
    for path in pictures:
        assert path.read_bytes() == (tmp_path / "there" / path.name).read_bytes()


def test_the_map_of_more_images_in_a_file_than_are_drawn_says_so(tmp_path, monkeypatch):
    images = np.random.default_rng(0).integers(0, 256, (90, 6, 6), dtype=np.uint8)
    np.save(tmp_path / "many.npy", images)
    monkeypatch.setattr(image_arrays, "LARGEST_IN_MEMORY", 0)
    monkeypatch.setattr("latent.data.dataset.MOST_BYTES_DRAWN", 20 * 36)
    settings = Settings(dataset=str(tmp_path / "many.npy"), image_shape=None)
    report = PCAReport(load_for(settings, may_stay_in_file=True), [3])
    with mock.patch("latent.figures.tile_map") as tile_map:
        report.tile_map(300)
    positions, tiles, classes, _, title, _ = tile_map.call_args.args
    assert len(positions) == len(tiles) == len(classes.labels) == 20
    assert len(report.dataset.x_train) == 76
    assert title.startswith("20 of 76 images of many at their first two")
