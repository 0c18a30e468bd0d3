"""Kernel ridge regression: from distances to known examples to a mixture of what these have.

Saunders, Gammerman and Vovk, Ridge Regression Learning Algorithm in Dual Variables, 1998, with
the exponential kernel exp(-distance / length): Rasmussen and Williams, Gaussian Processes for
Machine Learning, 2006, equation 4.18.
"""

from typing import NamedTuple

import numpy as np
from scipy.linalg import cho_factor, cho_solve, cholesky
from scipy.linalg.lapack import dpotri

LENGTHS = (1.5, 5.0)  # of the kernel, in median distances of two examples
PENALTIES = (0.003, 0.01, 0.03, 0.1)  # added to the kernel's diagonal, which is 1


class Smoothness(NamedTuple):
    """What kernel ridge regression goes by, and its error on examples that it has not seen.

    `length`: of the kernel, in the unit of distances; `penalty`: of large weights; `error`: mean
    squared.
    """

    length: float
    penalty: float
    error: float


def mixture_weights(
    distances: np.ndarray, to_examples: np.ndarray, smoothness: Smoothness
) -> np.ndarray:
    """Return how much of each example goes into a mixture, float64 (m, n); it can be negative.

    `distances`: between the n examples, (n, n); `to_examples`: from m others to them, (m, n). A
    mixture is the mean of the examples plus the weighted sum of their differences from it.
    """
    factor = cho_factor(_penalised(distances, smoothness.length, smoothness.penalty))
    return cho_solve(factor, np.exp(-to_examples / smoothness.length).T).T


def mix(weights: np.ndarray, examples: np.ndarray) -> np.ndarray:
    """Return the mixtures of `examples` (n, d) with `weights` (m, n), float64 (m, d)."""
    mean = examples.mean(axis=0, dtype=np.float64)
    return mean + weights @ (examples - mean)


def choose_smoothness(distances: np.ndarray, groups: np.ndarray, targets: np.ndarray) -> Smoothness:
    """Choose what predicts best if the whole group of an example is left out.

    `distances`: (n, n); `groups`: whole numbers (n,), at least two different; `targets`: what is
    predicted, (n, d). All groups are left out in turn without fitting anew: with M the inverse of
    the kernel with its penalty and c = M targets, the residuals of a group are the solution of
    M[group, group] residuals = c[group] (Rasmussen and Williams 2006, section 5.4.2, for groups).
    """
    members = [np.flatnonzero(groups == group) for group in np.unique(groups)]
    if len(members) < 2:
        raise ValueError("choosing needs examples of two groups or more")
    centred = targets - targets.mean(axis=0)
    median = float(np.median(distances)) or 1.0
    tried = [
        Smoothness(length, penalty, _left_out_error(distances, members, centred, length, penalty))
        for length in (factor * median for factor in LENGTHS)
        for penalty in PENALTIES
    ]
    return min(tried, key=lambda smoothness: smoothness.error)


def _left_out_error(
    distances: np.ndarray,
    members: list[np.ndarray],
    centred: np.ndarray,
    length: float,
    penalty: float,
) -> float:
    upper = cholesky(_penalised(distances, length, penalty), overwrite_a=True)
    inverse, _ = dpotri(upper, overwrite_c=True)  # fills the upper triangle only
    inverse = np.triu(inverse)
    inverse += np.triu(inverse, 1).T
    coefficients = inverse @ centred
    total = 0.0
    for group in members:
        residuals = np.linalg.solve(inverse[np.ix_(group, group)], coefficients[group])
        total += float(np.square(residuals).sum())
    return total / centred.size


def _penalised(distances: np.ndarray, length: float, penalty: float) -> np.ndarray:
    kernel = np.exp(distances / -length)
    kernel[np.diag_indices(len(kernel))] += penalty
    return kernel
