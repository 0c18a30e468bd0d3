"""A model's encoder and decoder as networks of Keras's own layers, which load without this project.

Noise, dropout and the slopes of training are left out; what the encoder gets of an image is a part
of it. Every weight is a copy.
"""

from pathlib import Path

import numpy as np

from latent.codes.bits import THRESHOLD
from latent.data.preprocessing import Preprocessing
from latent.models.autoencoder import Autoencoder
from latent.models.layers import Preprocess
from latent.models.phases import BlockConvolution, UpsampledConvolution
from latent.models.sparse import Heaviside, SparseAutoencoder
from latent.models.vae import VariationalAutoencoder
from latent.tools.check import require
from latent.tools.quiet_tensorflow import keras, silent_stderr


def portable_encoder(model: Autoencoder) -> keras.Model:
    """Return images float32 (n, h, w[, 3]) in [0, 1] -> codes float32 (n, d_latent).

    A model of images in black and white, `--binary_input`, cuts these at half. Of a variational
    model the outputs are two: the means, which are its codes, and the log variances. Binary codes
    are 0 and 1.
    """
    settings = model.settings
    images = keras.Input(settings.array_shape, name="image")
    pixels = keras.layers.Reshape((settings.n_pixels,), name="pixels")(images)
    if settings.binary_input:
        pixels = _bits(pixels)
    outputs = _copied(model.encoder, pixels, model.preprocessing)
    if isinstance(model, SparseAutoencoder):
        outputs = outputs[1]
    elif not isinstance(model, VariationalAutoencoder):
        (outputs,) = outputs
    return keras.Model(images, outputs, name="encoder")


def portable_decoder(model: Autoencoder) -> keras.Model:
    """Return codes float32 (n, d_latent) -> images float32 (n, h, w[, 3]) in [0, 1]."""
    settings, layers = model.settings, keras.layers
    codes = keras.Input((settings.d_latent,), name="code")
    (logits,) = _copied(model.decoder, codes, model.preprocessing)
    if settings.output_activation == "sigmoid":
        pixels = layers.Activation("sigmoid", name="pixels")(logits)
    else:
        pixels = layers.ReLU(max_value=1.0, name="pixels")(logits)  # what is beyond is cut off
    images = layers.Reshape(settings.array_shape, name="image")(pixels)
    return keras.Model(codes, images, name="decoder")


def save_onnx(network: keras.Model, path: Path) -> None:
    """Write a network as ONNX, which takes the package tf2onnx, and Keras 3.8 or newer."""
    network(np.zeros((1, *network.input_shape[1:]), np.float32))  # else Keras refuses it
    with silent_stderr():
        network.export(str(path), format="onnx", verbose=False)


def _copied(network: keras.Model, given, preprocessing: Preprocessing) -> list:
    """Apply copies of a network's layers to the tensor `given`; returns the network's outputs."""
    tensors = {id(network.inputs[0]): given}
    for layer in network.layers:
        if isinstance(layer, keras.layers.InputLayer):
            continue
        is_several = isinstance(layer.input, list)
        inputs = [tensors[id(tensor)] for tensor in (layer.input if is_several else [layer.input])]
        if isinstance(layer, Preprocess):
            output = _preprocessed(inputs[0], preprocessing)
        elif isinstance(layer, Heaviside):
            output = _bits(inputs[0])
        elif isinstance(layer, (UpsampledConvolution, BlockConvolution)):
            output = _convolved(inputs[0], layer)
        else:
            is_own = type(layer).__module__.startswith("latent.")
            require(not is_own, f"plain Keras does not know {layer.name}, a layer of this project")
            copy = type(layer).from_config(_plain_config(layer))
            output = copy(inputs if is_several else inputs[0])
            copy.set_weights(layer.get_weights())
        tensors[id(layer.output)] = output
    return [tensors[id(tensor)] for tensor in network.outputs]


def _bits(numbers):
    return keras.ops.cast(keras.ops.greater_equal(numbers, THRESHOLD), "float32")


def _preprocessed(pixels, preprocessing: Preprocessing):
    """Apply what `Preprocess` does, by layers whose numbers are weights.

    Keras has a layer for it, `Normalization`; what is made of that for ONNX asks its users for the
    mean image.
    """
    mean, components, scale = preprocessing.mean, preprocessing.components, preprocessing.scale
    features = _each_by_itself("centre", np.ones_like(mean), -mean)(pixels)
    if components is not None:
        project = keras.layers.Dense(len(components), use_bias=False, name="principal_components")
        features = project(features)
        project.set_weights([(components / scale[:, None]).T])
    elif (scale != 1).any():
        features = _each_by_itself("whiten", 1 / scale)(features)
    return features


def _each_by_itself(name: str, factors: np.ndarray, added: np.ndarray | None = None):
    """Return a layer that multiplies every column (n, d) by its factor, and adds its own number."""
    size = len(factors)
    axes = None if added is None else "d"
    layer = keras.layers.EinsumDense("nd,d->nd", size, bias_axes=axes, name=name)
    layer.build((None, size))
    layer.set_weights([factors] if added is None else [factors, added])
    return layer


def _convolved(picture, layer: UpsampledConvolution | BlockConvolution):
    """Apply the layers that one of ours stands for."""
    if isinstance(layer, UpsampledConvolution):
        picture = keras.layers.UpSampling2D(layer.factor, name=f"{layer.name}_upsampling")(picture)
    config = {name: value for name, value in _plain_config(layer).items() if name != "factor"}
    copy = keras.layers.Conv2D(**config, padding="same")
    picture = copy(picture)
    copy.set_weights(layer.get_weights())
    return picture


def _plain_config(layer: keras.layers.Layer) -> dict:
    """Return a layer's settings without what only its training needs.

    Starting values would put a whole image into the file, and means that several devices share
    need more than one device.
    """
    config = layer.get_config()
    config |= {name: "zeros" for name in config if name.endswith("_initializer")}
    return config | ({"synchronized": False} if "synchronized" in config else {})
