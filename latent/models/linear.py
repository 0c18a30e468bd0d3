"""How near a dense autoencoder that is linear everywhere has come to PCA.

Its best subspace is that of the first principal components: Baldi and Hornik, Neural Networks and
Principal Component Analysis, 1989.
"""

import numpy as np

from latent.codes.principal_components import PrincipalComponents
from latent.models.autoencoder import Autoencoder
from latent.settings import Settings

MOST_PIXELS = 4096  # more would take PCA minutes


def is_linear(settings: Settings) -> bool:
    """Return whether these settings make an autoencoder without anything that is not linear."""
    return (
        settings.model == "dense"
        and not settings.layers
        and not settings.decoder_layers
        and (settings.code_activation, settings.output_activation) == ("linear", "linear")
    )


def subspace_angle(model: Autoencoder, images: np.ndarray) -> dict[str, float]:
    """Return "pca_angle", in degrees from 0 to 90, of a linear autoencoder; of others nothing.

    It is the largest angle between the subspace of what the decoder draws and that of as many
    principal components of the training images, uint8 (n, h, w[, 3]). Nothing comes back either
    where PCA is another question: with a loss but the squared error, with noise, for large images.
    """
    settings = model.settings
    n = settings.d_latent
    asks_the_same = settings.loss == "mse" and not settings.noise
    is_small = settings.n_pixels <= MOST_PIXELS and n < len(images)
    if not (is_linear(settings) and asks_the_same and is_small):
        return {}
    drawn = model.decoder.get_layer("logits").kernel.numpy().astype(float)  # (n, n_pixels)
    components = PrincipalComponents.of(images).components[:n].astype(float)
    basis = np.linalg.qr(drawn.T)[0]  # (n_pixels, n)
    beyond = basis - components.T @ (components @ basis)
    sine = min(1.0, float(np.linalg.norm(beyond, 2)))
    return {"pca_angle": float(np.degrees(np.arcsin(sine)))}


def linear_lines(results: dict[str, float], d_latent: int) -> list[str]:
    """Say `subspace_angle`'s number in words.

    >>> linear_lines({"pca_angle": 0.5}, 3)
    ['linear everywhere: at most 0.50° between its subspace and that of the first 3 components']
    """
    if "pca_angle" not in results:
        return []
    return [
        f"linear everywhere: at most {results['pca_angle']:.2f}° between its subspace and that of "
        f"the first {d_latent} components"
    ]
