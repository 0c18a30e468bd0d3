import numpy as np
import pytest

from latent.codes.information import mutual_information

LABELS = np.repeat(np.arange(8), 500)


def test_a_unit_that_is_the_class_tells_all_of_it():
    assert mutual_information(LABELS * 1.0, LABELS) == pytest.approx(3, abs=0.01)
    rng = np.random.default_rng(0)
    assert mutual_information(LABELS + rng.random(4000) / 10, LABELS) == pytest.approx(3, abs=0.03)


def test_a_unit_that_knows_nothing_tells_nothing_however_few_images_there_are():
    rng = np.random.default_rng(0)
    for n, most in ((200, 0.1), (4000, 0.01)):
        labels = rng.integers(0, 8, n)
        told = [mutual_information(rng.normal(size=n), labels) for _ in range(50)]
        assert np.mean(told) < most


def test_a_bit_that_tells_one_class_from_the_others():
    # H(1/8) = 0.5436 bits.
    assert mutual_information((LABELS == 3) * 1.0, LABELS) == pytest.approx(0.5436, abs=0.005)


def test_a_constant_unit_or_a_single_class_tells_nothing():
    assert mutual_information(np.ones(4000), LABELS) == 0
    assert mutual_information(np.arange(4000.0), np.zeros(4000, int)) == 0


def test_what_the_order_of_values_tells_is_kept_by_a_unit_that_stretches_them():
    values = LABELS + np.random.default_rng(0).normal(size=4000)
    assert mutual_information(np.exp(values), LABELS) == mutual_information(values, LABELS)
