"""The figures that a training script can draw after each stage, by kind of autoencoder."""

from collections.abc import Callable
from functools import partial

import numpy as np

from latent import figures
from latent.codes.bits import BitUse, PackedBits
from latent.figures import Drawing
from latent.reports import vae
from latent.reports.evaluation import Stage

CODES_PER_CLASS = 100


def _reconstructions(stage: Stage) -> Drawing:
    return Drawing(
        figures.GROUPS_SIZE,
        partial(
            figures.reconstructions,
            reconstructed=stage.reconstructed,
            errors=stage.ranks,
            groups=stage.groups,
            error_name=stage.model.ranked_name,
            title=f"Reconstructions: {stage.title}",
        ),
    )


def _differences(stage: Stage) -> Drawing:
    return Drawing(
        figures.GROUPS_SIZE,
        partial(
            figures.differences,
            images=stage.dataset.x_test,
            reconstructed=stage.reconstructed,
            errors=stage.ranks,
            groups=stage.groups,
            error_name=stage.model.ranked_name,
            title=f"Differences: {stage.title}",
        ),
    )


def _history(stage: Stage) -> Drawing:
    return Drawing(
        figures.HISTORY_SIZE,
        partial(
            figures.history,
            epochs=stage.progress.history,
            title=f"Training history: {stage.title}",
            loss_name=stage.model.loss_name,
        ),
    )


def _sparsity(stage: Stage) -> Drawing:
    dataset = stage.dataset
    _, use = _bits_and_use(stage)
    return Drawing(
        figures.sparsity_size(len(dataset.label_names)),
        partial(
            figures.sparsity,
            images=dataset.x_test,
            reconstructed=stage.reconstructed,
            errors=stage.errors,
            n_on=use.n_on - use.is_always_on.sum(),
            labels=dataset.y_test,
            label_names=dataset.label_names,
            title=f"Sparsity: {stage.title}, {use.n_on.mean():.1f} bits on",
        ),
    )


def _codes(stage: Stage, only_varying: bool = False) -> Drawing:
    codes, use = _bits_and_use(stage)
    labels = stage.dataset.y_test
    rows = np.concatenate(
        [np.flatnonzero(labels == k)[:CODES_PER_CLASS] for k in range(labels.max() + 1)]
    )
    columns = use.most_used_first
    if only_varying:
        columns = columns[~use.is_constant[columns]]
        words = f"the {len(columns):,} bits that are neither always on nor always off"
    else:
        words = (
            f"{codes.n_bits:,} bits, {use.is_always_on.sum():,} of them always on "
            f"and {use.is_always_off.sum():,} always off"
        )
    return Drawing(
        figures.CODES_SIZE,
        partial(
            figures.codes,
            bits=codes.unpack(rows)[:, columns],
            labels=labels[rows],
            label_names=stage.dataset.label_names,
            title=f"Codes of up to {CODES_PER_CLASS} test images of each class, {words}: "
            f"{stage.title}",
        ),
    )


def _bits_and_use(stage: Stage) -> tuple[PackedBits, BitUse]:
    codes = stage.model.encode_to_bits(stage.dataset.x_test)
    return codes, BitUse.of(codes)


def _manifold(stage: Stage) -> Drawing | None:
    if stage.model.settings.d_latent != 2:
        return None
    return vae.manifold(stage.model, stage.dataset, stage.title)


COMMON_DRAWINGS = {
    "reconstructions": _reconstructions,
    "differences": _differences,
    "history": _history,
}
# A figure that a model of the kind need not have is None then.
STAGE_DRAWINGS: dict[str, dict[str, Callable[[Stage], Drawing | None]]] = {
    "conv": COMMON_DRAWINGS,
    "dense": COMMON_DRAWINGS,
    "sparse": {
        **COMMON_DRAWINGS,
        "sparsity": _sparsity,
        "codes": _codes,
        "codes_zoomed": partial(_codes, only_varying=True),
    },
    "vae": {
        "reconstructions": _reconstructions,
        "differences": _differences,
        "codes": lambda stage: vae.distributions(stage.model, stage.dataset, stage.title),
        "history": lambda stage: vae.history(stage.model, stage.progress.history, stage.title),
        "samples": lambda stage: vae.samples(stage.model, stage.dataset, stage.title),
        "manifold": _manifold,
    },
}
