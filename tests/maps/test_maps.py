import subprocess
import sys
import warnings
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import pytest

from latent.codes.neighbors import nearest_neighbors
from latent.maps import (
    EMBEDDINGS,
    Embedding,
    PCAEmbedding,
    TSNEEmbedding,
    UMAPEmbedding,
    make_embedding,
)
from latent.maps import umap as umap_map
from latent.maps.places import place_among, to_unit_square
from latent.tools.check import UserError

SMALL = {"PCA": {}, "TSNE": {"perplexity": 5}, "UMAP": {"n_neighbors": 5}, "KPCA": {}}
METHODS = list(SMALL)


def small(name):
    return make_embedding(name, **SMALL[name])


def two_clouds(n_each=20, d=6):
    rng = np.random.default_rng(0)
    clouds = rng.normal(size=(2 * n_each, d))
    clouds[n_each:] += 100
    return clouds.astype(np.float32)


def test_positions_just_fit_the_unit_square_and_keep_their_aspect():
    positions = np.array([[10.0, 5.0], [10.0, 7.0], [14.0, 5.0]])
    assert to_unit_square(positions).tolist() == [[0, 0.25], [0, 0.75], [1, 0.25]]
    assert to_unit_square(positions[:, ::-1]).tolist() == [[0.25, 0], [0.75, 0], [0.25, 1]]
    assert positions[0].tolist() == [10, 5]


@pytest.mark.parametrize("n", [1, 4])
def test_positions_all_at_one_place_go_to_the_middle(n):
    assert (to_unit_square(np.full((n, 2), 7.0)) == 0.5).all()


def test_huge_and_tiny_positions_fit_too():
    for size in (1e300, 1e-300):
        assert np.allclose(to_unit_square(np.array([[0, 0], [size, size]])), [[0, 0], [1, 1]])


def test_pca_finds_the_line_that_points_lie_on():
    along = np.array([0.0, 1.0, 4.0])[:, None] * np.array([3.0, 4.0])
    positions = PCAEmbedding().fit(along)
    assert np.allclose(positions, [[0, 0.5], [0.25, 0.5], [1, 0.5]])


def test_the_linear_map_of_pca_places_new_vectors_too():
    method = PCAEmbedding()
    positions = method.fit(two_clouds())
    place = method.linear_map.place
    assert np.allclose(place(two_clouds()), positions, atol=1e-6)
    middle = place(two_clouds()[[0, 20]].mean(axis=0, keepdims=True))
    assert np.allclose(middle, positions[[0, 20]].mean(axis=0), atol=1e-6)
    assert place(3 * two_clouds()).max() > 1


def test_codes_of_one_number_are_drawn_as_a_line():
    positions = PCAEmbedding().fit(np.array([[0.0], [1.0], [2.0]]))
    assert positions.tolist() == [[0, 0.5], [0.5, 0.5], [1, 0.5]]


@pytest.mark.parametrize("name", METHODS)
def test_two_clouds_stay_apart_inside_the_unit_square(name):
    positions = small(name).fit(two_clouds())
    assert positions.shape == (40, 2)
    assert positions.dtype == np.float32
    assert positions.min() >= 0 and positions.max() <= 1
    indices = nearest_neighbors(positions, 5).indices
    assert np.array_equal(indices >= 20, np.repeat([[False] * 5, [True] * 5], 20, axis=0))


@pytest.mark.parametrize("name", METHODS)
def test_the_same_seed_gives_the_same_positions_bit_for_bit(name):
    first, second = small(name).fit(two_clouds(), seed=4), small(name).fit(two_clouds(), seed=4)
    assert np.array_equal(first, second)


@pytest.mark.parametrize("name", ["TSNE", "UMAP"])
def test_another_seed_gives_other_positions(name):
    first, second = small(name).fit(two_clouds(), seed=4), small(name).fit(two_clouds(), seed=5)
    assert not np.array_equal(first, second)


@pytest.mark.parametrize("name", METHODS)
def test_neighbours_found_before_are_used_and_more_than_needed_do_no_harm(name):
    shared = nearest_neighbors(two_clouds(), 19)
    assert np.array_equal(small(name).fit(two_clouds(), shared), small(name).fit(two_clouds()))


@pytest.mark.parametrize("name", ["TSNE", "UMAP"])
def test_given_neighbours_reach_the_method(name):
    wrong = nearest_neighbors(two_clouds()[::-1] ** 2, 19)
    assert not np.array_equal(small(name).fit(two_clouds(), wrong), small(name).fit(two_clouds()))


@pytest.mark.parametrize("name", ["TSNE", "UMAP"])
def test_too_few_neighbours_are_a_mistake(name):
    with pytest.raises(ValueError, match="neighbours of each vector, got 2"):
        small(name).fit(two_clouds(), nearest_neighbors(two_clouds(), 2))


@pytest.mark.parametrize("name", METHODS)
def test_identical_vectors_get_finite_positions(name):
    positions = small(name).fit(np.ones((30, 4), np.float32))
    assert np.isfinite(positions).all()
    assert positions.min() >= 0 and positions.max() <= 1


@pytest.mark.parametrize(
    ("method", "n"),
    [
        (PCAEmbedding(), 1),
        (PCAEmbedding(), 2),
        (PCAEmbedding(), 3),
        (TSNEEmbedding(perplexity=1), 4),
        (TSNEEmbedding(perplexity=3), 10),
        (UMAPEmbedding(n_neighbors=2), 3),
        (UMAPEmbedding(n_neighbors=9), 10),
    ],
)
def test_the_fewest_vectors_that_are_allowed_are_laid_out(method, n):
    method.check(n)
    positions = method.fit(np.random.default_rng(0).normal(size=(n, 5)))
    assert positions.shape == (n, 2)
    assert np.isfinite(positions).all()


@pytest.mark.parametrize(
    ("method", "n", "message"),
    [
        (TSNEEmbedding(perplexity=30), 90, "--perplexity 30: with 90 images it must be at most 29"),
        (TSNEEmbedding(perplexity=2), 4, "at most 1"),
        (TSNEEmbedding(perplexity=1), 3, "TSNE needs at least 4 images, got 3"),
        (UMAPEmbedding(), 15, "--neighbors 15: with 15 images it must be at most 14"),
        (UMAPEmbedding(n_neighbors=2), 2, "UMAP needs at least 3 images, got 2"),
    ],
)
def test_parameters_too_large_for_the_images_are_refused_with_what_is_possible(method, n, message):
    for refuse in (method.check, lambda n: method.fit(np.zeros((n, 2)))):
        with pytest.raises(UserError, match=message):
            refuse(n)


@pytest.mark.parametrize("name", METHODS)
def test_vectors_that_are_not_finite_are_refused(name):
    vectors = two_clouds()
    vectors[3, 1] = np.nan
    with pytest.raises(UserError, match="vector 3 holds a number"):
        small(name).fit(vectors)


@pytest.mark.parametrize("name", METHODS)
def test_progress_grows_to_the_whole(name):
    shares = []
    small(name).fit(two_clouds(), tell_share=shares.append)
    assert shares == sorted(shares)
    assert shares[0] == 0 and shares[-1] == 1


@pytest.mark.parametrize("name", ["TSNE", "UMAP"])
def test_long_work_reports_on_its_way(name, monkeypatch):
    monkeypatch.setattr(umap_map, "SECONDS_BETWEEN_REPORTS", 0)
    shares = []
    small(name).fit(two_clouds(), tell_share=shares.append)
    assert len({share for share in shares if 0 < share < 1}) >= 10


@pytest.mark.parametrize("name", METHODS)
def test_neighbors_that_methods_share_are_left_as_they_were(name):
    method = small(name)
    neighbors = nearest_neighbors(two_clouds(), max(method.neighbors_needed(40), 1))
    before = [part.copy() for part in neighbors]
    method.fit(two_clouds(), neighbors)
    assert all(map(np.array_equal, neighbors, before))


def test_tsne_of_very_many_vectors_minds_twice_the_perplexity():
    method = make_embedding("TSNE", perplexity=20)
    assert [method.neighbors_needed(n) for n in (100, 300_000, 300_001)] == [60, 60, 40]


def test_umap_of_very_many_vectors_starts_from_their_plane(monkeypatch):
    def positions(most):
        monkeypatch.setattr(umap_map, "MOST_FOR_SPECTRAL", most)
        return small("UMAP").fit(vectors)

    vectors = two_clouds(60)
    starts = []
    monkeypatch.setattr(
        umap_map, "starting_layout", lambda *words: starts.append(words) or np.eye(120)[:, :2]
    )
    positions(120)
    assert not starts
    positions(119)
    assert starts[0][1:] == (umap_map.START_SPREAD, 0)


@pytest.mark.parametrize("name", METHODS)
def test_nothing_is_printed_or_warned_of(name, capfd):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        small(name).fit(two_clouds())
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("name", METHODS)
def test_the_vectors_are_left_as_they_were(name):
    vectors = two_clouds()
    small(name).fit(vectors)
    assert np.array_equal(vectors, two_clouds())


def test_a_fitted_vector_is_placed_at_its_own_position():
    positions = np.random.default_rng(1).random((40, 2)).astype(np.float32)
    placed = place_among(two_clouds()[[7, 30]], two_clouds(), positions)
    assert np.array_equal(placed, positions[[7, 30]])


def test_a_new_vector_goes_between_its_neighbours_nearer_to_the_nearer():
    vectors = np.array([[0.0, 0.0], [4.0, 0.0]])
    positions = np.array([[0.0, 0.0], [1.0, 0.5]])
    placed = place_among(np.array([[1.0, 0.0], [2.0, 0.0]]), vectors, positions)
    assert np.allclose(placed, [[0.25, 0.125], [0.5, 0.25]])


def test_only_the_ten_nearest_pull_on_a_new_vector():
    vectors = np.arange(20.0)[:, None]
    positions = np.zeros((20, 2))
    positions[10:] = 1
    assert place_among(np.array([[4.6]]), vectors, positions).tolist() == [[0, 0]]


def test_a_copy_is_placed_at_the_first_of_its_kind():
    vectors = np.array([[5.0], [1.0], [1.0]])
    positions = np.array([[0, 0], [0.25, 0.5], [1, 1]])
    assert place_among(np.array([[1.0]]), vectors, positions).tolist() == [[0.25, 0.5]]


def test_a_method_takes_the_parameters_that_are_its_own():
    flags = {"perplexity": 12, "n_neighbors": 7}
    assert make_embedding("PCA", **flags).parameters == {}
    assert make_embedding("TSNE", **flags).parameters == {"perplexity": 12.0}
    assert make_embedding("UMAP", **flags).parameters == {"n_neighbors": 7}


def test_a_method_says_how_many_neighbours_it_needs():
    needed = [make_embedding(name).neighbors_needed(100) for name in ("PCA", "TSNE", "UMAP")]
    assert needed == [0, 90, 14]


@pytest.mark.parametrize(
    ("name", "parameters", "message"),
    [
        ("LDA", {}, "--methods LDA: must be one of PCA, TSNE, UMAP"),
        ("TSNE", {"perplexity": 0.5}, "--perplexity 0.5: must be a number, at least 1"),
        ("TSNE", {"perplexity": float("nan")}, "--perplexity nan"),
        ("UMAP", {"n_neighbors": 1}, "--neighbors 1: must be a whole number, at least 2"),
    ],
)
def test_unknown_methods_and_impossible_parameters_are_refused(name, parameters, message):
    with pytest.raises(UserError, match=message):
        make_embedding(name, **parameters)


def test_a_new_method_is_one_new_class(monkeypatch):
    @dataclass
    class FirstTwo(Embedding):
        name: ClassVar[str] = "FIRST"
        factor: float = 1.0

        def check(self, n):
            pass

        def _lay_out(self, codes, neighbors, seed, tell_share):
            return codes[:, :2] * self.factor

    monkeypatch.setitem(EMBEDDINGS, "FIRST", FirstTwo)
    method = make_embedding("FIRST", factor=2.0)
    vectors = np.array([[0.0, 0.0, 9.0], [2.0, 4.0, 9.0]])
    assert method.fit(vectors).tolist() == [[0.25, 0], [0.75, 1]]
    assert method.parameters == {"factor": 2.0}


def test_what_umap_warns_of_is_said_in_a_line_if_it_matters(caplog):
    with pytest.warns(UserWarning, match="a third thing"), umap_map._saying_in_a_line():
        for words in (
            "Spectral initialisation failed! The\neigenvector solver\nfailed.",
            "precomputed_knn[2] is not an NNDescent object",
            "a third thing",
        ):
            warnings.warn(words, stacklevel=1)
    assert caplog.messages == ["UMAP: its spectral start was not found, it starts at random places"]


def test_umap_comes_without_tensorflow():
    code = (
        "import sys; from latent.maps.umap import _umap_class; _umap_class(); "
        "print('tensorflow' in sys.modules, 'umap' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "True"]


def test_the_module_itself_imports_neither_map_library():
    code = "import sys, latent.maps; print('umap' in sys.modules, 'openTSNE' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "False"]
