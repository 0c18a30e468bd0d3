import numpy as np
import pytest

from latent.codes.bits import PackedBits
from latent.maps import KPCAEmbedding, make_embedding
from latent.maps.kernels import KernelMap, choose_gamma

KERNELS = ["rbf", "poly"]


def two_clouds(n_each=100, d=5, distance=6.0):
    clouds = np.random.default_rng(0).normal(size=(2 * n_each, d))
    clouds[n_each:, 0] += distance
    return clouds


def kernel_matrix(vectors, kernel, gamma):
    centred = vectors - vectors.mean(axis=0)
    if kernel == "poly":
        return (gamma * centred @ centred.T + 1) ** 2
    squared = ((centred[:, None] - centred) ** 2).sum(axis=2)
    return np.exp(-gamma * squared)


@pytest.mark.parametrize("kernel", KERNELS)
def test_components_are_the_leading_eigenvectors_of_the_centred_kernel(kernel):
    vectors = two_clouds()
    found = KernelMap(vectors, kernel, n_components=3, seed=0)
    matrix = kernel_matrix(vectors, kernel, found.gamma)
    n = len(vectors)
    centring = np.eye(n) - 1 / n
    values, directions = np.linalg.eigh(centring @ matrix @ centring)
    expected = directions[:, ::-1][:, :3] * np.sqrt(values[::-1][:3])
    signs = np.sign((expected * found.positions).sum(axis=0))
    assert np.allclose(found.positions, signs * expected, atol=1e-3 * np.abs(expected).max())


@pytest.mark.parametrize("kernel", KERNELS)
def test_fitted_vectors_are_projected_to_their_own_places(kernel):
    vectors = two_clouds()
    found = KernelMap(vectors, kernel, n_components=2, seed=0)
    assert np.allclose(found.project(vectors), found.positions, atol=1e-2)


@pytest.mark.parametrize("kernel", KERNELS)
def test_the_scale_of_the_vectors_and_their_place_change_nothing(kernel):
    vectors = two_clouds()
    found = KernelMap(vectors, kernel, 2, seed=0).positions
    moved = KernelMap(1000 * vectors + 7, kernel, 2, seed=0).positions
    assert np.allclose(found, moved, atol=1e-6)


def test_the_first_component_of_two_clouds_tells_them_apart():
    positions = KernelMap(two_clouds(), "rbf", 2, seed=0).positions
    assert (positions[:100, 0] > 0).all() != (positions[100:, 0] > 0).all()
    assert len(set(np.sign(positions[:100, 0]))) == 1


@pytest.mark.parametrize("kernel", KERNELS)
@pytest.mark.parametrize("n", [1, 2, 60, 300])
def test_vectors_that_are_all_alike_have_no_components(kernel, n):
    found = KernelMap(np.full((n, 4), 0.3), kernel, 3, seed=0)
    assert found.gamma == 1
    assert np.allclose(found.positions, 0, atol=1e-6)
    assert found.positions.shape == (n, 3)
    assert np.isfinite(found.project(np.eye(4))).all()


def test_mostly_equal_vectors_still_get_a_scale_from_those_that_differ():
    vectors = np.zeros((50, 2))
    vectors[0] = [3, 4]
    assert choose_gamma(vectors, "rbf", seed=0) == pytest.approx(25**-1 * 1225 / 49)


def test_kpca_is_a_method_of_maps_and_keeps_two_clouds_apart():
    method = make_embedding("KPCA", perplexity=30)
    positions = method.fit(two_clouds().astype(np.float32), seed=0)
    assert positions.dtype == np.float32
    assert positions.min() >= 0
    assert positions.max() <= 1
    between = np.linalg.norm(positions[:100].mean(axis=0) - positions[100:].mean(axis=0))
    assert between > 0.4


def test_more_vectors_than_landmarks_are_all_placed_near_where_all_together_put_them():
    vectors = two_clouds(n_each=400).astype(np.float32)
    few = KPCAEmbedding(landmarks=200).fit(vectors, seed=0)
    all_of_them = KPCAEmbedding().fit(vectors, seed=0)
    assert few.shape == (800, 2)
    correlation = np.corrcoef(few[:, 0], all_of_them[:, 0])[0, 1]
    assert abs(correlation) > 0.99
    assert np.array_equal(few, KPCAEmbedding(landmarks=200).fit(vectors, seed=0))
    assert not np.array_equal(few, KPCAEmbedding(landmarks=200).fit(vectors, seed=1))


def test_codes_of_bits_are_laid_out_too():
    bits = np.random.default_rng(0).random((90, 70)) < 0.1
    bits[45:, :20] |= np.random.default_rng(1).random((45, 20)) < 0.8
    codes = PackedBits.of(bits.astype(np.float32))
    positions = KPCAEmbedding(landmarks=60).fit(codes, seed=0)
    assert positions.shape == (90, 2)
    first = positions[:, 0]
    assert abs(first[:45].mean() - first[45:].mean()) > 0.3
    as_numbers = KPCAEmbedding(landmarks=60).fit(bits.astype(np.float32), seed=0)
    assert np.allclose(as_numbers, positions, atol=1e-2)


@pytest.mark.parametrize("n", [1, 2, 3])
def test_a_few_vectors_have_a_map_too(n):
    positions = KPCAEmbedding().fit(np.arange(2.0 * n).reshape(n, 2), seed=0)
    assert positions.shape == (n, 2)
    assert np.isfinite(positions).all()
