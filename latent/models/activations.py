"""What each layer of a network gives, layer by layer from the pixels to the image."""

from typing import NamedTuple

import numpy as np

from latent.models.autoencoder import Autoencoder, parts_of
from latent.tools.quiet_tensorflow import keras

# Layers that compute nothing from weights: they only bring numbers into another shape or range.
SHAPES_ONLY = ("InputLayer", "Reshape", "Flatten", "ZeroPadding2D", "Cropping2D", "UpSampling2D")
# The centred pixels, how uncertain a code is, and the image before it is brought into its range.
LEFT_OUT = ("preprocess", "code_log_variance", "last_convolution", "logits", "gain")


class LayerActivations(NamedTuple):
    """A layer's name, whether it stands in the encoder, and what it gives, float32 (n, size)."""

    name: str
    is_encoder: bool
    values: np.ndarray


def layer_activations(model: Autoencoder, images: np.ndarray) -> list[LayerActivations]:
    """Return what every layer gives for images uint8 (n, …), in the order of computation.

    First come the pixels in [0, 1], last the image that is drawn, in [0, 1] too. The decoder gets
    the code of the same images.
    """
    pixels = images.reshape(len(images), -1) / np.float32(255)
    codes = model.encode(images)
    found = [LayerActivations("pixels", True, pixels)]
    for network, inputs in ((model.encoder, pixels), (model.decoder, codes)):
        layers = [layer for layer in network.layers if _counts(layer)]
        if not layers:
            continue
        outputs = keras.Model(network.input, [layer.output for layer in layers])
        parts = [_flat(outputs(part)) for part in parts_of(inputs)]
        for layer, values in zip(layers, zip(*parts, strict=True), strict=True):
            is_encoder = network is model.encoder
            found.append(LayerActivations(layer.name, is_encoder, np.concatenate(values)))
    image = model.decode(codes).reshape(len(images), -1)
    return [*found, LayerActivations("image", False, image)]


def _counts(layer) -> bool:
    return type(layer).__name__ not in SHAPES_ONLY and layer.name not in LEFT_OUT


def _flat(outputs) -> list[np.ndarray]:
    outputs = outputs if isinstance(outputs, (list, tuple)) else [outputs]
    return [output.numpy().reshape(len(output), -1) for output in outputs]
