"""The sparse binary autoencoder: a wide code of bits, each of which has a price."""

import numpy as np

from latent.codes.bits import THRESHOLD, BitUse, PackedBits
from latent.codes.measures import squared_error_per_image
from latent.data.gray_levels import pixel_vectors
from latent.data.preprocessing import Preprocessing
from latent.models.autoencoder import NO_CHANCE, Autoencoder, Chance, compiled, parts_of
from latent.models.dense import build_decoder
from latent.models.encoders import HiddenLayers
from latent.models.layers import Preprocess
from latent.models.losses import sum_of_loss
from latent.models.penalties import PENALTIES_OF_UNITS, make_penalty
from latent.settings import SparseSettings
from latent.settings.schedules import rising_weights
from latent.tools.quiet_tensorflow import keras, tf

# Real-valued codes start as thresholds would leave them: most units near 0, a few near 1. With all
# of 4,096 units near 0.5 the decoder gets one and the same large number for every image, each step
# of Adam moves that number more than all images differ, and the network stays at the mean image.
# The inputs of the units then have a standard deviation of about 3 on MNIST, around this bias.
REAL_START_SCALE, REAL_START_BIAS = 100.0, -6.0
UNDECIDED = (0.1, 0.9)  # a unit between these is neither on nor off

SUMMED_NAMES = {
    "mse": "summed squared error",
    "rmse": "root of the summed squared error",
    "bce": "cross-entropy in nats",
}


@tf.custom_gradient
def heaviside(x):
    """0 where x < 0, else 1; for training its slope counts as 1 everywhere."""
    return tf.cast(x >= 0, x.dtype), lambda upstream: upstream


class Heaviside(keras.layers.Layer):
    """Binary units: each takes one sigmoid unit, in [0, 1], and is on from 0.5 upwards.

    0.5 is where the sigmoid's own input is 0, so a bit tells on which side of a plane through the
    last hidden layer's space an image lies.
    """

    def call(self, units):
        """Return the bits as 0 and 1, of the units' shape."""
        return heaviside(units - THRESHOLD)


def build_sparse(
    settings: SparseSettings, preprocessing: Preprocessing, mean: np.ndarray
) -> "SparseAutoencoder":
    """Build a sparse autoencoder; `mean`: the mean training image, (n_pixels,) in [0, 1]."""
    pixels = keras.Input((settings.n_pixels,), name="pixels")
    hidden = HiddenLayers(settings)
    start = _real_start() if settings.real_code_activations else {}
    units_layer = keras.layers.Dense(settings.d_latent, "sigmoid", name="units", **start)
    bits_layer = Heaviside(name="bits")

    def code(last):
        units = units_layer(last)
        return [units, units if settings.real_code_activations else bits_layer(units)]

    encoders = hidden.encoders(pixels, Preprocess(preprocessing)(pixels), code)
    return SparseAutoencoder(settings, preprocessing, encoders, build_decoder(settings, mean))


def _real_start() -> dict:
    initializers = keras.initializers
    return {
        "kernel_initializer": initializers.VarianceScaling(REAL_START_SCALE, "fan_in", "uniform"),
        "bias_initializer": initializers.Constant(REAL_START_BIAS),
    }


class SparseAutoencoder(Autoencoder):
    """An autoencoder whose loss adds a price for what is active in the code.

    Its encoder gives the sigmoid units and the code that the decoder gets, which are bits unless
    `real_code_activations` is set.

    An image's loss is its reconstruction loss summed over the pixels, plus `reg_lambda` times the
    penalty of `reg_method`. The penalties "entropy" and "entropy-squared" are of the sigmoid units,
    because a bit has no entropy; the others are of the code.
    """

    ranked_term = "loss"

    @property
    def loss_name(self) -> str:
        """The reconstruction loss and the penalty that are added up."""
        settings = self.settings
        price = f" + {settings.reg_lambda:g} × {settings.reg_method}"
        return SUMMED_NAMES[settings.loss] + (price if settings.reg_method != "none" else "")

    @property
    def ranked_name(self) -> str:
        """The total loss, and what it is made of."""
        return f"total loss per test image ({self.loss_name})"

    def codes(self, pixels):
        """Return the codes (n, d_latent) of pixels (n, n_pixels)."""
        return self.encoder(pixels)[1]

    def terms(self, pixels, penalty_weight, chance: Chance = NO_CHANCE, training: bool = False):
        """Return each image's "loss", "mse", "active_bits" and "penalty" (without λ), (n,)."""
        settings = self.settings
        units, code = self.encoded(pixels, chance, training)
        bits = heaviside(units - THRESHOLD)
        logits = self.decoder(code, training=training)
        reconstruction = self.reconstruction_loss(pixels, logits)
        penalty_of = make_penalty(settings.reg_method, settings.sparsity)
        penalty = penalty_of(units if settings.reg_method in PENALTIES_OF_UNITS else code)
        return {
            "loss": sum_of_loss(settings) * reconstruction
            + penalty_weight * settings.reg_lambda * penalty,
            "mse": self.squared_error(pixels, logits),
            "active_bits": tf.reduce_sum(bits, axis=-1),
            "penalty": penalty,
        }

    def penalty_weights(self, n_steps: int) -> np.ndarray:
        """Return the share of λ that counts at every step: it rises over `reg_warmup`."""
        return rising_weights(self.settings.reg_warmup, n_steps)

    def map_vectors(self, images: np.ndarray) -> PackedBits:
        """Return the codes of images uint8 (n, h, w[, 3]) as bits; real codes are cut at 0.5.

        Bits fit in memory and have distances of their own.
        """
        # A part at a time: 60,000 codes of 4,096 floats would be a gigabyte.
        parts = [PackedBits.of(part).packed for part in self.encode_in_parts(images)]
        return PackedBits(np.concatenate(parts), self.settings.d_latent)

    def summary(self, images: np.ndarray) -> dict[str, float]:
        """Return how the codes of test images use their bits, and what decoding those bits gives.

        "bits_used" are on in at least one image, "bits_always_on" in all; "test_mse_of_bits" is
        the mean squared error of what the decoder makes of binary codes; "undecided_share" is the
        share of the sigmoid units, over all images, that are between 0.1 and 0.9.
        """
        codes = self.map_vectors(images)
        use = BitUse.of(codes)
        parts = parts_of(images, self.settings.n_pixels)
        undecided = sum(int(self._n_undecided(pixel_vectors(part))) for part in parts)
        return {
            "test_images": len(codes),
            "mean_active_bits": float(use.n_on.mean()),
            "bits_used": int((~use.is_always_off).sum()),
            "bits_always_on": int(use.is_always_on.sum()),
            "bits_always_off": int(use.is_always_off.sum()),
            "distinct_codes": use.n_distinct,
            "undecided_share": undecided / (len(codes) * codes.n_bits),
            "test_mse_of_bits": float(squared_error_per_image(images, self.decode(codes)).mean()),
            "total_loss": float(self.measure(images)["loss"].mean(dtype=float)),
        }

    def summary_lines(self, results: dict[str, float]) -> list[str]:
        """Say the numbers of `summary` in words, and say plainly if the code tells nothing."""
        settings = self.settings
        lines = [
            f"bits: {results['mean_active_bits']:.1f} of {settings.d_latent:,} active on average; "
            f"{results['bits_used']:,} used, {results['bits_always_on']:,} of them always on, "
            f"{results['bits_always_off']:,} always off",
            f"distinct codes: {results['distinct_codes']:,} of "
            f"{results['test_images']:,} test images",
            f"test MSE with binarised codes {results['test_mse_of_bits']:.5f}, "
            f"total loss per image {results['total_loss']:.2f}",
        ]
        if settings.real_code_activations:
            share = f"{results['undecided_share']:.1%}".replace("%", " %")
            lines.insert(1, f"undecided: {share} of the sigmoid units are between 0.1 and 0.9")
        if results["distinct_codes"] == 1 and results["test_images"] > 1:
            state = "every bit is off" if results["bits_used"] == 0 else "no bit ever changes"
            lines.append(
                f"the code is empty: {state}, so all images are reconstructed as one and the same; "
                f"try a --reg_lambda below {settings.reg_lambda:g}, or a --reg_warmup above "
                f"{settings.reg_warmup:g}"
            )
        return lines

    def _connect(self) -> keras.Model:
        # Before anything is compiled, because compiling asks for the names it traces.
        self._n_undecided = compiled(
            lambda pixels: count_undecided(self.encoder(pixels)[0]), self.settings.n_pixels
        )
        return super()._connect()


def count_undecided(units):
    """Return how many of the sigmoid units (n, d_latent) are undecided, all images together."""
    low, high = UNDECIDED
    return tf.math.count_nonzero((units > low) & (units < high))
