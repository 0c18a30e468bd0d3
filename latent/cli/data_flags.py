"""Flags that say which images are used and where they are."""

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from latent.settings import COLORS, DATASET_NAMES, DIGIT_SHAPE, MOST_SHAPE_SIDE, UNITS
from latent.tools.check import UserError

DATASETS = (
    "digits (MNIST, handwritten digits), fashion (Fashion-MNIST), numeric (TMNIST's digits), "
    "alphanumeric (TMNIST's 94 characters), FILE.json (a font set), typefaces (the fonts of this "
    "computer), optdigits (the small digits in scikit-learn), or images of your own: a FOLDER with "
    "a sub-folder for each class, FILE.csv of file names and labels, FILE.npy or FILE.npz; or "
    "NAME.selection.json, images that were selected on a map"
)
DEFAULT_DATASET = "digits"
SIZE_OF_FONTS = (
    "the side of images, or height and width, at most 256: of fonts, where all characters of a "
    "typeface then have one scale and one baseline (default: 28×28, each as large as fits, as in "
    "TMNIST)"
)
# Flags that a selection stands for.
OF_SELECTIONS = ("charset", "unit", "fonts", "axes", "image_size", "color", "other_source")


def add_dataset_flag(group) -> None:
    """Add the flag that names a data set."""
    group.add_argument("--dataset", help=f"data set: {DATASETS} (default: {DEFAULT_DATASET})")


def add_data_flags(group) -> None:
    """Add the flags that say where a data set is found and how much of it is used."""
    from latent.data.characters import PRESETS_IN_WORDS  # not every script has data

    add_data_dir_flag(group)
    group.add_argument(
        "--charset",
        metavar="CHARACTERS",
        help=f"which characters of typefaces: {PRESETS_IN_WORDS}, set (those of the font set), or "
        "the characters themselves (default: set for a font set, else good)",
    )
    group.add_argument(
        "--unit",
        choices=UNITS,
        help="of typefaces: what one image is, a glyph, or a whole typeface, all its chosen "
        "characters in one grid (default: glyph)",
    )
    add_fonts_flag(group)
    add_image_size_flag(
        group,
        f"{SIZE_OF_FONTS}. Of images of your own (default: their own size if they agree and are at "
        "most 64, else 64)",
    )
    group.add_argument(
        "--color",
        choices=COLORS,
        help="of images of your own: auto is grey if all are, else rgb (default: auto)",
    )
    group.add_argument(
        "--n_train",
        type=int,
        metavar="N",
        help="use N training images, as many of each class (default: all)",
    )


def add_other_source_flag(group) -> None:
    """Add the flag that lets a font set be trained on with other typefaces of the same names."""
    group.add_argument(
        "--other_source",
        action="store_true",
        help="train on a font set even if typefaces of its names look otherwise here than where it "
        "was chosen",
    )


def add_without_flag(group) -> None:
    """Add the flag that leaves selected images out."""
    group.add_argument(
        "--without",
        metavar="FILE",
        help="train on all images but those of NAME.selection.json, which says the data set too",
    )


def add_data_dir_flag(group) -> None:
    """Add the flag that says where data files are."""
    group.add_argument(
        "--data_dir",
        metavar="FOLDER",
        help="where data files are looked for (default: $LATENT_DATA, else datasets/)",
    )


def add_typefaces_flag(group) -> None:
    """Add the flag that says which typefaces, all 94 characters of each, are taken."""
    group.add_argument(
        "--dataset",
        choices=("alphanumeric", "typefaces"),
        help="TMNIST's 2,990 typefaces, or the fonts of this computer (default: alphanumeric if "
        "its file is there, else typefaces)",
    )


def add_fonts_flag(group) -> None:
    """Add the flag that says where fonts are."""
    group.add_argument(
        "--fonts",
        nargs="+",
        default=(),
        metavar="FOLDER",
        help="for typefaces: folders of TrueType, OpenType, web (woff) or Type 1 fonts (default: "
        "the fonts of this computer)",
    )
    group.add_argument(
        "--axes",
        nargs="+",
        default=(),
        metavar="TAG=FROM:TO:COUNT",
        help="for typefaces: take variable fonts at places along their axes, such as "
        "wght=100:900:9 (default: their named instances)",
    )


def add_image_size_flag(group, words: str) -> None:
    """Add the flag that says how large images are, explained by `words`."""
    group.add_argument("--image_size", type=int, nargs="+", metavar="PIXELS", help=words)


def font_choice_of(arguments: argparse.Namespace) -> dict[str, Any]:
    """Return what flags say of fonts, as `load_alphabets` takes it; folders as whole paths."""
    return {
        "fonts": _whole_paths(arguments.fonts),
        "axes": tuple(arguments.axes),
        "image_size": _both_sides(arguments.image_size),
    }


def choose_data(values: dict[str, Any]) -> dict[str, Any]:
    """Take the flags of the data out of `values`; returns the settings they stand for.

    A font set is read here, so that its content belongs to the settings; paths become whole ones,
    so that the data are found again from another folder. So it is with a selection of images, for
    which the flags "dataset" or "without" can stand. Raises UserError if a file cannot be read or
    if the characters are not those of typefaces.
    """
    # Imported here, because not every script has data.
    from latent.data.characters import choose_characters
    from latent.data.fontset import choose_font_set, is_font_set_path
    from latent.data.selection import is_selection_path

    dataset, without = values.pop("dataset"), values.pop("without", None)
    if without is not None or (dataset is not None and is_selection_path(dataset)):
        return _choose_selection(dataset, without, values)
    dataset = DEFAULT_DATASET if dataset is None else dataset
    charset, fonts, axes = values.pop("charset"), values.pop("fonts"), values.pop("axes", ())
    font_set = font_hashes = None
    other_source = values.pop("other_source", False)
    image_size, color = _both_sides(values.pop("image_size", None)), values.pop("color", None)
    if is_font_set_path(dataset):
        chosen = choose_font_set(dataset, charset)
        charset, font_set = chosen.characters, chosen.font_names
        fonts, axes = fonts or chosen.fonts, axes or chosen.axes
        image_size = image_size or chosen.image_size
        font_hashes = None if other_source else chosen.hashes
    elif other_source:
        raise UserError("--other_source: goes with a font set, --dataset FILE.json")
    elif charset is not None:
        choose_characters(charset)
    dataset = resolved(dataset)
    unit = values.pop("unit", None) or UNITS[0]
    is_own = dataset not in DATASET_NAMES and font_set is None
    return {
        "dataset": dataset,
        "charset": charset,
        "fonts": _whole_paths(fonts),
        "axes": tuple(axes),
        "font_set": font_set,
        "font_hashes": font_hashes,
        "image_size": image_size,
        "color": color or "auto",
        "image_shape": None if is_own else _image_shape(charset, unit, image_size),
        "unit": unit,
    }


def _whole_paths(folders: Sequence[str]) -> tuple[str, ...]:
    return tuple(str(Path(folder).resolve()) for folder in folders)


def _both_sides(image_size: Sequence[int] | None) -> tuple[int, ...] | None:
    """Return height and width, of which one number stands for both; more are refused later."""
    if not image_size:
        return None
    return tuple(image_size) * 2 if len(image_size) == 1 else tuple(image_size)


def _choose_selection(
    dataset: str | None, without: str | None, values: dict[str, Any]
) -> dict[str, Any]:
    """Return the settings of the images that were selected, or of all others of their data set."""
    from latent.data.selection import DATA_FIELDS, is_selection_path, read_selection

    flag, path = ("--dataset", dataset) if without is None else ("--without", without)
    if without is not None and dataset is not None and is_selection_path(dataset):
        raise UserError(f"--without {without}: clashes with --dataset {dataset}, give one of them")
    if not is_selection_path(path):
        raise UserError(f"{flag} {path}: must be a selection, NAME.selection.json")
    for name in OF_SELECTIONS:
        if values.pop(name, None):
            raise UserError(f"--{name}: clashes with {flag} {path}, which says what its images are")
    selection = read_selection(path)
    data = selection.settings
    chosen = {name: getattr(data, name) for name in DATA_FIELDS if name != "binary_input"}
    if without is not None and dataset is not None:
        chosen["dataset"] = resolved(dataset)
    is_own = data.dataset not in DATASET_NAMES and data.font_set is None
    shape = None if is_own else _image_shape(data.charset, data.unit, data.image_size)
    chosen["image_shape"] = shape
    return chosen | {"part": selection.part(is_rest=without is not None).to_text()}


def _image_shape(
    charset: str | None, unit: str, image_size: tuple[int, ...] | None
) -> tuple[int, ...]:
    """Return height, width and channels of an image of a data set whose images have no own size."""
    size = image_size or DIGIT_SHAPE[:2]
    if unit == "glyph" or len(size) != 2:  # which is refused later
        return (*size, DIGIT_SHAPE[2])
    from latent.data.alphabet_grid import AlphabetGrid
    from latent.data.characters import choose_characters

    shape = AlphabetGrid(choose_characters(charset or "good"), *size).shape
    if max(shape) > MOST_SHAPE_SIDE:
        raise UserError(
            f"--image_size {size[0]}: with --unit typeface all characters make one image of "
            f"{shape[0]}×{shape[1]} pixels, at most {MOST_SHAPE_SIDE} a side are possible: give a "
            "smaller one, or fewer characters with --charset"
        )
    return (*shape, DIGIT_SHAPE[2])


def resolved(dataset: str) -> str:
    """Return the word after `--dataset`; if it is the path of something, the whole path."""
    is_path = len(Path(dataset).parts) > 1 and Path(dataset).exists()
    return str(Path(dataset).resolve()) if is_path else dataset
