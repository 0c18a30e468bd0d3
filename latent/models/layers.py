"""Layers and starting values that several kinds of autoencoder share."""

from collections.abc import Callable

import numpy as np

from latent.data.preprocessing import Preprocessing
from latent.settings import Settings
from latent.tools.quiet_tensorflow import keras, tf

# The logit of a pixel that is always empty would be −∞; training cannot use a start beyond this.
LEAST_MEAN = 1e-3


class Preprocess(keras.layers.Layer):
    """Pixels (n, n_pixels) -> features (n, n_features), as `--pca_dims` and `--whiten` ask."""

    def __init__(self, preprocessing: Preprocessing):
        super().__init__(name="preprocess", trainable=False)
        self.preprocessing = preprocessing

    def call(self, pixels):
        given = self.preprocessing
        features = pixels - given.mean
        if given.components is not None:
            # The scale goes into the components, so that there is one product and nothing else.
            return tf.linalg.matmul(features, (given.components / given.scale[:, None]).T)
        return features if (given.scale == 1).all() else features / given.scale

    def compute_output_shape(self, input_shape):
        """Return (n, n_features)."""
        return (*input_shape[:-1], self.preprocessing.n_features)


class Dropout(keras.layers.Layer):
    """Sets units to 0 by numbers that come with them, and scales the others up.

    Keras's own layer draws in compiled code; why not here, see `latent.tools.draws`.
    """

    def __init__(self, rate: float):
        super().__init__()
        self.rate = rate

    def call(self, units, chance):
        """Return units (n, size), 0 where `chance` (n, size), in [0, 1), is below the rate."""
        return tf.where(chance < self.rate, 0.0, units / (1 - self.rate))

    def compute_output_shape(self, units_shape, chance_shape):
        return units_shape


def relu_layer(size: int, name: str) -> keras.layers.Layer:
    """Return a fully connected layer of `size` relu units."""
    # He et al., Delving Deep into Rectifiers, 2015: keeps the variance through relu units.
    return keras.layers.Dense(size, "relu", kernel_initializer="he_uniform", name=name)


def hidden_layer(size: int, name: str, settings: Settings) -> Callable:
    """Return what makes a hidden layer of `size` relu units, normalised if the settings say so."""
    if not settings.has_normalized_units:
        return relu_layer(size, name)
    layers = keras.layers
    # The normalisation has a bias of its own.
    dense = layers.Dense(size, use_bias=False, kernel_initializer="he_uniform", name=name)
    normalize = batch_normalization(f"{name}_normalization")
    relu = layers.ReLU(name=f"{name}_relu")
    return lambda features: relu(normalize(dense(features)))


def batch_normalization(name: str) -> keras.layers.Layer:
    """Return a layer that gives every unit mean 0 and variance 1 over a batch, then scales it.

    Ioffe and Szegedy, Batch Normalization, 2015. On several devices they share their means, so
    that the weights become those of one. Outside of training the means over training count.
    """
    # Small data sets make few steps, so the means have to follow quickly.
    return keras.layers.BatchNormalization(momentum=0.9, synchronized=True, name=name)


def pixel_logits(features, mean: np.ndarray, output: str, gain: float = 1.0):
    """Apply the last layer: features (n, size) -> logits of the pixels (n, n_pixels).

    `mean`: the mean training image (n_pixels,), which it draws at first; without that, a narrow
    network on MNIST can stay at the mean image for 50 epochs. `output`: what becomes of the logits.
    `gain` multiplies what the layer gives and, under Adam, the steps by which it learns; at the
    start it makes no difference.
    """
    bias = mean_image_logits(mean, output) / gain
    layer = keras.layers.Dense(
        len(mean),
        # Glorot and Bengio 2010, for what leaves the gain.
        kernel_initializer=keras.initializers.VarianceScaling(gain**-2, "fan_avg", "uniform"),
        bias_initializer=keras.initializers.Constant(bias),
        name="logits",
    )
    logits = layer(features)
    return logits if gain == 1 else keras.layers.Rescaling(gain, name="gain")(logits)


def mean_image_logits(mean: np.ndarray, output: str) -> np.ndarray:
    """Return the logits that `output` makes the mean training image of, float32 (n_pixels,)."""
    if output == "linear":
        return mean.astype(np.float32)
    likely = np.clip(mean, LEAST_MEAN, 1 - LEAST_MEAN)
    return np.log(likely / (1 - likely)).astype(np.float32)
