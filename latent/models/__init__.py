"""Autoencoders: one way to build any kind from its settings."""

import numpy as np

from latent.models.autoencoder import Autoencoder
from latent.models.conv import build_conv
from latent.models.dense import build_dense
from latent.models.sparse import build_sparse
from latent.models.vae import build_vae
from latent.pca import Preprocessing
from latent.quiet_tensorflow import keras
from latent.settings import PIXELS, Settings

BUILDERS = {
    "conv": build_conv,
    "dense": build_dense,
    "sparse": build_sparse,
    "vae": build_vae,
}


def build(
    settings: Settings, preprocessing: Preprocessing, mean: np.ndarray | None = None
) -> Autoencoder:
    """Build the autoencoder that `settings` describe, its weights drawn from their seed.

    `mean`: the mean training image, (784,) in [0, 1], from which the decoder starts; it can be
    left out where saved weights follow.
    """
    keras.utils.set_random_seed(settings.seed)
    if mean is None:
        mean = np.full(PIXELS, 0.5)
    return BUILDERS[settings.model](settings, preprocessing, mean)


__all__ = ["Autoencoder", "build"]
