"""Sparsity penalties: each takes the activations of a code layer, (n, d), and gives one value each.

The penalties of whole batches ("log" and "kl") come back n times, once for every image of the
batch, so that all of them are averaged alike.
"""

from collections.abc import Callable
from functools import partial

import numpy as np

from latent.tools.quiet_tensorflow import tf

LEAST_RATE = 1e-3
PENALTIES_OF_UNITS = ("entropy", "entropy-squared")  # the others are of the code itself


def active_units(activations):
    """Sum of the activations, the L1 norm: the number of active bits of a binary code."""
    return tf.reduce_sum(activations, axis=-1)


def entropy(activations):
    """Sum of the entropies of units that are on with probability p, in bits per image.

    −p log₂ p − (1 − p) log₂(1 − p), Shannon, A Mathematical Theory of Communication, 1948,
    section 6; 1 for an undecided unit, 0 for one that is surely on or off.
    """
    on, off = activations, 1 - activations
    return -tf.reduce_sum(_p_log2_p(on) + _p_log2_p(off), axis=-1)


def mean_over_batch(rows):
    """Return the mean over the rows (n, d) of a whole batch, of which a replica has some, (d,)."""
    replica = tf.distribute.get_replica_context()
    if replica is None or replica.num_replicas_in_sync == 1:
        return tf.reduce_mean(rows, axis=0)
    summed = tf.distribute.ReduceOp.SUM
    n_rows = replica.all_reduce(summed, tf.cast(tf.shape(rows)[0], rows.dtype))
    return replica.all_reduce(summed, tf.reduce_sum(rows, axis=0)) / n_rows


def log_of_mean_activation(activations):
    """Sum over the units of log(1 + m²), m being a unit's mean activation over the batch."""
    return _for_every_image(
        tf.reduce_sum(tf.math.log1p(tf.square(mean_over_batch(activations)))), activations
    )


def divergence_from_sparsity(activations, sparsity: float):
    """Sum over the units of KL(Bernoulli(p) || Bernoulli(m)), in nats; p: the wanted `sparsity`.

    m is a unit's mean activation over the batch, from 0.001 to 0.999: a bit that is never on would
    cost infinitely much. Ng, CS294A Lecture Notes: Sparse Autoencoder, 2011, section 3.
    """
    rates = LEAST_RATE + (1 - 2 * LEAST_RATE) * mean_over_batch(activations)
    divergence = sparsity * tf.math.log(sparsity / rates) + (1 - sparsity) * tf.math.log(
        (1 - sparsity) / (1 - rates)
    )
    return _for_every_image(tf.reduce_sum(divergence), activations)


def make_penalty(method: str, sparsity: float) -> Callable:
    """Return the penalty that `--reg_method` names, a function of activations (n, d).

    With the squares of others the price of one bit rises with their number.
    """
    return {
        "none": lambda activations: tf.zeros_like(activations[:, 0]),
        "L1": active_units,
        "L1-squared": lambda activations: tf.square(active_units(activations)),
        "entropy": entropy,
        "entropy-squared": lambda activations: tf.square(entropy(activations)),
        "log": log_of_mean_activation,
        "kl": partial(divergence_from_sparsity, sparsity=sparsity),
    }[method]


def _p_log2_p(p):
    # Moved off 0, where the slope is infinite, by what single precision hardly sees.
    return p * tf.math.log(p + 1e-7) / np.log(2)


def _for_every_image(value, activations):
    return tf.fill(tf.shape(activations)[:1], value)
