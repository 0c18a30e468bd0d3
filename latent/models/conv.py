"""The convolutional autoencoder: convolutions, with fully connected layers around the code."""

import numpy as np

from latent.data.preprocessing import Preprocessing
from latent.models.autoencoder import Autoencoder
from latent.models.dense import decoder_layers
from latent.models.encoders import Encoders, HiddenLayers
from latent.models.layers import Preprocess, mean_image_logits, relu_layer
from latent.settings import PIXELS, SIDE, ConvSettings, padded_side
from latent.tools.quiet_tensorflow import keras


def build_conv(
    settings: ConvSettings, preprocessing: Preprocessing, mean: np.ndarray
) -> "ConvolutionalAutoencoder":
    """Build a convolutional autoencoder; `mean`: the mean training image, (784,) in [0, 1]."""
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
        image = f"{SIDE}×{SIDE}"
        encoder = [f"{side}×{side}×{n}" for side, n in settings.encoder_shapes]
        decoder = [f"{side}×{side}×{n}" for side, n in settings.decoder_shapes[:-1]]
        dense = (*settings.layers, settings.d_latent, *settings.decoder_layers)
        return "-".join([image, *encoder, *map(str, dense), *decoder, image])

    def layer_lines(self) -> list[str]:
        """Return a table of the layers: what each does, the shape it gives, its weights."""
        lines = []
        for part in (self.encoder, self.decoder):
            lines.append(f"{part.name + ':':34} {'shape':>12} {'weights':>10}")
            lines += [
                f"  {_words(layer):32} {_shape(layer):>12} {layer.count_params():10,}"
                for layer in part.layers
            ]
        return lines


def _build_encoders(settings: ConvSettings, preprocessing: Preprocessing) -> Encoders:
    layers = keras.layers
    pixels = keras.Input((PIXELS,), name="pixels")
    picture = layers.Reshape((SIDE, SIDE, 1), name="picture")(Preprocess(preprocessing)(pixels))
    padding = (padded_side(settings.encoder_strides) - SIDE) // 2
    if padding:
        picture = layers.ZeroPadding2D(padding, name="padding")(picture)
    pools = settings.downsample == "pool"
    for k, (n_filters, stride) in enumerate(
        zip(settings.filters, settings.encoder_strides, strict=True)
    ):
        convolution = _convolution(
            n_filters, settings.kernel, f"encoder_convolution_{k}", 1 if pools else stride
        )
        picture = convolution(picture)
        if pools and stride > 1:
            picture = layers.MaxPooling2D(stride, name=f"pooling_{k}")(picture)
    hidden = HiddenLayers(settings)
    code = layers.Dense(settings.d_latent, settings.code_activation, name="code")
    return hidden.encoders(pixels, layers.Flatten(name="flat")(picture), code)


def _build_decoder(settings: ConvSettings, mean: np.ndarray) -> keras.Model:
    layers = keras.layers
    shapes, kernels = settings.decoder_shapes, settings.decoder_kernels
    (small, n_channels), (padded, _) = shapes[0], shapes[-1]
    code = keras.Input((settings.d_latent,), name="code")
    small_picture = relu_layer(small * small * n_channels, "small_picture_flat")
    hidden = small_picture(decoder_layers(code, settings))
    picture = layers.Reshape((small, small, n_channels), name="small_picture")(hidden)
    convolutions = [
        _convolution(n_filters, kernel, f"decoder_convolution_{k}")
        for k, ((_, n_filters), kernel) in enumerate(zip(shapes[1:-1], kernels, strict=False))
    ]
    # A convolution has one bias for all pixels, so its start is the mean over the whole image.
    start = keras.initializers.Constant(mean_image_logits(np.mean(mean)))
    last = layers.Conv2D(
        1, kernels[-1], padding="same", bias_initializer=start, name="last_convolution"
    )
    for k, (convolution, stride) in enumerate(
        zip([*convolutions, last], settings.decoder_strides, strict=True)
    ):
        if stride > 1:
            picture = layers.UpSampling2D(stride, name=f"upsampling_{k}")(picture)
        picture = convolution(picture)
    if padded > SIDE:
        picture = layers.Cropping2D((padded - SIDE) // 2, name="cropping")(picture)
    logits = layers.Reshape((PIXELS,), name="logits")(picture)
    return keras.Model(code, logits, name="decoder")


def _convolution(n_filters: int, kernel: int, name: str, stride: int = 1) -> keras.layers.Layer:
    # He et al., Delving Deep into Rectifiers, 2015: keeps the variance through relu units.
    return keras.layers.Conv2D(
        n_filters,
        kernel,
        stride,
        padding="same",
        activation="relu",
        kernel_initializer="he_uniform",
        name=name,
    )


def _words(layer: keras.layers.Layer) -> str:
    """Say what a layer does, like "convolution 5×5"."""
    match layer:
        case keras.layers.Conv2D():
            side, stride = layer.kernel_size[0], layer.strides[0]
            return f"convolution {side}×{side}" + (f", stride {stride}" if stride > 1 else "")
        case keras.layers.MaxPooling2D():
            return f"max pooling {layer.pool_size[0]}×{layer.pool_size[1]}"
        case keras.layers.UpSampling2D():
            return f"upsampling {layer.size[0]}×{layer.size[1]}"
        case keras.layers.Dense():
            return "code" if layer.name == "code" else "fully connected"
        case _:
            return layer.name.replace("_", " ")


def _shape(layer: keras.layers.Layer) -> str:
    return "×".join(map(str, layer.output.shape[1:]))
