"""The figures that only a variational autoencoder has."""

from functools import lru_cache

import numpy as np

from latent import figures
from latent.codes.measures import UnitSpread
from latent.codes.sampling import prior_grid
from latent.data.gray_levels import to_bytes
from latent.figures import CodeGroup, Drawing, HistoryPanel
from latent.figures.style import INK_COLOR
from latent.models.vae import VariationalAutoencoder
from latent.reports.evaluation import Evaluation
from latent.tiles.mosaic import mosaic
from latent.tiles.palette import to_hex

MOST_UNITS = 4 * figures.UNITS_PER_ROW
N_CLASSES = 4  # that have distributions of their own
GRID_SIDE = 20


def distributions(evaluation: Evaluation) -> Drawing:
    """Show how each unit of the test images' codes is spread, those that carry most first."""
    model, images, classes = evaluation.model, evaluation.dataset.x_test, evaluation.test_classes
    codes, unit_kl = model.encode(images), model.unit_kl(images)
    units = np.argsort(-unit_kl, kind="stable")[:MOST_UNITS]
    groups = [CodeGroup("all images", INK_COLOR, UnitSpread.of(codes[:, units]))]
    n_classes = len(classes.names)
    for label in np.linspace(0, n_classes - 1, min(N_CLASSES, n_classes)).round().astype(int):
        of_class = codes[classes.images_of(label)][:, units]
        if len(of_class):
            color = to_hex(classes.colors[label])
            groups.append(CodeGroup(classes.names[label], color, UnitSpread.of(of_class)))
    shown = f"{len(units)} of {len(unit_kl)} units" if len(units) < len(unit_kl) else "code units"
    return figures.unit_distributions(
        groups,
        [f"{unit}\n{unit_kl[unit]:.2f} nats" for unit in units],
        f"Distribution of the {shown}, by how much they carry: {evaluation.title}",
    )


def history(evaluation: Evaluation) -> Drawing:
    """Show the loss, its parts, the active units, the KL weight and the learning rate."""
    model, epochs = evaluation.model, evaluation.record.history
    numbers = np.array([epoch["epoch"] for epoch in epochs], float)

    def curve(name: str) -> tuple[np.ndarray, np.ndarray]:
        return numbers, np.array([epoch[name] for epoch in epochs], float)

    def train_and_test(name: str) -> dict[str, tuple[np.ndarray, np.ndarray]]:
        return {"training": curve(f"train_{name}"), "test": curve(f"test_{name}")}

    losses, validation = train_and_test("loss"), figures.validation_curve(epochs)
    if validation is not None:
        losses["validation"] = validation
    of_lambda = f"{model.settings.beta_per_lambda:.4g} × reg_lambda"
    units = f"active units of {model.settings.d_latent}"
    panels = [
        HistoryPanel(f"loss ({model.loss_name} + KL)", losses, is_log=True),
        HistoryPanel(
            f"reconstruction ({model.loss_name})", train_and_test("reconstruction"), is_log=True
        ),
        HistoryPanel("KL divergence (nats per image)", train_and_test("kl")),
        HistoryPanel(units, {"test": curve("active_units")}),
        HistoryPanel(f"KL weight β ({of_lambda})", {"": weight_of_every_step(model, epochs)}),
        HistoryPanel("learning rate", {"": curve("learning_rate")}),
    ]
    return figures.history_panels(panels, f"Training history: {evaluation.title}")


def weight_of_every_step(
    model: VariationalAutoencoder, epochs: list[dict]
) -> tuple[np.ndarray, np.ndarray]:
    """Return the KL weight β of every step in the history, and before it the time in epochs."""
    weights_of = lru_cache(maxsize=1)(model.penalty_weights)
    times, weights = [], []
    for epoch in epochs:
        start, end = epoch["start_step"], epoch["end_step"]
        times.append(epoch["epoch"] - 1 + (np.arange(end - start) + 1) / (end - start))
        weights.append(weights_of(epoch["planned_steps"])[start:end])
    return np.concatenate(times), np.concatenate(weights)


def manifold(evaluation: Evaluation) -> Drawing:
    """Show what the plane of a code of two numbers decodes to, and where the test images lie."""
    values, grid = prior_grid(GRID_SIDE)
    return figures.latent_manifold(
        mosaic(to_bytes(evaluation.pictures(evaluation.model.decode(grid))), GRID_SIDE, gap=0),
        values,
        evaluation.model.encode(evaluation.dataset.x_test),
        evaluation.test_classes,
        f"The plane of codes: {evaluation.title}",
    )
