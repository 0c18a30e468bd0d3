"""The names of the figures that a training script can draw, as flags and files say them."""

from latent.tools.check import UserError

_COMMON = ("reconstructions", "differences", "history")
# Drawn after each stage, by kind of autoencoder.
STAGE_FIGURES: dict[str, tuple[str, ...]] = {
    "conv": _COMMON,
    "dense": _COMMON,
    "sparse": (*_COMMON, "sparsity", "codes", "codes_zoomed"),
    "vae": ("reconstructions", "differences", "codes", "history", "samples", "manifold"),
}
# Drawn once, at the end.
FINAL_FIGURES = (
    "progress",
    "originals",
    "denoising",
    "generated",
    "code_histograms",
    "kernel_pca",
    "tsne",
)
# What a figure needs that not every model has, for those who ask for it.
NEEDS = {
    "denoising": "a model that was trained with --noise",
    "manifold": "codes of two numbers, --d_latent 2",
    "progress": "weights that were saved with images from their training",
    "tsne": "at least 4 test images",
}


def figures_of(model: str) -> tuple[str, ...]:
    """Return all figures that this kind of autoencoder can have, in the order of their drawing."""
    return (*STAGE_FIGURES[model], *FINAL_FIGURES)


def choose_figures(model: str, wanted: tuple[str, ...], what: str) -> tuple[str, ...]:
    """Return the figures that these words stand for: names, or one of "all", "stage" and "none".

    "stage" are those that are drawn after every stage. They come each once and in the order of
    their drawing. `what` names the words in the UserError that is raised for one that this kind
    does not have.

    >>> choose_figures("dense", ("tsne", "history", "tsne"), "--figures")
    ('history', 'tsne')
    """
    possible = figures_of(model)
    groups = {"all": possible, "stage": STAGE_FIGURES[model], "none": ()}
    if len(wanted) == 1 and wanted[0] in groups:
        return groups[wanted[0]]
    for name in wanted:
        if name in groups:
            raise UserError(f"{what} {' '.join(wanted)}: give {name} alone, or names")
        if name not in possible:
            raise UserError(
                f"{what} {name}: must be {', '.join(groups)}, or of {model} {', '.join(possible)}"
            )
    return tuple(name for name in possible if name in wanted)
