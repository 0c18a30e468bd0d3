"""Noise that a denoising autoencoder learns to see through.

Vincent, Larochelle, Bengio and Manzagol, Extracting and Composing Robust Features with Denoising
Autoencoders, 2008.
"""

import math

from latent.settings import Settings
from latent.tools.draws import Draw
from latent.tools.quiet_tensorflow import tf


def noise_draw(settings: Settings) -> Draw:
    """Return the random numbers that the settings' noise takes of every image.

    Salt, pepper and holes change a place of an image in all channels, "gaussian" each by itself.
    """
    height, width, _ = settings.image_shape
    return {
        "salt_pepper": Draw("uniform", height * width),
        "gaussian": Draw("normal", settings.n_pixels),
        "mask": Draw("uniform", height * width),
        "block": Draw("uniform", 2),  # the row and the column of its corner
    }[settings.noise_kind]


def corrupt(pixels, chance, settings: Settings):
    """Return pixels (n, n_pixels) in [0, 1] with the settings' noise, in [0, 1] too.

    `chance`: the numbers that `noise_draw` says, (n, size).
    """
    kind, ratio = settings.noise_kind, settings.noise
    if kind == "gaussian":
        return tf.clip_by_value(pixels + ratio * chance, 0.0, 1.0)
    height, width, n_channels = settings.image_shape
    if kind == "block":
        kept = _outside_of_block(chance, ratio, height, width)
        return pixels * _in_all_channels(kept, n_channels)
    chance = _in_all_channels(chance, n_channels)
    if kind == "mask":
        return tf.where(chance < ratio, 0.0, pixels)
    salted = tf.where(chance < ratio / 2, 1.0, pixels)
    return tf.where(chance >= 1 - ratio / 2, 0.0, salted)


def block_side(ratio: float, height: int, width: int) -> int:
    """Return the side in pixels of the square that is about this share of an image, at least 1.

    >>> block_side(0.25, 28, 28)
    14
    """
    return max(1, min(round(math.sqrt(height * width) * math.sqrt(ratio)), height, width))


def _in_all_channels(of_places, n_channels: int):
    """Return numbers of places (n, h * w) as those of pixels, (n, h * w * n_channels)."""
    return of_places if n_channels == 1 else tf.repeat(of_places, n_channels, axis=-1)


def _outside_of_block(chance, ratio: float, height: int, width: int):
    """Return 0 within a square of each image and 1 outside, float32 (n, h * w)."""
    side = block_side(ratio, height, width)
    is_within = []
    for k, length in enumerate((height, width)):
        corners = tf.cast(chance[:, k] * (length - side + 1), tf.int32)[:, None]  # (n, 1)
        places = tf.range(length)
        is_within.append((places >= corners) & (places < corners + side))
    is_block = is_within[0][:, :, None] & is_within[1][:, None, :]
    return tf.reshape(1.0 - tf.cast(is_block, tf.float32), (-1, height * width))
