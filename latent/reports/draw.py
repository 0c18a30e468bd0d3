"""Draws the figures of a model that are asked for, one after the other, and saves them."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from latent.figures import Animation, Drawing
from latent.reports import after_stage, at_end, vae
from latent.reports.evaluation import Evaluation
from latent.reports.fixed_images import has_film
from latent.tools.progress import ProgressReport

Report = Callable[[Evaluation], Drawing | Animation]

# By name, as `latent/settings/figure_names.py` has them.
COMMON: dict[str, Report] = {
    "reconstructions": after_stage.reconstructions,
    "differences": after_stage.differences,
    "history": after_stage.history,
    "progress": at_end.progress,
    "originals": at_end.originals,
    "denoising": at_end.denoising,
    "generated": at_end.generated,
    "code_histograms": at_end.code_histograms,
    "kernel_pca": at_end.kernel_pca,
    "tsne": at_end.tsne,
}
# By kind of autoencoder: figures that others do not have, or have otherwise.
OWN: dict[str, dict[str, Report]] = {
    "sparse": {
        "sparsity": after_stage.sparsity,
        "codes": after_stage.codes,
        "codes_zoomed": after_stage.codes_zoomed,
    },
    "vae": {"codes": vae.distributions, "history": vae.history, "manifold": vae.manifold},
}
# What a figure needs that not every model has: in words, and whether this one has it.
NEEDS: dict[str, tuple[str, Callable[[Evaluation], bool]]] = {
    "denoising": (
        "a model that was trained with --noise",
        lambda evaluation: evaluation.model.settings.noise > 0,
    ),
    "manifold": (
        "codes of two numbers, --d_latent 2",
        lambda evaluation: evaluation.model.settings.d_latent == 2,
    ),
    "history": (
        "a training with at least one whole epoch",
        lambda evaluation: evaluation.record.epoch > 0,
    ),
    "progress": ("weights that were saved with images from their training", has_film),
    "tsne": (
        f"at least {at_end.FEWEST_FOR_TSNE} test images",
        lambda evaluation: len(evaluation.dataset.x_test) >= at_end.FEWEST_FOR_TSNE,
    ),
}


def reports_of(model: str) -> dict[str, Report]:
    """Return what makes the figures of a kind of autoencoder, by name."""
    return COMMON | OWN.get(model, {})


def draw_figures(
    evaluation: Evaluation,
    names: Sequence[str],
    folder: Path,
    stem: str,
    show: Callable[[str, Drawing], None] | None = None,
) -> Iterator[Path]:
    """Draw the figures with these names, in this order, and give the path of each once written.

    They become `folder/STEM.NAME.png`, an animation `.gif`. Names that the model cannot have
    figures of are passed over. `show`, like `Display.show`, gets those that do not move.
    """
    reports = reports_of(evaluation.model.settings.model)
    with ProgressReport("drawing figures", len(names)) as progress:
        for name in names:
            progress.advance(0, name)
            if can_have(evaluation, name):
                drawing = reports[name](evaluation)
                path = folder / f"{stem}.{name}.{drawing.ending}"
                drawing.save(path)
                if show is not None and isinstance(drawing, Drawing):
                    show(name, drawing)
                yield path
            progress.advance(1, name)


def can_have(evaluation: Evaluation, name: str) -> bool:
    """Return whether the model has what the figure with this name needs."""
    return name not in NEEDS or NEEDS[name][1](evaluation)


def what_is_missing(evaluation: Evaluation, names: Sequence[str]) -> list[str]:
    """Return a line for each of these figures that the model cannot have: what it needs."""
    return [
        f"no {name}: it needs {NEEDS[name][0]}" for name in names if not can_have(evaluation, name)
    ]
