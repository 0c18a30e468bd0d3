"""The latent explorer: a map of images, and experiments with their codes.

To add a panel: a class in `panels`, a row in `layout`, an entry in `window`. To add an experiment:
a module in `experiments` that says its slots and its cells.
"""
