"""embed.py --sample, with and without --place_rest, on scikit-learn's small digits."""

import numpy as np
import pytest

import embed
from latent.commands import make_maps
from latent.data import load, load_for
from latent.data.selection import settings_from_json
from latent.maps.embedding_file import load_embedding
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


def test_a_picture_that_cannot_be_drawn_is_an_error_though_it_is_drawn_meanwhile(monkeypatch):
    def fail(*_):
        raise OSError("the disk is full")

    monkeypatch.setattr(make_maps.MapMaker, "_save_picture", fail)
    with pytest.raises(OSError, match="disk is full"):
        embed.main([*RAW])
