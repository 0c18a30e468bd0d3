"""Draws the figures of a run that are asked for, one after the other, and saves them."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from latent import figures
from latent.figures import Animation
from latent.reports.after_stage import STAGE_DRAWINGS
from latent.reports.at_end import FEWEST_FOR_TSNE, FINAL_DRAWINGS
from latent.reports.evaluation import Evaluation
from latent.settings.figure_names import NEEDS
from latent.tools.progress import ProgressReport


def draw_figures(
    evaluation: Evaluation,
    names: Sequence[str],
    folder: Path,
    stem: str,
    show: Callable | None = None,
) -> Iterator[Path]:
    """Draw the figures with these names, in this order, and give the path of each once written.

    They become `folder/STEM.NAME.png`, an animation `.gif`. Names that the model cannot have
    figures of are passed over. `show`, like `Display.show`, gets those that do not move.
    """
    drawings = STAGE_DRAWINGS[evaluation.model.settings.model] | FINAL_DRAWINGS
    with ProgressReport("drawing figures", len(names)) as report:
        for name in names:
            report.advance(0, name)
            drawing = drawings[name](evaluation)
            if isinstance(drawing, Animation):
                path = folder / f"{stem}.{name}.gif"
                figures.save_animation(drawing, path)
                yield path
            elif drawing is not None:
                path = folder / f"{stem}.{name}.png"
                figure = figures.new_figure(*drawing.size)
                drawing.draw(figure)
                figures.save_figure(figure, path)
                if show is not None:
                    show(name, drawing.size, drawing.draw)
                yield path
            report.advance(1, name)


def what_is_missing(evaluation: Evaluation, names: Sequence[str]) -> list[str]:
    """Say of those figures that the model cannot have what they would need, a line each."""
    settings = evaluation.model.settings
    missing = {
        "denoising": not settings.noise,
        "manifold": settings.d_latent != 2,
        "progress": len(evaluation.film) == 0,
        "tsne": len(evaluation.dataset.x_test) < FEWEST_FOR_TSNE,
    }
    return [f"no {name}: it needs {NEEDS[name]}" for name in names if missing.get(name)]
