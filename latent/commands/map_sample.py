"""A part of many images by which a map is made, with the others left out or placed later."""

import json
from dataclasses import replace

import numpy as np

from latent.codes.kinds import select_rows
from latent.commands.make_maps import MapSource
from latent.data.dataset import balanced_indices
from latent.tools.check import UserError, check_whole_number


def choose_sample(source: MapSource, n: int) -> np.ndarray:
    """Return the indices of `n` images, as many of each class, sorted.

    They are those that `--n_train` takes, drawn by the seed of the data's settings. Raises
    UserError, naming `--sample`, if there are not more images than that.
    """
    check_whole_number("--sample", n, least=1)
    if n >= source.n_images:
        raise UserError(f"--sample {n}: there are {source.n_images:,} images, give fewer than that")
    seed = json.loads(source.settings_json).get("seed", 0)
    return balanced_indices(source.dataset.y_train, n, np.random.default_rng(seed))


def sample_only(source: MapSource, n: int) -> MapSource:
    """Return a source of `n` of the images alone."""
    rows = choose_sample(source, n)
    settings = json.loads(source.settings_json)
    dataset = source.dataset.balanced_part(n, settings.get("seed", 0))
    vectors = select_rows(source.vectors, rows)
    return replace(
        source,
        dataset=dataset,
        vectors=vectors if vectors.kind == "bits" else vectors.values,
        tiles=source.tiles[rows],
        name=f"{source.name}-sample{n}",
        title=f"{n:,} of {source.title}",
        made_from=source.made_from | {"images": dataset.fingerprint()},
        # What a selection on the map goes by.
        settings_json=json.dumps(settings | {"n_train": n}, sort_keys=True),
    )


def sample_and_rest(source: MapSource, n: int) -> MapSource:
    """Return the source whose map is made of `n` of the images, and the others placed on it."""
    return replace(
        source,
        fitted=choose_sample(source, n),
        name=f"{source.name}-sample{n}-placed",
        title=f"{source.title}, fitted to {n:,} of them",
        made_from=source.made_from | {"fitted": n},
    )
