"""What images keep when they are written as few principal components: the linear autoencoder."""

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from latent.data.gray_levels import centred_vectors
from latent.data.image_components import fit_image_components, images_to_fit
from latent.data.images_in_file import Images

IMAGES_AT_ONCE = 8192
PIXELS_AT_ONCE = 2**25  # of large images, which as numbers would fill the memory


@dataclass(frozen=True, eq=False)
class PrincipalComponents:
    """The directions of most variance of images, the first of them first.

    `mean`: float32 (n_pixels,), the mean training image in [0, 1]. `components`: (k, n_pixels),
    orthonormal rows; the number of largest weight in each is positive. `variances`: float64 (k,),
    that of the training images along each; `total_variance` that along all there are.
    """

    mean: np.ndarray
    components: np.ndarray
    variances: np.ndarray
    total_variance: float

    @classmethod
    def of(cls, images: Images) -> "PrincipalComponents":
        """Find all components of training images, uint8 (n, h, w[, 3]), at least two of them.

        Of large images in a file they are those of a part, see `images_to_fit`.
        """
        images = images_to_fit(images)
        n_components = min(len(images) - 1, math.prod(images.shape[1:]))
        with np.errstate(invalid="ignore"):  # images that are all alike: shares of nothing
            mean, pca = fit_image_components(images, n_components)
        mean = mean.astype(np.float32)
        variances = np.maximum(pca.explained_variance_, 0).astype(np.float64)
        components = pca.components_.astype(np.float32)
        largest = components[np.arange(len(components)), np.abs(components).argmax(axis=1)]
        components *= np.where(largest < 0, -1, 1).astype(np.float32)[:, None]
        return cls(mean, components, variances, float(variances.sum()))

    def __len__(self) -> int:
        return len(self.components)

    def explained(self) -> np.ndarray:
        """Return the share of the variance that the first 0, 1, … k components explain, (k + 1,).

        Images that are all alike have nothing to explain: 1 throughout.
        """
        if self.total_variance == 0:
            return np.ones(len(self) + 1)
        return np.minimum(np.append(0, np.cumsum(self.variances)) / self.total_variance, 1)

    def errors(self, images: np.ndarray) -> np.ndarray:
        """Return the mean squared error per pixel with the first 0, 1, … k components, (k + 1,).

        `images`: uint8 (n, h, w[, 3]), pixels in [0, 1]. What a component explains of an image is
        the square of its coordinate (Pythagoras: the components are orthonormal).
        """
        remaining = np.zeros(len(self) + 1)
        for pixels in self._parts(images):
            remaining += np.sum(pixels**2, dtype=np.float64)
            explained = np.sum((pixels @ self.components.T) ** 2, axis=0, dtype=np.float64)
            remaining[1:] -= np.cumsum(explained)
        return np.maximum(remaining, 0) / (len(images) * len(self.mean))

    def coordinates(self, images: np.ndarray, n: int = 2) -> np.ndarray:
        """Return the first `n` coordinates of images uint8 (m, h, w[, 3]), float32 (m, n).

        What there is no component for is 0.
        """
        some = np.zeros((n, len(self.mean)), np.float32)
        some[: len(self)] = self.components[:n]
        return np.concatenate([pixels @ some.T for pixels in self._parts(images)])

    def rebuild(self, images: np.ndarray, k: int) -> np.ndarray:
        """Rebuild images uint8 (n, h, w, …) from their first `k` components, float32 (n, h, w, …).

        Pixels can lie somewhat outside [0, 1].
        """
        some = self.components[:k]
        rebuilt = centred_vectors(images, self.mean) @ some.T @ some + self.mean
        return rebuilt.reshape(images.shape)

    def _parts(self, images: np.ndarray) -> Iterator[np.ndarray]:
        n_at_once = max(min(IMAGES_AT_ONCE, PIXELS_AT_ONCE // len(self.mean)), 1)
        for start in range(0, len(images), n_at_once):
            yield centred_vectors(images[start : start + n_at_once], self.mean)
