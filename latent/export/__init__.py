"""Export: trained models and maps as files that other tools open.

Comes in: a model, or embeddings of the same images. Goes out: one file or folder for each target,
whole or not at all. To add a target: a module here with an ENDING and a function that writes, and a
row of a table in `latent/commands/export.py`.
"""
