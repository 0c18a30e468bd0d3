"""The encoder's fully connected hidden layers, with dropout in training only."""

from collections.abc import Callable
from dataclasses import dataclass

from latent.models.layers import Dropout, hidden_layer
from latent.settings import Settings
from latent.tools.draws import Draw
from latent.tools.quiet_tensorflow import keras


@dataclass(frozen=True)
class Encoders:
    """An encoder, and where there is dropout a second one of the same layers that drops units.

    `plain`: pixels (n, n_pixels) -> what the kind's encoder gives. `dropping`: the pixels and the
    numbers of `draw` -> the same.
    """

    plain: keras.Model
    dropping: keras.Model | None = None
    draw: Draw | None = None


class HiddenLayers:
    """The fully connected layers between an encoder's features and its code, none or more.

    They are made, and their weights drawn, when this is.
    """

    def __init__(self, settings: Settings):
        self._settings = settings
        self._layers = [
            hidden_layer(size, f"encoder_{k}", settings) for k, size in enumerate(settings.layers)
        ]

    def encoders(self, pixels, features, code: Callable) -> Encoders:
        """Build the encoders from their input, pixels (n, n_pixels), and features of it (n, size).

        `code`: a function from the last hidden layer to what the encoder gives. It is called once
        for each encoder, and must use the same layers every time.
        """
        plain = keras.Model(pixels, code(self._apply(features)), name="encoder")
        settings = self._settings
        if not settings.dropped_layers:
            return Encoders(plain)
        draw = Draw("uniform", sum(settings.layers[k] for k in settings.dropped_layers))
        chance = keras.Input((draw.size,), name="chance")
        dropping = keras.Model(
            [pixels, chance], code(self._apply(features, chance)), name="encoder_with_dropout"
        )
        return Encoders(plain, dropping, draw)

    def _apply(self, hidden, chance=None):
        settings, start = self._settings, 0
        for k, layer in enumerate(self._layers):
            hidden = layer(hidden)
            if chance is not None and k in settings.dropped_layers:
                own = chance[:, start : start + settings.layers[k]]
                hidden = Dropout(settings.dropout_rate)(hidden, own)
                start += settings.layers[k]
        return hidden
