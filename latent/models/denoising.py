"""What a denoising autoencoder makes of noisy test images."""

import numpy as np

from latent.codes.measures import squared_error_per_image
from latent.data.gray_levels import from_bytes
from latent.models import Autoencoder


def denoising_errors(model: Autoencoder, images: np.ndarray) -> dict[str, float]:
    """Return how far test images, uint8 (n, h, w[, 3]), are from clean with noise, and without it.

    "noisy_mse" is the mean squared error of the noisy images themselves against the clean ones,
    "denoised_mse" that of their reconstructions. The noise is that of training, but always the
    same. Nothing comes back for a model that was trained without noise.
    """
    if not model.settings.noise:
        return {}
    noisy = model.corrupt_images(images)
    return {
        "noisy_mse": float(squared_error_per_image(images, from_bytes(noisy)).mean()),
        "denoised_mse": float(squared_error_per_image(images, model.reconstruct(noisy)).mean()),
    }


def denoising_lines(results: dict[str, float]) -> list[str]:
    """Say the numbers of `denoising_errors` in words.

    >>> denoising_lines({"noisy_mse": 0.1, "denoised_mse": 0.02})
    ['noisy test images: MSE 0.10000, of their reconstructions 0.02000 (20 % of it)']
    """
    if "noisy_mse" not in results:
        return []
    noisy, denoised = results["noisy_mse"], results["denoised_mse"]
    share = f" ({denoised / noisy:.0%} of it)".replace("%", " %") if noisy > 0 else ""
    return [f"noisy test images: MSE {noisy:.5f}, of their reconstructions {denoised:.5f}{share}"]
