"""The encoder's fully connected hidden layers, with dropout in training only."""

from collections.abc import Callable
from dataclasses import dataclass

from latent.chance import Draw
from latent.models.layers import Dropout, relu_layer
from latent.quiet_tensorflow import keras
from latent.settings import Settings


@dataclass(frozen=True)
class Encoders:
    """An encoder, and where there is dropout a second one of the same layers that drops units.

    `plain`: pixels (n, 784) -> what the kind's encoder gives. `dropping`: the pixels and the
    numbers of `draw` -> the same.
    """

    plain: keras.Model
    dropping: keras.Model | None = None
    draw: Draw | None = None


def build_encoders(pixels, features, code: Callable, settings: Settings) -> Encoders:
    """Build the encoders from their input, pixels (n, 784), and features of it (n, size).

    `code` makes of the last hidden layer what the encoder gives. It is used once for each encoder,
    so the layers in it must be there before.
    """
    layers = [relu_layer(size, f"encoder_{k}") for k, size in enumerate(settings.layers)]
    dropped = {k: settings.layers[k] for k in settings.dropped_layers}

    def encode(chance=None):
        hidden, start = features, 0
        for k, layer in enumerate(layers):
            hidden = layer(hidden)
            if chance is not None and k in dropped:
                own = chance[:, start : start + dropped[k]]
                hidden = Dropout(settings.dropout_rate)(hidden, own)
                start += dropped[k]
        return code(hidden)

    plain = keras.Model(pixels, encode(), name="encoder")
    if not dropped:
        return Encoders(plain)
    draw = Draw("uniform", sum(dropped.values()))
    chance = keras.Input((draw.size,), name="chance")
    dropping = keras.Model([pixels, chance], encode(chance), name="encoder_with_dropout")
    return Encoders(plain, dropping, draw)
