import numpy as np
import pytest

from latent.codes.sampling import gaussian_codes, prior_codes, prior_grid


def test_draws_depend_on_the_seed_alone():
    codes = np.random.default_rng(0).standard_normal((20, 3))
    for draw in (lambda seed: prior_codes(5, 3, seed), lambda seed: gaussian_codes(codes, 5, seed)):
        assert np.array_equal(draw(1), draw(1))
        assert not np.array_equal(draw(1), draw(2))
        assert draw(1).shape == (5, 3)
        assert draw(1).dtype == np.float32


def test_draws_of_the_prior_are_standard_normal():
    codes = prior_codes(50_000, 2, seed=0)
    assert np.allclose(codes.mean(axis=0), 0, atol=0.02)
    assert np.allclose(np.cov(codes.T), np.eye(2), atol=0.02)


def test_draws_of_a_fitted_gaussian_have_the_codes_mean_and_covariance():
    rng = np.random.default_rng(0)
    codes = rng.uniform(-1, 1, (1000, 2)) @ [[2.0, 1.0], [0.0, 0.5]] + [5, -3]
    drawn = gaussian_codes(codes, 100_000, seed=0)
    assert np.allclose(drawn.mean(axis=0), codes.mean(axis=0), atol=0.02)
    assert np.allclose(np.cov(drawn.T), np.cov(codes.T), atol=0.03)


def test_codes_on_a_line_give_draws_on_that_line():
    codes = np.array([[0.0, 1.0], [1.0, 3.0], [2.0, 5.0]])
    drawn = gaussian_codes(codes, 100, seed=0)
    assert np.allclose(drawn[:, 1], 2 * drawn[:, 0] + 1, atol=1e-4)
    assert drawn[:, 0].std() > 0.5


@pytest.mark.parametrize("codes", [[[2.0, 3.0]], [[2.0, 3.0]] * 4])
def test_codes_that_are_all_alike_are_what_is_drawn(codes):
    assert np.allclose(gaussian_codes(np.array(codes), 3, seed=0), [[2, 3]] * 3)


def test_the_grid_lies_on_quantiles_and_starts_at_the_top_left():
    values, codes = prior_grid(4)
    # The middles of four equal shares are the quantiles of 1/8, 3/8, 5/8 and 7/8.
    assert np.allclose(values, [-1.15035, -0.31864, 0.31864, 1.15035], atol=1e-5)
    assert codes.shape == (16, 2)
    assert np.allclose(codes[0], [-1.15035, 1.15035], atol=1e-5)
    assert np.allclose(codes[3], [1.15035, 1.15035], atol=1e-5)
    assert np.allclose(codes[-1], [1.15035, -1.15035], atol=1e-5)


def test_a_grid_of_one_is_the_middle():
    values, codes = prior_grid(1)
    assert values.tolist() == [0]
    assert codes.tolist() == [[0, 0]]
