"""What maps are made of: the codes that a model gives of its images, or the pixels of images."""

import json
import math
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from latent.codes.kinds import Vectors, as_codes
from latent.commands.map_sample import MOST_BYTES, load_map_images
from latent.commands.map_tiles import DecodedTiles, StandIn
from latent.data import Dataset
from latent.data.gray_levels import pixel_vectors
from latent.settings import Settings, plain
from latent.tools.check import UserError
from latent.tools.files import read_steadily, sha256


@dataclass(frozen=True)
class MapSource:
    """What is laid out: vectors of all training images, and all that is known of them.

    `vectors`: float32 (n, d), codes or pixels, or codes of bits; `tiles`: uint8 (n, h, w, …), what
    is drawn on the map; `title` what figures call it; `made_from` what makes up an embedding's key;
    `specimen`: the letters that stand for an image, if it is a whole typeface.
    """

    dataset: Dataset
    vectors: Vectors
    is_pixels: bool
    tiles: np.ndarray | DecodedTiles
    name: str
    title: str
    made_from: dict
    weights_path: str = ""
    settings_json: str = "{}"
    fitted: np.ndarray | None = None  # indices of what maps are made by, if the rest is placed
    specimen: str = ""

    @property
    def n_images(self) -> int:
        """How many images there are."""
        return len(self.vectors)


def source_from_weights(
    path: str,
    data_dir: str | None,
    tiles: str,
    specimen: str | None = None,
    sample: int | None = None,
    place_rest: bool = False,
) -> MapSource:
    """Encode the training images of the model in a weights file.

    `tiles`: "decoded" or "original"; `specimen`: the letters that stand for a whole typeface;
    `sample`, `place_rest`: see `load_map_images`. Raises UserError for a file that is not one of
    ours.
    """
    from latent.training.weights_file import load_weights

    saved, weights_sha256 = read_steadily(path, lambda: (load_weights(path), sha256(path)))
    model = saved.model
    stand_in = StandIn(model.settings, specimen)
    images = load_map_images(model.settings, data_dir, sample, place_rest)
    settings, dataset = images.settings, images.dataset
    codes = model.map_vectors(dataset.x_train)
    kind = as_codes(codes).kind
    if kind == "numbers" and not np.isfinite(codes).all():
        raise UserError(f"{path}: the model gives codes that are not finite, train it again")
    return MapSource(
        dataset=dataset,
        vectors=codes,
        is_pixels=False,
        tiles=stand_in.decoded(model.decode, codes)
        if tiles == "decoded"
        else stand_in.of(dataset.x_train),
        name=f"{Path(path).name}{images.label}",
        title=f"{images.words} as codes of {codes.shape[1]:,} "
        f"{kind} by {settings.model} {model.describe()}{images.words_of_fitted}",
        made_from={"weights": weights_sha256, **images.key, **stand_in.key},
        fitted=images.fitted,
        specimen=stand_in.specimen,
        weights_path=str(Path(path).resolve()),
        settings_json=json.dumps(settings.to_dict(), sort_keys=True),
    )


def source_from_pixels(
    choice: dict[str, Any],
    charset: str | None,
    n_train: int | None,
    data_dir: str | None,
    specimen: str | None = None,
    sample: int | None = None,
    place_rest: bool = False,
) -> MapSource:
    """Take the pixels of a data set's training images as they are.

    `choice`: what `latent.cli.choose_data` makes of the flags of the data, `charset` among them;
    `sample`, `place_rest`: see `load_map_images`.
    """
    settings = Settings(n_train=n_train, **choice)
    stand_in = StandIn(settings, specimen)
    # As numbers pixels take four times their bytes.
    images = load_map_images(settings, data_dir, sample, place_rest, MOST_BYTES // 4)
    dataset = images.dataset
    label = f"raw-{plain(dataset.name)}"
    given = {"charset": charset, "fonts": settings.fonts, "axes": settings.axes}
    given["image_size"] = settings.image_size
    given |= {"color": settings.color if settings.color != "auto" else None, "n_train": n_train}
    given["part"] = settings.part
    given["unit"] = settings.unit if settings.unit != "glyph" else None
    label += "".join(f"-{name}{plain(value)}" for name, value in given.items() if value)
    return MapSource(
        dataset=dataset,
        vectors=pixel_vectors(dataset.x_train),
        is_pixels=True,
        tiles=stand_in.of(dataset.x_train),
        name=f"{label}{images.label}",
        title=f"{images.words} as their "
        f"{math.prod(dataset.array_shape):,} pixels{images.words_of_fitted}",
        made_from={**images.key, **stand_in.key},
        fitted=images.fitted,
        specimen=stand_in.specimen,
        settings_json=json.dumps(images.settings.to_dict(), sort_keys=True),
    )
