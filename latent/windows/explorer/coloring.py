"""What the colours of a map's images say: a class, a family of typefaces, or a number."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from latent.codes.kinds import Vectors, as_codes
from latent.codes.neighbors import nearest_among, nearest_neighbors
from latent.codes.number_neighbors import MOST_TREE_DIMENSIONS
from latent.codes.pruned_neighbors import nearest_by_pruning
from latent.data.families import family_of
from latent.data.style_names import SLANTS, WEIGHTS, WIDTHS, style_of
from latent.tiles.palette import class_colors
from latent.tools.shares import TellShare, unheard

CLASS, FAMILY, ERROR, KEPT = "class", "typeface family", "reconstruction error", "neighbours kept"
CLUSTER = "cluster"
SEARCHED = (ERROR, KEPT, CLUSTER)  # whose numbers have to be found
# Parts of a typeface's style, each with what it can be, in order.
STYLE_PARTS = {"weight": tuple(WEIGHTS), "slant": tuple(SLANTS), "width": tuple(WIDTHS)}
# From low to high: cool to warm, and each dark enough to be read on the ground.
RAMP = ((30, 90, 170), (110, 80, 165), (185, 60, 120), (215, 75, 55), (240, 120, 10))
N_STEPS = 64  # of a scale of numbers
ENDS = (2, 98)  # percentiles that the scale goes from and to; few extremes would take all of it
N_COLORS = 64  # of groups: more are hardly told apart
N_NEAREST = 10  # codes whose places on the map are looked at
N_AROUND = 30  # that many nearest images on the map count as near
IMAGES_AT_ONCE = 4096
LARGE = 20_000  # codes: with more of them it is faster to look at few pairs than at all
CODES_AT_ONCE = 2048
N_CLUSTERS, N_STARTS, MOST_CLUSTERED = 10, 4, 20_000


@dataclass(frozen=True, eq=False)
class Coloring:
    """Image i has the colour `colors[labels[i]]`: int (n,) and uint8 (k, 3).

    `names` are of the groups that `labels` stand for, in order; instead of them numbers
    have `limits`, the lowest and the highest of the scale.
    """

    kind: str
    labels: np.ndarray
    colors: np.ndarray
    names: Sequence[tuple[str, int]] = ()  # each with its label
    limits: tuple[float, float] | None = None


def color_by_class(labels: np.ndarray, n_classes: int) -> Coloring:
    """Return the classes' own colours; `labels` whole numbers (n,)."""
    return Coloring(CLASS, labels, class_colors(n_classes))


def color_by_family(font_names: Sequence[str]) -> Coloring:
    """Return a colour for each family of typefaces; the largest 64 have colours of their own."""
    families = {name: family_of(name) for name in dict.fromkeys(font_names)}
    numbers = {family: number for number, family in enumerate(dict.fromkeys(families.values()))}
    groups = np.array([numbers[families[name]] for name in font_names])
    order = np.argsort(-np.bincount(groups), kind="stable")
    places = np.empty(len(order), int)
    places[order] = np.arange(len(order)) % N_COLORS
    names = list(numbers)
    largest = [(names[number], int(places[number])) for number in order[:N_COLORS]]
    return Coloring(FAMILY, places[groups], class_colors(N_COLORS), largest)


def color_by_style(part: str, font_names: Sequence[str]) -> Coloring:
    """Return the colours of a key of STYLE_PARTS, such as the weight, by the typefaces' names."""
    kinds = STYLE_PARTS[part]
    of_font = {
        name: kinds.index(getattr(style_of(name), part)) for name in dict.fromkeys(font_names)
    }
    labels = np.array([of_font[name] for name in font_names])
    names = [(kind, k) for k, kind in enumerate(kinds) if k in of_font.values()]
    return Coloring(part, labels, ramp_colors(len(kinds)), names)


def color_by_cluster(clusters: np.ndarray) -> Coloring:
    """Return a colour for each of the clusters, numbers (n,) from 1 that `code_clusters` gives."""
    labels = clusters.astype(int) - 1
    names = [(f"{k + 1}: {count:,}", k) for k, count in enumerate(np.bincount(labels).tolist())]
    return Coloring(CLUSTER, labels, class_colors(len(names)), names)


def color_by_numbers(kind: str, values: np.ndarray) -> Coloring:
    """Return colours from low to high for the numbers `values` (n,)."""
    low, high = (float(end) for end in np.percentile(values, ENDS))
    if low == high:
        low, high = float(values.min()), float(values.max())
    steps = (values - low) / ((high - low) or 1) * (N_STEPS - 1)
    labels = np.clip(np.rint(steps), 0, N_STEPS - 1).astype(int)
    return Coloring(kind, labels, ramp_colors(N_STEPS), limits=(low, high))


def ramp_colors(n: int) -> np.ndarray:
    """Return the colours of a scale from low to high, uint8 (n, 3)."""
    ramp = np.array(RAMP, float)
    at = np.linspace(0, len(ramp) - 1, n)
    channels = [np.interp(at, np.arange(len(ramp)), channel) for channel in ramp.T]
    return np.rint(np.stack(channels, axis=1)).astype(np.uint8)


def reconstruction_errors(images: np.ndarray, decoded: np.ndarray) -> np.ndarray:
    """Return the mean squared error of each image, float32 (n,); a pixel goes from 0 to 1.

    Both are uint8 (n, h, w[, 3]).
    """
    errors = np.empty(len(images), np.float32)
    for start in range(0, len(images), IMAGES_AT_ONCE):
        part = slice(start, start + IMAGES_AT_ONCE)
        difference = (images[part].astype(np.float32) - decoded[part]) / 255
        errors[part] = np.square(difference).reshape(len(difference), -1).mean(axis=1)
    return errors


def kept_neighbors(
    vectors: Vectors, positions: np.ndarray, tell_share: TellShare = unheard
) -> np.ndarray:
    """Return how many of each image's 10 nearest codes are near on the map, float32 (n,).

    Near are those no further away than the 30th nearest image on the map. Takes codes (n, d) and
    positions (n, 2), n at least 2. `tell_share` hears how much is done, from 0 to 1.
    """
    from scipy.spatial import cKDTree  # slow, and the first frame of a map does without

    n = len(positions)
    codes = _nearest_codes(vectors, min(N_NEAREST, n - 1), tell_share)
    positions = np.asarray(positions, float)
    # The image itself is the first that is found.
    around = cKDTree(positions).query(positions, [min(N_AROUND, n - 1) + 1], workers=-1)[0]
    distances = np.linalg.norm(positions[codes] - positions[:, None], axis=2)
    return (distances <= around + 1e-9).sum(axis=1).astype(np.float32)


def code_clusters(codes: np.ndarray) -> np.ndarray:
    """Return which of at most 10 clusters each code (n, d) is in, float32 (n,); 1 is the largest.

    By k-means, of at most 20,000 of the codes; the others join the nearest centre.
    """
    import warnings

    from sklearn.cluster import KMeans
    from sklearn.exceptions import ConvergenceWarning

    values = np.asarray(codes, np.float32)
    some = values[:: -(-len(values) // MOST_CLUSTERED)]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)  # fewer different codes than clusters
        found = KMeans(min(N_CLUSTERS, len(some)), n_init=N_STARTS, random_state=0).fit(some)
    _, labels, counts = np.unique(found.predict(values), return_inverse=True, return_counts=True)
    places = np.empty(len(counts), int)
    places[np.argsort(-counts, kind="stable")] = np.arange(1, len(counts) + 1)
    return places[labels.ravel()].astype(np.float32)


def _nearest_codes(vectors: Vectors, k: int, tell_share: TellShare) -> np.ndarray:
    """Return the indices of the k nearest others of each code, int32 (n, k)."""
    codes = as_codes(vectors)
    n, d = codes.shape
    if codes.kind == "numbers":
        if n <= LARGE or d <= MOST_TREE_DIMENSIONS:
            return nearest_neighbors(codes, k).indices
        return nearest_by_pruning(np.asarray(codes.values, np.float32), k, tell_share)
    found = np.empty((n, k), np.int32)
    for start in range(0, n, CODES_AT_ONCE):
        rows = np.arange(start, min(start + CODES_AT_ONCE, n))
        near = nearest_among(codes[rows], codes, k + 1).indices
        # With more than k copies before it, the code itself is not among them: the last one goes.
        keep = near != rows[:, None]
        keep[keep.all(axis=1), -1] = False
        found[rows] = near[keep].reshape(-1, k)
        tell_share(min(start + CODES_AT_ONCE, n) / n)
    return found
