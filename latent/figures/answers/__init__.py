"""Figures of answers: how models compare, each a function that returns its finished `Drawing`.

Comes in: numbers by the names of models, images as bytes, and a `Line` for each name. To add one:
a module here that draws what a question of `latent/reports/questions` brings.
"""

from latent.figures.answers.page import Line

__all__ = ["Line"]
