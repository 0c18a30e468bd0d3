"""Questions to trained models: each module asks one of a `Bench` and returns an `Answer`.

Comes in: models of one data set, and what stands beside them for comparison. Goes out: numbers for
a file, a table for the terminal, a figure. To add a question: a module with an `ask`, and a row
in QUESTIONS.
"""

from collections.abc import Callable

from latent.reports.questions import (
    denoising,
    keeps,
    knows,
    random_codes,
    smooth,
    typefaces,
    units,
)
from latent.reports.questions.bench import Answer, Bench, text_table

QUESTIONS: dict[str, Callable[[Bench], Answer | str]] = {
    "keeps": keeps.ask,
    "knows": knows.ask,
    "smooth": smooth.ask,
    "random": random_codes.ask,
    "units": units.ask,
    "denoising": denoising.ask,
    "typefaces": typefaces.ask,
}

__all__ = ["QUESTIONS", "Answer", "Bench", "text_table"]
