"""The flags of the training scripts, and the settings and options that they stand for."""

import argparse
from dataclasses import fields, replace
from typing import Any

from latent.cli.data_flags import (
    add_data_flags,
    add_dataset_flag,
    add_other_source_flag,
    add_without_flag,
    choose_data,
)
from latent.cli.parser import whole_or_fraction
from latent.settings import (
    DISTRIBUTIONS,
    LEARNING_RATE_SCHEDULES,
    LOSSES,
    NOISE_KINDS,
    OUTPUT_ACTIVATIONS,
    Settings,
)
from latent.settings.figure_names import DEFAULT_FIGURES, choose_figures, figures_of
from latent.settings.run import RunOptions
from latent.tools.check import UserError
from latent.tools.tf_config import read_cluster


class SettingFlags:
    """A group of flags, each named like a setting of a kind of autoencoder.

    `title` and `description` stand above the flags in the help.
    """

    def __init__(
        self,
        parser: argparse.ArgumentParser,
        kind: type[Settings],
        title: str,
        description: str | None = None,
    ):
        self.group = parser.add_argument_group(title, description)
        self._defaults = {field.name: field.default for field in fields(kind)}
        self._of_presets = {name for preset in kind.presets.values() for name in preset}

    def add(self, flag: str, words: str, **options: Any) -> None:
        """Add the flag of a setting, with the setting's default and number type.

        `words` are its help, `options` those of `ArgumentParser.add_argument`.
        """
        name = flag.removeprefix("--")
        default = self._defaults[name]
        if isinstance(default, bool):
            options.setdefault("action", "store_true")
        elif isinstance(default, (int, float)):
            options.setdefault("type", type(default))
        if name in self._of_presets:
            default = None  # shows which flags were given, for those count more than the preset
            words += "" if "(default" in words else " (default: the preset's)"
        self.group.add_argument(flag, **{"default": default, "help": words} | options)


def add_training_flags(parser: argparse.ArgumentParser, kind: type[Settings]) -> None:
    """Add the flags that every training script has; defaults are those of `kind`'s fields."""
    _add_image_flags(SettingFlags(parser, kind, "data"), kind)
    _add_network_flags(SettingFlags(parser, kind, "network"), kind)
    _add_loop_flags(SettingFlags(parser, kind, "training"))
    _add_device_flags(parser.add_argument_group("devices"))
    _add_file_flags(parser.add_argument_group("run and files"), kind)


def _add_image_flags(data: SettingFlags, kind: type[Settings]) -> None:
    add_dataset_flag(data.group)
    add_without_flag(data.group)
    add_data_flags(data.group)
    add_other_source_flag(data.group)
    data.add("--binary_input", "make every pixel 0 or 1")
    if not kind.sees_pictures:
        data.add(
            "--pca_dims",
            "what the encoder sees: 0 = the pixels, centred; a whole number = that many "
            "principal components; a fraction = the components for that share of the variance "
            "(default: 0); the network reconstructs the pixels in any case",
            type=whole_or_fraction,
        )
    data.add("--whiten", "z-score what the encoder sees, feature by feature")


def _add_network_flags(network: SettingFlags, kind: type[Settings]) -> None:
    layers, d_latent = " ".join(map(str, kind.layers)) or "none", str(kind.d_latent)
    mirrored = "the encoder's, reversed"
    if kind.presets:
        layers = d_latent = mirrored = "the preset's"
        network.group.add_argument(
            "--preset",
            choices=kind.presets,
            default=next(iter(kind.presets)),
            help="the network to start from; what other flags say counts more, and if it is of "
            "the encoder, the decoder becomes its mirror image where no flag says what it is",
        )
    network.add(
        "--layers",
        f"sizes of the encoder's hidden layers (default: {layers})",
        type=int,
        nargs="*",
        default=None,
    )
    if not kind.sees_pictures:
        network.group.add_argument(
            "--depth",
            type=int,
            metavar="N",
            help="instead of --layers: N layers that shrink geometrically from 784 to --d_latent",
        )
    network.add(
        "--dec_layers",
        f"sizes of the decoder's hidden layers (default: {mirrored})",
        type=int,
        nargs="*",
    )
    network.add("--d_latent", f"numbers in a code (default: {d_latent})", type=int)
    if len(kind.code_activations) > 1:
        network.add(
            "--code_activation", "activation of the code layer", choices=kind.code_activations
        )
    network.add(
        "--output_activation",
        "activation of the pixels that are drawn; with linear there, no hidden layers and a linear "
        "code a dense autoencoder becomes PCA",
        choices=OUTPUT_ACTIVATIONS,
    )
    if not kind.sees_pictures:
        network.add("--batch_norm", "normalise what each hidden layer gives over a batch")
    network.add("--dropout_rate", "share of units dropped after every hidden encoder layer")
    network.add(
        "--dropout_layer",
        "drop units after this hidden encoder layer only (0 is the first of --layers)",
        type=int,
    )


def _add_loop_flags(training: SettingFlags) -> None:
    training.add(
        "--loss",
        "mean squared error, its root per image, or binary cross-entropy in nats per image",
        choices=LOSSES,
    )
    training.add("--epochs", "epochs to train in each stage")
    training.add("--stages", "times to train for --epochs, with figures after each")
    training.add("--batch_size", "images per step")
    training.add("--learn_rate", "Adam's learning rate")
    training.add(
        "--lr_schedule",
        "learning rate over all requested epochs: falling to 0 along a cosine, or constant",
        choices=LEARNING_RATE_SCHEDULES,
    )
    training.add(
        "--noise",
        "train the network to see through noise: the encoder gets corrupted images, new ones "
        "in every epoch, and the decoder is to draw the clean ones",
        metavar="R",
    )
    training.add(
        "--noise_kind",
        "what --noise R does: a share R of the pixels becomes black or white (salt_pepper) or "
        "empty (mask); normal noise with a standard deviation of R is added (gaussian); a square "
        f"of a share R of the image becomes empty (block) (default: {Settings.noise_kind})",
        choices=NOISE_KINDS,
        default=None,  # shows whether it was given, which has no effect without --noise
    )
    training.add(
        "--validation",
        "hold out this share of the training images, stop when the loss on them has not become "
        "lower for --patience epochs, and keep the weights of the epoch at which it was lowest",
        metavar="SHARE",
    )
    training.add(
        "--patience",
        "epochs without a lower validation loss after which training stops (default: "
        f"{Settings.patience})",
        metavar="EPOCHS",
        default=None,  # shows whether it was given, which has no effect without --validation
    )
    training.add("--seed", "same seed, same weights")


def _add_device_flags(devices) -> None:
    devices.add_argument(
        "--distribute",
        choices=DISTRIBUTIONS,
        help="split every batch over several devices: mirrored = those of this computer, "
        "multiworker = the machines in the environment variable TF_CONFIG, with the same command "
        "on each. The weights become those of one device, but for rounding (default: mirrored "
        "where there are several GPUs, else none)",
    )
    devices.add_argument(
        "--devices",
        nargs="+",
        default=(),
        metavar="DEVICE",
        help="which ones mirrored uses, like GPU:0 GPU:1; for a try, CPU:0 CPU:1 makes two "
        "processors of one (default: all GPUs)",
    )


def _add_file_flags(files, kind: type[Settings]) -> None:
    files.add_argument("--out", default="results", help="folder for weights and figures")
    files.add_argument("--name", help="name of the files (default: made from the settings)")
    files.add_argument(
        "--fresh", action="store_true", help="start over instead of going on from saved weights"
    )
    files.add_argument(
        "--no_plot", action="store_true", help="save the figures without showing them"
    )
    files.add_argument(
        "--figures",
        nargs="+",
        default=DEFAULT_FIGURES,
        metavar="NAME",
        help="which figures to draw: stage (those after each stage, which are quick), all, none, "
        f"or of {', '.join(figures_of(kind.model))} (default: {' '.join(DEFAULT_FIGURES)})",
    )
    files.add_argument(
        "--dry_run",
        action="store_true",
        help="try it: print the layers, take a few steps on a few images, write all files under a "
        "name of their own",
    )


def read_training_flags(
    arguments: argparse.Namespace, kind: type[Settings]
) -> tuple[Settings, RunOptions]:
    """Make settings and options of parsed flags; raises UserError for values that clash."""
    values = {
        name: tuple(value) if isinstance(value, list) else value
        for name, value in vars(arguments).items()
    }
    depth = values.setdefault("depth", None)
    if depth is not None:
        if values["layers"] is not None:
            raise UserError(f"--depth {depth}: clashes with --layers, give one of them")
        values["layers"] = ()
    noise_kind = values["noise_kind"]
    if noise_kind is not None and not values["noise"]:
        raise UserError(f"--noise_kind {noise_kind}: has no effect without --noise")
    if values["patience"] is not None and not values["validation"]:
        raise UserError(f"--patience {values['patience']}: has no effect without --validation")
    of_presets = {name for preset in kind.presets.values() for name in preset}
    for name in {"layers", "noise_kind", "patience"} | of_presets:
        if values.get(name) is None:
            values.pop(name, None)
    values["figures"] = choose_figures(kind.model, values["figures"], "--figures")
    if values["devices"] and values["distribute"] is None:
        values["distribute"] = "mirrored"
    options = RunOptions(**{field.name: values.pop(field.name) for field in fields(RunOptions)})
    if options.distribute == "multiworker":
        read_cluster()
    # A preset is among the values of a kind that has any.
    make = kind.with_preset if kind.presets else kind
    settings = make(**choose_data(values), **values)
    if depth is not None and settings.image_shape is not None:
        settings, options = settings.with_depth(depth), replace(options, depth=None)
    if options.dry_run:
        settings = replace(settings, epochs=1, stages=1)
    return settings, options
