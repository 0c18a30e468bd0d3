import numpy as np
import pytest

from latent.codes.probes import linear_probe_is_right
from latent.codes.turning import turned


@pytest.fixture
def long():
    """Twelve vectors of 10,000 numbers, of which two are alike, and five others among them."""
    rng = np.random.default_rng(0)
    vectors = rng.random((12, 10_000)).astype(np.float32)
    vectors[7] = vectors[3]
    return vectors, (rng.normal(size=(5, 12)) @ vectors).astype(np.float32)


def test_long_vectors_keep_their_inner_products_in_as_few_numbers_as_they_need(long):
    vectors, others = long
    found, found_others = turned(vectors, others)
    assert found.shape == (12, 11)  # two are alike
    assert found_others.shape == (5, 11)
    exact, exact_others = vectors.astype(float), others.astype(float)
    np.testing.assert_allclose(found @ found.T, exact @ exact.T, rtol=1e-6)
    np.testing.assert_allclose(found_others @ found.T, exact_others @ exact.T, rtol=1e-4)


def test_short_vectors_stay_as_they_are():
    vectors = np.ones((5, 5))
    assert turned(vectors)[0] is vectors


def test_vectors_without_anything_in_them_are_alike():
    found, other = turned(np.zeros((3, 9)), np.ones((2, 9)))
    assert not found.any()
    assert not other.any()


def test_a_linear_probe_tells_of_long_codes_what_it_tells_of_them_untouched():
    from sklearn.linear_model import LogisticRegression
    from sklearn.preprocessing import StandardScaler

    rng = np.random.default_rng(0)
    labels = np.arange(90) % 3
    codes = rng.normal(size=(90, 300)) * 8 + rng.normal(size=(3, 300))[labels]
    train, test = codes[:60], codes[60:]
    scaler = StandardScaler().fit(train)
    probe = LogisticRegression(max_iter=200).fit(scaler.transform(train), labels[:60])
    expected = probe.predict(scaler.transform(test)) == labels[60:]
    found = linear_probe_is_right(train, labels[:60], test, labels[60:])
    np.testing.assert_array_equal(found, expected)
    assert 0.4 < found.mean() < 1  # neither by chance nor without any error
