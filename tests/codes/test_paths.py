import numpy as np
import pytest

from latent.codes.bits import PackedBits
from latent.codes.neighbors import nearest_neighbors
from latent.codes.paths import WAYS, AlongData, GreatCircle, StraightLine

TS = np.linspace(-0.5, 1.5, 17)


def horseshoe(n=400, noise=0.02, seed=0):
    """Codes on three quarters of a circle of radius 1, in 5 dimensions, with a little noise."""
    angles = np.linspace(0, 1.5 * np.pi, n)
    codes = np.random.default_rng(seed).normal(0, noise, (n, 5))
    codes[:, 0] += np.cos(angles)
    codes[:, 1] += np.sin(angles)
    return codes.astype(np.float32)


def lengths_of_steps(codes):
    return np.linalg.norm(np.diff(codes, axis=0), axis=1)


@pytest.mark.parametrize("name", WAYS)
def test_a_way_begins_and_ends_at_its_codes_and_answers_for_one_as_for_many(name):
    codes = horseshoe()
    way = WAYS[name](codes)
    starts, ends = codes[[3, 90, 200]], codes[[380, 10, 200]] + np.float32(0.01)
    many = way.many(starts, ends, TS)
    assert many.shape == (3, 17, 5)
    np.testing.assert_allclose(many[:, TS == 0][:, 0], starts, atol=1e-6)
    np.testing.assert_allclose(many[:, TS == 1][:, 0], ends, atol=1e-6)
    np.testing.assert_allclose(way.way(starts[1], ends[1], TS), many[1], atol=1e-6)


@pytest.mark.parametrize("name", WAYS)
def test_beyond_its_ends_a_way_goes_straight_on_as_fast_as_at_the_end(name):
    codes = horseshoe()
    way = WAYS[name](codes)
    beyond = way.way(codes[50], codes[300], np.array([1.0, 1.25, 1.5, 2.0]))
    steps = np.diff(beyond, axis=0) / np.array([0.25, 0.25, 0.5])[:, None]
    np.testing.assert_allclose(steps[1:], steps[:1].repeat(2, axis=0), atol=1e-5)
    close = way.way(codes[50], codes[300], np.array([0.999, 1.0]))
    speed = np.diff(close, axis=0)[0] / 0.001
    np.testing.assert_allclose(steps[0], speed, atol=0.02 * np.linalg.norm(speed))
    before = way.way(codes[50], codes[300], np.array([-0.5, -0.25, 0.0]))
    np.testing.assert_allclose(*np.diff(before, axis=0), atol=1e-5)


@pytest.mark.parametrize("name", WAYS)
def test_from_a_code_to_itself_nothing_moves(name):
    codes = horseshoe()
    for code in (codes[7], codes[7] + np.float32(0.3)):
        stays = WAYS[name](codes).way(code, code, TS)
        np.testing.assert_allclose(stays, np.tile(code, (17, 1)), atol=1e-6)


def test_along_a_horseshoe_the_way_keeps_to_it_where_the_straight_line_leaves_it():
    codes = horseshoe()
    radius = {
        name: np.linalg.norm(
            WAYS[name](codes).way(codes[0], codes[-1], np.linspace(0, 1, 41))[:, :2], axis=1
        )
        for name in (AlongData.name, StraightLine.name)
    }
    assert radius[AlongData.name].min() > 0.93
    assert radius[AlongData.name].max() < 1.07
    assert radius[StraightLine.name].min() < 0.8


def test_steps_along_the_data_are_equal():
    codes = horseshoe()
    steps = lengths_of_steps(AlongData(codes).way(codes[5], codes[390], np.linspace(0, 1, 30)))
    assert steps.max() / steps.min() < 1.1


def test_along_a_line_of_gaussians_the_way_passes_through_all_of_them():
    rng = np.random.default_rng(1)
    centres = np.arange(6)[:, None] * np.array([2.0, 0, 0])
    codes = (np.repeat(centres, 100, axis=0) + rng.normal(0, 0.5, (600, 3))).astype(np.float32)
    way = AlongData(codes).way(codes[0], codes[-1], np.linspace(0, 1, 101))
    for centre in centres:
        # A code's typical distance from its centre is 0.8.
        assert np.linalg.norm(way - centre, axis=1).min() < 0.8


def test_clusters_that_no_link_joins_are_linked_where_they_are_nearest():
    rng = np.random.default_rng(0)
    parts = [rng.normal(size=(50, 2)) * 0.1 + centre for centre in ([0, 0], [5, 0], [5, 5])]
    codes = np.concatenate(parts).astype(np.float32)
    way = AlongData(codes).way(codes[0], codes[-1], np.linspace(0, 1, 50))
    # By way of the cluster at the corner, though the straight line is shorter.
    assert np.linalg.norm(way - [5, 0], axis=1).min() < 0.5


def test_copies_of_one_code_can_be_walked_between():
    codes = np.concatenate([np.zeros((40, 2)), np.ones((40, 2)), [[3.0, 3.0]]]).astype(np.float32)
    way = AlongData(codes).way(codes[0], codes[-1], np.linspace(0, 1, 9))
    np.testing.assert_allclose(way, np.linspace(0, 3, 9)[:, None].repeat(2, axis=1), atol=0.05)


def test_neighbors_that_are_known_need_not_be_found_again():
    codes = horseshoe()
    known = AlongData(codes, nearest_neighbors(codes, 15))
    np.testing.assert_array_equal(
        known.way(codes[0], codes[300], TS), AlongData(codes).way(codes[0], codes[300], TS)
    )


def test_on_a_great_circle_codes_keep_their_distance_from_the_mean_code():
    codes = np.array([[3.0, 1.0], [-1.0, 1.0], [1.0, 3.0], [1.0, -1.0]])  # around (1, 1)
    half_way = GreatCircle(codes).way(codes[0], codes[2], np.array([0.5]))[0]
    np.testing.assert_allclose(half_way, 1 + np.sqrt(2))


def test_a_great_circle_between_opposite_codes_is_a_straight_line():
    codes = np.array([[3.0, 1.0], [-1.0, 1.0], [1.0, 3.0], [1.0, -1.0]])
    np.testing.assert_allclose(
        GreatCircle(codes).way(codes[0], codes[1], TS),
        StraightLine().way(codes[0], codes[1], TS),
        atol=1e-9,
    )


def test_codes_of_bits_have_all_three_ways():
    bits = (np.random.default_rng(0).random((60, 40)) < 0.2).astype(np.float32)
    codes = PackedBits.of(bits)
    for make in WAYS.values():
        way = make(codes).way(bits[0], bits[1], np.array([0.0, 0.5, 1.0]))
        np.testing.assert_allclose(way[[0, 2]], bits[:2], atol=1e-6)
        assert way.shape == (3, 40)
