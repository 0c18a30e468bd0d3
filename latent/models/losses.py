"""Reconstruction losses: each takes clean images and logits, (n, n_pixels), and gives (n,).

`output`: what becomes of the logits to be pixels, a key of OUTPUTS.
"""

import math

from latent.settings import Settings
from latent.tools.quiet_tensorflow import tf

# What becomes of logits to be pixels, by `--output_activation`.
OUTPUTS = {"sigmoid": tf.sigmoid, "linear": tf.identity}


def mean_squared_error(images, logits, output="sigmoid"):
    """Mean over the pixels of (image − reconstruction)², in units of full ink squared."""
    return tf.reduce_mean(tf.square(OUTPUTS[output](logits) - images), axis=-1)


def root_mean_squared_error(images, logits, output="sigmoid"):
    """Square root of an image's mean squared error, in units of full ink."""
    # The small number keeps the gradient finite where an image is reproduced exactly.
    return tf.sqrt(mean_squared_error(images, logits, output) + 1e-12)


def binary_cross_entropy(images, logits, output="sigmoid"):
    """Bernoulli negative log-likelihood summed over the pixels, in nats per image.

    Kingma and Welling, Auto-Encoding Variational Bayes, 2014, appendix C.1. Pixels between 0 and
    1 count as probabilities. The settings refuse any other `output` than the sigmoid.
    """
    return tf.reduce_sum(
        tf.nn.sigmoid_cross_entropy_with_logits(labels=images, logits=logits), axis=-1
    )


RECONSTRUCTION_LOSSES = {
    "mse": mean_squared_error,
    "rmse": root_mean_squared_error,
    "bce": binary_cross_entropy,
}


def sum_of_loss(settings: Settings) -> float:
    """Return by what a loss is multiplied to become the sum over the pixels, if it is a mean."""
    return {"mse": settings.n_pixels, "rmse": math.sqrt(settings.n_pixels), "bce": 1}[settings.loss]
