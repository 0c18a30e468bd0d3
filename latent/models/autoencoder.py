"""What every autoencoder can do: encode, decode, and say how far a reconstruction is off."""

from collections.abc import Iterator

import numpy as np

from latent.bits import PackedBits
from latent.gray_levels import to_bytes
from latent.models.losses import RECONSTRUCTION_LOSSES, mean_squared_error
from latent.models.noise import corrupt
from latent.pca import Preprocessing
from latent.quiet_tensorflow import keras, tf
from latent.settings import PIXELS, Settings

IMAGES_PER_CALL = 1024
NOISE_SEED = 0  # of the noise on test images


class Autoencoder:
    """An encoder and a decoder, two Keras models, with the settings they were built from.

    `encoder`: pixels (n, 784) in [0, 1] -> what the kind's encoder gives, the code by default.
    `decoder`: codes (n, d_latent) -> logits of the pixels (n, 784). `network`: both in one model,
    pixels -> logits, the one whose weights are saved.
    """

    # XLA makes fully connected layers faster on a CPU, and convolutions slower.
    uses_xla = True

    # How many random numbers the loss of an image depends on, see `noisy_terms`.
    noise_size = 0

    # The term of `terms` that figures rank test images by, and its name on an axis.
    ranked_term = "mse"
    ranked_name = "test MSE per image"

    def __init__(
        self,
        settings: Settings,
        preprocessing: Preprocessing,
        encoder: keras.Model,
        decoder: keras.Model,
    ):
        self.settings = settings
        self.preprocessing = preprocessing
        self.encoder = encoder
        self.decoder = decoder
        self.network = self._connect()
        self._encode = compiled(self.codes, PIXELS)
        self._decode = compiled(lambda codes: tf.sigmoid(decoder(codes)), settings.d_latent)
        noise = tf.TensorSpec((None, self.noise_size), tf.float32)
        weight = tf.TensorSpec((), tf.float32)
        seed = tf.TensorSpec((2,), tf.int32)
        self._corrupt = compiled(self.corrupted, PIXELS, seed)
        self._measure = compiled(self.noisy_terms, PIXELS, noise, weight)

    @property
    def loss_name(self) -> str:
        """What is trained on, as an axis is named."""
        return self.settings.loss.upper()

    def codes(self, pixels):
        """Return the codes (n, d_latent) of pixels (n, 784), without any noise."""
        return self.encoder(pixels, training=False)

    def corrupted(self, pixels, seed):
        """Return pixels (n, 784) with the noise of the settings, if there is any, for training.

        `seed`: int32 (2,); the same one gives the same noise.
        """
        settings = self.settings
        if not settings.noise:
            return pixels
        return corrupt(pixels, seed, settings.noise_kind, settings.noise)

    def terms(self, pixels, penalty_weight, training: bool = False, seen=None):
        """Return the loss of every image and what it is made of, each (n,).

        `pixels`: (n, 784) in [0, 1], what the decoder is to draw; `seen`: what the encoder gets of
        it where that is something else. "loss" is what training lowers; "mse" is always there.
        `penalty_weight` weighs what a kind adds to the reconstruction loss, see
        `penalty_weights`; this one adds nothing.
        """
        seen = pixels if seen is None else seen
        logits = self.decoder(self.encoder(seen, training=training), training=training)
        loss = RECONSTRUCTION_LOSSES[self.settings.loss](pixels, logits)
        return {"loss": loss, "mse": mean_squared_error(pixels, logits)}

    def noisy_terms(self, pixels, noise, penalty_weight, training: bool = False, seen=None):
        """Return `terms` where chance has a part in them; this kind leaves none to it.

        `noise`: standard normal numbers (n, noise_size), so that whoever calls is the one who
        draws.
        """
        return self.terms(pixels, penalty_weight, training, seen)

    def penalty_weights(self, n_steps: int) -> np.ndarray:
        """Return the weight of the penalty at every step of a training run, (n_steps,)."""
        return np.ones(n_steps)

    def epoch_numbers(self, images: np.ndarray) -> dict[str, float]:
        """Return what the history notes of test images after each epoch besides the `terms`."""
        return {}

    def summary(self, images: np.ndarray) -> dict[str, float]:
        """Return what is to be known of the codes of test images, uint8 (n, 28, 28), by name."""
        return {}

    def summary_lines(self, results: dict[str, float]) -> list[str]:
        """Say `summary`'s numbers in words, a line each."""
        return []

    def encode(self, images: np.ndarray) -> np.ndarray:
        """Return the codes float32 (n, d_latent) of images uint8 (n, 28, 28)."""
        return np.concatenate(list(self.encode_in_parts(images)))

    def encode_in_parts(self, images: np.ndarray) -> Iterator[np.ndarray]:
        """Give the codes of images a few at a time, for codes that would not fit in memory."""
        for part in parts_of(images):
            yield self._encode(to_pixels(part)).numpy()

    def map_vectors(self, images: np.ndarray) -> np.ndarray | PackedBits:
        """Return the codes of images uint8 (n, 28, 28) in the form in which they are mapped."""
        return self.encode(images)

    def decode(self, codes: np.ndarray | PackedBits) -> np.ndarray:
        """Return the images float32 (n, 28, 28) in [0, 1] that codes (n, d_latent) stand for."""
        parts = [self._decode(np.asarray(part, np.float32)).numpy() for part in parts_of(codes)]
        return np.concatenate(parts).reshape(-1, 28, 28)

    def reconstruct(self, images: np.ndarray) -> np.ndarray:
        """Encode and decode images uint8 (n, 28, 28); returns float32 (n, 28, 28) in [0, 1]."""
        return self.decode(self.encode(images))

    def corrupt_images(self, images: np.ndarray) -> np.ndarray:
        """Return images uint8 (n, 28, 28) with the settings' noise, always the same, as uint8."""
        parts = [
            self._corrupt(to_pixels(part), np.array([NOISE_SEED, k], np.int32)).numpy()
            for k, part in enumerate(parts_of(images))
        ]
        return to_bytes(np.concatenate(parts)).reshape(images.shape)

    def measure(
        self, images: np.ndarray, penalty_weight: float = 1.0, seed: int = 0
    ) -> dict[str, np.ndarray]:
        """Return `noisy_terms` for images uint8 (n, 28, 28), float32 (n,) each, without training.

        The noise is what `numpy.random.default_rng(seed)` draws as standard normal float32.
        """
        rng = np.random.default_rng(seed)
        noise = rng.standard_normal((len(images), self.noise_size), dtype=np.float32)
        parts = [
            self._measure(to_pixels(some_images), some_noise, penalty_weight)
            for some_images, some_noise in zip(parts_of(images), parts_of(noise), strict=True)
        ]
        return {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}

    def describe(self) -> str:
        """Return the sizes of the layers, pixels to pixels, like "784-256-64-256-784"."""
        settings = self.settings
        sizes = [PIXELS, *settings.layers, settings.d_latent, *settings.decoder_layers, PIXELS]
        return "-".join(map(str, sizes))

    def layer_lines(self) -> list[str]:
        """Return a table of the layers where `describe` cannot say all of them."""
        return []

    def _connect(self) -> keras.Model:
        pixels = keras.Input((PIXELS,), name="pixels")
        return keras.Model(pixels, self.decoder(self.encoder(pixels)), name=self.settings.model)


def to_pixels(images: np.ndarray) -> np.ndarray:
    """Return images uint8 (n, 28, 28) as float32 (n, 784) in [0, 1]."""
    return images.reshape(len(images), PIXELS) / np.float32(255)


def compiled(function, n_columns: int, *others: tf.TensorSpec):
    """Compile a function of rows (n, n_columns), once for any number of them."""
    signature = [tf.TensorSpec((None, n_columns), tf.float32), *others]
    return tf.function(function, input_signature=signature)


def parts_of(rows: np.ndarray | PackedBits) -> list:
    """Cut rows into parts that are few enough to go through a network at a time."""
    return [rows[k : k + IMAGES_PER_CALL] for k in range(0, max(len(rows), 1), IMAGES_PER_CALL)]
