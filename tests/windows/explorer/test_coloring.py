import numpy as np
import pytest

from latent.codes.bits import PackedBits
from latent.codes.kinds import as_codes
from latent.codes.neighbors import nearest_neighbors
from latent.tiles.palette import OFF_WHITE, contrast
from latent.windows.explorer import coloring
from latent.windows.explorer.coloring import (
    N_STEPS,
    code_clusters,
    color_by_cluster,
    color_by_family,
    color_by_numbers,
    kept_neighbors,
    ramp_colors,
    reconstruction_errors,
)


def test_families_have_colours_the_largest_first():
    coloring = color_by_family(["A-Bold", "B-Bold", "B-Italic", "C", "B-Bold", "A-Bold"])
    assert coloring.labels.tolist() == [1, 0, 0, 2, 0, 1]
    assert coloring.names == [("B", 0), ("A", 1), ("C", 2)]
    many = color_by_family([f"Font{k}" for k in range(300)])
    assert many.labels.max() < len(many.colors)


def test_numbers_go_from_the_first_colour_to_the_last():
    coloring = color_by_numbers("error", np.linspace(0, 1, 101))
    assert coloring.labels[[0, 50, 100]].tolist() == [0, 32, N_STEPS - 1]
    assert (np.diff(coloring.labels) >= 0).all()
    np.testing.assert_allclose(coloring.limits, (0.02, 0.98))
    assert set(color_by_numbers("error", np.full(5, 0.3)).labels) == {0}
    assert (contrast(ramp_colors(9), OFF_WHITE) > 2.4).all()


def test_clusters_of_codes_are_numbered_from_the_largest(monkeypatch):
    monkeypatch.setattr(coloring, "MOST_CLUSTERED", 40)  # of the 110 codes
    sizes = [5, 10, 20, 5, 10, 20, 10, 10, 10, 10]
    codes = np.repeat(np.eye(10, dtype=np.float32) * 9, sizes, axis=0)
    found = code_clusters(codes)
    assert [len(set(part)) for part in np.split(found, np.cumsum(sizes)[:-1])] == [1] * 10
    assert set(found[15:35]) | set(found[50:70]) == {1, 2}
    colors = color_by_cluster(found)
    assert colors.names[0] == ("1: 20", 0) and colors.names[-1] == ("10: 5", 9)
    np.testing.assert_array_equal(colors.labels, found - 1)
    assert code_clusters(np.zeros((3, 2), np.float32)).tolist() == [1, 1, 1]


def test_all_neighbours_are_kept_where_the_map_is_the_codes_and_few_where_it_is_not():
    rng = np.random.default_rng(0)
    positions = rng.random((400, 2), np.float32)
    assert (kept_neighbors(positions, positions) == 10).all()
    assert kept_neighbors(rng.permutation(positions), positions).mean() < 2
    assert kept_neighbors(positions[:2], positions[:2]).tolist() == [1, 1]


def test_an_error_is_the_mean_of_squared_differences():
    images = np.array([[[0, 255]], [[255, 255]]], np.uint8)
    np.testing.assert_allclose(reconstruction_errors(images, images[::-1]), (0.5, 0.5))


@pytest.mark.parametrize("kind", ["numbers", "bits"])
def test_very_many_codes_keep_as_many_neighbours_as_few_do(monkeypatch, kind):
    rng = np.random.default_rng(0)
    values = rng.normal(size=(300, 6)).astype(np.float32)
    vectors = PackedBits.of((values > 0).astype(int)) if kind == "bits" else values
    positions = rng.uniform(size=(300, 2)).astype(np.float32)
    expected = nearest_neighbors(vectors, 10).indices
    monkeypatch.setattr(coloring, "LARGE", 10)
    monkeypatch.setattr(coloring, "CODES_AT_ONCE", 70)
    shares = []
    found = coloring._nearest_codes(as_codes(vectors), 10, shares.append)
    np.testing.assert_array_equal(found, expected)
    assert shares[-1] == 1
    assert kept_neighbors(vectors, positions).max() <= 10
