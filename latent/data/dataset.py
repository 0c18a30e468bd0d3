"""One data set in memory: images, labels and their names."""

import hashlib
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from latent.data.images_in_file import Images, ImagesInFile, part_of, runs_of
from latent.tools.check import UserError, check_whole_number

if TYPE_CHECKING:
    from latent.data.alphabet_grid import AlphabetGrid

MOST_BYTES_DRAWN = 64 * 2**20  # of training images in a file that figures are made of
MOST_CLASSES = 255  # each has a colour of its own


@dataclass(frozen=True)
class Dataset:
    """Images of one shape, split into a training and a test part.

    `x_train`, `x_test`: uint8 `(n, h, w)`, 0 is ground and 255 full ink, or `(n, h, w, 3)`, red,
    green and blue. `y_train`, `y_test`: int64 `(n,)`, indices into `label_names`. `font_train`,
    `font_test`: for typefaces the name of each image's typeface, else None. `name` is the word
    after `--dataset`, `title` what figures call it, `source` where it came from. `grid`: how images
    are laid out of characters, if each is a whole typeface.
    """

    name: str
    title: str
    source: str
    x_train: Images  # in a file only where `load_for` was asked for that
    y_train: np.ndarray
    x_test: np.ndarray
    y_test: np.ndarray
    label_names: tuple[str, ...]
    font_train: np.ndarray | None = None
    font_test: np.ndarray | None = None
    grid: "AlphabetGrid | None" = None

    @property
    def array_shape(self) -> tuple[int, ...]:
        """The shape of an image: (h, w), or (h, w, 3) in colour."""
        return self.x_train.shape[1:]

    def pictures(self, images: np.ndarray) -> np.ndarray:
        """Return what figures show of images (n, h, w[, 3]): of whole typefaces a few letters."""
        return images if self.grid is None else self.grid.words(images, self.grid.choose_specimen())

    def binarized(self) -> "Dataset":
        """Return the same images with every pixel either 0 or 255, cut at half of full ink."""
        return replace(self, x_train=_binarize(self.x_train), x_test=_binarize(self.x_test))

    def balanced_part(self, n_train: int, seed: int = 0) -> "Dataset":
        """Return the data set with `n_train` training images, spread evenly over the classes.

        Classes differ by one image at most, as far as each has enough. The draw is seeded and
        keeps the images' order. The test part stays whole.
        """
        n_images = len(self.x_train)
        check_whole_number("--n_train", n_train, least=1)
        if n_train > n_images:
            raise UserError(f"--n_train {n_train}: {self.title} has {n_images:,} training images")
        kept = balanced_indices(self.y_train, n_train, np.random.default_rng(seed))
        return replace(
            self,
            x_train=part_of(self.x_train, kept),
            y_train=self.y_train[kept],
            font_train=None if self.font_train is None else self.font_train[kept],
        )

    def few_in_memory(self) -> "Dataset":
        """Return the data set as it is, or if its images lie in a file with some of them in memory.

        These are spread evenly over the training images, and take at most 64 MB.
        """
        if not isinstance(self.x_train, ImagesInFile):
            return self
        n_images = len(self.x_train)
        most = max(MOST_BYTES_DRAWN // int(np.prod(self.array_shape)), 1)
        kept = np.unique(np.linspace(0, n_images - 1, min(n_images, most)).astype(np.int64))
        fonts = self.font_train
        return replace(
            self,
            x_train=self.x_train[kept],
            y_train=self.y_train[kept],
            font_train=None if fonts is None else fonts[kept],
        )

    def fingerprint(self) -> str:
        """Return a SHA-256 of the training images and labels, 64 hexadecimal digits."""
        digest = hashlib.sha256()
        for run in runs_of(self.x_train):
            digest.update(np.ascontiguousarray(run))
        digest.update(np.ascontiguousarray(self.y_train))
        return digest.hexdigest()


def balanced_indices(labels: np.ndarray, n: int, rng: np.random.Generator) -> np.ndarray:
    """Choose `n` of the labels' indices, the same number of each class as far as possible.

    >>> labels = np.array([0, 0, 0, 0, 1])
    >>> [int(label) for label in labels[balanced_indices(labels, 3, np.random.default_rng(0))]]
    [0, 0, 1]
    """
    shuffled = rng.permutation(len(labels))
    # An image's turn is how many of its class come before it: every class's first, then second, …
    by_class = shuffled[np.argsort(labels[shuffled], kind="stable")]
    counts = np.unique(labels, return_counts=True)[1]
    turns = np.concatenate([np.arange(count) for count in counts])
    return np.sort(by_class[np.argsort(turns, kind="stable")[:n]])


def _binarize(images: Images) -> Images:
    if isinstance(images, ImagesInFile):
        return images.binarized()
    return np.where(images >= 128, np.uint8(255), np.uint8(0))
