import math

import numpy as np
import pytest

from latent.codes.neighbors import Neighbors, nearest_neighbors
from latent.maps.quality import knn_accuracy, trustworthiness


def line(*places):
    return np.array(places, dtype=np.float32)[:, None]


def test_images_among_their_own_kind_are_all_right():
    assert knn_accuracy(line(0, 1, 2, 10, 11, 12), [0, 0, 0, 1, 1, 1], k=2) == 1


def test_a_single_stranger_is_wrong():
    assert knn_accuracy(line(0, 1, 2, 3), [0, 0, 0, 1], k=3) == 3 / 4


def test_of_equally_frequent_labels_the_nearest_image_decides():
    # Everyone's neighbours have the labels 7, 3, 3, 7, so everyone is taken for a 7.
    neighbors = Neighbors(np.array([[1, 2, 3, 4]] * 5), np.ones((5, 4)))
    assert knn_accuracy(neighbors, np.array([7, 7, 3, 3, 7]), k=4) == 3 / 5
    assert knn_accuracy(neighbors, np.array([3, 7, 3, 3, 7]), k=4) == 2 / 5


def test_a_majority_beats_the_nearest_image():
    neighbors = Neighbors(np.array([[1, 2, 3]] * 4), np.ones((4, 3)))
    assert knn_accuracy(neighbors, np.array([5, 9, 5, 5]), k=3) == 3 / 4
    assert knn_accuracy(neighbors, np.array([5, 9, 5, 5]), k=1) == 1 / 4


def test_known_neighbours_and_the_vectors_themselves_agree():
    rng = np.random.default_rng(0)
    vectors, labels = rng.normal(size=(60, 3)), rng.integers(0, 3, 60)
    expected = knn_accuracy(vectors, labels, k=5)
    assert knn_accuracy(nearest_neighbors(vectors, 8), labels, k=5) == expected


def test_with_few_images_all_others_vote():
    assert knn_accuracy(line(0, 1, 2), [4, 4, 4], k=10) == 1


def test_one_image_has_no_accuracy():
    assert math.isnan(knn_accuracy(line(0), [4]))


def test_too_few_known_neighbours_are_a_mistake():
    with pytest.raises(ValueError, match="10 neighbours of each of 20"):
        knn_accuracy(nearest_neighbors(line(*range(20)), 3), np.zeros(20, int))


def test_the_same_picture_larger_is_trusted_wholly():
    positions = np.random.default_rng(0).normal(size=(40, 2))
    assert trustworthiness(positions, 5 * positions) == 1


def test_a_shuffled_picture_is_trusted_less():
    rng = np.random.default_rng(0)
    positions = rng.normal(size=(40, 2))
    assert trustworthiness(positions, rng.permutation(positions)) < 0.7


def test_the_sample_is_the_seeds():
    rng = np.random.default_rng(0)
    vectors, positions = rng.normal(size=(100, 5)), rng.normal(size=(100, 2))
    values = [trustworthiness(vectors, positions, sample=50, seed=seed) for seed in (1, 1, 2)]
    assert values[0] == values[1] != values[2]


def test_few_images_lower_the_number_of_neighbours():
    positions = np.random.default_rng(0).normal(size=(3, 2))
    assert trustworthiness(positions, positions, k=12) == 1
    assert math.isnan(trustworthiness(positions[:2], positions[:2]))


def test_vectors_without_positions_are_a_mistake():
    with pytest.raises(ValueError, match="5 vectors, but 4 positions"):
        trustworthiness(np.zeros((5, 3)), np.zeros((4, 2)))
