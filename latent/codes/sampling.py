"""Codes to decode that come from no image: drawn from a distribution, or laid out over one."""

from statistics import NormalDist

import numpy as np

from latent.codes.kinds import Vectors, as_codes


def prior_codes(n: int, d_latent: int, seed: int) -> np.ndarray:
    """Draw codes from the standard normal prior, float32 (n, d_latent)."""
    return np.random.default_rng(seed).standard_normal((n, d_latent), dtype=np.float32)


def gaussian_codes(codes: Vectors, n: int, seed: int) -> np.ndarray:
    """Draw codes from the normal distribution with the mean and covariance of `codes`.

    `codes`: (n_images, d_latent), at least one, or bits as 0 and 1; the result is float32
    (n, d_latent). Directions in which the codes do not vary do not vary in the draws either.
    """
    codes = as_codes(codes)
    mean = codes.mean()
    rng = np.random.default_rng(seed)
    draws = np.tile(mean, (n, 1))
    # Sums of the centred codes with normal weights have their covariance, which is not formed.
    for block in codes.blocks():
        weights = rng.standard_normal((n, len(block)), dtype=np.float32)
        draws += weights @ (block - mean).astype(np.float32) / np.sqrt(max(len(codes) - 1, 1))
    return draws.astype(np.float32)


def independent_codes(codes: np.ndarray, n: int, seed: int) -> np.ndarray:
    """Draw codes from normal distributions with the mean and deviation of each unit alone.

    `codes`: (n_images, d_latent), at least one; the result is float32 (n, d_latent).
    """
    draws = np.random.default_rng(seed).standard_normal((n, codes.shape[1]))
    mean, sd = codes.mean(axis=0, dtype=np.float64), codes.std(axis=0, dtype=np.float64)
    return (mean + draws * sd).astype(np.float32)


def independent_bits(frequency: np.ndarray, n: int, seed: int) -> np.ndarray:
    """Draw codes of bits, each on with its own `frequency` (n_bits,), float32 (n, n_bits)."""
    chance = np.random.default_rng(seed).random((n, len(frequency)))
    return (chance < frequency).astype(np.float32)


def prior_grid(n: int) -> tuple[np.ndarray, np.ndarray]:
    """Lay codes of two numbers over equal shares of the standard normal prior.

    Returns the `n` values of each number, rising, float64 (n,): the prior's quantiles in the
    middle of n equal shares; and the codes of the grid, float32 (n * n, 2), row by row from the
    top: the first number rises to the right and the second upwards.

    >>> values, codes = prior_grid(2)
    >>> values.round(4).tolist()
    [-0.6745, 0.6745]
    >>> np.sign(codes).tolist()
    [[-1.0, 1.0], [1.0, 1.0], [-1.0, -1.0], [1.0, -1.0]]
    """
    values = np.array([NormalDist().inv_cdf((k + 0.5) / n) for k in range(n)])
    columns, rows = np.meshgrid(values, values[::-1])
    return values, np.stack([columns.ravel(), rows.ravel()], axis=1).astype(np.float32)


def plane_grid(codes: np.ndarray, n: int) -> tuple[np.ndarray, np.ndarray]:
    """Lay codes of two numbers over the range of given ones, (n_codes, 2), in equal steps.

    Returns the `n` values of each number, rising, float64 (2, n), from the quantile 0.01 of the
    codes to 0.99; and the codes of the grid, float32 (n * n, 2), in the order of `prior_grid`.

    >>> values, grid = plane_grid(np.array([[0.0, 10.0], [1.0, 30.0]]), 2)
    >>> values.round(2).tolist()
    [[0.01, 0.99], [10.2, 29.8]]
    >>> np.allclose(grid[0], [0.01, 29.8])
    True
    """
    low, high = np.quantile(codes, [0.01, 0.99], axis=0)
    high = np.where(high > low, high, low + 1)  # codes that are all alike
    values = np.linspace(low, high, n).T
    columns, rows = np.meshgrid(values[0], values[1, ::-1])
    return values, np.stack([columns.ravel(), rows.ravel()], axis=1).astype(np.float32)
