"""What a network is made of, layer by layer: what each does, the shape it gives, its weights."""

from typing import NamedTuple

from latent.models.phases import UpsampledConvolution
from latent.tools.quiet_tensorflow import keras

WORDS_OF_DENSE = {
    "code": "code",
    "code_mean": "mean of the code",
    "code_log_variance": "log variance of the code",
    "units": "sigmoid units",
    "logits": "pixels drawn",
}


class LayerRow(NamedTuple):
    """A layer of the "encoder" or the "decoder": its Keras name, what it does, what it gives."""

    part: str
    name: str
    words: str
    shape: tuple[int, ...]
    n_weights: int


def layer_rows(encoder: keras.Model, decoder: keras.Model) -> list[LayerRow]:
    """Return a row for every layer, from the pixels to the code and from there to the image."""
    return [
        LayerRow(part, layer.name, _words(layer), tuple(layer.output.shape[1:]), weights)
        for part, network in (("encoder", encoder), ("decoder", decoder))
        for layer in network.layers
        for weights in [layer.count_params()]
    ]


def layer_lines(rows: list[LayerRow]) -> list[str]:
    """Return the rows as a table in lines."""
    lines, part = [], ""
    for row in rows:
        if row.part != part:
            part = row.part
            lines.append(f"{part + ':':38} {'shape':>12} {'weights':>10}")
        lines.append(f"  {row.words:36} {shape_words(row.shape):>12} {row.n_weights:10,}")
    return lines


def shape_words(shape: tuple[int, ...]) -> str:
    """Say a shape without that of the batch.

    >>> shape_words((7, 7, 16))
    '7×7×16'
    """
    return "×".join(map(str, shape))


def _words(layer: keras.layers.Layer) -> str:
    """Say what a layer does, like "convolution 5×5"."""
    match layer:
        case keras.layers.Conv2DTranspose():
            side, stride = layer.kernel_size[0], layer.strides[0]
            return f"transposed convolution {side}×{side}" + _stride_words(stride)
        case UpsampledConvolution():
            side, factor = layer.kernel_size[0], layer.factor
            return f"upsampling {factor}×{factor}, convolution {side}×{side}"
        case keras.layers.Conv2D():
            return f"convolution {layer.kernel_size[0]}×{layer.kernel_size[0]}" + _stride_words(
                layer.strides[0]
            )
        case keras.layers.MaxPooling2D():
            return f"max pooling {layer.pool_size[0]}×{layer.pool_size[1]}"
        case keras.layers.AveragePooling2D():
            return f"average pooling {layer.pool_size[0]}×{layer.pool_size[1]}"
        case keras.layers.UpSampling2D():
            return f"upsampling {layer.size[0]}×{layer.size[1]}"
        case keras.layers.BatchNormalization():
            return "batch normalisation"
        case keras.layers.Add():
            return "short cut"
        case keras.layers.ReLU():
            return "relu"
        case keras.layers.Dense():
            return WORDS_OF_DENSE.get(layer.name, "fully connected")
        case _:
            return layer.name.replace("_", " ")


def _stride_words(stride: int) -> str:
    return f", stride {stride}" if stride > 1 else ""
