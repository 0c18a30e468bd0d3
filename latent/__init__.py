"""See what autoencoders learn: train them, map their codes, walk between images.

The rooms of this package stand along the way of the data, and each imports only from rooms before
it (checked by `tests/test_imports.py`): tools, settings, data, codes, tiles, clustering, models,
maps, training, figures, reports, windows, cli, commands. `docs/architecture.md` shows them.
"""
