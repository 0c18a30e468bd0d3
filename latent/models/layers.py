"""Layers and starting values that several kinds of autoencoder share."""

import numpy as np

from latent.pca import Preprocessing
from latent.quiet_tensorflow import keras, tf

# The logit of a pixel that is always empty would be −∞; training cannot use a start beyond this.
LEAST_MEAN = 1e-3


class Preprocess(keras.layers.Layer):
    """Pixels (n, 784) -> the features (n, n_features) that `--pca_dims` and `--whiten` ask for."""

    def __init__(self, preprocessing: Preprocessing):
        super().__init__(name="preprocess", trainable=False)
        self.preprocessing = preprocessing

    def call(self, pixels):
        """Apply the affine map."""
        given = self.preprocessing
        features = pixels - given.mean
        if given.components is not None:
            # The scale goes into the components, so that there is one product and nothing else.
            return tf.linalg.matmul(features, (given.components / given.scale[:, None]).T)
        return features if (given.scale == 1).all() else features / given.scale

    def compute_output_shape(self, input_shape):
        """Return (n, n_features)."""
        return (*input_shape[:-1], self.preprocessing.n_features)


def mean_image_logits(mean: np.ndarray):
    """Return an initializer for the last bias: the logit of the mean training image (784,).

    Without it, a narrow network on MNIST can stay at the mean image for 50 epochs.
    """
    likely = np.clip(mean, LEAST_MEAN, 1 - LEAST_MEAN)
    return keras.initializers.Constant(np.log(likely / (1 - likely)).astype(np.float32))
