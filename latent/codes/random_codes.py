"""Random codes to decode, drawn in several ways and more or less far from the middle."""

from collections.abc import Callable

import numpy as np

from latent.codes.bits import PackedBits
from latent.codes.kinds import as_codes
from latent.codes.sampling import gaussian_codes, independent_bits, prior_codes
from latent.tools.threads import alone

SCALES = (1.0, 1.5, 2.0, 3.0)
CODES_PER_CLUSTER = 50  # of a mixture, at least on average
MOST_CLUSTERS = 50
MOST_FITTED = 10_000

Draws = Callable[[float], np.ndarray]  # a scale -> codes (n, d)


def random_sources(
    codes: np.ndarray | PackedBits,
    bounds: tuple[float, float] | None,
    n: int,
    seed: int,
    has_prior: bool = True,
) -> dict[str, Draws]:
    """Return the ways in which codes are drawn, by name: each gives n codes at a scale.

    At a scale of 1 the codes are as far from the middle as it is usual, at 2 twice as far.
    "prior": the standard normal distribution; "Gaussian": normal, with the mean and covariance of
    `codes`; "mixture": of several such, one for each cluster of k-means; "uniform": every number
    by itself, from one end of its range to the other, which are `bounds` if the activation has
    some, else the lowest and highest of `codes`.

    For `codes` of bits there is no prior. "Gaussian" then means each bit on as often as in the
    codes, "mixture" as often as in the codes of a cluster, "uniform" half of the time, and a scale
    multiplies how often.
    """
    if as_codes(codes).kind == "bits":
        return _bit_sources(codes, n, seed)
    mean = codes.mean(axis=0, dtype=np.float64)
    low, high = codes.min(axis=0), codes.max(axis=0)
    if bounds is not None:
        low, high = (np.full(codes.shape[1], bound) for bound in bounds)
    middle = (low.astype(np.float64) + high) / 2
    flat = np.random.default_rng(seed).random((n, codes.shape[1]))
    drawn = {
        "prior": (np.zeros_like(mean), prior_codes(n, codes.shape[1], seed)),
        "Gaussian": (mean, gaussian_codes(codes, n, seed)),
        "mixture": (mean, mixture_codes(codes, n, seed)),
        "uniform": (middle, low + flat * (high - low)),
    }
    if not has_prior:
        del drawn["prior"]
    return {name: _scaled(centre, some) for name, (centre, some) in drawn.items()}


def mixture_codes(codes: np.ndarray, n: int, seed: int) -> np.ndarray:
    """Draw codes from a mixture of normal distributions fitted to `codes`, float32 (n, d).

    One for each cluster of k-means, with the mean and covariance of the codes in it and as often
    drawn as they are there: a mixture fitted by classification (Celeux and Govaert 1992, "A
    classification EM algorithm for clustering and two stochastic versions").
    """
    drawn = [
        gaussian_codes(own, n_own, seed + number)
        for number, (own, n_own) in enumerate(_clusters(codes, n, seed))
    ]
    return np.concatenate(drawn)


def _scaled(centre: np.ndarray, drawn: np.ndarray) -> Draws:
    return lambda scale: (centre + scale * (drawn - centre)).astype(np.float32)


def _bit_sources(codes: PackedBits, n: int, seed: int) -> dict[str, Draws]:
    frequencies = codes.mean()
    varies = (frequencies > 0) & (frequencies < 1)
    columns = np.flatnonzero(varies)
    clusters = []
    if len(columns):
        clusters = [(own.mean(axis=0), m) for own, m in _clusters(codes[:][:, columns], n, seed)]

    def every_bit(scale: float) -> np.ndarray:
        return independent_bits(np.where(varies, scale * frequencies, frequencies), n, seed)

    def by_cluster(scale: float) -> np.ndarray:
        drawn = np.tile(frequencies, (n, 1)).astype(np.float32)  # constant bits stay as they are
        start = 0
        for number, (own, m) in enumerate(clusters):
            bits = independent_bits(scale * own, m, seed + number)
            drawn[start : start + m, columns] = bits
            start += m
        return drawn

    def half(scale: float) -> np.ndarray:
        return independent_bits(np.where(varies, scale / 2, frequencies), n, seed)

    return {"Gaussian": every_bit, "mixture": by_cluster, "uniform": half}


def _clusters(codes: np.ndarray, n: int, seed: int) -> list[tuple[np.ndarray, int]]:
    """Divide codes by k-means; returns the codes of each cluster and how many of `n` it gets."""
    import warnings

    from sklearn.cluster import KMeans
    from sklearn.exceptions import ConvergenceWarning

    rng = np.random.default_rng(seed)
    fitted = codes[rng.permutation(len(codes))[:MOST_FITTED]]
    n_clusters = int(np.clip(len(fitted) // CODES_PER_CLUSTER, 1, MOST_CLUSTERS))
    with warnings.catch_warnings(), alone():
        warnings.simplefilter("ignore", ConvergenceWarning)  # fewer different codes than clusters
        found = KMeans(n_clusters, n_init=1, max_iter=50, random_state=seed).fit(fitted).labels_
    members = [fitted[found == label] for label in np.unique(found)]
    counts = rng.multinomial(n, np.array([len(own) for own in members]) / len(fitted))
    return [(own, int(count)) for own, count in zip(members, counts, strict=True) if count]
