"""Which few test images figures show: the same ones at every moment of every training run."""

import numpy as np

from latent.data.dataset import balanced_indices
from latent.data.gray_levels import to_bytes
from latent.reports.evaluation import Evaluation

SEED = 0
N_FILM_IMAGES = 20


def fixed_images(labels: np.ndarray, n: int = N_FILM_IMAGES) -> np.ndarray:
    """Choose `n` images, as many of each class as far as possible; returns them class by class."""
    chosen = balanced_indices(labels, min(n, len(labels)), np.random.default_rng(SEED))
    return chosen[np.argsort(labels[chosen], kind="stable")]


def film_images(evaluation: Evaluation) -> np.ndarray:
    """Return the test images that the film of a training run shows, uint8 (n, height, width)."""
    return evaluation.pictures(_fixed_test_images(evaluation))


def film_frame(evaluation: Evaluation) -> np.ndarray:
    """Return what the model makes of these images now, uint8 (n, height, width)."""
    reconstructed = evaluation.model.reconstruct(_fixed_test_images(evaluation))
    return to_bytes(evaluation.pictures(reconstructed))


def has_film(evaluation: Evaluation) -> bool:
    """Return whether there is a film that fits these images."""
    film = evaluation.film
    return len(film) > 0 and film.images.shape[1:] == film_images(evaluation).shape


def _fixed_test_images(evaluation: Evaluation) -> np.ndarray:
    return evaluation.dataset.x_test[fixed_images(evaluation.dataset.y_test)]
