"""Figures of what a code keeps and of the space of codes; most are drawn only at the end."""

import numpy as np

from latent import figures
from latent.codes.bits import PackedBits
from latent.codes.measures import squared_error_per_image
from latent.codes.sampling import (
    gaussian_codes,
    independent_bits,
    independent_codes,
    plane_grid,
    prior_codes,
)
from latent.codes.units import sweep
from latent.data.gray_levels import to_bytes
from latent.figures import Animation, Drawing
from latent.maps import TSNEEmbedding
from latent.maps.kernels import KernelMap
from latent.reports.evaluation import Evaluation
from latent.reports.fixed_images import SEED, film_images, fixed_images
from latent.tiles.mosaic import mosaic

SECONDS_PER_FRAME, SECONDS_OF_LAST_FRAME = 0.6, 3.0
DENOISING_ROWS, DENOISING_COLUMNS = 2, 16
SAMPLE_COLUMNS, SAMPLE_ROWS = 16, 12
TANH_DEVIATION = 0.33  # nearly all of the draws then lie between −1 and 1, as tanh codes do
N_BINS = 50
PLANE_SIDE = 20  # images of the grid
MOST_SWEEPS, SWEEP_COLUMNS = 64, 4
SWEEP_STEPS = np.linspace(-3, 3, 9)  # standard deviations
KERNEL_PCA_IMAGES = 3000
KERNELS = {"poly": "polynomial kernel of degree 2", "rbf": "radial basis function kernel"}
N_CHOSEN_CLASSES = 6
TSNE_IMAGES = 10_000
PERPLEXITY = 30
FEWEST_FOR_TSNE = 4


def progress(evaluation: Evaluation) -> Animation:
    """Show the same few test images and what became of them as the training went on."""
    originals, model, film = film_images(evaluation), evaluation.model, evaluation.film
    title = (
        f"Reconstructions as the training goes on: {model.settings.model} {model.describe()} "
        f"on {evaluation.dataset.title}"
    )
    frames = []
    for time, reconstructed in zip(film.times, film.images, strict=True):
        error = squared_error_per_image(originals, reconstructed / 255).mean()
        # What changes stands at the bottom, because a film holds only the part that changes.
        note = (
            f"after {round(time, 2):g} {'epoch' if time == 1 else 'epochs'}: "
            f"mean squared error of these {len(originals)} images {error:.4f}"
        )
        rows = [("test images", originals), ("reconstructions", reconstructed)]
        frames.append(figures.image_table([rows], title, note))
    seconds = [SECONDS_PER_FRAME] * (len(frames) - 1) + [SECONDS_OF_LAST_FRAME]
    return Animation(frames, seconds, is_color=originals.ndim == 4)


def originals(evaluation: Evaluation) -> Drawing:
    """Show pairs of test images and their reconstructions, several of each class."""
    images, classes = evaluation.pictures(evaluation.dataset.x_test), evaluation.test_classes
    reconstructed = evaluation.pictures(evaluation.reconstructed)
    n_classes = len(classes.names)
    n_blocks = 1 if n_classes <= 12 else 2 if n_classes <= 40 else 4
    rows = []
    for label, name in enumerate(classes.names):
        shown = classes.images_of(label)[: 8 // n_blocks]
        both = images[shown], to_bytes(reconstructed[shown])
        rows.append((name, np.stack(both, axis=1).reshape(-1, *images.shape[1:])))
    n_rows = -(-n_classes // n_blocks)
    return figures.image_table(
        [rows[start : start + n_rows] for start in range(0, n_classes, n_rows)],
        f"Originals: {evaluation.title}",
        "in each pair a test image, and to the right of it its reconstruction",
        group=2,
    )


def denoising(evaluation: Evaluation) -> Drawing:
    """Show noisy test images, what the model makes of them, and the clean images."""
    model, clean = evaluation.model, evaluation.dataset.x_test
    noisy = model.corrupt_images(clean)
    chosen = fixed_images(evaluation.dataset.y_test, DENOISING_ROWS * DENOISING_COLUMNS)
    pictures = {
        "noisy": noisy[chosen],
        "reconstruction": to_bytes(model.reconstruct(noisy[chosen])),
        "clean": clean[chosen],
    }
    pictures = {name: evaluation.pictures(images) for name, images in pictures.items()}
    rows = []
    for start in range(0, len(chosen), DENOISING_COLUMNS):
        part = slice(start, start + DENOISING_COLUMNS)
        rows += [("", noisy[:0])] if rows else []  # a row left free between two bands
        rows += [(name, images[part]) for name, images in pictures.items()]
    before, after = (
        squared_error_per_image(clean, images).mean()
        for images in (noisy / np.float32(255), model.reconstruct(noisy))
    )
    kind = model.settings.noise_kind.replace("_", " and ")
    return figures.image_table(
        [rows],
        f"Denoising, {kind} {model.settings.noise:g}: {evaluation.title}",
        f"against the clean images: MSE of the noisy ones {before:.5f}, of their "
        f"reconstructions {after:.5f}",
    )


def generated(evaluation: Evaluation) -> Drawing:
    """Show images decoded from random codes: of a fixed distribution, and of a fitted one."""
    n, codes = SAMPLE_COLUMNS * SAMPLE_ROWS, evaluation.train_codes
    words, some = _codes_drawn_simply(evaluation, n)
    fitted_words, fitted = "a Gaussian fitted to the training codes", gaussian_codes(codes, n, SEED)
    if evaluation.has_bits:
        fitted_words, fitted = f"{fitted_words}, cut at 0.5", PackedBits.of(fitted)[:]
    pictures = [
        (name, figures.image_sheet(_drawn(evaluation, drawn), SAMPLE_COLUMNS))
        for name, drawn in ((words, some), (fitted_words, fitted))
    ]
    title = f"Images decoded from random codes: {evaluation.title}"
    return figures.contact_sheet(pictures, title)


def _drawn(evaluation: Evaluation, codes: np.ndarray) -> np.ndarray:
    return evaluation.pictures(evaluation.model.decode(codes))


def _codes_drawn_simply(evaluation: Evaluation, n: int) -> tuple[str, np.ndarray]:
    """Draw `n` codes from a simple distribution; returns what it is called, and the codes."""
    codes, settings = evaluation.train_codes, evaluation.model.settings
    if evaluation.has_bits:
        words = "bits drawn one by one, each on as often as in the training codes"
        return words, independent_bits(codes.mean(), n, SEED)
    if settings.model == "vae":
        return "codes from the prior, N(0, 1)", prior_codes(n, settings.d_latent, SEED)
    if settings.code_activation == "tanh":
        words = f"codes from N(0, {TANH_DEVIATION})"
        return words, TANH_DEVIATION * prior_codes(n, settings.d_latent, SEED)
    words = "every code unit by itself, with its own mean and deviation"
    return words, independent_codes(codes, n, SEED)


def code_histograms(evaluation: Evaluation) -> Drawing:
    """Show how the values of every code unit are spread over the training images."""
    codes, units = evaluation.train_codes, "bits" if evaluation.has_bits else "units"
    title = (
        f"Values of the {codes.shape[1]:,} code {units} over {len(codes):,} training images: "
        f"{evaluation.title}"
    )
    if evaluation.has_bits:
        return figures.bit_histograms(codes.mean(), title)
    # A few codes far out would press all others together.
    low, high = np.quantile(codes, [0.0005, 0.9995])
    if evaluation.model.settings.code_activation == "tanh":
        low, high = -1.0, 1.0
    if low == high:
        low, high = low - 0.5, high + 0.5
    edges = np.linspace(low, high, N_BINS + 1)
    counts = [np.histogram(np.clip(unit, low, high), edges)[0] for unit in codes.T]
    return figures.unit_histograms(np.array(counts) / len(codes), edges, title)


def manifold(evaluation: Evaluation) -> Drawing:
    """Show what the plane of a code of two numbers decodes to, and where the test images lie."""
    model, classes = evaluation.model, evaluation.test_classes
    codes = model.encode(evaluation.dataset.x_test)
    values, grid = plane_grid(codes, PLANE_SIDE)
    return figures.latent_manifold(
        mosaic(to_bytes(_drawn(evaluation, grid)), PLANE_SIDE, gap=0),
        values,
        codes,
        classes,
        f"The plane of codes: {evaluation.title}",
        is_prior=False,
    )


def sweeps(evaluation: Evaluation) -> Drawing:
    """Show what each code unit changes by itself, around the mean of the training codes."""
    codes = evaluation.train_codes
    n_units = min(codes.shape[1], MOST_SWEEPS)
    rows = [
        (f"unit {unit}", to_bytes(_drawn(evaluation, sweep(codes, unit, SWEEP_STEPS))))
        for unit in range(n_units)
    ]
    n_rows = max(-(-n_units // SWEEP_COLUMNS), min(n_units, 8))
    shown = f"the first {n_units} of {codes.shape[1]:,} units" if n_units < codes.shape[1] else ""
    return figures.image_table(
        [rows[start : start + n_rows] for start in range(0, n_units, n_rows)],
        f"What each code unit changes: {evaluation.title}",
        f"{shown + '; ' if shown else ''}in a row one unit goes from −3 to 3 standard deviations "
        "around its mean, and all others stay at theirs",
    )


def kernel_pca(evaluation: Evaluation) -> Drawing:
    """Show the first components of two kernels' principal component analysis of training codes."""
    codes = evaluation.train_codes
    n = min(KERNEL_PCA_IMAGES, len(codes))
    chosen = np.sort(np.random.default_rng(SEED).permutation(len(codes))[:n])
    classes = evaluation.train_classes.of(chosen)
    kernels = []
    for kernel, words in KERNELS.items():
        fitted = KernelMap(codes[chosen], kernel, n_components=3, seed=SEED)
        kernels.append((f"{words}, γ = {fitted.gamma:.3g}", fitted.positions))
    return figures.kernel_components(
        kernels,
        classes,
        outlying_classes(fitted.positions, classes.labels),
        f"Kernel PCA of the codes of {n:,} training images: {evaluation.title}",
    )


def outlying_classes(points: np.ndarray, labels: np.ndarray) -> list[int]:
    """Return up to 6 classes whose centres lie farthest from the centre of all, in their order.

    `points`: (n, d). The unit of a class's distance is the mean distance of its own points from
    their centre, so a class is chosen that stands by itself.

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


def tsne(evaluation: Evaluation) -> Drawing:
    """Show the codes of test images laid out by t-SNE, in the colours of their classes."""
    chosen = fixed_images(evaluation.dataset.y_test, TSNE_IMAGES)
    codes = evaluation.model.map_vectors(evaluation.dataset.x_test[chosen])
    perplexity = min(PERPLEXITY, (len(chosen) - 1) // 3)
    return figures.scatter_map(
        TSNEEmbedding(perplexity).fit(codes, seed=SEED),
        evaluation.test_classes.of(chosen),
        f"t-SNE of the codes of {len(chosen):,} test images: {evaluation.title}",
        f"perplexity {perplexity:g}; near codes are near on the map, distances between "
        "groups tell little",
    )
