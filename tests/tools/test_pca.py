import numpy as np
import pytest
from sklearn.decomposition import PCA

from latent.tools import pca
from latent.tools.pca import fit_pca


@pytest.fixture
def long_vectors(monkeypatch):
    """Return 12 vectors of 50 numbers with a mean of 0, for which 20 numbers count as long."""
    monkeypatch.setattr(pca, "LONG_VECTORS", 20)
    monkeypatch.setattr(pca, "COLUMNS_AT_ONCE", 7)
    rng = np.random.default_rng(0)
    vectors = rng.normal(size=(12, 50)) * np.linspace(3, 0.1, 50)
    return vectors - vectors.mean(axis=0)


@pytest.mark.parametrize("n_components", [1, 5, 11, 0.5, 0.9])
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_few_long_vectors_have_the_components_that_scikit_learn_finds(
    long_vectors, n_components, dtype
):
    found = fit_pca(long_vectors.astype(dtype), n_components)
    wanted = PCA(n_components, svd_solver="full").fit(long_vectors)
    assert found.components_.shape == wanted.components_.shape
    assert found.components_.dtype == dtype
    assert found.explained_variance_ == pytest.approx(wanted.explained_variance_, rel=1e-5)
    alike = np.abs(np.sum(found.components_ * wanted.components_, axis=1))
    assert alike == pytest.approx(1, abs=1e-4)


def test_the_mean_of_long_vectors_in_double_precision_does_not_matter(long_vectors):
    moved = fit_pca(long_vectors + 100, 3)
    assert moved.explained_variance_ == pytest.approx(fit_pca(long_vectors, 3).explained_variance_)


def test_long_vectors_that_do_not_vary_any_more_have_no_direction(long_vectors):
    vectors = long_vectors[:1] * np.linspace(-1, 1, 9)[:, None]
    found = fit_pca(vectors.astype(np.float32), 3)
    assert np.count_nonzero(found.explained_variance_) == 1
    assert not found.components_[1:].any()
    assert np.isfinite(found.components_).all()
