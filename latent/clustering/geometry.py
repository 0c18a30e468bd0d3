"""Inner products of data vectors, and the coordinates and distances that follow from them.

Vectors of many characters are much longer than there are typefaces: 94 characters make 73,696
numbers of each of 2,990. All that clustering needs is in the inner products of the typefaces.
"""

import threading
from collections import deque
from collections.abc import Iterable
from concurrent.futures import Future

import numpy as np
from scipy.linalg import cholesky, eigh
from scipy.linalg.blas import ssyrk
from scipy.sparse.linalg import eigsh

from latent.clustering.result import Report, keep_quiet
from latent.tools.check import UserError
from latent.tools.threads import workers

MIDDLE = 128  # taken away from grey levels, so that they are at most 128 from 0
MOST_NUMBERS = 1024  # products of at most 128 * 128 that add up to 2**24, single precision's limit
MOST_WAITING = 4  # blocks, so that memory does not hold all of them
DENSE_SHARE = 0.15  # of all components; with fewer, Lanczos iterations are faster than all at once
JITTER = 1e-8  # of the mean squared length


def inner_products(blocks: Iterable[np.ndarray], n: int, report: Report = keep_quiet) -> np.ndarray:
    """Return the inner products of all pairs of `n` vectors, float64 (n, n), exact whole numbers.

    `blocks`: the vectors' parts, uint8 (n, m) each. They are multiplied in single precision, which
    is twice as fast and, of 1024 columns at once, exact too: their sums stay below 2**24.
    """
    total = np.zeros((n, n), order="F")
    sums = np.zeros(n)
    lock, own = threading.Lock(), threading.local()

    def add(block: np.ndarray) -> int:
        block = block[:, block.any(axis=0)]  # the margins of glyphs are empty in every typeface
        for start in range(0, max(1, block.shape[1]), MOST_NUMBERS):
            add_some(block[:, start : start + MOST_NUMBERS])
        return block.shape[1]

    def add_some(block: np.ndarray) -> None:
        nonlocal total, sums
        shifted = block.astype(np.float32) - MIDDLE
        if not hasattr(own, "part"):  # each thread uses its own again: new memory takes time
            own.part = np.zeros((n, n), np.float32, order="F")
        part = own.part
        if shifted.size:
            part = ssyrk(1.0, shifted.T, c=part, trans=1, overwrite_c=True)  # the upper triangle
        else:
            part[:] = 0
        with lock:
            total += part
            sums += shifted.sum(axis=1, dtype=np.float64)

    n_numbers = 0
    with workers() as pool:
        waiting: deque[Future] = deque()
        for number, block in enumerate(blocks, 1):
            report(f"comparing pixels, character {number}")
            waiting.append(pool.submit(add, block))
            if len(waiting) > MOST_WAITING:
                n_numbers += waiting.popleft().result()
        n_numbers += sum(future.result() for future in waiting)
    total = np.triu(total)
    total += np.triu(total, 1).T
    total += MIDDLE * (sums[:, None] + sums) + float(n_numbers * MIDDLE**2)
    return total


def euclidean_distances(products: np.ndarray) -> np.ndarray:
    """Return the distances of all pairs, float64 (n, n), of vectors with these inner products."""
    lengths = np.diagonal(products)
    distances = products * -2
    distances += lengths[:, None] + lengths
    np.maximum(distances, 0, out=distances)
    np.fill_diagonal(distances, 0)
    return np.sqrt(distances, out=distances)


def cosine_distances(products: np.ndarray) -> np.ndarray:
    """Return 1 - cosine for all pairs, float64 (n, n), 0 to 2; an empty vector has 1 to all."""
    lengths = np.sqrt(np.maximum(np.diagonal(products), 0))
    with np.errstate(divide="ignore"):
        scales = np.where(lengths > 0, 1 / lengths, 0)
    distances = products * scales[:, None]
    distances *= -scales
    distances += 1
    # What rounding leaves of equal directions is nothing.
    distances[np.abs(distances) < 1e-14] = 0
    np.clip(distances, 0, 2, out=distances)
    np.fill_diagonal(distances, 0)
    return distances


def distances_to_centres(distances: np.ndarray, labels: np.ndarray, metric: str) -> np.ndarray:
    """Return how far each vector is from the centre of its cluster, float64 (n,).

    `distances` (n, n) of all pairs by `metric` are enough: for "euclidean" the squared distance to
    a mean is the mean squared distance to its vectors, less half the mean of theirs to each other.
    For "cosine" the centre is the mean of the vectors scaled to length 1, as for k-means.
    """
    found = np.zeros(len(labels))
    for label in np.unique(labels):
        members = np.flatnonzero(labels == label)
        among = distances[np.ix_(members, members)]
        if metric == "cosine":
            to_all = 1 - among.mean(axis=1)  # cosines, times the length of the centre
            found[members] = 1 - to_all / max(np.sqrt(max(to_all.mean(), 0)), 1e-300)
        else:
            squared = among**2
            to_all = squared.mean(axis=1)
            found[members] = np.sqrt(np.maximum(to_all - to_all.mean() / 2, 0))
    return np.maximum(found, 0)


def principal_coordinates(products: np.ndarray, n_dims: int) -> np.ndarray:
    """Return the first principal components of vectors, float64 (n, n_dims), by variance.

    They are the eigenvectors of the centred inner products, each as long as its eigenvalue's root
    (Schölkopf, Smola and Müller 1998, "Nonlinear component analysis as a kernel eigenvalue
    problem", section 2, with the inner product itself as kernel): the same as PCA of the vectors,
    however long they are. Each component's largest number is positive. Raises UserError for more
    components than n - 1.
    """
    n = len(products)
    if n_dims > n - 1:
        raise UserError(
            f"--pca_dims {n_dims}: {n:,} typefaces have at most {n - 1:,} principal components"
        )
    means = products.mean(axis=0)
    centred = products - means[:, None] - means + means.mean()
    if n_dims > DENSE_SHARE * n:
        values, vectors = eigh(centred, subset_by_index=(n - n_dims, n - 1), driver="evr")
    else:
        start = np.random.default_rng(0).uniform(-1, 1, n)
        values, vectors = eigsh(centred, n_dims, which="LA", v0=start)
    order = np.argsort(-values)
    coordinates = vectors[:, order] * np.sqrt(np.maximum(values[order], 0))
    largest = np.abs(coordinates).argmax(axis=0)
    return coordinates * np.where(coordinates[largest, np.arange(n_dims)] < 0, -1, 1)


def turned_vectors(products: np.ndarray) -> np.ndarray:
    """Return vectors (n, n) with these inner products: the same figure, turned into n dimensions.

    They are the rows of the Cholesky factor. So that it exists for copies too, every squared length
    grows by a hundred-millionth of the mean.
    """
    raised = products.copy()
    raised[np.diag_indices(len(raised))] += JITTER * max(np.diagonal(products).mean(), 1e-300)
    return cholesky(raised, lower=True, overwrite_a=True, check_finite=False)
