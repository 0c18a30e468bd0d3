import numpy as np
import pytest

from latent.data import load
from latent.data.optdigits import load_optdigits


@pytest.fixture(scope="module")
def optdigits():
    return load_optdigits()


def test_optdigits_has_a_fixed_split_with_every_digit_in_both_parts(optdigits):
    x_train, y_train, x_test, y_test = optdigits
    assert x_train.shape == (1437, 28, 28)
    assert x_test.shape == (360, 28, 28)
    assert x_train.dtype == x_test.dtype == np.uint8
    assert y_train.dtype == y_test.dtype == np.int64
    whole = np.bincount(y_train) + np.bincount(y_test)
    np.testing.assert_allclose(np.bincount(y_test), whole * 360 / 1797, atol=1)
    for array, again in zip(optdigits, load_optdigits(), strict=True):
        np.testing.assert_array_equal(array, again)


def test_optdigits_are_in_the_format_of_mnist(optdigits):
    for image in np.concatenate([optdigits[0], optdigits[2]]):
        rows, columns = np.flatnonzero(image.any(1)), np.flatnonzero(image.any(0))
        assert rows[-1] - rows[0] < 20
        assert columns[-1] - columns[0] < 20
        for axis in (0, 1):
            mass = image.sum(1 - axis, dtype=float)
            center = (mass * (np.arange(28) + 0.5)).sum() / mass.sum()
            assert abs(center - 14) <= 0.5
        assert image.max() > 200


def test_optdigits_is_a_data_set_that_needs_no_files(tmp_path):
    dataset = load("optdigits", tmp_path)
    assert (dataset.name, dataset.label_names) == ("optdigits", tuple("0123456789"))
    assert len(dataset.x_train) == len(dataset.y_train) == 1437
    assert list(tmp_path.iterdir()) == []
