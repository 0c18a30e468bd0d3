"""What the encoder sees of an image: its pixels, or the principal components that a user asks for.

With `--pca_dims` 0 it sees the pixels less the mean image; with a whole number that many principal
components; with a fraction as many as explain that share of the variance. `--whiten` divides each
of these features by its standard deviation over the training images.
"""

import math
from dataclasses import dataclass

import numpy as np

from latent.data.gray_levels import mean_image
from latent.data.image_components import fit_image_components, images_to_fit
from latent.data.images_in_file import Images, runs_of
from latent.settings import check_pca_dims
from latent.tools.check import UserError

# Images have 256 grey levels: a feature that varies by less than one of them carries nothing, and
# dividing by its standard deviation would blow up what other images have there.
LEAST_DEVIATION = 1 / 255


@dataclass(frozen=True)
class Preprocessing:
    """An affine map from pixels to features: `((pixels - mean) @ components.T) / scale`.

    `mean`: float32 (784,), the mean training image in [0, 1]. `components`: float32
    (n_features, 784) with orthonormal rows, or None for the pixels themselves. `scale`: float32
    (n_features,), above 0; all ones without whitening.
    """

    mean: np.ndarray
    components: np.ndarray | None
    scale: np.ndarray

    @property
    def n_features(self) -> int:
        """How many numbers the encoder gets for an image."""
        return len(self.scale)

    def arrays(self) -> dict[str, np.ndarray]:
        """Return the arrays that it is made of, by the names of its fields, without None."""
        arrays = {"mean": self.mean, "components": self.components, "scale": self.scale}
        return {name: array for name, array in arrays.items() if array is not None}


def fit_preprocessing(
    images: Images, pca_dims: int | float = 0, whiten: bool = False
) -> Preprocessing:
    """Fit the map on training images, uint8 (n, 28, 28).

    Raises UserError if `pca_dims` is out of range or more than the images can give.
    """
    check_pca_dims(pca_dims, math.prod(images.shape[1:]))
    if pca_dims == 0:
        return _fit_pixels(images, whiten)
    some = images_to_fit(images)
    n_images = len(some)
    n_needed = 1 + math.ceil(pca_dims)  # centring takes one dimension away
    if n_images < n_needed:
        raise UserError(
            f"--pca_dims {pca_dims}: needs at least {n_needed} training images, got {n_images}"
        )

    mean, pca = fit_image_components(some, pca_dims)
    if some is not images:
        mean = mean_image(images)
    components = pca.components_.astype(np.float32)
    scale = _scale(np.sqrt(pca.explained_variance_), whiten)
    return Preprocessing(mean.astype(np.float32), components, scale)


def _fit_pixels(images: Images, whiten: bool) -> Preprocessing:
    mean = mean_image(images)
    deviations = np.zeros(len(mean))
    if whiten:
        # In runs, so that a large data set is never held in float64 whole.
        squares = sum(
            (run.reshape(len(run), -1).astype(np.float64) ** 2).sum(0) for run in runs_of(images)
        )
        deviations = np.sqrt(np.maximum(squares / len(images) / 255**2 - mean**2, 0))
    return Preprocessing(mean.astype(np.float32), None, _scale(deviations, whiten))


def _scale(deviations: np.ndarray, whiten: bool) -> np.ndarray:
    if not whiten:
        return np.ones(len(deviations), np.float32)
    return np.where(deviations < LEAST_DEVIATION, 1, deviations).astype(np.float32)
