"""Noise that a denoising autoencoder learns to see through.

Vincent, Larochelle, Bengio and Manzagol, Extracting and Composing Robust Features with Denoising
Autoencoders, 2008.
"""

import math

from latent.quiet_tensorflow import tf
from latent.settings import SIDE

GENERATOR = "philox"  # named, because the default may be another one in compiled code


def corrupt(pixels, seed, kind: str, ratio: float):
    """Return pixels (n, 784) in [0, 1] with noise, in [0, 1] too.

    `seed`: int32 (2,); the same one gives the same noise, one in code that XLA has compiled and
    another elsewhere. `kind` is one of NOISE_KINDS in
    `latent.settings`, `ratio` what it means there, from 0 to below 1.
    """
    if kind == "gaussian":
        noise = tf.random.stateless_normal(tf.shape(pixels), seed, alg=GENERATOR)
        return tf.clip_by_value(pixels + ratio * noise, 0.0, 1.0)
    if kind == "block":
        return pixels * _outside_of_block(tf.shape(pixels)[0], seed, ratio)
    chance = tf.random.stateless_uniform(tf.shape(pixels), seed, alg=GENERATOR)
    if kind == "mask":
        return tf.where(chance < ratio, 0.0, pixels)
    salted = tf.where(chance < ratio / 2, 1.0, pixels)
    return tf.where(chance >= 1 - ratio / 2, 0.0, salted)


def block_side(ratio: float) -> int:
    """Return the side in pixels of the square that is about this share of an image, at least 1.

    >>> block_side(0.25)
    14
    """
    return max(1, round(SIDE * math.sqrt(ratio)))


def _outside_of_block(n, seed, ratio: float):
    """Return 0 within a square of each of `n` images and 1 outside, float32 (n, 784)."""
    side = block_side(ratio)
    corners = tf.random.stateless_uniform(
        (2, n, 1), seed, 0, SIDE - side + 1, tf.int32, alg=GENERATOR
    )
    places = tf.range(SIDE)
    is_within = (places >= corners) & (places < corners + side)  # (2, n, 28): rows and columns
    is_block = is_within[0][:, :, None] & is_within[1][:, None, :]
    return tf.reshape(1.0 - tf.cast(is_block, tf.float32), (n, SIDE * SIDE))
