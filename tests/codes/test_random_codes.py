import numpy as np
import pytest

from latent.codes.bits import PackedBits
from latent.codes.random_codes import mixture_codes, random_sources

N = 4000


@pytest.fixture(scope="module")
def codes():
    """Two clusters in 3 dimensions, a third and two thirds of the codes."""
    rng = np.random.default_rng(0)
    labels = np.repeat([0, 1, 1], 500)
    return (rng.normal(size=(1500, 3)) * 0.5 + 10 * labels[:, None]).astype(np.float32)


def test_every_source_has_the_middle_and_the_spread_it_says(codes):
    sources = random_sources(codes, None, N, seed=0)
    assert list(sources) == ["prior", "Gaussian", "mixture", "uniform"]
    drawn = {name: draw(1.0) for name, draw in sources.items()}
    assert all(some.shape == (N, 3) and some.dtype == np.float32 for some in drawn.values())
    np.testing.assert_allclose(drawn["prior"].mean(axis=0), 0, atol=0.06)
    np.testing.assert_allclose(drawn["prior"].std(axis=0), 1, atol=0.05)
    for name in ("Gaussian", "mixture"):
        np.testing.assert_allclose(drawn[name].mean(axis=0), codes.mean(axis=0), atol=0.3)
        np.testing.assert_allclose(drawn[name].std(axis=0), codes.std(axis=0), rtol=0.05)
    assert (drawn["uniform"] >= codes.min(axis=0)).all()
    assert (drawn["uniform"] <= codes.max(axis=0)).all()


def test_a_mixture_leaves_the_gap_between_clusters_free_where_a_gaussian_fills_it(codes):
    sources = random_sources(codes, None, N, seed=0)

    def share_in_gap(name):
        first = sources[name](1.0)[:, 0]
        return ((first > 3) & (first < 7)).mean()

    assert share_in_gap("mixture") < 0.01
    assert share_in_gap("Gaussian") > 0.15


def test_a_scale_takes_draws_as_many_times_as_far_from_the_middle(codes):
    for draw in random_sources(codes, None, N, seed=0).values():
        once, twice, thrice = draw(1.0), draw(2.0), draw(3.0)
        np.testing.assert_allclose(thrice - twice, twice - once, atol=1e-3)


def test_bounds_of_an_activation_are_the_range_of_uniform_draws(codes):
    drawn = random_sources(codes, (-1.0, 1.0), N, seed=0)["uniform"](1.0)
    assert drawn.min() >= -1
    assert drawn.max() <= 1
    np.testing.assert_allclose(drawn.std(axis=0), 1 / np.sqrt(3), rtol=0.05)


def test_what_has_no_prior_is_not_drawn_from_one(codes):
    assert "prior" not in random_sources(codes, None, 10, seed=0, has_prior=False)


def test_few_codes_that_are_copies_can_be_drawn_like():
    assert np.allclose(mixture_codes(np.ones((7, 2), np.float32), 20, seed=0), 1)


def test_bits_are_on_as_often_as_in_the_codes_and_in_their_clusters():
    rng = np.random.default_rng(0)
    bits = np.zeros((1000, 12), np.float32)
    bits[:500, :5] = rng.random((500, 5)) < 0.9  # two kinds of codes that share no bit
    bits[500:, 5:10] = rng.random((500, 5)) < 0.9
    bits[:, 10] = 1  # always on; the last one never is
    sources = random_sources(PackedBits.of(bits), None, N, seed=0)
    assert list(sources) == ["Gaussian", "mixture", "uniform"]
    for name, frequency in (("Gaussian", 0.45), ("mixture", 0.45), ("uniform", 0.5)):
        drawn = sources[name](1.0)
        assert set(np.unique(drawn)) == {0, 1}
        np.testing.assert_allclose(drawn[:, :10].mean(axis=0), frequency, atol=0.04)
        assert drawn[:, 10].all()
        assert not drawn[:, 11].any()
    mixed = sources["mixture"](1.0)
    assert (mixed[:, :5].any(axis=1) & mixed[:, 5:10].any(axis=1)).mean() < 0.01
    assert sources["Gaussian"](2.0)[:, :10].mean() == pytest.approx(0.9, abs=0.02)
