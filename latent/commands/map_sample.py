"""Which images a map is made of: all, a part of many, or a part with the others placed later."""

import math
import sys
from dataclasses import dataclass, replace

import numpy as np

from latent.data import Dataset, load_for
from latent.data.dataset import balanced_indices
from latent.data.images_in_file import ImagesInFile
from latent.settings import Settings
from latent.tools.check import UserError, check_whole_number

MOST_BYTES = 2**30  # of images out of a file on one map, whose embedding holds them all
USUAL_SAMPLE = 100_000  # images out of a file, if there are more and nobody says how many
USUAL_BYTES = 2**28  # of these at most


@dataclass(frozen=True, eq=False)
class MapImages:
    """The training images of `dataset`, in memory, which `settings` stand for.

    `words` say which they are, `label` is put after the name of what is made of them; `fitted`: the
    indices of those that the map is made by, if the others are placed on it.
    """

    dataset: Dataset
    settings: Settings
    words: str
    label: str = ""
    fitted: np.ndarray | None = None

    @property
    def key(self) -> dict[str, str | int]:
        """What tells a map of these images from maps of others."""
        fitted = {} if self.fitted is None else {"fitted": len(self.fitted)}
        return {"images": self.dataset.fingerprint(), **fitted}

    @property
    def words_of_fitted(self) -> str:
        """What is said at the end of a title."""
        return "" if self.fitted is None else f", fitted to {len(self.fitted):,} of them"


def load_map_images(
    settings: Settings,
    data_dir: str | None,
    sample: int | None = None,
    place_rest: bool = False,
    most_bytes: int | None = None,
) -> MapImages:
    """Load the images that `settings` stand for, or `sample` of them, as many of each class.

    They are those that `--n_train` takes, drawn by the seed of the settings. With `place_rest` all
    are loaded, and these are the ones to fit. Of a file that is not loaded whole a part is taken if
    no number is given, and that is said. Raises UserError, naming the flag, if there are not more
    images than `sample`, or if those in a file take more than `most_bytes`, 1 GB by default.
    """
    most_bytes = most_bytes or MOST_BYTES
    dataset = load_for(settings, data_dir, may_stay_in_file=True)
    images, n = dataset.x_train, len(dataset.x_train)
    in_file = isinstance(images, ImagesInFile)
    n_bytes = math.prod(dataset.array_shape)
    most = max(most_bytes // n_bytes, 1)
    if sample is None and in_file and n > most:
        sample = min(USUAL_SAMPLE, max(USUAL_BYTES // n_bytes, 1))
        print(
            f"{images.path}: maps are made of {sample:,} of its {n:,} images, "
            "--sample N takes another number",
            file=sys.stderr,
            flush=True,
        )
    if sample is None:
        return MapImages(_in_memory(dataset), settings, f"{n:,} {dataset.title}")
    check_whole_number("--sample", sample, least=1)
    if sample >= n:
        raise UserError(f"--sample {sample}: there are {n:,} images, give fewer than that")
    if in_file and place_rest and n > most:
        raise UserError(
            f"--place_rest: the map's file holds all its images, and those of {images.path} take "
            f"{n * n_bytes / 1e9:.1f} GB: leave it out, and give up to --sample {most}"
        )
    if in_file and sample > most:
        raise UserError(f"--sample {sample}: a map holds its images in memory, give up to {most}")
    words = f"{sample:,} of {n:,} {dataset.title}"
    if not place_rest:
        dataset = _in_memory(dataset.balanced_part(sample, settings.seed))
        # What a selection on the map goes by.
        settings = replace(settings, n_train=sample)
        return MapImages(dataset, settings, words, f"-sample{sample}")
    rows = balanced_indices(dataset.y_train, sample, np.random.default_rng(settings.seed))
    words, label = f"{n:,} {dataset.title}", f"-sample{sample}-placed"
    return MapImages(_in_memory(dataset), settings, words, label, rows)


def _in_memory(dataset: Dataset) -> Dataset:
    images = dataset.x_train
    return replace(dataset, x_train=images[:]) if isinstance(images, ImagesInFile) else dataset
