"""Images with their places on one map or several, and all else that is known of them."""

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np

from latent.codes.bits import PackedBits
from latent.codes.kinds import Vectors, as_codes
from latent.codes.neighbors import Neighbors, nearest_neighbors
from latent.data.dataset import balanced_indices
from latent.data.gray_levels import pixel_vectors
from latent.maps.embedding_file import EmbeddingFile
from latent.tools.check import UserError, check_whole_number
from latent.tools.plain_words import shown

N_NEIGHBORS = 8


@dataclass(frozen=True, eq=False)
class MappedImages:
    """n images of a data set, as one embedding or several of the same images hold them.

    `positions`: for each map by name, like "UMAP", float32 (n, 2) in the unit square, y upwards.
    `numbers`: int64 (n,), the place of each among the data set's training images. `images`: uint8
    (n, h, w[, 3]). `labels`: int32 (n,), indices into `label_names`. `typefaces`: a name for each,
    or None. `codes`: float32 (n, d), bits, or None for maps of the pixels. `specimens`: uint8
    (n, h', w'), a few letters of each image that is a whole typeface, or None.
    """

    title: str
    positions: dict[str, np.ndarray]
    numbers: np.ndarray
    images: np.ndarray
    labels: np.ndarray
    label_names: list[str]
    typefaces: list[str] | None
    codes: Vectors | None
    specimens: np.ndarray | None = None

    def __len__(self) -> int:
        return len(self.images)

    @property
    def pictures(self) -> np.ndarray:
        """What is shown of every image: the image, or of a whole typeface its specimen."""
        return self.images if self.specimens is None else self.specimens

    @property
    def label_texts(self) -> np.ndarray:
        """The name of every image's class, str (n,)."""
        return np.array(self.label_names, object)[self.labels]

    @property
    def vectors(self) -> Vectors:
        """What is laid out: the codes, or the pixels in [0, 1], float32 (n, d)."""
        return pixel_vectors(self.images) if self.codes is None else self.codes

    @property
    def has_bits(self) -> bool:
        """Whether the codes are bits."""
        return self.codes is not None and as_codes(self.codes).kind == "bits"

    @cached_property
    def neighbors(self) -> Neighbors | None:
        """The 8 nearest of these images, by their vectors, of each; None of one image alone."""
        k = min(N_NEIGHBORS, len(self) - 1)
        return nearest_neighbors(self.vectors, k) if k else None

    def coordinates(self) -> dict[str, np.ndarray]:
        """Return the columns of the places, float32 (n,): x, y, or of several maps x_PCA, ….

        >>> few = MappedImages("", {"PCA": np.zeros((1, 2))}, *[np.zeros(1)] * 3, [], None, None)
        >>> list(few.coordinates())
        ['x', 'y']
        """
        is_one = len(self.positions) == 1
        return {
            axis if is_one else f"{axis}_{name}": np.ascontiguousarray(places[:, k])
            for name, places in self.positions.items()
            for k, axis in enumerate("xy")
        }

    def part(self, n_images: int) -> "MappedImages":
        """Return `n_images` of them, always the same, as many of each class as far as possible.

        Raises UserError if there are not so many.
        """
        check_whole_number("--n_images", n_images, least=1)
        if n_images > len(self):
            raise UserError(f"--n_images {n_images}: there are {len(self):,}")
        kept = balanced_indices(self.labels, n_images, np.random.default_rng(0))
        codes = self.codes
        if codes is not None:
            is_packed = isinstance(codes, PackedBits)
            codes = PackedBits(codes.packed[kept], codes.n_bits) if is_packed else codes[kept]
        return MappedImages(
            title=self.title,
            positions={name: places[kept] for name, places in self.positions.items()},
            numbers=self.numbers[kept],
            images=self.images[kept],
            labels=self.labels[kept],
            label_names=self.label_names,
            typefaces=self.typefaces and [self.typefaces[k] for k in kept],
            codes=codes,
            specimens=None if self.specimens is None else self.specimens[kept],
        )


def from_embeddings(embeddings: dict[Path, EmbeddingFile]) -> MappedImages:
    """Put embeddings of the same images, by their paths, together; raises UserError for others."""
    first_path, first = next(iter(embeddings.items()))
    positions = {}
    for path, content in embeddings.items():
        if not _are_of_the_same(first, content):
            raise UserError(f"{path}: maps other images or other codes than {first_path}")
        name, k = content.method, 2
        while name in positions:
            name, k = f"{content.method}_{k}", k + 1
        positions[name] = content.positions
    dataset = Path(first.dataset).name or first.dataset
    return MappedImages(
        title=shown(dataset),
        positions=positions,
        numbers=np.arange(len(first.images)),
        images=first.images,
        labels=first.labels,
        label_names=first.label_names,
        typefaces=first.font_names,
        codes=first.codes,
        specimens=None if first.grid is None else first.pictures(first.images),
    )


def _are_of_the_same(one: EmbeddingFile, other: EmbeddingFile) -> bool:
    if one is other:
        return True
    same = np.array_equal(one.images, other.images) and np.array_equal(one.labels, other.labels)
    same = same and one.label_names == other.label_names
    if one.codes is None or other.codes is None:
        return same and one.codes is other.codes
    kinds = {as_codes(each.codes).kind for each in (one, other)}
    if len(kinds) == 2 or one.codes.shape != other.codes.shape:
        return False
    if isinstance(one.codes, PackedBits):
        return same and np.array_equal(one.codes.packed, other.codes.packed)
    return same and np.array_equal(one.codes, other.codes)
