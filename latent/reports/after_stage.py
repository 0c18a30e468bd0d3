"""The figures of errors, of the training and of codes of bits, drawn after each stage."""

import numpy as np

from latent import figures
from latent.codes.bits import BitUse, PackedBits
from latent.figures import Drawing
from latent.reports.evaluation import Evaluation

CODES_PER_CLASS = 100


def reconstructions(evaluation: Evaluation) -> Drawing:
    """Show reconstructed test images along the range of their error."""
    return figures.reconstructions(
        evaluation.pictures(evaluation.reconstructed),
        evaluation.ranks,
        evaluation.groups,
        evaluation.model.ranked_name,
        f"Reconstructions: {evaluation.title}",
    )


def differences(evaluation: Evaluation) -> Drawing:
    """Show where the reconstructions of the same test images are too high and too low."""
    return figures.differences(
        evaluation.pictures(evaluation.dataset.x_test),
        evaluation.pictures(evaluation.reconstructed),
        evaluation.ranks,
        evaluation.groups,
        evaluation.model.ranked_name,
        f"Differences: {evaluation.title}",
    )


def history(evaluation: Evaluation) -> Drawing:
    """Show the loss and the learning rate of every epoch."""
    title = f"Training history: {evaluation.title}"
    return figures.history(evaluation.record.history, evaluation.model.loss_name, title)


def sparsity(evaluation: Evaluation) -> Drawing:
    """Show the errors and the active bits of each class of test images."""
    _, use = _bits_and_use(evaluation)
    return figures.sparsity(
        evaluation.pictures(evaluation.dataset.x_test),
        evaluation.pictures(evaluation.reconstructed),
        evaluation.errors,
        use.n_on - use.is_always_on.sum(),
        evaluation.test_classes,
        f"Sparsity: {evaluation.title}, {use.n_on.mean():.1f} bits on",
    )


def codes(evaluation: Evaluation) -> Drawing:
    """Show the bits of some test images of each class."""
    codes, use = _bits_and_use(evaluation)
    words = (
        f"{codes.n_bits:,} bits, {use.is_always_on.sum():,} of them always on "
        f"and {use.is_always_off.sum():,} always off"
    )
    return _codes(evaluation, codes, use.most_used_first, words)


def codes_zoomed(evaluation: Evaluation) -> Drawing:
    """Show the same codes without the bits that are on, or off, in all test images."""
    codes, use = _bits_and_use(evaluation)
    is_constant = use.is_always_on | use.is_always_off
    columns = use.most_used_first[~is_constant[use.most_used_first]]
    words = f"the {len(columns):,} bits that are neither always on nor always off"
    return _codes(evaluation, codes, columns, words)


def _codes(evaluation: Evaluation, codes: PackedBits, columns: np.ndarray, words: str) -> Drawing:
    rows = evaluation.test_classes.first_of_each(CODES_PER_CLASS)
    return figures.codes(
        codes.unpack(rows)[:, columns],
        evaluation.test_classes.of(rows),
        f"Codes of up to {CODES_PER_CLASS} test images of each class, {words}: {evaluation.title}",
    )


def _bits_and_use(evaluation: Evaluation) -> tuple[PackedBits, BitUse]:
    codes = evaluation.model.map_vectors(evaluation.dataset.x_test)
    return codes, BitUse.of(codes)
