"""Reports: which figures a trained model has, and the numbers that they draw.

Comes in: an `Evaluation`, a model with its data. Goes out: finished drawings, one for each name.
To add a figure: a function in `latent/figures`, a function here that brings its numbers, a row in
`settings/figure_names`, and an entry in a table of `draw` (in NEEDS too if not every model can have
it).
"""
