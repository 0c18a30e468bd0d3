import dataclasses

import numpy as np
import pytest
from sklearn.cluster import DBSCAN, KMeans, spectral_clustering
from sklearn.decomposition import PCA
from sklearn.metrics import adjusted_rand_score, pairwise_distances

from latent.clustering import density, geometry, spectral
from latent.clustering.kmeans import kmeans
from latent.clustering.result import NOISE, Cancelled, Clustering, numbered_by_size
from latent.clustering.settings import ALGORITHMS, PARAMETERS, ClusterSettings
from latent.clustering.workbench import Workbench
from latent.data.alphabets import Alphabets
from latent.data.characters import CHARACTERS
from latent.data.glyphs import Glyphs
from latent.tools.check import UserError


def blobs(sizes, spread=0.1, dimensions=5, seed=0):
    """Return points around as many centres as there are sizes, 10 apart, one after the other."""
    rng = np.random.default_rng(seed)
    parts = [
        10 * k * np.eye(dimensions)[k % dimensions] + spread * rng.normal(size=(size, dimensions))
        for k, size in enumerate(sizes)
    ]
    return np.concatenate(parts)


def distances_of(points):
    return pairwise_distances(np.asarray(points, float))


def random_alphabets(n_fonts, seed=0):
    """Return typefaces of three looks: their glyphs are one of three images, with some noise."""
    rng = np.random.default_rng(seed)
    looks = rng.integers(0, 256, (3, len(CHARACTERS), 28, 28))
    noise = rng.integers(-20, 21, (n_fonts, len(CHARACTERS), 28, 28))
    images = np.clip(looks[np.arange(n_fonts) % 3] + noise, 0, 255).astype(np.uint8)
    rows = np.arange(n_fonts * len(CHARACTERS)).reshape(n_fonts, -1)
    names = tuple(f"Font{k:03d}-Regular" for k in range(n_fonts))
    return Alphabets(images.reshape(-1, 28, 28), rows, names, "a test")


def same_partition(labels, others):
    """Whether two labellings are equal up to renaming, with noise staying noise."""
    pairs = set(zip(labels.tolist(), others.tolist(), strict=True))
    is_one_to_one = len(pairs) == len(set(labels.tolist())) == len(set(others.tolist()))
    return is_one_to_one and np.array_equal(labels == NOISE, others == NOISE)


def test_clusters_are_numbered_by_size_and_noise_stays_noise():
    labels = np.array([NOISE, 5, 2, 2, 9, 9, 9, NOISE])
    assert numbered_by_size(labels).tolist() == [NOISE, 2, 1, 1, 0, 0, 0, NOISE]
    assert numbered_by_size(np.array([NOISE, NOISE])).tolist() == [NOISE, NOISE]


def test_members_go_from_most_to_least_typical():
    clustering = Clustering(
        labels=np.array([0, 0, NOISE, 0, 0]),
        distances=np.array([2.0, 1.0, 0.0, 1.0, 1.0]),
        second=np.array([0.0, 3.0, 0.0, 2.0, 3.0]),
        summary={},
    )
    assert clustering.members(0).tolist() == [3, 1, 4, 0]
    assert clustering.members(NOISE).tolist() == [2]
    assert (clustering.n_clusters, clustering.n_noise) == (1, 1)


def test_inner_products_of_bytes_are_exact():
    rng = np.random.default_rng(0)
    blocks = rng.choice(np.array([0, 255, 254, 1], np.uint8), (7, 30, 784))
    found = geometry.inner_products(blocks, 30)
    wide = blocks.transpose(1, 0, 2).reshape(30, -1).astype(np.int64)
    assert np.array_equal(found, wide @ wide.T)


def test_a_block_too_wide_to_be_exact_at_once_is_taken_in_parts():
    wide = np.full((3, 40_001), 255, np.uint8)  # of full ink sums are largest
    wide[1] = 1
    wide[2, ::2] = 254
    found = geometry.inner_products([wide], 3)
    assert np.array_equal(found, wide.astype(np.int64) @ wide.T.astype(np.int64))


def test_euclidean_distances_of_bytes_are_exact_and_those_of_copies_0():
    vectors = np.random.default_rng(1).integers(0, 256, (20, 784), dtype=np.uint8)
    vectors[7] = vectors[3]
    found = geometry.euclidean_distances(geometry.inner_products([vectors], 20))
    squares = ((vectors[:, None].astype(int) - vectors.astype(int)) ** 2).sum(-1)
    assert np.array_equal(found, np.sqrt(squares))
    assert found[3, 7] == 0


def test_cosine_distances_are_those_of_scikit_learn_also_for_empty_vectors():
    vectors = np.random.default_rng(2).integers(0, 256, (20, 784)).astype(float)
    vectors[4] = 0
    vectors[5] = 2 * vectors[6]
    found = geometry.cosine_distances(vectors @ vectors.T)
    assert np.allclose(found, pairwise_distances(vectors, metric="cosine"), atol=1e-12)
    assert found[5, 6] == 0


@pytest.mark.parametrize("n_dims", [3, 35])  # by Lanczos iterations, and all at once
def test_components_by_inner_products_are_those_of_pca(n_dims):
    vectors = np.random.default_rng(3).normal(size=(60, 200)) * np.linspace(3, 0.1, 200)
    found = geometry.principal_coordinates(vectors @ vectors.T, n_dims)
    expected = PCA(n_dims, svd_solver="full").fit_transform(vectors)
    expected *= np.sign((found * expected).sum(axis=0))
    assert np.allclose(found, expected, atol=1e-8)
    assert np.all(found.max(axis=0) >= -found.min(axis=0))


def test_more_components_than_typefaces_are_refused():
    with pytest.raises(UserError, match=r"--pca_dims 5: 5 typefaces have at most 4"):
        geometry.principal_coordinates(np.eye(5), 5)


def test_turned_vectors_keep_all_distances_also_with_copies():
    vectors = np.random.default_rng(4).normal(size=(20, 500))
    vectors[3] = vectors[9]
    turned = geometry.turned_vectors(vectors @ vectors.T)
    assert turned.shape == (20, 20)
    assert np.allclose(distances_of(turned), distances_of(vectors), atol=1e-2)


@pytest.mark.parametrize("seed", [0, 1])
def test_kmeans_is_that_of_scikit_learn_with_the_same_seed(seed):
    points = np.random.default_rng(5).normal(size=(300, 8)).astype(np.float32)
    ours = kmeans(points, 7, seed=seed)
    theirs = KMeans(7, n_init=10, random_state=seed).fit(points)
    assert same_partition(ours.labels, theirs.labels_)
    assert ours.summary["loss"] == pytest.approx(theirs.inertia_, rel=1e-5)
    expected = np.linalg.norm(points - theirs.cluster_centers_[theirs.labels_], axis=1)
    assert np.allclose(ours.distances, expected, atol=1e-5)


def test_cosine_kmeans_sees_directions_only():
    directions = np.eye(3)[np.arange(60) % 3] + 0.05
    points = directions * np.random.default_rng(7).uniform(0.1, 10, (60, 1))
    ours = kmeans(points, 3, "cosine")
    assert same_partition(ours.labels, np.arange(60) % 3)
    assert np.allclose(ours.distances, 0, atol=1e-6)


def test_fewer_different_vectors_than_clusters_leave_clusters_out():
    points = np.repeat(np.eye(2), 5, axis=0)
    assert kmeans(points, 4).n_clusters == 2


def test_fewer_typefaces_than_clusters_are_refused():
    for cluster in (
        lambda: kmeans(np.eye(3), 4),
        lambda: spectral.neighbor_graph(np.ones((3, 3)), np.zeros((3, 2), int), 1, False, 4),
    ):
        with pytest.raises(UserError, match="--n_clusters 4: there are only 3 typefaces"):
            cluster()


@pytest.mark.parametrize("mutual", [False, True])
def test_spectral_clustering_is_that_of_scikit_learn_on_the_same_graph(mutual):
    distances = distances_of(blobs([40, 30, 20], spread=1.5))
    order = spectral.neighbor_order(distances, 12)
    graph = spectral.neighbor_graph(distances, order, 12, mutual, 4)
    ours = spectral.spectral(graph, 4, distances, seed=3)
    theirs = spectral_clustering(graph.adjacency, n_clusters=4, random_state=3)
    assert same_partition(ours.labels[graph.nodes], theirs)


def test_neighbours_are_the_nearest_first_and_equally_far_ones_by_index():
    distances = np.array([[0, 2, 1, 1.0], [2, 0, 1, 3], [1, 1, 0, 1], [1, 3, 1, 0]])
    assert spectral.neighbor_order(distances, 3).tolist() == [
        [2, 3, 1],
        [2, 0, 3],
        [0, 1, 3],
        [0, 2, 1],
    ]


def test_a_mutual_edge_needs_both_sides():
    points = np.array([[0.0], [1.0], [2.1], [10.0], [11.0], [12.1]])
    distances = distances_of(points)
    order = spectral.neighbor_order(distances, 5)
    either = spectral.neighbor_graph(distances, order, 1, False, 2)
    both = spectral.neighbor_graph(distances, order, 1, True, 3 - 1)
    # 2 counts 1 as its nearest, but 1 is nearer to 0.
    assert either.adjacency.toarray()[:3, :3].tolist() == [[0, 1, 0], [1, 0, 1], [0, 1, 0]]
    assert both.nodes.tolist() == [0, 1, 3, 4]
    assert (either.n_components, both.n_components) == (2, 4)
    ours = spectral.spectral(both, 2, distances)
    assert same_partition(ours.labels, np.array([0, 0, 0, 1, 1, 1]))
    assert ours.second.tolist() == [0, 0, 1, 0, 0, 1]
    centre = points[:3].mean()
    assert ours.distances[:3] == pytest.approx(np.abs(points[:3, 0] - centre))
    summary = spectral.spectral(either, 2, distances).summary
    assert (summary["nodes"], summary["edges"], summary["components"]) == (6, 4, 2)
    assert summary["degree, mean"] == pytest.approx(4 / 3)
    assert (summary["degree, median"], summary["degree, range"]) == (1, "1 to 2")


def test_typefaces_that_hardly_hang_together_are_refused():
    points = np.repeat([[0.0], [10], [20], [30]], 2, axis=0)
    distances = distances_of(points)
    order = spectral.neighbor_order(distances, 7)
    with pytest.raises(UserError, match="hang together, too few for 3 clusters"):
        spectral.neighbor_graph(distances[:3, :3], order[:3, :0], 0, True, 3)
    with pytest.raises(UserError, match="--n_neighbors 8: each typeface has only 7 others"):
        spectral.neighbor_graph(distances, order, 8, True, 3)


def large_clusters(labels, min_size):
    """Return labels with clusters of fewer than `min_size` taken as noise."""
    sizes = np.bincount(labels[labels != NOISE], minlength=1)
    return np.where((labels != NOISE) & (sizes[labels] >= min_size), labels, NOISE)


@pytest.mark.parametrize("metric", ["euclidean", "cosine"])
@pytest.mark.parametrize("pca_dims", [0, 6])
def test_the_most_typical_of_a_spectral_cluster_are_nearest_to_its_centre(metric, pca_dims):
    alphabets = random_alphabets(40)
    settings = ClusterSettings(
        algorithm="spectral", characters="AB", n_clusters=3, metric=metric, pca_dims=pca_dims
    )
    ours = Workbench(alphabets).cluster(settings)
    vectors = alphabets.vectors("AB").astype(float)
    if pca_dims:
        vectors = PCA(pca_dims, svd_solver="full").fit_transform(vectors)
    if metric == "cosine":
        vectors = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    for label in range(ours.n_clusters):
        members = ours.members(label)
        centre = vectors[members].mean(axis=0)
        expected = np.linalg.norm(vectors[members] - centre, axis=1)
        if metric == "cosine":
            expected = 1 - vectors[members] @ centre / np.linalg.norm(centre)
        assert ours.distances[members] == pytest.approx(expected, abs=1e-5)
        assert (np.diff(expected) >= -1e-6).all()


@pytest.mark.parametrize("epsilon", [0.02, 0.1, 0.3])
def test_dbscan_is_that_of_scikit_learn(epsilon):
    points = np.random.default_rng(8).normal(size=(200, 2))
    distances = distances_of(points)
    ours = density.dbscan(distances, density.density_tree(distances, 4), epsilon)
    theirs = DBSCAN(eps=epsilon * distances.max(), min_samples=4).fit(points)
    labels = large_clusters(theirs.labels_, 4)
    assert same_partition(ours.labels, labels)
    assert ours.summary["noise typefaces"] == (labels == NOISE).sum()
    is_core = np.isin(np.arange(200), theirs.core_sample_indices_)
    assert not ours.distances[is_core | (ours.labels == NOISE)].any()
    assert np.bincount(ours.labels[ours.labels >= 0]).min() >= 4
    for point in np.flatnonzero(~is_core & (ours.labels != NOISE)):
        own = is_core & (ours.labels == ours.labels[point])
        assert ours.distances[point] == distances[point, own].min()


def test_a_radius_without_a_cluster_is_refused_with_the_smallest_that_has_one():
    distances = distances_of([[0.0], [1], [2], [3], [10]])
    tree = density.density_tree(distances, 3)
    with pytest.raises(UserError, match=r"--epsilon 0\.09: .*from 0\.100 on"):
        density.dbscan(distances, tree, 0.09)
    assert density.dbscan(distances, tree, 0.1).n_clusters == 1


@pytest.mark.parametrize("seed", range(2))
@pytest.mark.parametrize("is_round", [True, False])  # with many ties and copies
@pytest.mark.parametrize("min_size", [2, 5])
def test_the_curve_counts_the_clusters_of_the_minimum_size_at_every_radius(
    seed, is_round, min_size
):
    rng = np.random.default_rng(seed)
    points = rng.uniform(0, 12, (40, 2))
    distances = distances_of(points.round() if is_round else points)
    distances = np.maximum(distances, distances.T)  # rounding has left them not quite the same
    tree = density.density_tree(distances, min_size)
    radii = np.unique(distances)
    radii = np.concatenate([radii[1:], (radii[:-1] + radii[1:]) / 2])
    small = radii[radii < 1.1 * tree.epsilons[-1]]
    for radius in [*rng.choice(small, min(80, len(small)), replace=False), radii.max()]:
        labels = DBSCAN(eps=radius, min_samples=min_size, metric="precomputed").fit_predict(
            distances
        )
        place = np.searchsorted(tree.epsilons, radius, side="right") - 1
        count = 0 if place < 0 else tree.counts[place]
        assert len(set(large_clusters(labels, min_size).tolist()) - {NOISE}) == count
    assert (np.diff(tree.counts) != 0).all()


def test_a_cluster_that_its_border_leaves_too_small_is_none():
    # The cores of both are at 0 and 2.2, with three neighbours each; 1.1 is shared and goes to the
    # first, so two are left around the other.
    points = np.array([[0.0, 0], [0, 1.1], [1.1, 0], [2.2, 0], [2.2, 1.1], [9, 9]])
    distances = distances_of(points)
    tree = density.density_tree(distances, 3)
    radius = 1.2
    sizes = np.bincount(
        DBSCAN(eps=radius, min_samples=3, metric="precomputed").fit_predict(distances) + 1
    )
    assert sizes.tolist() == [1, 5]
    assert density.dbscan(distances, tree, radius / tree.largest).n_clusters == 1


@pytest.mark.parametrize("algorithm", ["dbscan", "dbscan-auto"])
def test_the_curve_goes_through_what_was_chosen(algorithm):
    points = np.random.default_rng(3).normal(size=(150, 2))
    distances = distances_of(points)
    tree = density.density_tree(distances, 4)
    for epsilon in (0.02, 0.03, 0.05, 0.2):
        ours = (
            density.dbscan_auto(distances, tree)
            if algorithm == "dbscan-auto"
            else density.dbscan(distances, tree, epsilon)
        )
        assert ours.curve.count_at(ours.curve.chosen) == ours.n_clusters


@pytest.mark.parametrize("seed", range(5))
def test_no_radius_finds_more_clusters_of_the_minimum_size_than_the_chosen_one(seed):
    points = np.random.default_rng(seed).normal(size=(80, 2))
    distances = distances_of(points)

    def n_large(epsilon):
        labels = DBSCAN(eps=epsilon, min_samples=4, metric="precomputed").fit_predict(distances)
        return (np.bincount(labels[labels >= 0], minlength=1) >= 4).sum()

    ours = density.dbscan_auto(distances, density.density_tree(distances, 4))
    epsilon = ours.summary["epsilon"]
    theirs = DBSCAN(eps=epsilon, min_samples=4).fit(points)
    assert same_partition(ours.labels, large_clusters(theirs.labels_, 4))
    grid = np.linspace(0.001, 1, 400) * distances.max()
    numbers = np.array([n_large(each) for each in grid])
    best = n_large(epsilon)
    assert best >= numbers.max()
    # Of equally many the largest radii are chosen, up to where the number changes.
    following = ours.curve.epsilons[ours.curve.epsilons > epsilon].min(initial=np.inf)
    assert not (numbers[grid > following] == best).any()


def test_dbscan_auto_of_clear_groups_finds_them():
    sizes = [30, 20, 10]
    steps = np.concatenate([100 * k + np.arange(size) for k, size in enumerate(sizes)])
    distances = distances_of(steps[:, None])
    ours = density.dbscan_auto(distances, density.density_tree(distances, 5))
    assert np.bincount(ours.labels).tolist() == sizes
    assert ours.summary["clusters"] == 3
    assert 0 < ours.summary["epsilon, of the range"] < 1


def test_copies_of_one_typeface_are_one_cluster():
    distances = np.zeros((6, 6))
    tree = density.density_tree(distances, 3)
    assert density.dbscan_auto(distances, tree).labels.tolist() == [0] * 6
    assert density.dbscan(distances, tree, 0.5).labels.tolist() == [0] * 6


def test_fewer_typefaces_than_the_minimum_size_are_refused():
    with pytest.raises(UserError, match="--min_size 5: there are only 3 typefaces"):
        density.density_tree(np.zeros((3, 3)), 5)


@pytest.mark.parametrize("algorithm", ALGORITHMS)
@pytest.mark.parametrize("metric", ["euclidean", "cosine"])
@pytest.mark.parametrize("pca_dims", [0, 2])
def test_every_algorithm_finds_the_three_looks_of_typefaces(algorithm, metric, pca_dims):
    settings = ClusterSettings(
        algorithm=algorithm,
        characters="AB",
        n_clusters=3,
        metric=metric,
        pca_dims=pca_dims,
        epsilon=0.5,
    )
    found = Workbench(random_alphabets(30)).cluster(settings)
    assert same_partition(found.labels, np.arange(30) % 3)


@pytest.mark.parametrize("algorithm", ALGORITHMS)
def test_the_same_seed_gives_the_same_clusters(algorithm):
    rng = np.random.default_rng(0)
    images = rng.integers(0, 256, (40 * 94, 28, 28), dtype=np.uint8)
    rows = np.arange(40 * 94).reshape(40, 94)
    alphabets = Alphabets(images, rows, tuple(map(str, range(40))), "noise")
    settings = ClusterSettings(
        algorithm=algorithm, characters="XYZ", n_clusters=5, epsilon=0.99, seed=4
    )
    first, second = (Workbench(alphabets).cluster(settings) for _ in range(2))
    assert np.array_equal(first.labels, second.labels)
    assert np.array_equal(first.distances, second.distances)


def test_clusters_of_long_vectors_are_those_of_scikit_learn_on_the_pixels():
    alphabets = random_alphabets(25)
    vectors = alphabets.vectors(CHARACTERS)
    ours = Workbench(alphabets).cluster(ClusterSettings(characters=CHARACTERS, n_clusters=6))
    theirs = KMeans(6, n_init=10, random_state=0).fit_predict(vectors)
    assert adjusted_rand_score(ours.labels, theirs) == 1


def test_what_does_not_change_is_not_computed_again(monkeypatch):
    workbench = Workbench(random_alphabets(30))
    settings = ClusterSettings(algorithm="dbscan-auto", characters="AB", n_clusters=3)
    workbench.cluster(settings)
    for name in ("inner_products", "euclidean_distances"):
        monkeypatch.setattr(geometry, name, lambda *_: pytest.fail("computed again"))
    workbench.cluster(dataclasses.replace(settings, min_size=4))
    workbench.cluster(dataclasses.replace(settings, algorithm="dbscan", epsilon=0.5))
    workbench.cluster(dataclasses.replace(settings, algorithm="spectral"))
    workbench.cluster(dataclasses.replace(settings, algorithm="spectral", n_neighbors=4))
    monkeypatch.undo()
    other = workbench.cluster(dataclasses.replace(settings, characters="C"))
    fresh = Workbench(random_alphabets(30)).cluster(dataclasses.replace(settings, characters="C"))
    assert np.array_equal(other.distances, fresh.distances)


@pytest.mark.parametrize("algorithm", ALGORITHMS)
def test_a_report_that_raises_stops_the_work_and_the_next_work_is_right(algorithm):
    workbench = Workbench(random_alphabets(30))
    settings = ClusterSettings(algorithm=algorithm, characters="AB", n_clusters=3, epsilon=0.5)
    heard = []

    def cancel_at(number):
        def report(words):
            heard.append(words)
            if len(heard) == number:
                raise Cancelled

        return report

    expected = Workbench(random_alphabets(30)).cluster(settings)
    for number in (1, 2, 3):
        heard.clear()
        with pytest.raises(Cancelled):
            workbench.cluster(settings, cancel_at(number))
    assert np.array_equal(workbench.cluster(settings).labels, expected.labels)


@pytest.mark.parametrize(
    ("n_fonts", "settings", "words"),
    [
        (1, {}, "a test: holds one typeface, clusters need at least two"),
        (5, {"characters": ""}, "no character is chosen"),
        (5, {"n_clusters": 6}, "--n_clusters 6: there are only 5 typefaces"),
        (5, {"pca_dims": 5, "n_clusters": 2}, "--pca_dims 5: 5 typefaces have at most 4"),
        (5, {"algorithm": "spectral", "n_clusters": 2}, "--n_neighbors 9"),
        (4, {"algorithm": "dbscan-auto"}, "--min_size 5: there are only 4"),
        (9, {"algorithm": "dbscan", "epsilon": 0.001}, "--epsilon 0.001: no 5 typefaces"),
    ],
)
def test_what_typefaces_cannot_be_clustered_by_is_one_line(n_fonts, settings, words):
    with pytest.raises(UserError) as caught:
        Workbench(random_alphabets(n_fonts)).cluster(ClusterSettings(**settings))
    assert words in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"algorithm": "ward"}, "--algorithm ward: must be one of kmeans, spectral"),
        ({"metric": "jaccard"}, "--metric jaccard"),
        ({"n_clusters": 1}, "--n_clusters 1: must be a whole number from 2 to 200"),
        ({"pca_dims": 0.5}, "--pca_dims 0.5"),
        ({"n_neighbors": 0}, "--n_neighbors 0"),
        ({"min_size": 1}, "--min_size 1"),
        ({"epsilon": 0}, "--epsilon 0"),
        ({"epsilon": float("nan")}, "--epsilon nan"),
        ({"seed": -1}, "--seed -1"),
        ({"characters": "BA"}, "--characters BA"),
        ({"characters": "é"}, "--characters é"),
    ],
)
def test_settings_out_of_range_are_refused(values, words):
    with pytest.raises(UserError) as caught:
        ClusterSettings(**values)
    assert words in str(caught.value)


def test_a_parameter_of_another_algorithm_is_refused():
    with pytest.raises(UserError, match="--mutual: goes with --algorithm spectral, not kmeans"):
        ClusterSettings().check_parameters({"mutual": True})
    ClusterSettings(algorithm="spectral").check_parameters({"mutual": True, "n_clusters": 3})
    used = {name for algorithm in ALGORITHMS.values() for name in algorithm.parameters}
    assert used == set(PARAMETERS)


def test_alphabets_are_sorted_and_incomplete_typefaces_left_out(caplog):
    names = ("B-Bold", "Half-Bold", "A-Bold")
    fonts = np.repeat(np.arange(3, dtype=np.int32), [94, 50, 94])
    codes = np.frombuffer(CHARACTERS.encode(), np.uint8)
    characters = np.concatenate([codes[::-1], codes[:50], codes])
    images = np.broadcast_to(characters[:, None, None], (238, 28, 28)) + fonts[:, None, None]
    alphabets = Alphabets.of(Glyphs(images.astype(np.uint8), characters, fonts, names, "here"))
    assert alphabets.font_names == ("A-Bold", "B-Bold")
    assert alphabets.glyphs("R")[:, 0, 0].tolist() == [ord("R") + 2, ord("R")]
    assert alphabets.of_fonts([1], "Q!")[0, :, 3, 3].tolist() == [ord("Q"), ord("!")]
    assert alphabets.vectors("AB").shape == (2, 2 * 784)
    assert alphabets.vectors("AB")[1, 784] == np.float32(ord("B") / 255)
    assert "here: 1 typeface lacks characters, left out" in caplog.text


def test_no_whole_typeface_is_one_line():
    glyphs = Glyphs(
        np.zeros((1, 28, 28), np.uint8),
        np.array([65], np.uint8),
        np.zeros(1, np.int32),
        ("A",),
        "x",
    )
    with pytest.raises(UserError, match="x: none of its 1 typefaces has all 94 characters"):
        Alphabets.of(glyphs)
