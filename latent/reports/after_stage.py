"""The figures that a training script can draw after each stage, by kind of autoencoder."""

from collections.abc import Callable
from functools import partial

import numpy as np

from latent import figures
from latent.codes.bits import BitUse, PackedBits
from latent.figures import Drawing
from latent.reports import vae
from latent.reports.evaluation import Evaluation

CODES_PER_CLASS = 100


def _reconstructions(evaluation: Evaluation) -> Drawing:
    return Drawing(
        figures.GROUPS_SIZE,
        partial(
            figures.reconstructions,
            reconstructed=evaluation.reconstructed,
            errors=evaluation.ranks,
            groups=evaluation.groups,
            error_name=evaluation.model.ranked_name,
            title=f"Reconstructions: {evaluation.title}",
        ),
    )


def _differences(evaluation: Evaluation) -> Drawing:
    return Drawing(
        figures.GROUPS_SIZE,
        partial(
            figures.differences,
            images=evaluation.dataset.x_test,
            reconstructed=evaluation.reconstructed,
            errors=evaluation.ranks,
            groups=evaluation.groups,
            error_name=evaluation.model.ranked_name,
            title=f"Differences: {evaluation.title}",
        ),
    )


def _history(evaluation: Evaluation) -> Drawing:
    return Drawing(
        figures.HISTORY_SIZE,
        partial(
            figures.history,
            epochs=evaluation.record.history,
            title=f"Training history: {evaluation.title}",
            loss_name=evaluation.model.loss_name,
        ),
    )


def _sparsity(evaluation: Evaluation) -> Drawing:
    dataset = evaluation.dataset
    _, use = _bits_and_use(evaluation)
    return Drawing(
        figures.sparsity_size(len(dataset.label_names)),
        partial(
            figures.sparsity,
            images=dataset.x_test,
            reconstructed=evaluation.reconstructed,
            errors=evaluation.errors,
            n_on=use.n_on - use.is_always_on.sum(),
            labels=dataset.y_test,
            label_names=dataset.label_names,
            title=f"Sparsity: {evaluation.title}, {use.n_on.mean():.1f} bits on",
        ),
    )


def _codes(evaluation: Evaluation, only_varying: bool = False) -> Drawing:
    codes, use = _bits_and_use(evaluation)
    labels = evaluation.dataset.y_test
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
            label_names=evaluation.dataset.label_names,
            title=f"Codes of up to {CODES_PER_CLASS} test images of each class, {words}: "
            f"{evaluation.title}",
        ),
    )


def _bits_and_use(evaluation: Evaluation) -> tuple[PackedBits, BitUse]:
    codes = evaluation.model.encode_to_bits(evaluation.dataset.x_test)
    return codes, BitUse.of(codes)


def _manifold(evaluation: Evaluation) -> Drawing | None:
    if evaluation.model.settings.d_latent != 2:
        return None
    return vae.manifold(evaluation.model, evaluation.dataset, evaluation.title)


COMMON_DRAWINGS = {
    "reconstructions": _reconstructions,
    "differences": _differences,
    "history": _history,
}
# A figure that a model of the kind need not have is None then.
STAGE_DRAWINGS: dict[str, dict[str, Callable[[Evaluation], Drawing | None]]] = {
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
        "codes": lambda evaluation: vae.distributions(
            evaluation.model, evaluation.dataset, evaluation.title
        ),
        "history": lambda evaluation: vae.history(
            evaluation.model, evaluation.record.history, evaluation.title
        ),
        "samples": lambda evaluation: vae.samples(
            evaluation.model, evaluation.dataset, evaluation.title
        ),
        "manifold": _manifold,
    },
}
