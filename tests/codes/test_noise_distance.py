import numpy as np
import pytest

from latent.codes.noise_distance import noise_distance


def test_no_noise_has_no_distance_and_other_images_are_1_away():
    clean = np.random.default_rng(0).normal(size=(2000, 8))
    assert noise_distance(clean, clean).value == 0
    others = np.random.default_rng(1).normal(size=(2000, 8))
    assert noise_distance(clean, others).value == pytest.approx(1, abs=0.02)


def test_neither_the_scale_of_a_layer_nor_a_constant_in_it_matters():
    rng = np.random.default_rng(0)
    clean, noise = rng.normal(size=(500, 8)), rng.normal(0, 0.1, (500, 8))
    distance = noise_distance(clean, clean + noise).value
    assert noise_distance(50 * clean + 7, 50 * (clean + noise) + 7).value == pytest.approx(
        distance, rel=1e-4
    )
    assert distance == pytest.approx(0.1 / np.sqrt(2), rel=0.1)


def test_a_layer_that_is_dead_has_no_distance_at_all():
    assert np.isnan(noise_distance(np.zeros((5, 3)), np.zeros((5, 3))).value)
