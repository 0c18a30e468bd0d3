"""What the scripts share of their command lines: flags, error lines, exit status."""

import argparse
import functools
import os
import re
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import fields, replace
from pathlib import Path
from typing import Any, NoReturn

from latent.settings import (
    DISTRIBUTIONS,
    LEARNING_RATE_SCHEDULES,
    LOSSES,
    NOISE_KINDS,
    Settings,
    depth_to_layers,
)
from latent.settings.figure_names import choose_figures, figures_of
from latent.settings.run import RunOptions
from latent.tools.check import UserError
from latent.tools.tf_config import read_cluster

USER_ERROR = 2
INTERRUPTED = 130
DATASETS = (
    "digits (MNIST, handwritten digits), fashion (Fashion-MNIST), numeric (TMNIST's digits), "
    "alphanumeric (TMNIST's 94 characters), FILE.json (a font set), typefaces (the fonts of this "
    "computer), optdigits (the small digits inside scikit-learn), or a FOLDER of images with a "
    "sub-folder for each class"
)


class Parser(argparse.ArgumentParser):
    """A parser whose errors are one line and whose flags cannot be abbreviated."""

    def __init__(self, **options):
        super().__init__(allow_abbrev=False, formatter_class=_HelpFormatter, **options)

    def error(self, message: str) -> NoReturn:
        """End with status 2 and one line on standard error."""
        self.exit(USER_ERROR, f"{self.prog}: error: {' '.join(message.split())}\n")


class _HelpFormatter(argparse.HelpFormatter):
    def __init__(self, prog: str):
        # One width everywhere, so that the help in the README is the help on a terminal.
        super().__init__(prog, width=96, max_help_position=30)


def script(main: Callable[[list[str] | None], int | None]) -> Callable[[list[str] | None], int]:
    """Turn what a user can cause into one line and an exit status, for a script's `main`.

    The wrapped `main(argv=None)` returns 0 when done and 130 after Ctrl-C; it raises
    SystemExit(2) after a UserError, as argparse does for wrong flags.
    """
    name = sys.modules[main.__module__].__file__.replace("\\", "/").rsplit("/", 1)[-1]

    @functools.wraps(main)
    def guarded(argv: list[str] | None = None) -> int:
        try:
            return main(argv) or 0
        except UserError as problem:
            sys.stderr.write(f"{name}: error: {' '.join(str(problem).split())}\n")
            raise SystemExit(USER_ERROR) from problem
        except MemoryError as problem:
            sys.stderr.write(f"{name}: error: out of memory, try fewer images with --n_train\n")
            raise SystemExit(USER_ERROR) from problem
        except BrokenPipeError:
            # Whoever read our output has read enough, as in `dense.py | head`.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            return 0
        except KeyboardInterrupt as problem:
            sys.stderr.write(f"{name}: {str(problem) or 'stopped, nothing half-written'}\n")
            return INTERRUPTED

    return guarded


def add_training_flags(parser: argparse.ArgumentParser, kind: type[Settings]) -> None:
    """Add the flags that every training script has; defaults are those of `kind`'s fields."""
    default = {field.name: field.default for field in fields(kind)}
    for preset in kind.presets.values():
        # None shows which flags were given, for those count more than the preset.
        default |= dict.fromkeys(preset)
    _add_image_flags(parser.add_argument_group("data"), default, kind)
    _add_network_flags(parser.add_argument_group("network"), default, kind)
    _add_loop_flags(parser.add_argument_group("training"), default)
    _add_device_flags(parser.add_argument_group("devices"))
    _add_file_flags(parser.add_argument_group("run and files"), kind)


def _add_image_flags(data, default: dict, kind: type[Settings]) -> None:
    data.add_argument(
        "--dataset", default=default["dataset"], help=f"data set: {DATASETS} (default: digits)"
    )
    add_data_flags(data)
    data.add_argument("--binary_input", action="store_true", help="make every pixel 0 or 1")
    if not kind.sees_pictures:
        data.add_argument(
            "--pca_dims",
            type=whole_or_fraction,
            default=default["pca_dims"],
            help="what the encoder sees: 0 = the pixels, centred; a whole number = that many "
            "principal components; a fraction = the components for that share of the variance "
            "(default: 0); the network reconstructs the pixels in any case",
        )
    data.add_argument(
        "--whiten", action="store_true", help="z-score what the encoder sees, feature by feature"
    )


def _add_network_flags(network, default: dict, kind: type[Settings]) -> None:
    layers, d_latent = " ".join(map(str, default["layers"] or ())) or "none", default["d_latent"]
    mirrored = "the encoder's, reversed"
    if kind.presets:
        layers = d_latent = mirrored = "the preset's"
        network.add_argument(
            "--preset",
            choices=kind.presets,
            default=next(iter(kind.presets)),
            help="the network to start from; what other flags say counts more, and if it is of "
            "the encoder, the decoder becomes its mirror image where no flag says what it is "
            "(default: %(default)s)",
        )
    network.add_argument(
        "--layers",
        type=int,
        nargs="*",
        help=f"sizes of the encoder's hidden layers (default: {layers})",
    )
    if not kind.sees_pictures:
        network.add_argument(
            "--depth",
            type=int,
            metavar="N",
            help="instead of --layers: N layers that shrink geometrically from 784 to --d_latent",
        )
    network.add_argument(
        "--dec_layers",
        type=int,
        nargs="*",
        help=f"sizes of the decoder's hidden layers (default: {mirrored})",
    )
    network.add_argument(
        "--d_latent",
        type=int,
        default=default["d_latent"],
        help=f"numbers in a code (default: {d_latent})",
    )
    if len(kind.code_activations) > 1:
        network.add_argument(
            "--code_activation",
            choices=kind.code_activations,
            default=default["code_activation"],
            help="activation of the code layer (default: %(default)s)",
        )
    network.add_argument(
        "--dropout_rate",
        type=float,
        default=default["dropout_rate"],
        help="share of units dropped after every hidden encoder layer (default: %(default)s)",
    )
    network.add_argument(
        "--dropout_layer",
        type=int,
        help="drop units after this hidden encoder layer only (0 is the first of --layers)",
    )


def _add_loop_flags(training, default: dict) -> None:
    training.add_argument(
        "--loss",
        choices=LOSSES,
        default=default["loss"],
        help="mean squared error, its root per image, or binary cross-entropy in nats per image "
        "(default: %(default)s)",
    )
    training.add_argument(
        "--epochs",
        type=int,
        default=default["epochs"],
        help="epochs to train in each stage (default: %(default)s)",
    )
    training.add_argument(
        "--stages",
        type=int,
        default=default["stages"],
        help="times to train for --epochs, with figures after each (default: %(default)s)",
    )
    training.add_argument(
        "--batch_size",
        type=int,
        default=default["batch_size"],
        help="images per step (default: %(default)s)",
    )
    training.add_argument(
        "--learn_rate",
        type=float,
        default=default["learn_rate"],
        help="Adam's learning rate (default: %(default)s)",
    )
    training.add_argument(
        "--lr_schedule",
        choices=LEARNING_RATE_SCHEDULES,
        default=default["lr_schedule"],
        help="learning rate over all requested epochs: falling to 0 along a cosine, or constant "
        "(default: %(default)s)",
    )
    training.add_argument(
        "--noise",
        type=float,
        metavar="R",
        default=default["noise"],
        help="train the network to see through noise: the encoder gets corrupted images, new ones "
        "in every epoch, and the decoder is to draw the clean ones (default: %(default)s)",
    )
    training.add_argument(
        "--noise_kind",
        choices=NOISE_KINDS,
        help="what --noise R does: a share R of the pixels becomes black or white (salt_pepper) or "
        "empty (mask); normal noise with a standard deviation of R is added (gaussian); a square "
        f"of a share R of the image becomes empty (block) (default: {default['noise_kind']})",
    )
    training.add_argument(
        "--seed",
        type=int,
        default=default["seed"],
        help="same seed, same weights (default: %(default)s)",
    )


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
    files.add_argument(
        "--out", default="results", help="folder for weights and figures (default: %(default)s)"
    )
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
        default=("all",),
        metavar="NAME",
        help="which figures to draw: all, stage (those after each stage, which are quick), none, "
        f"or of {', '.join(figures_of(kind.model))} (default: all)",
    )
    files.add_argument(
        "--dry_run",
        action="store_true",
        help="try it: a few steps on a few images, all files written under their own name",
    )


def add_data_flags(group) -> None:
    """Add the flags that say where a data set is found and how much of it is used."""
    add_data_dir_flag(group)
    group.add_argument(
        "--charset",
        metavar="CHARACTERS",
        help="which characters of typefaces: good (the 51 that stay sharp at 28×28), all (94), set "
        "(those of the font set), or the characters themselves (default: set for a font set, else "
        "good)",
    )
    add_fonts_flag(group)
    group.add_argument(
        "--n_train",
        type=int,
        metavar="N",
        help="use N training images, as many of each class (default: all)",
    )


def add_data_dir_flag(group) -> None:
    """Add the flag that says where data files are."""
    group.add_argument(
        "--data_dir",
        metavar="FOLDER",
        help="where data files are looked for (default: $LATENT_DATA, else datasets/)",
    )


def add_fonts_flag(group) -> None:
    """Add the flag that says where fonts are."""
    group.add_argument(
        "--fonts",
        nargs="+",
        default=(),
        metavar="FOLDER",
        help="for typefaces: folders of TrueType, OpenType or Type 1 files (default: the fonts of "
        "this computer)",
    )


def read_training_flags(
    arguments: argparse.Namespace, kind: type[Settings]
) -> tuple[Settings, RunOptions]:
    """Make settings and options of parsed flags; raises UserError for values that clash."""
    values = vars(arguments).copy()
    depth = values.pop("depth", None)
    if depth is not None:
        if values["layers"] is not None:
            raise UserError(f"--depth {depth}: clashes with --layers, give one of them")
        values["layers"] = depth_to_layers(depth, values["d_latent"])
    if values["layers"] is None:
        values.pop("layers")
    for name in {name for preset in kind.presets.values() for name in preset}:
        if values.get(name, "") is None:
            values.pop(name)
    noise_kind = values.pop("noise_kind")
    if noise_kind is not None:
        if not values["noise"]:
            raise UserError(f"--noise_kind {noise_kind}: has no effect without --noise")
        values["noise_kind"] = noise_kind
    for name, value in values.items():
        if isinstance(value, list):
            values[name] = tuple(value)
    values["figures"] = choose_figures(kind.model, values["figures"], "--figures")
    if values["devices"] and values["distribute"] is None:
        values["distribute"] = "mirrored"
    options = RunOptions(**{field.name: values.pop(field.name) for field in fields(RunOptions)})
    if options.name is not None and (
        not options.name or options.name.startswith(".") or set(options.name) & set('/\\:*?"<>|')
    ):
        raise UserError(f"--name {options.name}: must be a file name without a folder, not hidden")
    _check_devices(options)
    data = choose_data(values)
    # A preset is among the values of a kind that has any.
    make = kind.with_preset if kind.presets else kind
    settings = make(**data, **values)
    if options.dry_run:
        settings = replace(settings, epochs=1, stages=1)
    return settings, options


def _check_devices(options: RunOptions) -> None:
    """Raise UserError for flags of devices that clash, or if TF_CONFIG is wrong."""
    devices = options.devices
    if devices and options.distribute in ("none", "multiworker"):
        raise UserError(
            f"--devices {' '.join(devices)}: clashes with --distribute {options.distribute}, "
            "it is for mirrored"
        )
    for name in devices:
        if not re.fullmatch(r"(CPU|GPU):\d{1,3}", name, re.ASCII):
            raise UserError(f"--devices {name}: must be like GPU:0 or CPU:1")
    if devices and len(set(devices)) < max(2, len(devices)):
        raise UserError(f"--devices {' '.join(devices)}: must be at least 2 different ones")
    if len({name[:3] for name in devices}) > 1:
        raise UserError(f"--devices {' '.join(devices)}: must all be CPUs or all be GPUs")
    if options.distribute == "multiworker":
        read_cluster()


def choose_data(values: dict[str, Any]) -> dict[str, Any]:
    """Take the flags of the data out of `values`; returns the settings they stand for.

    A font set is read here, so that its content belongs to the settings; paths become whole ones,
    so that the data are found again from another folder. Raises UserError if it cannot be read
    or if the characters are not those of typefaces.
    """
    # Imported here, because not every script has data.
    from latent.data.characters import choose_characters
    from latent.data.fontset import choose_font_set, is_font_set_path

    dataset, charset, fonts = (values.pop(name) for name in ("dataset", "charset", "fonts"))
    font_set = None
    if is_font_set_path(dataset):
        charset, font_set = choose_font_set(dataset, charset)
    elif charset is not None:
        choose_characters(charset)
    if len(Path(dataset).parts) > 1 and Path(dataset).is_dir():
        dataset = str(Path(dataset).resolve())
    return {
        "dataset": dataset,
        "charset": charset,
        "fonts": tuple(str(Path(folder).resolve()) for folder in fonts),
        "font_set": font_set,
    }


def whole_or_fraction(text: str) -> int | float:
    """Read a flag's number, whole if it is written so."""
    for number_type in (int, float):
        with suppress(ValueError):
            return number_type(text)
    raise argparse.ArgumentTypeError(f"must be a number, not {text!r}")
