"""The step of style that typefaces like this one make: a mean, weighted by how alike they are."""

import numpy as np

# How quickly weights fall, in median distances between families: the best is chosen.
LENGTHS = (1 / 32, 1 / 16, 1 / 8, 1 / 4, 1 / 2, 1)


def steps_of_similar(
    codes: np.ndarray, plain: np.ndarray, steps: np.ndarray, families: np.ndarray | None = None
) -> np.ndarray:
    """Return a step (n, d) for each of `codes` (n, d), from the steps of others.

    `plain`: codes (m, d) at which the known `steps` (m, d) begin. `families`: what each of them
    belongs to, (m,); None: each to one of its own. A step weighs exp(−distance / length); the
    length is that which predicts the known steps best when each family is left out in turn.
    """
    from scipy.spatial.distance import cdist

    plain = np.asarray(plain, float)
    families = np.arange(len(plain)) if families is None else np.asarray(families)
    is_other = families[:, None] != families
    distances = cdist(plain, plain)
    unit = float(np.median(distances[is_other])) if is_other.any() else 0.0
    if unit == 0:  # nothing to choose by
        return np.tile(steps.mean(axis=0), (len(codes), 1))

    def error(length: float) -> float:
        left_out = np.where(is_other, distances, np.inf)
        return float(np.square(_weights(left_out, length) @ steps - steps).sum())

    length = min((unit * each for each in LENGTHS), key=error)
    return _weights(cdist(np.asarray(codes, float), plain), length) @ steps


def _weights(distances: np.ndarray, length: float) -> np.ndarray:
    """Return exp(−distance / length) (n, m), so that each row has a sum of 1."""
    weights = np.exp((distances.min(axis=1, keepdims=True) - distances) / length)
    return weights / weights.sum(axis=1, keepdims=True)
