import numpy as np
import pytest
from sklearn.metrics import silhouette_samples

from latent.clustering.checks import (
    N_SEEDS,
    check_clustering,
    jaccard_indices,
    numbers_to_try,
    silhouettes_of,
)
from latent.clustering.result import NOISE, Clustering
from latent.clustering.settings import ClusterSettings
from latent.clustering.workbench import Workbench
from latent.tools.check import UserError
from tests.clustering.test_clustering import distances_of, random_alphabets


def clustering_of(labels):
    labels = np.array(labels)
    return Clustering(labels, np.zeros(len(labels)), np.zeros(len(labels)), {})


def test_silhouettes_are_those_of_scikit_learn():
    rng = np.random.default_rng(0)
    distances = distances_of(rng.normal(size=(60, 3)))
    labels = rng.integers(0, 4, 60)
    labels[7] = 4  # alone
    theirs = silhouette_samples(distances, labels, metric="precomputed")
    assert silhouettes_of(distances, labels) == pytest.approx(theirs)


def test_noise_has_no_silhouette_and_one_cluster_has_none_at_all():
    distances = distances_of([[0.0], [1], [10], [11], [50]])
    found = silhouettes_of(distances, np.array([0, 0, 1, 1, NOISE]))
    # To its own 1, to the others 10 and 11: (10.5 - 1) / 10.5.
    assert found[0] == pytest.approx(9.5 / 10.5)
    assert np.isnan(found[4])
    assert np.isnan(silhouettes_of(distances, np.array([0, 0, 0, 0, NOISE]))).all()
    assert silhouettes_of(np.zeros((4, 4)), np.array([0, 0, 1, 1])).tolist() == [0, 0, 0, 0]


def test_clusters_have_in_common_what_is_in_both_over_what_is_in_either():
    found = jaccard_indices(np.array([0, 0, 0, 1, 1]), np.array([1, 1, 0, 0, 0]))
    assert found.tolist() == [[1 / 5, 2 / 3], [2 / 3, 0]]


def test_the_agreement_with_other_seeds_is_told_for_all_for_clusters_and_for_typefaces():
    labels = [0, 0, 0, 1, 1]
    same, other = np.array([1, 1, 1, 0, 0]), np.array([1, 1, 0, 0, 0])
    distances = distances_of([[0.0], [1], [2], [10], [11]])
    assert check_clustering(clustering_of(labels), distances, [same] * 3).agreement == 1
    found = check_clustering(clustering_of(labels), distances, [same, other])
    assert found.typefaces.tolist() == pytest.approx([(1 + 2 / 3) / 2] * 2 + [0.6] + [5 / 6] * 2)
    assert found.clusters == pytest.approx({0: 5 / 6, 1: 5 / 6})
    assert 0 < found.agreement < 1
    alone = check_clustering(clustering_of(labels), distances, [])
    assert (alone.agreement, alone.clusters, len(alone.is_unstable)) == (None, {}, 0)
    assert found.silhouette == alone.silhouette > 0.5


@pytest.mark.parametrize("algorithm", ["kmeans", "spectral"])
def test_clear_clusters_agree_with_every_seed_and_their_number_stands_out(algorithm):
    workbench = Workbench(random_alphabets(30))
    settings = ClusterSettings(algorithm=algorithm, characters="AB", n_clusters=3)
    found = workbench.check(settings, workbench.cluster(settings))
    assert found.agreement == 1
    assert found.typefaces.tolist() == [1] * 30
    assert not found.is_unstable.any()
    assert found.clusters == {0: 1, 1: 1, 2: 1}
    told, said = [], []
    points = workbench.try_numbers(settings, [2, 3, 6], said.append, told.append)
    assert told == points
    assert [point.k for point in points] == [2, 3, 6]
    assert max(points, key=lambda point: point.silhouette).k == 3
    assert points[1].agreement == 1 > points[2].agreement
    assert points[1].silhouette == pytest.approx(found.silhouette)
    assert f"3 clusters of 2, 3, 6: seed {N_SEEDS}" in " ".join(said)


def test_what_has_no_seed_has_no_agreement_and_no_number_to_try():
    workbench = Workbench(random_alphabets(30))
    settings = ClusterSettings(algorithm="dbscan-auto", characters="AB")
    found = workbench.check(settings, workbench.cluster(settings))
    assert found.agreement is None
    assert found.silhouette > 0.5
    with pytest.raises(UserError, match="has no number of clusters"):
        workbench.try_numbers(settings, [2])


def test_the_number_that_was_chosen_is_tried_and_none_that_cannot_be():
    assert numbers_to_try(7, 20) == [2, 3, 5, 7, 8, 12, 18]
    assert numbers_to_try(100, 20) == [2, 3, 5, 8, 12, 18]
