import numpy as np
import pytest

from latent.codes.bits import PackedBits
from latent.maps import EMBEDDINGS, make_embedding
from latent.maps.quality import knn_accuracy


@pytest.fixture(scope="module")
def groups():
    """Return vectors in five groups far apart, and the group of each."""
    rng = np.random.default_rng(0)
    labels = rng.integers(0, 5, 900)
    centres = rng.normal(size=(5, 6)) * 10
    return (centres[labels] + rng.normal(size=(900, 6))).astype(np.float32), labels


@pytest.mark.parametrize("name", EMBEDDINGS)
def test_vectors_that_were_not_fitted_lie_in_their_own_group(groups, name):
    vectors, labels = groups
    fitted = np.arange(0, 900, 3)
    method = make_embedding(name, perplexity=10, n_neighbors=10)
    positions = method.fit_some(vectors, fitted, seed=1)
    assert positions.shape == (900, 2)
    assert positions.dtype == np.float32
    assert positions.min() >= 0 and positions.max() == 1
    rest = np.setdiff1d(np.arange(900), fitted)
    # Each placed vector has the label of the fitted ones around it.
    around = place_around(positions[rest], positions[fitted], labels[fitted])
    assert (around == labels[rest]).mean() > 0.95
    again, told = make_embedding(name, perplexity=10, n_neighbors=10), [0.0]
    same = again.fit_some(vectors, fitted, seed=1, tell_share=told.append)
    np.testing.assert_array_equal(same, positions)
    assert max(told) <= 1  # also while the others are placed


def place_around(new, positions, labels):
    distances = np.linalg.norm(new[:, None] - positions, axis=2)
    return labels[distances.argmin(axis=1)]


@pytest.mark.parametrize("name", ["PCA", "KPCA"])
def test_what_is_fitted_to_all_but_copies_is_placed_exactly(groups, name):
    vectors, _ = groups
    twice = np.concatenate([vectors, vectors])
    positions = make_embedding(name).fit_some(twice, np.arange(900), seed=1)
    np.testing.assert_allclose(positions[900:], positions[:900], atol=1e-6)
    np.testing.assert_allclose(
        make_embedding(name).fit(vectors, seed=1), positions[:900], atol=1e-5
    )


def test_the_linear_map_of_pca_places_all_where_they_are(groups):
    vectors, _ = groups
    method = make_embedding("PCA")
    positions = method.fit_some(vectors, np.arange(50), seed=1)
    np.testing.assert_allclose(method.linear_map.place(vectors), positions, atol=1e-5)


@pytest.mark.parametrize("name", ["TSNE", "UMAP"])
def test_the_fitted_ones_lie_as_without_the_others(groups, name):
    vectors, _ = groups
    method = make_embedding(name, perplexity=10, n_neighbors=10)
    fitted = np.arange(0, 900, 3)
    alone = method.fit(vectors[fitted], seed=1)
    among = method.fit_some(vectors, fitted, seed=1)[fitted]
    # The same but for where the square's edges are.
    alone, among = (each - each.mean(axis=0) for each in (alone, among))
    scale = (alone * among).sum() / (alone * alone).sum()
    np.testing.assert_allclose(among, alone * scale, atol=1e-4)


def test_codes_of_bits_are_placed_by_the_bits_that_they_share():
    rng = np.random.default_rng(3)
    labels = rng.integers(0, 3, 300)
    bits = rng.random((300, 60)) < np.where(np.arange(60) // 20 == labels[:, None], 0.7, 0.05)
    packed = PackedBits.of(bits.astype(np.float32))
    for name in EMBEDDINGS:
        method = make_embedding(name, perplexity=10, n_neighbors=10)
        positions = method.fit_some(packed, np.arange(0, 300, 2), seed=0)
        assert knn_accuracy(positions, labels) > 0.9, name
