"""What codes know of the classes of images, asked by simple readers that were not there before."""

import numpy as np

from latent.codes.bits import PackedBits
from latent.codes.neighbors import nearest_among
from latent.codes.turning import turned
from latent.tools.threads import alone

MOST_ITERATIONS = 200


def nearest_vote_is_right(
    train_codes: np.ndarray | PackedBits,
    train_labels: np.ndarray,
    test_codes: np.ndarray | PackedBits,
    test_labels: np.ndarray,
    k: int = 10,
) -> np.ndarray:
    """Return for each test code whether most of its `k` nearest training codes share its label.

    bool (n_test,). Of labels that are equally frequent the one with the nearest code wins.
    """
    k = min(k, len(train_labels))
    votes = train_labels[nearest_among(test_codes, train_codes, k).indices]  # (n, k)
    # Each vote counts one, and a little more than all behind it could add, to settle ties.
    weights = 1 + 0.5 ** np.arange(2, k + 2)
    counts = np.zeros((len(votes), train_labels.max() + 1))
    rows = np.arange(len(votes))
    for column, weight in enumerate(weights):
        counts[rows, votes[:, column]] += weight
    return counts.argmax(axis=1) == test_labels


def linear_probe_is_right(
    train_codes: np.ndarray,
    train_labels: np.ndarray,
    test_codes: np.ndarray,
    test_labels: np.ndarray,
) -> np.ndarray:
    """Return for each test code whether a logistic regression on the codes tells its label.

    bool (n_test,). Codes are (n, d); each number is divided by its deviation over the training
    codes before (Alain and Bengio 2017, "Understanding intermediate layers using linear classifier
    probes").
    """
    import warnings

    from sklearn.exceptions import ConvergenceWarning
    from sklearn.linear_model import LogisticRegression
    from sklearn.preprocessing import StandardScaler

    if len(np.unique(train_labels)) < 2:
        return np.full(len(test_labels), train_labels[0]) == test_labels
    scaler, probe = StandardScaler(), LogisticRegression(max_iter=MOST_ITERATIONS)
    with warnings.catch_warnings(), alone():
        warnings.simplefilter("ignore", ConvergenceWarning)
        # The weights of a regression lie among the codes that it learns from.
        train, test = turned(scaler.fit_transform(train_codes), scaler.transform(test_codes))
        probe.fit(train, train_labels)
    return probe.predict(test) == test_labels
