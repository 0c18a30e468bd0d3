"""What codes know of classes: probes with labels, clusters without."""

import numpy as np
import pytest

from latent.codes.bits import PackedBits
from latent.codes.clusters import agreement, kmeans_clusters, mean_shift_clusters
from latent.codes.probes import linear_probe_is_right, nearest_vote_is_right


@pytest.fixture(scope="module")
def planted():
    """Four clusters in 6 dimensions, far apart, 150 codes each, and their classes."""
    rng = np.random.default_rng(0)
    labels = np.repeat(np.arange(4), 150)
    centres = 12 * np.eye(4, 6)
    return (centres[labels] + rng.normal(size=(600, 6))).astype(np.float32), labels


@pytest.mark.parametrize("is_right", [nearest_vote_is_right, linear_probe_is_right])
def test_probes_are_right_where_classes_are_apart_and_at_chance_where_they_are_not(
    is_right, planted
):
    codes, labels = planted
    assert is_right(codes[::2], labels[::2], codes[1::2], labels[1::2]).all()
    shuffled = np.random.default_rng(0).permutation(labels)
    right = is_right(codes[::2], shuffled[::2], codes[1::2], shuffled[1::2])
    assert 0.15 < right.mean() < 0.35


def test_a_linear_probe_cannot_tell_what_lies_within_a_ring_but_neighbours_can():
    rng = np.random.default_rng(0)
    codes = rng.normal(size=(2000, 2))
    labels = (np.linalg.norm(codes, axis=1) < 1.18).astype(int)  # half of them
    parts = codes[::2], labels[::2], codes[1::2], labels[1::2]
    assert linear_probe_is_right(*parts).mean() < 0.6
    assert nearest_vote_is_right(*parts).mean() > 0.93


def test_of_equally_many_votes_the_nearest_decides():
    train = np.array([[0.0], [1.0], [2.0], [3.0]])
    labels = np.array([1, 0, 0, 1])
    right = nearest_vote_is_right(train, labels, np.array([[-1.0]]), np.array([1]), k=4)
    assert right.tolist() == [True]


def test_codes_of_bits_have_neighbours_too():
    bits = np.zeros((40, 16), np.float32)
    labels = np.repeat([0, 1], 20)
    bits[labels == 0, :4] = 1
    bits[labels == 1, 8:12] = 1
    bits[:, 15] = np.random.default_rng(0).random(40) < 0.5
    codes = PackedBits.of(bits)
    assert nearest_vote_is_right(codes, labels, codes, labels, k=5).all()


def test_one_class_alone_is_always_right():
    codes = np.random.default_rng(0).normal(size=(10, 2))
    assert linear_probe_is_right(codes, np.zeros(10, int), codes, np.zeros(10, int)).all()


def test_planted_clusters_are_found(planted):
    codes, labels = planted
    for found in (kmeans_clusters(codes, 4, seed=0), mean_shift_clusters(codes, seed=0)):
        result = agreement(found, labels)
        assert result.rand > 0.95
        assert result.purity > 0.95
        assert result.noise == 0


def test_agreement_is_none_by_chance_and_counts_noise_as_one_more_group():
    labels = np.repeat([0, 1], 500)
    by_chance = agreement(np.random.default_rng(0).integers(0, 2, 1000), labels)
    assert abs(by_chance.rand) < 0.02
    assert 0.5 <= by_chance.purity < 0.55
    half_noise = agreement(np.where(np.arange(1000) < 250, -1, labels), labels)
    assert half_noise.noise == 0.25
    assert half_noise.n_clusters == 2
    assert half_noise.purity == 1


def test_copies_are_clusters_of_their_own_to_mean_shift():
    codes = np.repeat([[0.0, 0.0], [1.0, 1.0]], 30, axis=0)
    assert agreement(mean_shift_clusters(codes, seed=0), np.repeat([0, 1], 30)).rand == 1
