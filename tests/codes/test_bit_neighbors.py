import numpy as np
import pytest

from latent.codes.bit_neighbors import jaccard_distances
from latent.codes.bits import PackedBits
from latent.codes.neighbors import nearest_among, nearest_neighbors
from latent.maps import make_embedding
from latent.maps.places import place_among
from latent.maps.quality import trustworthiness
from latent.tools.check import UserError


def bits(*rows):
    """Pack codes given as text of 0 and 1."""
    return PackedBits.of(np.array([[int(bit) for bit in row] for row in rows]))


def random_codes(n, d, seed=0):
    """Return n sparse codes (n, d) with bits of unlike frequency, some copies, one empty."""
    rng = np.random.default_rng(seed)
    codes = (rng.random((n, d)) < 0.4 * rng.random(d) ** 2).astype(np.float32)
    codes[n // 2 : n // 2 + 5] = codes[0]
    codes[-1] = 0
    return codes


def test_the_distance_is_the_share_of_bits_that_only_one_code_has():
    found = nearest_among(bits("1100"), bits("1100", "1000", "0110", "0011"), k=4)
    assert found.indices.tolist() == [[0, 1, 2, 3]]
    assert found.distances[0].tolist() == pytest.approx([0, 1 / 2, 2 / 3, 1])
    assert found.indices.dtype == np.int32
    assert found.distances.dtype == np.float32


def test_bits_that_only_the_new_code_has_count():
    assert nearest_among(bits("1110"), bits("1000"), k=1).distances[0, 0] == pytest.approx(2 / 3)


def test_two_empty_codes_are_alike_and_an_empty_one_is_far_from_all_others():
    found = nearest_neighbors(bits("000", "000", "010"), k=2)
    assert found.indices.tolist() == [[1, 2], [0, 2], [0, 1]]
    assert found.distances.tolist() == [[0, 1], [0, 1], [1, 1]]


def test_codes_equally_far_stand_in_the_order_of_their_index():
    found = nearest_neighbors(bits("1000", "0001", "1100", "1010", "1001"), k=4)
    assert found.indices[0].tolist() == [2, 3, 4, 1]


def test_more_copies_than_neighbours_leave_the_first_of_them():
    found = nearest_neighbors(bits(*["101"] * 6), k=3)
    assert found.indices.tolist() == [
        [1, 2, 3],
        [0, 2, 3],
        [0, 1, 3],
        [0, 1, 2],
        [0, 1, 2],
        [0, 1, 2],
    ]


@pytest.mark.parametrize("d", [7, 64, 200])
def test_neighbours_are_those_of_all_distances_sorted(d):
    codes = random_codes(2500, d)  # more than one block of vectors
    expected = np.round(jaccard_distances(codes)[:150].astype(float), 5)  # more than one part
    np.fill_diagonal(expected, np.inf)
    order = np.argsort(expected, axis=1, kind="stable")[:, :20]
    found = nearest_neighbors(PackedBits.of(codes), k=20)
    assert np.array_equal(found.indices[:150], order)
    distances = np.take_along_axis(expected, order, axis=1)
    assert np.allclose(found.distances[:150], distances, atol=1e-5)


def test_impossible_requests_are_refused():
    with pytest.raises(UserError, match="at least 2 are needed"):
        nearest_neighbors(bits("101"), k=1)
    with pytest.raises(UserError, match="from 1 to 1"):
        nearest_neighbors(bits("101", "111"), k=2)
    with pytest.raises(UserError, match="cannot be compared"):
        nearest_among(bits("10"), bits("101"), k=1)


def test_new_codes_count_as_bits_and_go_where_their_like_are():
    positions = np.array([[0, 0], [1, 0], [0.5, 1]], np.float32)
    fitted = bits("1100", "0011", "1111")
    placed = place_among(np.array([[0.1, 0.2, 0.9, 0.5]]), fitted, positions)
    assert placed.tolist() == [[1, 0]]


def test_a_map_that_keeps_the_order_of_distances_is_trustworthy():
    # The Jaccard distance of the first i and the first j bits depends on log i − log j alone.
    codes = PackedBits.of(np.tri(40))
    positions = np.log(np.arange(1, 41))[:, None] * [1, 0]
    assert trustworthiness(codes, positions) == 1
    shuffled = np.random.default_rng(0).permutation(positions)
    assert trustworthiness(codes, shuffled) < 0.8


@pytest.mark.parametrize(
    ("name", "parameters"), [("PCA", {}), ("TSNE", {"perplexity": 5}), ("UMAP", {"n_neighbors": 6})]
)
def test_every_method_keeps_groups_of_bits_apart(name, parameters):
    rng = np.random.default_rng(0)
    groups = np.repeat([0, 1], 40)
    codes = rng.random((80, 30)) < 0.6
    codes[groups == 0, 15:] = False
    codes[groups == 1, :15] = False
    packed = PackedBits.of(codes)
    maps = [make_embedding(name, **parameters) for _ in range(2)]
    positions, again = (method.fit(packed, seed=3) for method in maps)
    assert np.array_equal(positions, again)
    middles = [positions[groups == k].mean(axis=0) for k in (0, 1)]
    spread = max(positions[groups == k].std(axis=0).max() for k in (0, 1))
    assert np.linalg.norm(middles[0] - middles[1]) > 3 * spread
