"""What makes one training run: typed settings, checked once, saved with the result.

`Settings` holds what every autoencoder has; each kind adds its own in a subclass. A flag of a
training script is the field of the same name, and the same checks meet flags and loaded files.
To add a setting: a field with its default and its check, and a flag in `latent/cli`. To add a kind
of autoencoder: a subclass and an entry in KINDS.
"""

from typing import Any

from latent.settings.base import (
    CODE_ACTIVATIONS,
    COLORS,
    DATA_SETTINGS,
    DATASET_NAMES,
    DIGIT_SHAPE,
    DISTRIBUTIONS,
    LEARNING_RATE_SCHEDULES,
    LOSSES,
    MOST_PIXELS,
    MOST_SHAPE_SIDE,
    MOST_SIDE,
    MOST_UNITS,
    NOISE_KINDS,
    OUTPUT_ACTIVATIONS,
    TYPEFACE_NAMES,
    UNITS,
    WEIGHTS_ENDING,
    Settings,
    check_pca_dims,
    depth_to_layers,
    plain,
)
from latent.settings.conv import DOWNSAMPLINGS, POOLINGS, UPSAMPLINGS, ConvSettings, padded_side
from latent.settings.dense import DenseSettings
from latent.settings.sparse import DEFAULT_LAMBDAS, REG_METHODS, SparseSettings
from latent.settings.vae import DEFAULT_REG_LAMBDA, VaeSettings
from latent.tools.check import UserError

KINDS: dict[str, type[Settings]] = {
    kind.model: kind for kind in (DenseSettings, SparseSettings, VaeSettings, ConvSettings)
}


def settings_from_dict(values: Any) -> Settings:
    """Make the settings of whatever kind `values` says, trusting nothing in it."""
    model = values.get("model") if isinstance(values, dict) else None
    if not isinstance(model, str) or model not in KINDS:
        raise UserError(f"settings are of no known kind ({', '.join(KINDS)})")
    return KINDS[model].from_dict(values)
