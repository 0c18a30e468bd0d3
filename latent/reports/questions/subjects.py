"""What is compared: models, and beside them pixels and principal components, with one interface."""

from collections.abc import Sequence
from functools import cached_property

import numpy as np

from latent.codes.bits import PackedBits
from latent.codes.kinds import as_codes
from latent.codes.principal_components import PrincipalComponents
from latent.codes.units import LEAST_SHARE, carried
from latent.data import Dataset
from latent.models import Autoencoder

CARRY_IMAGES = 1000
MOST_DECODED = 150_000  # images, to find what each unit carries
BOUNDS = {"tanh": (-1.0, 1.0), "sigmoid": (0.0, 1.0)}  # of what an activation gives


class Subject:
    """Something that writes images as codes and draws codes as images; a row of each table.

    `rows`: the training images whose codes stand for all.
    """

    name: str
    model: Autoencoder | None = None
    bounds: tuple[float, float] | None = None

    def __init__(self, dataset: Dataset, rows: np.ndarray):
        self.dataset, self.rows = dataset, rows

    def encode(self, images: np.ndarray) -> np.ndarray | PackedBits:
        """Return the codes of images uint8 (n, …): float32 (n, size), or bits."""
        raise NotImplementedError

    def decode(self, codes: np.ndarray) -> np.ndarray:
        """Return the images float32 (n, …) in [0, 1] that codes (n, size) stand for."""
        raise NotImplementedError

    @property
    def is_model(self) -> bool:
        """Whether it was trained; else it is there for comparison."""
        return self.model is not None

    @property
    def size(self) -> int:
        """How many numbers or bits a code has."""
        return self.test_codes.shape[1]

    @property
    def is_bits(self) -> bool:
        """Whether codes are of bits."""
        return as_codes(self.test_codes).kind == "bits"

    @cached_property
    def train_codes(self) -> np.ndarray | PackedBits:
        """The codes of the training images in `rows`."""
        return self.encode(self.dataset.x_train[self.rows])

    @cached_property
    def test_codes(self) -> np.ndarray | PackedBits:
        """The codes of all test images."""
        return self.encode(self.dataset.x_test)

    def real_codes(self, places: np.ndarray) -> np.ndarray | PackedBits:
        """Return the training codes at some places of `rows`."""
        codes = self.train_codes
        return PackedBits(codes.packed[places], codes.n_bits) if self.is_bits else codes[places]

    @cached_property
    def mean_code(self) -> np.ndarray:
        """The mean of the training codes, float64 (size,); of bits how often each is on."""
        codes = self.train_codes
        return as_codes(codes).mean()

    @cached_property
    def carried(self) -> np.ndarray:
        """What each unit carries of the test images, float64 (size,), see `codes.units.carried`.

        Without it a unit is at its mean; a bit is off, unless it is always on.
        """
        rest = self.mean_code == 1 if self.is_bits else self.mean_code
        n = self._n_for_carried
        codes = np.asarray(self.test_codes[:n], np.float32)
        return carried(self.decode, codes, self.dataset.x_test[:n], rest.astype(np.float32))

    @property
    def _n_for_carried(self) -> int:
        """How many test images are looked at for what units carry."""
        n_units = len(self.varying_bits) if self.is_bits else self.size
        return int(np.clip(MOST_DECODED // max(n_units, 1), 100, CARRY_IMAGES))

    @property
    def carrying_share(self) -> float:
        """The share of units that carry anything."""
        return float((self.carried >= LEAST_SHARE).mean())

    def numbers(self, codes: np.ndarray | PackedBits) -> np.ndarray:
        """Return codes as float32 (n, m), of bits only those that vary over the training images."""
        if as_codes(codes).kind != "bits":
            return codes
        return codes.select(self.varying_bits)[:]

    @cached_property
    def varying_bits(self) -> np.ndarray:
        """Which bits are on in some of the training images and off in others, int (m,)."""
        frequencies = self.train_codes.mean()
        return np.flatnonzero((frequencies > 0) & (frequencies < 1))


class ModelSubject(Subject):
    """A trained autoencoder."""

    def __init__(self, name: str, model: Autoencoder, dataset: Dataset, rows: np.ndarray):
        super().__init__(dataset, rows)
        self.name, self.model = name, model
        self.bounds = BOUNDS.get(model.settings.code_activation)

    def encode(self, images: np.ndarray) -> np.ndarray | PackedBits:
        """Return the codes in the form in which they are mapped."""
        return self.model.map_vectors(images)

    def decode(self, codes: np.ndarray) -> np.ndarray:
        """Return what the decoder draws."""
        return self.model.decode(codes)


class PixelSubject(Subject):
    """The pixels themselves: nothing is lost, and nothing is learned."""

    name = "pixels"

    @cached_property
    def carried(self) -> np.ndarray:
        """What each pixel carries, float64 (size,): without it only the pixel itself is lost."""
        pixels = np.asarray(self.test_codes[: self._n_for_carried], np.float64)
        variance = np.square(pixels - pixels.mean(axis=0)).sum() or 1.0
        return np.square(pixels - self.mean_code).sum(axis=0) / variance

    def encode(self, images: np.ndarray) -> np.ndarray:
        """Return the pixels in [0, 1]."""
        return images.reshape(len(images), -1) / np.float32(255)

    def decode(self, codes: np.ndarray) -> np.ndarray:
        """Return the pixels, cut off at 0 and 1."""
        shape = self.dataset.x_test.shape[1:]
        return np.clip(codes, 0, 1).reshape(-1, *shape).astype(np.float32)


class ComponentSubject(PixelSubject):
    """The first principal components: the best that a linear code of so many numbers can do."""

    carried = Subject.carried

    def __init__(self, components: PrincipalComponents, k: int, dataset: Dataset, rows: np.ndarray):
        super().__init__(dataset, rows)
        self.name = f"PCA {k}"
        self._components, self._k = components, k

    def encode(self, images: np.ndarray) -> np.ndarray:
        """Return the coordinates of images."""
        return self._components.coordinates(images, self._k)

    def decode(self, codes: np.ndarray) -> np.ndarray:
        """Return what the components add up to, cut off at 0 and 1."""
        some = self._components.components[: self._k]
        return super().decode(np.asarray(codes, np.float32) @ some + self._components.mean)


def with_baselines(
    models: Sequence[ModelSubject],
    components: PrincipalComponents,
    dataset: Dataset,
    rows: np.ndarray,
) -> list[Subject]:
    """Return the models, then components as many as each has numbers, then pixels.

    There is no PCA beside a code with more numbers than the images have components.
    """
    sizes = sorted({model.size for model in models if model.size <= len(components)})
    baselines = [ComponentSubject(components, k, dataset, rows) for k in sizes]
    return [*models, *baselines, PixelSubject(dataset, rows)]
