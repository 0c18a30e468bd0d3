"""What a number of a code tells of the class."""

import numpy as np

N_BINS = 16


def mutual_information(values: np.ndarray, labels: np.ndarray, n_bins: int = N_BINS) -> float:
    """Return how many bits the `values` (n,) of a unit tell of the `labels` (n,), at least 0.

    Σ p(v, c) log₂ (p(v, c) / p(v) p(c)). Of more than `n_bins` different values as many groups of
    equal size are made. From few images too much would come out, even of values that tell
    nothing: what is to be expected then, (V − 1)(C − 1) / (2 n ln 2) for V values and C classes
    that occur, is taken away (Miller 1955, "Note on the bias of information estimates").

    >>> labels = np.repeat([0, 1], 5000)
    >>> round(mutual_information(labels * 7.0, labels), 2)
    1.0
    """
    n = len(labels)
    groups = np.unique(values, return_inverse=True)[1].ravel()
    if groups.max(initial=0) >= n_bins:
        edges = np.quantile(values, np.arange(1, n_bins) / n_bins)
        groups = np.searchsorted(edges, values, side="right")
    classes = np.unique(labels, return_inverse=True)[1].ravel()
    joint = np.zeros((groups.max(initial=0) + 1, classes.max(initial=0) + 1))
    np.add.at(joint, (groups, classes), 1 / n)
    joint = joint[joint.sum(axis=1) > 0]
    apart = joint.sum(axis=1, keepdims=True) * joint.sum(axis=0)
    is_there = joint > 0
    told = np.sum(joint[is_there] * np.log2(joint[is_there] / apart[is_there]))
    by_chance = (joint.shape[0] - 1) * (joint.shape[1] - 1) / (2 * n * np.log(2))
    return float(max(told - by_chance, 0))
