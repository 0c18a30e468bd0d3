"""embed.py --sample, with and without --place_rest, on scikit-learn's small digits."""

import numpy as np
import pytest

import embed
from latent.commands import make_maps, map_sample, map_source
from latent.data import image_arrays, load, load_for
from latent.data.selection import settings_from_json
from latent.maps.embedding_file import load_embedding
from latent.settings import Settings
from tests.helpers.refusals import error_line_of

RAW = ("--raw", "optdigits", "--methods", "PCA", "--map_size", "300")


@pytest.fixture(autouse=True)
def own_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


def run(capsys, *flags):
    """Run embed.py, and return what it printed and the one map it made."""
    assert embed.main([*RAW, *map(str, flags)]) == 0
    said = capsys.readouterr().out
    (path,) = {word for word in said.split() if word.endswith(".pkl")}
    return said, path


def test_a_map_of_a_sample_holds_as_many_of_each_class_and_says_which_data_they_are(capsys):
    said, path = run(capsys, "--sample", 200)
    assert "-sample200.embed-PCA" in path
    assert said.startswith("200 of 1,")
    content = load_embedding(path)
    assert np.ptp(np.bincount(content.labels)) <= 1
    settings = settings_from_json(content.settings_json, content.dataset)
    np.testing.assert_array_equal(load_for(settings).x_train, content.images)


def test_the_rest_is_placed_on_the_map_and_both_parts_are_judged(capsys):
    said, path = run(capsys, "--sample", 200, "--place_rest")
    content, n = load_embedding(path), len(load("optdigits").x_train)
    assert len(content.labels) == n
    assert "-sample200-placed.embed-PCA" in path
    assert content.parameters == {"fitted_to": 200}
    assert "fitted to 200 of them: 10-NN accuracy" in said
    heading, of_map, of_fitted, of_placed = said.splitlines()
    assert heading.endswith("of these")
    assert of_fitted.strip().startswith("of the 200 fitted: 10-NN accuracy 0.")
    assert of_placed.strip().startswith(f"of the {n - 200:,} placed: 10-NN accuracy 0.")
    share = 200 / n
    accuracies = [
        float(line.partition("accuracy ")[2].partition(",")[0])
        for line in (of_map, of_fitted, of_placed)
    ]
    assert accuracies[0] == pytest.approx(
        share * accuracies[1] + (1 - share) * accuracies[2], abs=2e-4
    )
    again, _ = run(capsys, "--sample", 200, "--place_rest")
    assert "found, made earlier" in again


@pytest.mark.parametrize(
    ("flags", "words"),
    [
        (("--place_rest",), "--place_rest: goes with --sample N"),
        (("--sample", 0), "--sample 0: must be a whole number, at least 1"),
        (("--sample", 100_000), "--sample 100000: there are 1,"),
    ],
)
def test_samples_that_cannot_be_are_refused(capsys, flags, words):
    assert words in error_line_of(capsys, "embed.py", embed.main, *RAW, *flags)


def test_neighbours_of_very_many_vectors_come_with_their_recall(capsys, monkeypatch):
    exact = make_maps.nearest_neighbors
    monkeypatch.setattr(make_maps, "MOST_EXACT", 1000)
    monkeypatch.setattr(
        make_maps, "approximate_neighbors", lambda codes, k, seed: (exact(codes, k), 0.98765)
    )
    said, _ = run(capsys)
    assert "neighbours by an approximate index with a recall of 0.9877" in said


@pytest.mark.parametrize("flags", [(), ("--sample", 300, "--place_rest")])
def test_vectors_that_are_worked_on_in_another_order_come_to_their_own_places(
    capsys, monkeypatch, flags
):
    as_they_are, path = run(capsys, *flags)
    expected = load_embedding(path)
    monkeypatch.setattr(make_maps, "FEWEST_TO_SORT", 2)
    sorted_first, path = run(capsys, *flags, "--seed", 1)
    found = load_embedding(path)
    np.testing.assert_array_equal(found.labels, expected.labels)
    np.testing.assert_allclose(found.positions, expected.positions, atol=1e-5)
    assert sorted_first.splitlines()[0] == as_they_are.splitlines()[0]  # its accuracy, too


def test_a_picture_that_cannot_be_drawn_is_an_error_though_it_is_drawn_meanwhile(monkeypatch):
    def fail(*_):
        raise OSError("the disk is full")

    monkeypatch.setattr(make_maps.MapMaker, "_save_picture", fail)
    with pytest.raises(OSError, match="disk is full"):
        embed.main([*RAW])


@pytest.fixture
def large_file(tmp_path, monkeypatch):
    """Return the path of 235 images, 200 of them for training, that stay in their file."""
    images = np.random.default_rng(0).integers(0, 256, (235, 6, 6), dtype=np.uint8)
    np.save(tmp_path / "many.npy", images)
    monkeypatch.setattr(image_arrays, "LARGEST_IN_MEMORY", 0)
    return tmp_path / "many.npy"


def run_on(capsys, path, *flags):
    """Run embed.py on the pixels of a file; returns the one map it made, and what it said."""
    words = ["--raw", str(path), "--methods", "PCA", "--map_size", "300", *map(str, flags)]
    assert embed.main(words) == 0
    said = capsys.readouterr()
    (made,) = {word for word in said.out.split() if word.endswith(".pkl")}
    return load_embedding(made), said


@pytest.mark.parametrize("flags", [(), ("--sample", 50), ("--sample", 50, "--place_rest")])
def test_a_map_of_images_in_a_file_is_that_of_images_in_memory(
    capsys, large_file, monkeypatch, flags
):
    found, _ = run_on(capsys, large_file, *flags, "--out", "there")
    monkeypatch.setattr(image_arrays, "LARGEST_IN_MEMORY", 2**30)
    wanted, said = run_on(capsys, large_file, *flags, "--out", "here")
    assert found.key == wanted.key
    assert "found, made earlier" not in said.out
    for name in ("positions", "images", "labels"):
        np.testing.assert_array_equal(getattr(found, name), getattr(wanted, name))


def test_of_more_images_in_a_file_than_a_map_holds_a_part_is_taken_which_is_said(
    capsys, large_file, monkeypatch
):
    monkeypatch.setattr(map_source, "MOST_BYTES", 4 * 99 * 36)
    monkeypatch.setattr(map_sample, "USUAL_SAMPLE", 40)
    content, said = run_on(capsys, large_file)
    assert content.images.shape == (40, 6, 6)
    assert "many.npy: maps are made of 40 of its 200 images, --sample N takes" in said.err
    assert said.out.startswith("40 of 200 images of many as their 36 pixels: ")
    assert "many-sample40.embed-PCA" in said.out
    settings = settings_from_json(content.settings_json, content.dataset)
    np.testing.assert_array_equal(load_for(settings).x_train, content.images)
    more, said = run_on(capsys, large_file, "--sample", 99)
    assert len(more.images) == 99
    assert said.err.count("maps are made of") == 0


@pytest.mark.parametrize(
    ("flags", "words"),
    [
        (("--sample", 100), "--sample 100: a map holds its images in memory, give up to 99"),
        (
            ("--sample", 40, "--place_rest"),
            "take 0.0 GB: leave it out, and give up to --sample 99",
        ),
    ],
)
def test_more_images_of_a_file_than_a_map_holds_are_refused(
    capsys, large_file, monkeypatch, flags, words
):
    monkeypatch.setattr(map_source, "MOST_BYTES", 4 * 99 * 36)
    raw = ("--raw", str(large_file), "--methods", "PCA")
    assert words in error_line_of(capsys, "embed.py", embed.main, *raw, *flags)


def test_few_images_of_a_large_file_are_loaded_as_they_are(large_file):
    settings = Settings(dataset=str(large_file), image_shape=None, n_train=30)
    images = map_sample.load_map_images(settings, None, most_bytes=30 * 36)
    assert isinstance(images.dataset.x_train, np.ndarray)
    assert images.words == "30 images of many"
    assert images.settings == settings
