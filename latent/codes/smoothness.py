"""How smooth a way through codes is: pairs to walk between, its steps, and the way back."""

import numpy as np


def pairs_of_one_class(labels: np.ndarray, n: int, rng: np.random.Generator) -> np.ndarray:
    """Choose up to `n` pairs of images of the same class, int (m, 2), each image once at most.

    `labels`: (n_images,). Classes have as many pairs as their share of the images.
    """
    shuffled = rng.permutation(len(labels))
    by_class = shuffled[np.argsort(labels[shuffled], kind="stable")]
    starts = np.flatnonzero(np.append(True, np.diff(labels[by_class]) != 0))
    pairs = []
    for own in np.split(by_class, starts[1:]):
        pairs.append(own[: len(own) // 2 * 2].reshape(-1, 2))
    return rng.permutation(np.concatenate(pairs))[:n]


def pairs_of_two_classes(labels: np.ndarray, n: int, rng: np.random.Generator) -> np.ndarray:
    """Choose up to `n` pairs of images of different classes, int (m, 2), each once at most."""
    shuffled = rng.permutation(len(labels))
    pairs = shuffled[: len(labels) // 2 * 2].reshape(-1, 2)
    return pairs[labels[pairs[:, 0]] != labels[pairs[:, 1]]][:n]


def step_ratios(images: np.ndarray) -> np.ndarray:
    """Return the longest step over the mean step of each row of images, float (n,).

    `images`: (n, m, …), m at least 2; a step is the Euclidean distance of two that follow each
    other. 1 means that all steps are alike, NaN that nothing changes at all.

    >>> step_ratios(np.array([[[0], [1], [2]], [[0], [0], [2]]])).tolist()
    [1.0, 2.0]
    """
    rows = images.reshape(*images.shape[:2], -1).astype(np.float32)
    steps = np.linalg.norm(np.diff(rows, axis=1), axis=2).astype(np.float64)
    mean = steps.mean(axis=1)
    return np.divide(steps.max(axis=1), mean, out=np.full(len(mean), np.nan), where=mean > 0)


def spread(codes: np.ndarray) -> float:
    """Return the typical distance of two of the codes (n, d): the root of its mean square.

    >>> spread(np.array([[-1.0], [1.0]])).round(3)
    np.float64(1.414)
    """
    return np.sqrt(2 * np.var(codes, axis=0, dtype=np.float64).sum())
