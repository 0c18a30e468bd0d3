"""Reports: which figures a trained model has, and the numbers that they draw.

Comes in: an `Evaluation`, a model with its data. Goes out: finished drawings, one for each name.
To add a figure: a function in `latent/figures`, a function here that brings its numbers, and a row
in `settings/figure_names` and in the table of `draw`.
"""
