"""From the word after `--dataset` to a `Dataset`."""

import os
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import NamedTuple

from latent.data import idx, tfds
from latent.data.alphabets import Alphabets
from latent.data.characters import CHARACTERS, choose_characters
from latent.data.dataset import Dataset
from latent.data.font_choice import FontChoice
from latent.data.font_hashes import check_same_typefaces, count_same
from latent.data.fontset import choose_font_set, is_font_set_path
from latent.data.glyphs import Glyphs
from latent.data.selection import take_part
from latent.data.whole_typefaces import whole_typefaces
from latent.settings import TYPEFACE_NAMES, Settings
from latent.settings.image_part import part_from_text
from latent.tools.check import UserError
from latent.tools.plain_words import printable, shown

DIGIT_NAMES = tuple("0123456789")
CLOTHING = "T-shirt/top,Trouser,Pullover,Dress,Coat,Sandal,Shirt,Sneaker,Bag,Ankle boot"
CLOTHING_NAMES = tuple(CLOTHING.split(","))
MOST_OF_PATH = 200  # letters of a path that is said
ARRAY_ENDINGS = (".npy", ".npz")


class Wanted(NamedTuple):
    """What a loader is asked for: a data set by name, from files in `folder` or of `fonts`."""

    name: str
    folder: Path
    characters: str  # of typefaces
    fonts: FontChoice
    unit: str = "glyph"  # of typefaces: what an image is of


def find_data_dir(data_dir: str | os.PathLike | None = None) -> Path:
    """Return where data files are looked for: `data_dir`, else $LATENT_DATA, else datasets/."""
    if data_dir is None:
        default = Path(__file__).resolve().parents[2] / "datasets"
        return Path(os.environ.get("LATENT_DATA") or default)
    if not Path(data_dir).is_dir():
        raise UserError(f"--data_dir {data_dir}: there is no such folder")
    return Path(data_dir)


def load(
    name: str,
    data_dir: str | os.PathLike | None = None,
    charset: str | None = None,
    fonts: tuple[str, ...] = (),
    font_set: tuple[str, ...] | None = None,
    image_size: tuple[int, int] | None = None,
    color: str = "auto",
    axes: tuple[str, ...] = (),
    unit: str = "glyph",
    may_stay_in_file: bool = False,
    font_hashes: tuple[str, ...] | None = None,
    other_source: bool = False,
) -> Dataset:
    """Load a data set from `data_dir` (or where `find_data_dir` says).

    `name`: one of NAMES, the path of a font set, or of images of one's own: a folder, a table
    `.csv` of file names and labels, `.npy` or `.npz`, with the height and width `image_size` that
    they get, and `color` "auto", "rgb" or "gray". `charset` chooses among the characters of
    typefaces, see `choose_characters`; `fonts` are folders of font files, `axes` places of variable
    fonts, and `image_size` puts them on a common baseline, see `FontChoice`; `font_set` are the
    typefaces of a font set that was read before, whose file then need not be there, and
    `font_hashes` what they looked like, see `font_hashes`: if they look otherwise, that is refused,
    or only said if they may be of an `other_source`; with `unit` "typeface" an image is of a whole
    typeface, see `whole_typefaces`. `may_stay_in_file`: whether very many images can stay in their
    file, as `ImagesInFile`. Raises UserError if the name is unknown, if files are missing or
    damaged, or if a choice does not go with the data set.
    """
    is_font_set = font_set is not None or is_font_set_path(name)
    if is_font_set and font_set is None:
        chosen = choose_font_set(name, charset)
        charset, font_set, font_hashes = chosen.characters, chosen.font_names, chosen.hashes
        fonts, axes = fonts or chosen.fonts, axes or chosen.axes
        image_size = image_size or chosen.image_size
    if charset is not None and not is_font_set and name not in TYPEFACE_NAMES:
        raise UserError(f"--charset: goes with typefaces, not with --dataset {shown(name)}")
    is_own = not is_font_set and name not in LOADERS
    choice = FontChoice(fonts, axes, None if is_own else image_size)
    _check_font_choice(choice, is_font_set, name)

    folder = find_data_dir(data_dir)
    if is_font_set:
        characters = choose_characters(charset or "all")
        glyphs = _load_font_set(font_set, font_hashes, folder, choice, characters)
        stem = Path(name).stem
        if font_hashes is not None:
            check_same_typefaces(glyphs, font_set, font_hashes, shown(stem), other_source)
        what = Wanted(printable(stem), folder, characters, choice, unit)
        return _of_unit(glyphs, what, f"of {shown(stem)}", font_set)
    if name in LOADERS:
        characters = choose_characters(charset or "good")
        return LOADERS[name](Wanted(name, folder, characters, choice, unit))
    return _load_own_images(name, image_size, color, may_stay_in_file)


def _check_font_choice(choice: FontChoice, is_font_set: bool, name: str) -> None:
    """Raise UserError if what is said of fonts does not go with the data set."""
    if choice.flag and not is_font_set and name != "typefaces":
        raise UserError(f"{choice.flag}: goes with --dataset typefaces, not with {shown(name)}")


def _load_own_images(
    name: str, image_size: tuple[int, int] | None, color: str, may_stay_in_file: bool
) -> Dataset:
    path = Path(name).resolve()
    if name and path.suffix in ARRAY_ENDINGS:
        from latent.data.image_arrays import load_image_array

        if image_size is not None or color != "auto":
            flag = "--image_size" if image_size is not None else "--color"
            raise UserError(f"{flag}: goes with image files; arrays are taken as they are")
        return load_image_array(path, may_stay_in_file)
    from latent.data.image_folder import find_image_folder, read_image_table

    if name and path.is_dir():
        return find_image_folder(path).load(image_size, color)
    if name and path.suffix == ".csv" and path.is_file():
        return read_image_table(path).load(image_size, color)
    raise UserError(
        f"--dataset {shown(name, MOST_OF_PATH)}: must be one of {', '.join(NAMES)}, a font set "
        "FILE.json, a folder of images, FILE.csv with their names and labels, or an array "
        "FILE.npy or FILE.npz"
    )


def load_alphabets(
    name: str | None = None,
    data_dir: str | os.PathLike | None = None,
    fonts: tuple[str, ...] = (),
    axes: tuple[str, ...] = (),
    image_size: tuple[int, int] | None = None,
) -> Alphabets:
    """Load all 94 characters of many typefaces.

    `name`: "alphanumeric" or "typefaces"; without it TMNIST if its file is there and nothing is
    said of fonts (see `load`), else the typefaces. Raises UserError for another name, or if there
    is no typeface.
    """
    folder = find_data_dir(data_dir)
    choice = FontChoice(fonts, axes, image_size)
    name = name or choose_typefaces(data_dir, choice)
    if name not in TYPEFACE_NAMES:
        raise UserError(f"--dataset {name}: must be {' or '.join(TYPEFACE_NAMES)}")
    _check_font_choice(choice, False, name)
    glyphs = _load_typefaces(choice) if name == "typefaces" else _load_tmnist(name, folder)
    return Alphabets.of(glyphs)


def choose_typefaces(data_dir: str | os.PathLike | None, choice: FontChoice) -> str:
    """Return the data set of typefaces that is taken if none is named, see `load_alphabets`."""
    folder = find_data_dir(data_dir)
    is_tmnist = not choice.flag and _has_tmnist("alphanumeric", folder)
    return "alphanumeric" if is_tmnist else "typefaces"


def load_for(
    settings: Settings,
    data_dir: str | os.PathLike | None = None,
    most_images: int | None = None,
    may_stay_in_file: bool = False,
    other_source: bool = True,
) -> Dataset:
    """Load the images that a model with these settings is trained and tested on.

    Of the training images that the settings ask for at most `most_images`, for a try.
    `may_stay_in_file`: see `load`; whoever asks for it reads them a few at a time. `other_source`:
    whether typefaces of a font set may look otherwise than when they were chosen. Raises UserError
    if they may not and do, or if the images have another shape than the settings say.
    """
    names = ("charset", "fonts", "font_set", "image_size", "color", "axes", "unit", "font_hashes")
    choices = {name: getattr(settings, name) for name in names}
    choices |= {"may_stay_in_file": may_stay_in_file, "other_source": other_source}
    dataset = load(settings.dataset, data_dir, **choices)
    if settings.image_shape is not None and dataset.array_shape != settings.array_shape:
        here, there = (
            "×".join(map(str, shape)) for shape in (dataset.array_shape, settings.array_shape)
        )
        raise UserError(
            f"{dataset.source}: images of {here}, the model is for {there}: train one for them"
        )
    if settings.part is not None:
        dataset = take_part(dataset, part_from_text(settings.part))
    if settings.n_train is not None:
        dataset = dataset.balanced_part(settings.n_train, settings.seed)
    if most_images is not None and len(dataset.x_train) > most_images:
        dataset = dataset.balanced_part(most_images, settings.seed)
    return dataset.binarized() if settings.binary_input else dataset


def _load_font_set(
    font_set: tuple[str, ...],
    font_hashes: tuple[str, ...] | None,
    folder: Path,
    choice: FontChoice,
    characters: str,
) -> Glyphs:
    """Load typefaces of the chosen fonts, else TMNIST's or this computer's.

    Of the latter whichever has more of the set; if hashes say what the typefaces look like, only
    those count that look so. So a font set trains without further flags, whichever of the two it
    was chosen from.
    """
    if choice.flag:
        return _load_typefaces(choice, characters)
    wanted = frozenset(font_set)
    if not _has_tmnist("alphanumeric", folder):
        glyphs = _load_typefaces(choice, characters)
        # With none of the set, the words about the file that is missing are of more use.
        return glyphs if wanted & {*glyphs.font_names} else _load_tmnist("alphanumeric", folder)
    tmnist = _load_tmnist("alphanumeric", folder)
    n_found = count_same(tmnist, font_set, font_hashes)
    if n_found == len(wanted):
        return tmnist
    glyphs = _load_typefaces(choice, characters)
    return glyphs if count_same(glyphs, font_set, font_hashes) > n_found else tmnist


def _has_tmnist(name: str, folder: Path) -> bool:
    from latent.data.tmnist import SOURCES, find_file

    try:
        find_file(SOURCES[name], folder)
    except UserError:
        return False
    return True


def _load_tmnist(name: str, folder: Path) -> Glyphs:
    from latent.data.tmnist import SOURCES, read_tmnist

    return read_tmnist(SOURCES[name], folder)


def _load_typefaces(choice: FontChoice, characters: str = CHARACTERS) -> Glyphs:
    from latent.data.typefaces import load_typefaces

    return load_typefaces(choice, characters)


def _load_mnist_like(
    folder: str, title: str, label_names: tuple[str, ...], wanted: Wanted
) -> Dataset:
    """Take the IDX files in `folder`, else what tensorflow-datasets prepared, else a download."""
    name, data_dir, *_ = wanted
    files = idx.find_idx_files(data_dir / folder)
    if files:
        arrays, source = idx.read_idx_dataset(files), f"IDX files in {data_dir / folder}"
    else:
        prepared = tfds.find_prepared(data_dir, folder) or tfds.download(data_dir, folder)
        arrays, source = tfds.read_prepared(prepared), f"tensorflow-datasets in {prepared}"
    return Dataset(name, title, source, *arrays, label_names)


def _load_tmnist_digits(wanted: Wanted) -> Dataset:
    glyphs = _load_tmnist(wanted.name, wanted.folder)
    return glyphs.to_dataset(wanted.name, "TMNIST digits", "".join(DIGIT_NAMES))


def _load_tmnist_characters(wanted: Wanted) -> Dataset:
    glyphs = _load_tmnist(wanted.name, wanted.folder)
    if wanted.unit == "typeface":
        return whole_typefaces(glyphs, wanted.name, "TMNIST typefaces", wanted.characters)
    return glyphs.to_dataset(wanted.name, "TMNIST glyphs", wanted.characters)


def _load_typefaces_dataset(wanted: Wanted) -> Dataset:
    return _of_unit(_load_typefaces(wanted.fonts, wanted.characters), wanted, "of typefaces")


def _of_unit(
    glyphs: Glyphs, wanted: Wanted, where: str, font_set: tuple[str, ...] | None = None
) -> Dataset:
    if wanted.unit == "typeface":
        title = "whole typefaces" if where == "of typefaces" else f"whole typefaces {where}"
        return whole_typefaces(glyphs, wanted.name, title, wanted.characters, font_set)
    return glyphs.to_dataset(wanted.name, f"glyphs {where}", wanted.characters, font_set)


def _load_optdigits(wanted: Wanted) -> Dataset:
    from latent.data.optdigits import load_optdigits

    source = "scikit-learn's bundled digits"
    return Dataset(wanted.name, wanted.name, source, *load_optdigits(), DIGIT_NAMES)


LOADERS: dict[str, Callable[[Wanted], Dataset]] = {
    "digits": partial(_load_mnist_like, "mnist", "MNIST digits", DIGIT_NAMES),
    "fashion": partial(_load_mnist_like, "fashion_mnist", "Fashion-MNIST", CLOTHING_NAMES),
    "numeric": _load_tmnist_digits,
    "alphanumeric": _load_tmnist_characters,
    "typefaces": _load_typefaces_dataset,
    "optdigits": _load_optdigits,
}
NAMES = tuple(LOADERS)
