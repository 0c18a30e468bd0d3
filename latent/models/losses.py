"""Reconstruction losses: each takes clean images and logits, (n, 784), and gives one value each."""

import math

from latent.settings import PIXELS
from latent.tools.quiet_tensorflow import tf


def mean_squared_error(images, logits):
    """Mean over the pixels of (image − reconstruction)², in units of full ink squared."""
    return tf.reduce_mean(tf.square(tf.sigmoid(logits) - images), axis=-1)


def root_mean_squared_error(images, logits):
    """Square root of an image's mean squared error, in units of full ink."""
    # The small number keeps the gradient finite where an image is reproduced exactly.
    return tf.sqrt(mean_squared_error(images, logits) + 1e-12)


def binary_cross_entropy(images, logits):
    """Bernoulli negative log-likelihood summed over the pixels, in nats per image.

    Kingma and Welling, Auto-Encoding Variational Bayes, 2014, appendix C.1. Pixels between 0 and
    1 count as probabilities.
    """
    return tf.reduce_sum(
        tf.nn.sigmoid_cross_entropy_with_logits(labels=images, logits=logits), axis=-1
    )


# From a loss as it stands, where that is a mean over the pixels, to the sum over them.
SUM_OF_LOSS = {"mse": PIXELS, "rmse": math.sqrt(PIXELS), "bce": 1}

RECONSTRUCTION_LOSSES = {
    "mse": mean_squared_error,
    "rmse": root_mean_squared_error,
    "bce": binary_cross_entropy,
}
