"""The convolutional autoencoder: convolutions, with fully connected layers around the code."""

import math

import numpy as np

from latent.data.preprocessing import Preprocessing
from latent.models.autoencoder import Autoencoder
from latent.models.dense import decoder_layers
from latent.models.encoders import Encoders, HiddenLayers
from latent.models.layers import Preprocess, batch_normalization, mean_image_logits, relu_layer
from latent.models.phases import (
    BlockConvolution,
    UpsampledConvolution,
    fits_blocks,
    saves_products,
)
from latent.settings import ConvSettings
from latent.tools.quiet_tensorflow import keras


def build_conv(
    settings: ConvSettings, preprocessing: Preprocessing, mean: np.ndarray
) -> "ConvolutionalAutoencoder":
    """Build a convolutional autoencoder; `mean`: the mean training image, (n_pixels,) in [0, 1]."""
    encoders = _build_encoders(settings, preprocessing)
    return ConvolutionalAutoencoder(
        settings, preprocessing, encoders, _build_decoder(settings, mean)
    )


class ConvolutionalAutoencoder(Autoencoder):
    """An autoencoder that sees images as pictures of rows and columns."""

    uses_xla = False

    def describe(self) -> str:
        """Return the shapes from layer to layer, like "28×28-14×14×4-…-16-…-28×28"."""
        settings = self.settings
        image = "×".join(map(str, settings.array_shape))
        encoder = ["×".join(map(str, shape)) for shape in settings.encoder_shapes]
        decoder = ["×".join(map(str, shape)) for shape in settings.decoder_shapes[:-1]]
        dense = (*settings.layers, settings.d_latent, *settings.decoder_layers)
        return "-".join([image, *encoder, *map(str, dense), *decoder, image])


def _build_encoders(settings: ConvSettings, preprocessing: Preprocessing) -> Encoders:
    layers = keras.layers
    pixels = keras.Input((settings.n_pixels,), name="pixels")
    features = Preprocess(preprocessing)(pixels)
    picture = layers.Reshape(settings.image_shape, name="picture")(features)
    padding = _padding(settings, settings.encoder_strides)
    if any(map(any, padding)):
        picture = layers.ZeroPadding2D(padding, name="padding")(picture)
    pools = settings.downsample == "pool"
    for k, (n_filters, stride) in enumerate(
        zip(settings.filters, settings.encoder_strides, strict=True)
    ):
        name = f"encoder_convolution_{k}"
        picture = _convolve(
            settings, picture, n_filters, settings.kernel, name, stride=1 if pools else stride
        )
        if pools and stride > 1:
            pooling = layers.MaxPooling2D if settings.pooling == "max" else layers.AveragePooling2D
            picture = pooling(stride, name=f"pooling_{k}")(picture)
    hidden = HiddenLayers(settings)
    code = layers.Dense(settings.d_latent, settings.code_activation, name="code")
    return hidden.encoders(pixels, layers.Flatten(name="flat")(picture), code)


def _build_decoder(settings: ConvSettings, mean: np.ndarray) -> keras.Model:
    layers = keras.layers
    shapes, kernels = settings.decoder_shapes, settings.decoder_kernels
    *inner, last_stride = settings.decoder_strides
    code = keras.Input((settings.d_latent,), name="code")
    small_picture = relu_layer(math.prod(shapes[0]), "small_picture_flat")
    hidden = small_picture(decoder_layers(code, settings))
    picture = layers.Reshape(shapes[0], name="small_picture")(hidden)
    is_transposed = settings.upsampling == "transposed"
    for k, stride in enumerate(inner):
        name = f"decoder_convolution_{k}"
        if is_transposed:
            how = {"stride": stride}
        elif saves_products(kernels[k], stride):
            how = {"factor": stride}
        else:
            picture, how = _enlarged(picture, stride, k), {}
        picture = _convolve(settings, picture, shapes[k + 1][2], kernels[k], name, **how)
    if not is_transposed:
        picture, last_stride = _enlarged(picture, last_stride, len(inner)), 1
    # A convolution has one bias a channel, so its start is the mean over the whole image.
    n_channels = settings.image_shape[2]
    means = np.array([mean[k::n_channels].mean() for k in range(n_channels)])
    start = mean_image_logits(means, settings.output_activation)
    if last_stride > 1:
        layer, how = layers.Conv2DTranspose, {"strides": last_stride, "padding": "same"}
    else:
        layer, how = _plain_convolution(picture, n_channels, kernels[-1])
    last = layer(
        n_channels,
        kernels[-1],
        **how,
        bias_initializer=keras.initializers.Constant(start),
        name="last_convolution",
    )
    picture = last(picture)
    padding = _padding(settings, settings.decoder_strides)
    if any(map(any, padding)):
        picture = layers.Cropping2D(padding, name="cropping")(picture)
    logits = layers.Reshape((settings.n_pixels,), name="logits")(picture)
    return keras.Model(code, logits, name="decoder")


def _padding(settings: ConvSettings, strides: tuple[int, ...]) -> tuple[tuple[int, int], ...]:
    """Return how many rows come above and below the images, and columns left and right."""
    missing = [
        padded - side
        for padded, side in zip(settings.padded_sides(strides), settings.image_shape, strict=False)
    ]
    return tuple((n // 2, n - n // 2) for n in missing)


def _convolve(
    settings: ConvSettings,
    picture,
    n_filters: int,
    kernel: int,
    name: str,
    **how: int,
):
    """Apply a convolution with relu units and, if the settings say so, a residual block after it.

    `how`: `stride` or `factor`, see `_convolution`.

    The block adds to the picture what two further convolutions make of it: He et al., Deep
    Residual Learning for Image Recognition, 2016, figure 2.
    """
    picture = _convolution(settings, picture, n_filters, kernel, name, **how)
    picture = _relu(settings, picture, name)
    if not settings.residual:
        return picture
    first, second = f"{name}_residual_0", f"{name}_residual_1"
    change = _convolution(settings, picture, n_filters, kernel, first)
    change = _relu(settings, change, first)
    change = _convolution(settings, change, n_filters, kernel, second)
    return _relu(settings, change, second, added_to=picture)


def _convolution(
    settings: ConvSettings,
    picture,
    n_filters: int,
    kernel: int,
    name: str,
    stride: int = 1,
    factor: int = 1,
):
    """Apply a convolution with this stride, or to the picture enlarged by this factor."""
    has_own_relu = not settings.batch_norm and not name.endswith("_residual_1")
    if factor > 1:
        layer, how = UpsampledConvolution, {"factor": factor}
    elif stride > 1 and name.startswith("decoder"):
        layer, how = keras.layers.Conv2DTranspose, {"strides": stride, "padding": "same"}
    else:
        layer, how = _plain_convolution(picture, n_filters, kernel, stride)
    return layer(
        n_filters,
        kernel,
        **how,
        activation="relu" if has_own_relu else None,
        use_bias=not settings.batch_norm,  # the normalisation has one
        # He et al., Delving Deep into Rectifiers, 2015: keeps the variance through relu units.
        kernel_initializer="he_uniform",
        name=name,
    )(picture)


def _plain_convolution(
    picture, n_filters: int, kernel: int, stride: int = 1
) -> tuple[type[keras.layers.Layer], dict]:
    """Return the fastest layer for a convolution of this picture, and what it is to be told."""
    if stride == 1 and fits_blocks(picture.shape, n_filters, kernel):
        return BlockConvolution, {}
    return keras.layers.Conv2D, {"strides": stride, "padding": "same"}


def _relu(settings: ConvSettings, picture, name: str, added_to=None):
    """Apply what comes after a convolution: normalisation, the short cut, relu units."""
    layers = keras.layers
    if settings.batch_norm:
        picture = batch_normalization(f"{name}_normalization")(picture)
    if added_to is not None:
        picture = layers.Add(name=f"{name}_sum")([added_to, picture])
    elif not settings.batch_norm:
        return picture
    return layers.ReLU(name=f"{name}_relu")(picture)


def _enlarged(picture, stride: int, k: int):
    if stride == 1:
        return picture
    return keras.layers.UpSampling2D(stride, name=f"upsampling_{k}")(picture)
