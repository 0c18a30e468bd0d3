"""The figures of what a code keeps and of the space that codes lie in, drawn once at the end."""

from collections.abc import Callable
from functools import partial

import numpy as np

from latent import figures
from latent.codes.bits import PackedBits
from latent.codes.kinds import as_codes
from latent.codes.measures import squared_error_per_image
from latent.codes.sampling import gaussian_codes, independent_bits, independent_codes, prior_codes
from latent.data.dataset import balanced_indices
from latent.data.gray_levels import to_bytes
from latent.figures import Animation, Drawing, KernelPanels
from latent.maps import TSNEEmbedding
from latent.maps.kernels import KernelMap
from latent.reports.evaluation import Evaluation
from latent.reports.vae import image_sheet

SEED = 0  # of all that is drawn by chance here
N_SNAPSHOT_IMAGES = 20
SECONDS_PER_FRAME, SECONDS_OF_LAST_FRAME = 0.6, 3.0
DENOISING_ROWS, DENOISING_COLUMNS = 2, 16
SAMPLE_COLUMNS, SAMPLE_ROWS = 16, 12
TANH_DEVIATION = 0.33  # nearly all of the draws then lie between −1 and 1, as tanh codes do
N_BINS = 50
KERNEL_PCA_IMAGES = 3000
N_CHOSEN_CLASSES = 6
TSNE_IMAGES = 10_000
PERPLEXITY = 30
FEWEST_FOR_TSNE = 4


def fixed_images(labels: np.ndarray, n: int = N_SNAPSHOT_IMAGES) -> np.ndarray:
    """Choose `n` images, as many of each class as far as possible; returns them class by class."""
    chosen = balanced_indices(labels, min(n, len(labels)), np.random.default_rng(SEED))
    return chosen[np.argsort(labels[chosen], kind="stable")]


def film_frame(evaluation: Evaluation) -> np.ndarray:
    """Return what the model makes of the images that `progress` shows, uint8 (n, h, w[, 3])."""
    chosen = fixed_images(evaluation.dataset.y_test)
    return to_bytes(evaluation.model.reconstruct(evaluation.dataset.x_test[chosen]))


def progress(evaluation: Evaluation) -> Animation | None:
    """Show the same few test images and what became of them as the training went on."""
    times, images = evaluation.film.times, evaluation.film.images
    originals = evaluation.dataset.x_test[fixed_images(evaluation.dataset.y_test)]
    if len(times) == 0 or images.shape[1:] != originals.shape:
        return None
    model = evaluation.model
    title = (
        f"Reconstructions as the training goes on: {model.settings.model} {model.describe()} "
        f"on {evaluation.dataset.title}"
    )
    frames = []
    for time, reconstructed in zip(times, images, strict=True):
        error = squared_error_per_image(originals, reconstructed / 255).mean()
        # What changes stands at the bottom, because a film holds only the part that changes.
        note = (
            f"after {round(time, 2):g} {'epoch' if time == 1 else 'epochs'}: "
            f"mean squared error of these {len(originals)} images {error:.4f}"
        )
        rows = [("test images", originals), ("reconstructions", reconstructed)]
        frames.append(_table([rows], title, note=note))
    seconds = [SECONDS_PER_FRAME] * (len(frames) - 1) + [SECONDS_OF_LAST_FRAME]
    return Animation(frames, seconds)


def originals(evaluation: Evaluation) -> Drawing:
    """Show pairs of test images and their reconstructions, several of each class."""
    dataset = evaluation.dataset
    names = dataset.label_names
    n_blocks = 1 if len(names) <= 12 else 2 if len(names) <= 40 else 4
    n_pairs = 8 // n_blocks
    rows = []
    for label, name in enumerate(names):
        shown = np.flatnonzero(dataset.y_test == label)[:n_pairs]
        both = dataset.x_test[shown], to_bytes(evaluation.reconstructed[shown])
        rows.append((name, np.stack(both, axis=1).reshape(-1, *dataset.x_test.shape[1:])))
    n_rows = -(-len(rows) // n_blocks)
    return _table(
        [rows[start : start + n_rows] for start in range(0, len(rows), n_rows)],
        f"Originals: {evaluation.title}",
        group=2,
        note="in each pair a test image, and to the right of it its reconstruction",
    )


def denoising(evaluation: Evaluation) -> Drawing | None:
    """Show noisy test images, what the model makes of them, and the clean images."""
    settings, dataset = evaluation.model.settings, evaluation.dataset
    if not settings.noise:
        return None
    noisy = evaluation.model.corrupt_images(dataset.x_test)
    chosen = fixed_images(dataset.y_test, DENOISING_ROWS * DENOISING_COLUMNS)
    pictures = {
        "noisy": noisy[chosen],
        "reconstruction": to_bytes(evaluation.model.reconstruct(noisy[chosen])),
        "clean": dataset.x_test[chosen],
    }
    errors = [
        squared_error_per_image(dataset.x_test, images).mean()
        for images in (noisy / np.float32(255), evaluation.model.reconstruct(noisy))
    ]
    rows = []
    for start in range(0, len(chosen), DENOISING_COLUMNS):
        part = slice(start, start + DENOISING_COLUMNS)
        rows += [("", noisy[:0])] if rows else []  # a row left free between two bands
        rows += [(name, images[part]) for name, images in pictures.items()]
    kind = settings.noise_kind.replace("_", " and ")
    return _table(
        [rows],
        f"Denoising, {kind} {settings.noise:g}: {evaluation.title}",
        note=f"against the clean images: MSE of the noisy ones {errors[0]:.5f}, of their "
        f"reconstructions {errors[1]:.5f}",
    )


def generated(evaluation: Evaluation) -> Drawing:
    """Show images decoded from random codes: of a fixed distribution, and of a fitted one."""
    model, codes = evaluation.model, evaluation.train_codes
    n, settings = SAMPLE_COLUMNS * SAMPLE_ROWS, evaluation.model.settings
    fitted = gaussian_codes(codes, n, SEED)
    if as_codes(codes).kind == "bits":
        drawn = {
            "bits drawn one by one, each on as often as in the training codes": independent_bits(
                codes.mean(), n, SEED
            ),
            "a Gaussian fitted to the training codes, cut at 0.5": PackedBits.of(fitted)[:],
        }
    else:
        if settings.model == "vae":
            words, some = "codes from N(0, 1)", prior_codes(n, settings.d_latent, SEED)
        elif settings.code_activation == "tanh":
            words = f"codes from N(0, {TANH_DEVIATION})"
            some = TANH_DEVIATION * prior_codes(n, settings.d_latent, SEED)
        else:
            words = "every code unit by itself, with its own mean and deviation"
            some = independent_codes(codes, n, SEED)
        drawn = {words: some, "a Gaussian fitted to the training codes": fitted}
    pictures = [
        (words, image_sheet(model.decode(some), SAMPLE_COLUMNS)) for words, some in drawn.items()
    ]
    title = f"Images decoded from random codes: {evaluation.title}"
    return Drawing(
        figures.contact_sheet_size(pictures, title),
        partial(figures.contact_sheet, pictures=pictures, title=title),
    )


def code_histograms(evaluation: Evaluation) -> Drawing:
    """Show how the values of every code unit are spread over the training images."""
    codes = evaluation.train_codes
    title = (
        f"Values of the {codes.shape[1]:,} code {{}} over {len(codes):,} training images: "
        f"{evaluation.title}"
    )
    if as_codes(codes).kind == "bits":
        return Drawing(
            figures.bit_histograms_size(),
            partial(
                figures.bit_histograms,
                frequency=codes.mean(),
                title=title.format("bits"),
            ),
        )
    # A few codes far out would press all others together.
    low, high = np.quantile(codes, [0.0005, 0.9995])
    if evaluation.model.settings.code_activation == "tanh":
        low, high = -1.0, 1.0
    if low == high:
        low, high = low - 0.5, high + 0.5
    edges = np.linspace(low, high, N_BINS + 1)
    counts = [np.histogram(np.clip(unit, low, high), edges)[0] for unit in codes.T]
    return Drawing(
        figures.unit_histograms_size(codes.shape[1]),
        partial(
            figures.unit_histograms,
            shares=np.array(counts) / len(codes),
            edges=edges,
            title=title.format("units"),
        ),
    )


def kernel_pca(evaluation: Evaluation) -> Drawing:
    """Show the first components of two kernels' principal component analysis of training codes."""
    dataset, codes = evaluation.dataset, evaluation.train_codes
    n = min(KERNEL_PCA_IMAGES, len(codes))
    chosen = np.sort(np.random.default_rng(SEED).permutation(len(codes))[:n])
    vectors, labels = codes[chosen], dataset.y_train[chosen]
    kernels = []
    for kernel, words in (
        ("poly", "polynomial kernel of degree 2"),
        ("rbf", "radial basis function kernel"),
    ):
        fitted = KernelMap(vectors, kernel, n_components=3, seed=SEED)
        kernels.append(KernelPanels(f"{words}, γ = {fitted.gamma:.3g}", fitted.positions))
    return Drawing(
        figures.kernel_components_size(dataset.label_names),
        partial(
            figures.kernel_components,
            kernels=kernels,
            labels=labels,
            label_names=dataset.label_names,
            chosen=outlying_classes(kernels[-1].points, labels),
            title=f"Kernel PCA of the codes of {n:,} training images: {evaluation.title}",
        ),
    )


def outlying_classes(points: np.ndarray, labels: np.ndarray) -> list[int]:
    """Return up to 6 classes whose centres lie farthest from the centre of all, in their order.

    `points`: (n, d); the distances are counted in the class's own mean distance from its centre,
    so what comes is what stands by itself.

    >>> outlying_classes(np.array([[0.0], [1.0], [5.0], [6.0]]), np.array([3, 3, 8, 8]))
    [3, 8]
    """
    middle, apart = points.mean(axis=0), {}
    for label in np.unique(labels):
        of_class = points[labels == label]
        centre = of_class.mean(axis=0)
        spread = np.linalg.norm(of_class - centre, axis=1).mean()
        apart[int(label)] = np.linalg.norm(centre - middle) / (spread + 1e-12)
    return sorted(sorted(apart, key=lambda label: -apart[label])[:N_CHOSEN_CLASSES])


def tsne(evaluation: Evaluation) -> Drawing | None:
    """Show the codes of test images laid out by t-SNE, in the colours of their classes."""
    dataset = evaluation.dataset
    chosen = fixed_images(dataset.y_test, TSNE_IMAGES)
    if len(chosen) < FEWEST_FOR_TSNE:
        return None
    codes = evaluation.model.map_vectors(dataset.x_test[chosen])
    perplexity = min(PERPLEXITY, (len(chosen) - 1) // 3)
    positions = TSNEEmbedding(perplexity).fit(codes, seed=SEED)
    return Drawing(
        figures.scatter_map_size(dataset.label_names),
        partial(
            figures.scatter_map,
            positions=positions,
            labels=dataset.y_test[chosen],
            label_names=dataset.label_names,
            title=f"t-SNE of the codes of {len(chosen):,} test images: {evaluation.title}",
            note=f"perplexity {perplexity:g}; near codes are near on the map, distances between "
            "groups tell little",
        ),
    )


def _table(blocks: list, title: str, group: int = 1, note: str = "") -> Drawing:
    return Drawing(
        figures.image_table_size(blocks, group, note),
        partial(figures.image_table, blocks=blocks, title=title, group=group, note=note),
    )


FINAL_DRAWINGS: dict[str, Callable[[Evaluation], Drawing | Animation | None]] = {
    "progress": progress,
    "originals": originals,
    "denoising": denoising,
    "generated": generated,
    "code_histograms": code_histograms,
    "kernel_pca": kernel_pca,
    "tsne": tsne,
}
