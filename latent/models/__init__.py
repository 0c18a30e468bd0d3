"""Models: the kinds of autoencoder, and one way to build any of them from its settings.

Comes in: settings and a fitted `Preprocessing`. Goes out: an `Autoencoder`, which encodes, decodes
and says of what its loss is made; none of them trains, saves or draws.
To add a kind: a module with its builder, a row in BUILDERS, its settings and a script.
"""

import numpy as np

from latent.data.preprocessing import Preprocessing
from latent.models.autoencoder import Autoencoder
from latent.models.conv import build_conv
from latent.models.dense import build_dense
from latent.models.sparse import build_sparse
from latent.models.vae import build_vae
from latent.settings import Settings
from latent.tools.quiet_tensorflow import keras

BUILDERS = {"conv": build_conv, "dense": build_dense, "sparse": build_sparse, "vae": build_vae}


def build(
    settings: Settings, preprocessing: Preprocessing, mean: np.ndarray | None = None
) -> Autoencoder:
    """Build the autoencoder that `settings` describe, its weights drawn from their seed.

    `mean`: the mean training image, (n_pixels,) in [0, 1], from which the decoder starts; it can be
    left out where saved weights follow.
    """
    keras.utils.set_random_seed(settings.seed)
    if mean is None:
        mean = np.full(settings.n_pixels, 0.5)
    return BUILDERS[settings.model](settings, preprocessing, mean)
