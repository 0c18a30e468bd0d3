"""The figures that only a variational autoencoder has: its numbers, brought to what draws them."""

from functools import lru_cache, partial

import numpy as np

from latent import figures
from latent.codes.measures import UnitSpread
from latent.codes.sampling import gaussian_codes, prior_codes, prior_grid
from latent.data import Dataset
from latent.data.gray_levels import to_bytes
from latent.figures import CodeGroup, Drawing, HistoryPanel
from latent.figures.style import INK_COLOR
from latent.models.vae import VariationalAutoencoder
from latent.tiles.mosaic import mosaic
from latent.tiles.palette import class_colors, to_hex

MOST_UNITS = 4 * figures.UNITS_PER_ROW
N_CLASSES = 4  # that have distributions of their own
SAMPLE_COLUMNS, SAMPLE_ROWS = 16, 12
SAMPLE_SEED = 0
GRID_SIDE = 20


def distributions(model: VariationalAutoencoder, dataset: Dataset, title: str) -> Drawing:
    """Show how each unit of the test images' codes is spread, those that carry most first."""
    codes, unit_kl = model.encode(dataset.x_test), model.unit_kl(dataset.x_test)
    units = np.argsort(-unit_kl, kind="stable")[:MOST_UNITS]
    groups = [CodeGroup("all images", INK_COLOR, UnitSpread.of(codes[:, units]))]
    colors = class_colors(len(dataset.label_names))
    for label in np.linspace(0, len(colors) - 1, min(N_CLASSES, len(colors))).round().astype(int):
        of_class = codes[dataset.y_test == label][:, units]
        if len(of_class):
            name = dataset.label_names[label]
            groups.append(CodeGroup(name, to_hex(colors[label]), UnitSpread.of(of_class)))
    shown = f"{len(units)} of {len(unit_kl)} units" if len(units) < len(unit_kl) else "code units"
    return Drawing(
        figures.unit_distributions_size(len(units)),
        partial(
            figures.unit_distributions,
            groups=groups,
            unit_labels=[f"{unit}\n{unit_kl[unit]:.2f} nats" for unit in units],
            title=f"Distribution of the {shown}, by how much they carry: {title}",
        ),
    )


def history(model: VariationalAutoencoder, epochs: list[dict], title: str) -> Drawing:
    """Show the loss, its parts, the active units, the KL weight and the learning rate."""

    def curve(name: str) -> tuple[np.ndarray, np.ndarray]:
        return numbers, np.array([epoch[name] for epoch in epochs], float)

    def train_and_test(name: str) -> dict[str, tuple[np.ndarray, np.ndarray]]:
        return {"training": curve(f"train_{name}"), "test": curve(f"test_{name}")}

    settings = model.settings
    numbers = np.array([epoch["epoch"] for epoch in epochs], float)
    of_lambda = f"{settings.beta_per_lambda:.4g} × reg_lambda"
    panels = [
        HistoryPanel(f"loss ({model.loss_name} + KL)", train_and_test("loss"), is_log=True),
        HistoryPanel(
            f"reconstruction ({model.loss_name})", train_and_test("reconstruction"), is_log=True
        ),
        HistoryPanel("KL divergence (nats per image)", train_and_test("kl")),
        HistoryPanel(f"active units of {settings.d_latent}", {"test": curve("active_units")}),
        HistoryPanel(f"KL weight β ({of_lambda})", {"": weight_of_every_step(model, epochs)}),
        HistoryPanel("learning rate", {"": curve("learning_rate")}),
    ]
    return Drawing(
        figures.PANELS_SIZE,
        partial(figures.history_panels, panels=panels, title=f"Training history: {title}"),
    )


def weight_of_every_step(
    model: VariationalAutoencoder, epochs: list[dict]
) -> tuple[np.ndarray, np.ndarray]:
    """Return the time in epochs and the KL weight β of every step that the history tells of."""
    weights_of = lru_cache(maxsize=1)(model.penalty_weights)
    times, weights = [], []
    for epoch in epochs:
        start, end = epoch["start_step"], epoch["end_step"]
        times.append(epoch["epoch"] - 1 + (np.arange(end - start) + 1) / (end - start))
        weights.append(weights_of(epoch["planned_steps"])[start:end])
    return np.concatenate(times), np.concatenate(weights)


def samples(model: VariationalAutoencoder, dataset: Dataset, title: str) -> Drawing:
    """Show images from codes drawn of the prior beside some drawn like the test images' codes."""
    n_images, seed = SAMPLE_COLUMNS * SAMPLE_ROWS, SAMPLE_SEED
    codes = model.encode(dataset.x_test)
    drawn = {
        "from the prior": prior_codes(n_images, codes.shape[1], seed),
        "from a Gaussian fitted to the codes of the test images": gaussian_codes(
            codes, n_images, seed
        ),
    }
    pictures = [
        (name, image_sheet(model.decode(some), SAMPLE_COLUMNS)) for name, some in drawn.items()
    ]
    title = f"Images decoded from random codes: {title}"
    return Drawing(
        figures.contact_sheet_size(pictures, title),
        partial(figures.contact_sheet, pictures=pictures, title=title),
    )


def manifold(model: VariationalAutoencoder, dataset: Dataset, title: str) -> Drawing:
    """Show what the plane of a code of two numbers decodes to, and where the test images lie."""
    values, grid = prior_grid(GRID_SIDE)
    names = dataset.label_names
    return Drawing(
        figures.latent_manifold_size(names),
        partial(
            figures.latent_manifold,
            picture=mosaic(to_bytes(model.decode(grid)), GRID_SIDE, gap=0),
            values=values,
            codes=model.encode(dataset.x_test),
            labels=dataset.y_test,
            label_names=names,
            colors=class_colors(len(names)),
            title=f"The plane of codes: {title}",
        ),
    )


def image_sheet(images: np.ndarray, n_columns: int, scale: int = 2) -> np.ndarray:
    """Set images (n, 28, 28) in [0, 1] into a grid, dark on white, uint8 (height, width, 3)."""
    picture = 255 - mosaic(to_bytes(images), n_columns)
    return np.repeat(np.repeat(picture, scale, 0), scale, 1)[..., None].repeat(3, -1)
