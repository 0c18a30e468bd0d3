"""Codes to decode that come from no image: drawn from a distribution, or laid out over one."""

from statistics import NormalDist

import numpy as np


def prior_codes(n: int, d_latent: int, seed: int) -> np.ndarray:
    """Draw codes from the standard normal prior, float32 (n, d_latent)."""
    return np.random.default_rng(seed).standard_normal((n, d_latent), dtype=np.float32)


def gaussian_codes(codes: np.ndarray, n: int, seed: int) -> np.ndarray:
    """Draw codes from the normal distribution with the mean and covariance of `codes`.

    `codes`: (n_images, d_latent), at least one; the result is float32 (n, d_latent). Directions
    in which the codes do not vary do not vary in the draws either.
    """
    codes = np.asarray(codes, float)
    mean = codes.mean(axis=0)
    # Columns of √covariance, without ever forming the covariance.
    _, scales, directions = np.linalg.svd(codes - mean, full_matrices=False)
    scales /= np.sqrt(max(len(codes) - 1, 1))
    draws = np.random.default_rng(seed).standard_normal((n, len(scales)))
    return (mean + (draws * scales) @ directions).astype(np.float32)


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
