import numpy as np
import pytest
from sklearn.metrics.pairwise import euclidean_distances

from latent.codes.kernel_ridge import (
    Smoothness,
    _left_out_error,
    choose_smoothness,
    mix,
    mixture_weights,
)


@pytest.fixture
def points():
    return np.random.default_rng(0).normal(size=(40, 3))


def test_a_known_example_is_a_mixture_of_itself_alone(points):
    distances = euclidean_distances(points)
    weights = mixture_weights(distances, distances[7:8], Smoothness(2.0, 1e-9, 0.0))
    np.testing.assert_allclose(weights[0], np.eye(40)[7], atol=1e-6)
    np.testing.assert_allclose(mix(weights, points)[0], points[7], atol=1e-5)


def test_what_is_far_from_all_examples_is_their_mean(points):
    far = euclidean_distances(np.full((1, 3), 1e6), points)
    weights = mixture_weights(euclidean_distances(points), far, Smoothness(2.0, 0.1, 0.0))
    np.testing.assert_allclose(mix(weights, points)[0], points.mean(axis=0))


def test_leaving_groups_out_by_formula_equals_fitting_without_them(points):
    distances, length, penalty = euclidean_distances(points), 1.7, 0.05
    groups = np.arange(40) // 3
    values = np.sin(points @ np.ones((3, 2)))
    centred = values - values.mean(axis=0)
    kernel = np.exp(-distances / length)
    errors = []
    for group in np.unique(groups):
        out, kept = groups == group, groups != group
        penalised = kernel[np.ix_(kept, kept)] + penalty * np.eye(kept.sum())
        predicted = kernel[np.ix_(out, kept)] @ np.linalg.solve(penalised, centred[kept])
        errors.append(np.square(predicted - centred[out]))
    members = [np.flatnonzero(groups == group) for group in np.unique(groups)]
    found = _left_out_error(distances, members, centred, length, penalty)
    np.testing.assert_allclose(found, np.concatenate(errors).mean())


def test_noise_asks_for_a_larger_penalty(points):
    rng = np.random.default_rng(1)
    distances, groups = euclidean_distances(points), np.arange(40)
    clean = np.sin(points[:, :1])
    noisy = clean + 2 * rng.normal(size=clean.shape)
    chosen = [choose_smoothness(distances, groups, targets) for targets in (clean, noisy)]
    assert chosen[0].penalty < chosen[1].penalty
    assert chosen[0].error < chosen[1].error


def test_one_group_is_not_enough_to_choose(points):
    with pytest.raises(ValueError, match="two groups"):
        choose_smoothness(euclidean_distances(points), np.zeros(40, int), points)
