"""What every autoencoder can do: encode, decode, and say how far a reconstruction is off."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType

import numpy as np

from latent.codes.kinds import Vectors
from latent.data.gray_levels import pixel_vectors, to_bytes
from latent.data.preprocessing import Preprocessing
from latent.models.encoders import Encoders
from latent.models.layer_table import LayerRow, layer_lines, layer_rows
from latent.models.losses import OUTPUTS, RECONSTRUCTION_LOSSES, mean_squared_error
from latent.models.noise import corrupt, noise_draw
from latent.settings import Settings
from latent.tools.draws import Draw
from latent.tools.quiet_tensorflow import keras, tf

IMAGES_PER_CALL = 1024
PIXELS_PER_CALL = 2**24  # of large images, which as numbers would fill the memory
NOISE_SEED = 0  # of the noise on test images

Chance = Mapping  # random numbers (n, size) by purpose, see `Autoencoder.draws`
NO_CHANCE: Chance = MappingProxyType({})


class Autoencoder:
    """An encoder and a decoder, two Keras models, with the settings they were built from.

    `encoder`: pixels (n, n_pixels) in [0, 1] -> what the kind's encoder gives, the code by default.
    `decoder`: codes (n, d_latent) -> logits of the pixels (n, d). `network`: both in one model,
    pixels -> logits, the one whose weights are saved.
    """

    # XLA makes fully connected layers faster on a CPU, and convolutions slower.
    uses_xla = True

    # The random numbers that a code is drawn with, if it is.
    code_draw: Draw | None = None

    # The term of `terms` that figures rank test images by, and its name on an axis.
    ranked_term = "mse"
    ranked_name = "test MSE per image"

    def __init__(
        self,
        settings: Settings,
        preprocessing: Preprocessing,
        encoders: Encoders,
        decoder: keras.Model,
    ):
        self.settings = settings
        self.preprocessing = preprocessing
        self.encoder = encoders.plain
        self._encoders = encoders
        self.decoder = decoder
        self.network = self._connect()
        self._encode = compiled(self.codes, settings.n_pixels)
        self._decode = compiled(lambda codes: self._drawn(decoder(codes)), settings.d_latent)
        weight = tf.TensorSpec((), tf.float32)
        chances = {
            name: tf.TensorSpec((None, draw.size), tf.float32) for name, draw in self.draws.items()
        }
        self._measure = compiled(self.terms, settings.n_pixels, weight, _only(chances, "code"))
        self._corrupt = compiled(self.corrupted, settings.n_pixels, _only(chances, "noise"))

    @property
    def loss_name(self) -> str:
        """What is trained on, as an axis is named."""
        return self.settings.loss.upper()

    def codes(self, pixels):
        """Return the codes (n, d_latent) of pixels (n, n_pixels), without any noise."""
        return self.encoder(pixels)

    @property
    def draws(self) -> dict[str, Draw]:
        """What training leaves to chance: the random numbers every image needs, by purpose.

        "code" draws the code, "noise" is put on the image, "dropout" drops hidden units.
        """
        settings = self.settings
        draws = {
            "code": self.code_draw,
            "noise": noise_draw(settings) if settings.noise else None,
            "dropout": self._encoders.draw,
        }
        return {purpose: draw for purpose, draw in draws.items() if draw is not None}

    def corrupted(self, pixels, chance: Chance):
        """Return pixels (n, d) with the settings' noise, where `chance` has numbers for it."""
        return corrupt(pixels, chance["noise"], self.settings) if "noise" in chance else pixels

    def encoded(self, pixels, chance: Chance, training: bool = False):
        """Return what the encoder gives for pixels, with noise and dropout by `chance`."""
        seen = self.corrupted(pixels, chance)
        if "dropout" in chance:
            return self._encoders.dropping([seen, chance["dropout"]], training=training)
        return self.encoder(seen, training=training)

    def terms(self, pixels, penalty_weight, chance: Chance = NO_CHANCE, training: bool = False):
        """Return the loss of every image and what it is made of, each (n,).

        `pixels`: (n, n_pixels) in [0, 1]. "loss" is what training lowers; "mse" is there unless
        `training` is set and it would take longer. `penalty_weight` weighs what a kind adds to the
        reconstruction loss, see `penalty_weights`; this one adds nothing. `chance`: random numbers
        (n, size) by purpose, as `draws` lists them, so that whoever calls is the one who draws;
        what has none there is left out.
        """
        logits = self.decoder(self.encoded(pixels, chance, training), training=training)
        return {
            "loss": self.reconstruction_loss(pixels, logits),
            "mse": self.squared_error(pixels, logits),
        }

    def reconstruction_loss(self, pixels, logits):
        """Return the settings' loss of every image, (n,), of pixels and logits (n, n_pixels)."""
        settings = self.settings
        return RECONSTRUCTION_LOSSES[settings.loss](pixels, logits, settings.output_activation)

    def squared_error(self, pixels, logits):
        """Return the mean squared error of every image, (n,), of pixels and logits (n, d)."""
        return mean_squared_error(pixels, logits, self.settings.output_activation)

    def _drawn(self, logits):
        """Return logits as pixels in [0, 1]; linear ones that are beyond are cut off."""
        pixels = OUTPUTS[self.settings.output_activation](logits)
        if self.settings.output_activation == "sigmoid":
            return pixels
        return tf.clip_by_value(pixels, 0.0, 1.0)

    def penalty_weights(self, n_steps: int) -> np.ndarray:
        """Return the weight of the penalty at every step of a training run, (n_steps,)."""
        return np.ones(n_steps)

    def epoch_numbers(self, images: np.ndarray) -> dict[str, float]:
        """Return what the history notes of test images after each epoch besides the `terms`."""
        return {}

    def summary(self, images: np.ndarray) -> dict[str, float]:
        """Return what is to be known of the codes of test images, uint8 (n, h, w[, 3]), by name."""
        return {}

    def summary_lines(self, results: dict[str, float]) -> list[str]:
        """Say `summary`'s numbers in words, a line each."""
        return []

    def encode(self, images: np.ndarray) -> np.ndarray:
        """Return the codes float32 (n, d_latent) of images uint8 (n, h, w[, 3])."""
        return np.concatenate(list(self.encode_in_parts(images)))

    def encode_in_parts(self, images: np.ndarray) -> Iterator[np.ndarray]:
        """Give the codes of images a few at a time, for codes that would not fit in memory."""
        for part in parts_of(images, self.settings.n_pixels):
            yield self.encode_pixels(pixel_vectors(part))

    def encode_pixels(self, pixels: np.ndarray) -> np.ndarray:
        """Return the codes float32 (n, d_latent) of pixels float32 (n, n_pixels) in [0, 1]."""
        return self._encode(pixels).numpy()

    def map_vectors(self, images: np.ndarray) -> Vectors:
        """Return the codes of images uint8 (n, h, w[, 3]) in the form in which they are mapped."""
        return self.encode(images)

    def decode(self, codes: Vectors) -> np.ndarray:
        """Return the images float32 (n, h, w[, 3]) in [0, 1] that codes (n, d_latent) stand for."""
        parts = [
            self._decode(np.asarray(part, np.float32)).numpy()
            for part in parts_of(codes, self.settings.n_pixels)
        ]
        return np.concatenate(parts).reshape(-1, *self.settings.array_shape)

    def reconstruct(self, images: np.ndarray) -> np.ndarray:
        """Encode and decode images uint8 (n, h, w, …); returns float32 (n, h, w, …) in [0, 1]."""
        return self.decode(self.encode(images))

    def corrupt_images(self, images: np.ndarray) -> np.ndarray:
        """Return images uint8 (n, h, w, …) with the settings' noise, always the same, as uint8."""
        rng = np.random.default_rng(NOISE_SEED)
        draws = _only(self.draws, "noise")
        parts = [
            self._corrupt(pixel_vectors(part), _numbers(draws, rng, len(part))).numpy()
            for part in parts_of(images, self.settings.n_pixels)
        ]
        return to_bytes(np.concatenate(parts)).reshape(images.shape)

    def measure(
        self, images: np.ndarray, penalty_weight: float = 1.0, seed: int = 0
    ) -> dict[str, np.ndarray]:
        """Return the `terms` of images uint8 (n, h, w[, 3]), float32 (n,) each, without training.

        Codes that are drawn are drawn by what `numpy.random.default_rng(seed)` gives as standard
        normal float32; there is no noise on the images, and no dropout.
        """
        rng = np.random.default_rng(seed)
        draws = _only(self.draws, "code")
        parts = [
            self._measure(pixel_vectors(part), penalty_weight, _numbers(draws, rng, len(part)))
            for part in parts_of(images, self.settings.n_pixels)
        ]
        return {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}

    def describe(self) -> str:
        """Return the sizes of the layers, pixels to pixels, like "784-256-64-256-784"."""
        settings = self.settings
        inner = (*settings.layers, settings.d_latent, *settings.decoder_layers)
        return "-".join(map(str, (settings.n_pixels, *inner, settings.n_pixels)))

    def layer_rows(self) -> list[LayerRow]:
        """Return what each layer does, the shape it gives and its weights, layer by layer."""
        return layer_rows(self.encoder, self.decoder)

    def layer_lines(self) -> list[str]:
        """Return `layer_rows` as a table in lines."""
        return layer_lines(self.layer_rows())

    def _connect(self) -> keras.Model:
        pixels = keras.Input((self.settings.n_pixels,), name="pixels")
        return keras.Model(pixels, self.decoder(self.codes(pixels)), name=self.settings.model)


def _only(by_purpose: dict, purpose: str) -> dict:
    return {name: value for name, value in by_purpose.items() if name == purpose}


def _numbers(draws: dict[str, Draw], rng: np.random.Generator, n: int) -> dict[str, np.ndarray]:
    return {purpose: draw.numbers(rng, n) for purpose, draw in draws.items()}


def compiled(function, n_columns: int, *others: tf.TensorSpec):
    """Compile a function of rows (n, n_columns), once for any number of them."""
    signature = [tf.TensorSpec((None, n_columns), tf.float32), *others]
    return tf.function(function, input_signature=signature, autograph=False)


def parts_of(rows: Vectors, n_pixels: int = 1) -> list:
    """Cut rows into parts that are few enough to go through a network at a time.

    `n_pixels`: of an image that the network sees or draws.
    """
    most = min(IMAGES_PER_CALL, max(PIXELS_PER_CALL // n_pixels, 1))
    return [rows[k : k + most] for k in range(0, max(len(rows), 1), most)]
