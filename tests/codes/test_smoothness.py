import numpy as np
import pytest

from latent.codes.smoothness import (
    pairs_of_one_class,
    pairs_of_two_classes,
    spread,
    step_ratios,
)

LABELS = np.repeat([0, 1, 2], [50, 30, 21])


@pytest.mark.parametrize("choose", [pairs_of_one_class, pairs_of_two_classes])
def test_pairs_use_each_image_once_and_are_of_the_classes_asked_for(choose):
    pairs = choose(LABELS, 1000, np.random.default_rng(0))
    assert len(np.unique(pairs)) == pairs.size
    same = LABELS[pairs[:, 0]] == LABELS[pairs[:, 1]]
    assert same.all() if choose is pairs_of_one_class else not same.any()
    assert len(pairs) > 20
    assert len(choose(LABELS, 5, np.random.default_rng(0))) == 5


def test_of_one_class_every_class_has_its_share_of_pairs():
    pairs = pairs_of_one_class(LABELS, 1000, np.random.default_rng(0))
    assert np.bincount(LABELS[pairs[:, 0]]).tolist() == [25, 15, 10]


def test_a_single_class_has_no_pairs_of_two():
    assert len(pairs_of_two_classes(np.zeros(10, int), 5, np.random.default_rng(0))) == 0


def test_one_jump_is_as_many_times_the_mean_step_as_there_are_steps():
    images = np.zeros((1, 9, 4, 4))
    images[0, 5:] = 1
    assert step_ratios(images).tolist() == [8]
    assert np.isnan(step_ratios(np.zeros((1, 9, 4, 4)))).all()


def test_the_spread_is_the_root_of_the_mean_squared_distance_of_two_codes():
    codes = np.random.default_rng(0).normal(size=(5000, 3)) * [1, 2, 3]
    apart = np.square(codes - np.roll(codes, 1, axis=0)).sum(axis=1).mean()
    assert spread(codes) == pytest.approx(np.sqrt(apart), rel=0.03)
