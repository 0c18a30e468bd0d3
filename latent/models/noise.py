"""Noise that a denoising autoencoder learns to see through.

Vincent, Larochelle, Bengio and Manzagol, Extracting and Composing Robust Features with Denoising
Autoencoders, 2008.
"""

import math

from latent.settings import PIXELS, SIDE
from latent.tools.draws import Draw
from latent.tools.quiet_tensorflow import tf

DRAWS = {
    "salt_pepper": Draw("uniform", PIXELS),
    "gaussian": Draw("normal", PIXELS),
    "mask": Draw("uniform", PIXELS),
    "block": Draw("uniform", 2),  # the row and the column of its corner
}


def corrupt(pixels, chance, kind: str, ratio: float):
    """Return pixels (n, 784) in [0, 1] with noise, in [0, 1] too.

    `kind` is one of NOISE_KINDS in `latent.settings`, `ratio` what it means there, from 0 to below
    1, and `chance` the numbers that DRAWS lists for it, (n, size).
    """
    if kind == "gaussian":
        return tf.clip_by_value(pixels + ratio * chance, 0.0, 1.0)
    if kind == "block":
        return pixels * _outside_of_block(chance, ratio)
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


def _outside_of_block(chance, ratio: float):
    """Return 0 within a square of each image and 1 outside, float32 (n, 784)."""
    side = block_side(ratio)
    n_places = SIDE - side + 1
    corners = tf.cast(tf.transpose(chance) * n_places, tf.int32)[:, :, None]  # (2, n, 1)
    places = tf.range(SIDE)
    is_within = (places >= corners) & (places < corners + side)  # (2, n, 28): rows and columns
    is_block = is_within[0][:, :, None] & is_within[1][:, None, :]
    return tf.reshape(1.0 - tf.cast(is_block, tf.float32), (-1, PIXELS))
