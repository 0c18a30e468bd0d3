"""Which figures a training script can draw, by name: of which kinds of autoencoder, and when."""

from typing import NamedTuple

from latent.settings import KINDS
from latent.tools.check import UserError

_ALL = tuple(KINDS)


class FigureRow(NamedTuple):
    """The name of a figure, and which kinds of autoencoder have it.

    Kinds in `after_stage` have it after each stage, those in `at_end` only after the last.
    """

    name: str
    after_stage: tuple[str, ...] = ()
    at_end: tuple[str, ...] = ()


# In the order of their drawing; what draws them: `latent/reports/draw.py`.
FIGURES = (
    FigureRow("reconstructions", after_stage=_ALL),
    FigureRow("differences", after_stage=_ALL),
    FigureRow("history", after_stage=_ALL),
    FigureRow("originals", after_stage=_ALL),
    FigureRow("sparsity", after_stage=("sparse",)),
    FigureRow("codes", after_stage=("sparse", "vae")),
    FigureRow("codes_zoomed", after_stage=("sparse",)),
    FigureRow("manifold", after_stage=("dense", "vae", "conv")),
    FigureRow("denoising", after_stage=_ALL),
    FigureRow("architecture", at_end=_ALL),
    FigureRow("progress", at_end=_ALL),
    FigureRow("generated", after_stage=("vae",), at_end=("dense", "sparse", "conv")),
    FigureRow("code_histograms", at_end=_ALL),
    FigureRow("sweeps", at_end=("dense", "vae", "conv")),
    FigureRow("kernel_pca", at_end=_ALL),
    FigureRow("tsne", at_end=_ALL),
)
_NEW_NAMES = {"samples": "generated"}
DEFAULT_FIGURES = ("stage",)


def stage_figures_of(model: str) -> tuple[str, ...]:
    """Return the figures that this kind of autoencoder has after each stage, in their order."""
    return tuple(row.name for row in FIGURES if model in row.after_stage)


def figures_of(model: str) -> tuple[str, ...]:
    """Return all figures that this kind of autoencoder can have, in the order of their drawing."""
    at_end = tuple(row.name for row in FIGURES if model in row.at_end)
    return (*stage_figures_of(model), *at_end)


def choose_figures(model: str, wanted: tuple[str, ...], what: str) -> tuple[str, ...]:
    """Return the figures that these words stand for: names, or one of "all", "stage" and "none".

    "stage" are those that are drawn after each stage. Each figure comes once, in the order of
    drawing. Raises UserError, which begins with `what`, for a figure that this kind does not have.

    >>> choose_figures("dense", ("tsne", "history", "tsne"), "--figures")
    ('history', 'tsne')
    """
    possible = figures_of(model)
    groups = {"all": possible, "stage": stage_figures_of(model), "none": ()}
    if len(wanted) == 1 and wanted[0] in groups:
        return groups[wanted[0]]
    for name in wanted:
        if name in groups:
            raise UserError(f"{what} {' '.join(wanted)}: give {name} alone, or names")
        if name in _NEW_NAMES:
            raise UserError(f"{what} {name}: is called {_NEW_NAMES[name]} now")
        if name not in possible:
            raise UserError(
                f"{what} {name}: must be {', '.join(groups)}, or of {model} {', '.join(possible)}"
            )
    return tuple(name for name in possible if name in wanted)
