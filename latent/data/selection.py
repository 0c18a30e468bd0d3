"""Selections: images that were chosen on a map, kept in a file to train on them or on the others.

`NAME.selection.json` holds which training images of which data set they are, and how to tell that
the data are still the same; `NAME.selection.csv` the same images as a table for people.
"""

import csv
import hashlib
import json
import os
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from latent.data.dataset import Dataset
from latent.data.images_in_file import part_of
from latent.settings import DATA_SETTINGS, DATASET_NAMES, Settings
from latent.settings.image_part import (
    DIGEST_LENGTH,
    MOST_IMAGES,
    ImagePart,
    part_from_text,
)
from latent.tools.check import UserError
from latent.tools.files import read_json, replacing, write_json

FORMAT = "latent selection"
ENDING = ".selection.json"
TABLE_ENDING = ".selection.csv"
WHAT = "a selection"
HALF = 128  # from here on a pixel counts as ink: the same whether pixels were made 0 or 1 or not
IMAGES_AT_ONCE = 8192
# What a selection says of its data, so that flags need not.
DATA_FIELDS = tuple(name for name in DATA_SETTINGS if name not in ("n_train", "part"))


@dataclass(frozen=True)
class Selection:
    """The images `indices` of those that `settings`, the data's among them, stand for.

    `names`: the class of each; `typefaces`: the typeface of each, or None.
    """

    settings: Settings
    n_images: int
    indices: np.ndarray
    digest: str
    names: Sequence[str]
    typefaces: Sequence[str] | None

    def part(self, is_rest: bool = False) -> ImagePart:
        """Return these images, or all others, as settings hold them."""
        settings = self.settings
        return ImagePart(
            n_images=self.n_images,
            indices=self.indices,
            digest=self.digest,
            is_rest=is_rest,
            n_train=settings.n_train,
            seed=settings.seed if settings.n_train is not None else 0,
            of=None if settings.part is None else part_from_text(settings.part),
        )


def is_selection_path(name: str) -> bool:
    """Say whether the word after `--dataset` is the path of a selection."""
    return name.lower().endswith(ENDING) and not Path(name).is_dir()


def data_settings(values: Any) -> Settings:
    """Return settings of the data alone, from plain values of which only those are looked at.

    Raises UserError if they are of another type or out of range.
    """
    usual = Settings(image_shape=None).to_dict()
    usual |= {"n_train": None, "seed": 0, "image_shape": None, "part": None}
    usual |= {"image_size": None, "color": "auto"}
    wanted = {*DATA_SETTINGS, "seed"}
    given = values if isinstance(values, dict) else {}
    chosen = {name: value for name, value in given.items() if name in wanted}
    if chosen.get("dataset") is None:
        raise UserError("it does not say of which data set")
    return Settings.from_dict(usual | chosen)


def settings_from_json(text: str, dataset: str) -> Settings:
    """Return the settings of the data of a map, which holds these two of them.

    Raises UserError if they do not say which data it is.
    """
    try:
        values = json.loads(text)
    except (ValueError, RecursionError):
        values = None
    # Maps of pixels once said only the data set's name, which is enough for those that have one.
    if not values and dataset in DATASET_NAMES:
        values = {"dataset": dataset}
    return data_settings(values)


def digest_of(images: np.ndarray, labels: np.ndarray, indices: np.ndarray) -> str:
    """Return 32 hexadecimal digits that belong to these images, uint8 (n, h, w[, 3]), alone."""
    digest = hashlib.sha256(np.ascontiguousarray(labels[indices], "<i8"))
    for start in range(0, len(indices), IMAGES_AT_ONCE):
        some = images[indices[start : start + IMAGES_AT_ONCE]]
        digest.update(np.packbits(some >= HALF).tobytes())
    return digest.hexdigest()[:DIGEST_LENGTH]


def write_selection(stem: str | os.PathLike, selection: Selection) -> None:
    """Write `STEM.selection.json` and `STEM.selection.csv`; raises UserError if that fails."""
    settings, typefaces = selection.settings, selection.typefaces
    values = {name: getattr(settings, name) for name in (*DATA_SETTINGS, "seed")}
    content = {
        "format": FORMAT,
        "data": values,
        "n_images": selection.n_images,
        "digest": selection.digest,
        "indices": selection.indices.tolist(),
        "names": list(selection.names),
        "typefaces": None if typefaces is None else list(typefaces),
    }
    write_json(f"{stem}{ENDING}", content)
    columns = [selection.indices.tolist(), selection.names]
    heading = ["index", "class"]
    if typefaces is not None:
        columns.append(typefaces)
        heading.append("typeface")
    with (
        replacing(f"{stem}{TABLE_ENDING}") as part,
        part.open("w", encoding="utf-8", newline="") as file,
    ):
        writer = csv.writer(file)
        writer.writerow(heading)
        writer.writerows(zip(*columns, strict=True))


def read_selection(path: str | os.PathLike) -> Selection:
    """Read a selection, believing nothing in it; raises UserError for any other file."""
    if Path(path).exists() and not Path(path).is_file():
        raise UserError(f"{path} is not {WHAT}: it is not a file")
    content = read_json(path, WHAT)
    if not isinstance(content, dict) or content.get("format") != FORMAT:
        raise UserError(f"{path} is not {WHAT}: save one in the explorer with the key S")
    n, indices = content.get("n_images"), content.get("indices")
    names, typefaces = content.get("names"), content.get("typefaces")
    try:
        fits = type(n) is int and 0 < n <= MOST_IMAGES and isinstance(indices, list)
        if not fits or not all(type(index) is int and 0 <= index < n for index in indices):
            raise UserError("its indices must be whole numbers from 0 to n_images - 1")
        for words in (names, typefaces if typefaces is not None else names):
            is_list = isinstance(words, list) and len(words) == len(indices)
            if not is_list or not all(isinstance(word, str) for word in words):
                raise UserError("it must have one name, and one typeface or none, for each index")
        settings = data_settings(content.get("data"))
        digest = content.get("digest")
        digest = digest if isinstance(digest, str) else ""
        selection = Selection(settings, n, np.array(indices, np.int64), digest, names, typefaces)
        selection.part()
    except UserError as problem:
        raise UserError(
            f"{path} is damaged: {problem}; save it again in the explorer with the key S"
        ) from problem
    return selection


def take_part(dataset: Dataset, part: ImagePart) -> Dataset:
    """Return the data set with some of its training images; its test images stay whole.

    Raises UserError, in one line, if these are not the images that the part was chosen from.
    """
    title = dataset.title
    if part.of is not None:
        dataset = take_part(dataset, part.of)
    if part.n_train is not None:
        dataset = dataset.balanced_part(part.n_train, part.seed)
    n = len(dataset.x_train)
    if n != part.n_images:
        raise UserError(
            f"the selection was made among {part.n_images:,} images, {title} has {n:,}: "
            "use the data that it was made of"
        )
    if digest_of(dataset.x_train, dataset.y_train, part.indices) != part.digest:
        raise UserError(
            f"the selection was made among other images than those of {title}, or they were "
            "changed since: select again on a map of these"
        )
    kept = part.kept
    fonts = dataset.font_train
    return replace(
        dataset,
        title=f"{title}, {part.words}",
        x_train=part_of(dataset.x_train, kept),
        y_train=dataset.y_train[kept],
        font_train=None if fonts is None else fonts[kept],
    )
