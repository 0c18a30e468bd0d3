"""Font sets: some typefaces and some characters, as the clustering window saves them.

The file is JSON: `{"charset": [...], "clusters": [{"font_names": [...]}]}`. Beside these two keys
it says where the typefaces were, what they looked like, and how they were chosen; files of earlier
versions, or of one's own making, need not.
"""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from latent.data.characters import CHARACTERS, choose_characters
from latent.data.font_choosing import FontChoosing, choosing_from_json, choosing_to_json
from latent.settings import MOST_SIDE
from latent.settings.axes import read_axes
from latent.tools.check import UserError
from latent.tools.files import read_json, write_json
from latent.tools.plain_words import shown

ENDING = ".json"
MOST_LETTERS = 1_000_000  # of all names together, which are saved with every model
MOST_FOLDERS = 100
LONGEST_PATH = 4096
KEPT_DIGITS = 16  # of each hash with every model: enough to tell chance from change
SOURCES = ("alphanumeric", "typefaces")


@dataclass(frozen=True)
class FontSource:
    """The data set that typefaces came from, and what was said of font files, see `FontChoice`."""

    dataset: str
    fonts: tuple[str, ...] = ()
    axes: tuple[str, ...] = ()
    image_size: tuple[int, int] | None = None


@dataclass(frozen=True)
class FontSet:
    """Characters, and the names of typefaces cluster by cluster.

    `source`: where they were, or None. `hashes`: by name, see `font_hashes`. `choosing`: what the
    window showed when they were chosen, or None.
    """

    charset: tuple[str, ...]
    clusters: tuple[tuple[str, ...], ...]
    source: FontSource | None = None
    hashes: Mapping[str, str] = field(default_factory=dict)
    choosing: FontChoosing | None = None

    @property
    def characters(self) -> str:
        """The characters in ASCII's order, each once."""
        return "".join(sorted(set(self.charset)))

    @property
    def font_names(self) -> tuple[str, ...]:
        """All typefaces in alphabetical order, each once."""
        return tuple(sorted({name for cluster in self.clusters for name in cluster}))


@dataclass(frozen=True)
class ChosenFonts:
    """What training needs of a font set, whose file it then need not have.

    `hashes`: the first digits of each typeface's, in the order of `font_names`, "" for one without;
    None if there are none. `fonts`: the folders that the typefaces were chosen from, if all are
    there; `axes` and `image_size`: how they were taken from there.
    """

    characters: str
    font_names: tuple[str, ...]
    hashes: tuple[str, ...] | None = None
    fonts: tuple[str, ...] = ()
    axes: tuple[str, ...] = ()
    image_size: tuple[int, int] | None = None


def read_font_set(path: str | os.PathLike) -> FontSet:
    """Read a font set; raises UserError, in one line, if the file is anything else."""
    content = read_json(path, "a font set")
    charset = content.get("charset") if isinstance(content, dict) else None
    clusters = content.get("clusters") if isinstance(content, dict) else None
    form = '{"charset": [...], "clusters": [{"font_names": [...]}]}'
    if not _are_texts(charset) or not isinstance(clusters, list):
        raise UserError(f"{path} is not a font set: it must hold {form}")
    for number, cluster in enumerate(clusters):
        if not isinstance(cluster, dict) or not _are_texts(cluster.get("font_names")):
            raise UserError(f"{path}: cluster {number} holds no font_names, a list of names")
    unknown = sorted({c for c in charset if len(c) != 1 or c not in CHARACTERS})
    if unknown or not charset:
        what = f"'{shown(unknown[0], 20)}' is not one" if unknown else "it is empty"
        raise UserError(f"{path}: its charset must be of the characters from ! to ~, {what}")
    n_letters = sum(len(name) for cluster in clusters for name in cluster["font_names"])
    if n_letters > MOST_LETTERS:
        raise UserError(f"{path}: its names have more than {MOST_LETTERS:,} letters, choose fewer")
    try:
        font_set = FontSet(
            tuple(charset),
            tuple(tuple(cluster["font_names"]) for cluster in clusters),
            _source_of(content.get("source")),
            _hashes_of(content.get("hashes")),
            choosing_from_json(content),
        )
    except UserError as problem:
        raise UserError(f"{path}: {problem}") from problem
    if not font_set.font_names:
        raise UserError(f"{path}: its clusters hold no typeface, save a set with at least one")
    return font_set


def write_font_set(path: str | os.PathLike, font_set: FontSet) -> None:
    """Write a font set that `read_font_set` reads, whole or not at all."""
    content: dict[str, Any] = {
        "charset": list(font_set.charset),
        "clusters": [{"font_names": list(names)} for names in font_set.clusters],
    }
    if font_set.source is not None:
        source = font_set.source
        content["source"] = {"dataset": source.dataset, "fonts": list(source.fonts)}
        if source.axes:
            content["source"]["axes"] = list(source.axes)
        if source.image_size is not None:
            content["source"]["image_size"] = list(source.image_size)
    if font_set.hashes:
        content["hashes"] = dict(font_set.hashes)
    if font_set.choosing is not None:
        content |= choosing_to_json(font_set.choosing)
    write_json(path, content)


def is_font_set_path(name: str) -> bool:
    """Say whether the word after `--dataset` is the path of a font set."""
    return name.lower().endswith(ENDING) and not Path(name).is_dir()


def choose_font_set(path: str, charset: str | None) -> ChosenFonts:
    """Read a font set for training, with the characters that `charset` means.

    Without `charset` the characters are the set's own.
    """
    font_set = read_font_set(path)
    characters = choose_characters(charset or "set", own=font_set.characters)
    names = font_set.font_names
    hashes = tuple(font_set.hashes.get(name, "")[:KEPT_DIGITS] for name in names)
    source = font_set.source
    chosen = ChosenFonts(characters, names, hashes if any(hashes) else None)
    if source is None or not all(map(is_folder, source.fonts)):
        return chosen
    return replace(chosen, fonts=source.fonts, axes=source.axes, image_size=source.image_size)


def is_folder(path: str) -> bool:
    """Say whether a path out of a file, which can be any text, is that of a folder."""
    try:
        return Path(path).is_dir()
    except (OSError, ValueError):  # too long, or with letters that no path has
        return False


def _source_of(value: Any) -> FontSource | None:
    if value is None:
        return None
    dataset = value.get("dataset") if isinstance(value, dict) else None
    fonts = value.get("fonts", []) if isinstance(value, dict) else None
    if dataset not in SOURCES or not _are_texts(fonts) or len(fonts) > MOST_FOLDERS:
        raise UserError(
            f"its source must be a dataset, {' or '.join(SOURCES)}, and fonts, a list of at most "
            f"{MOST_FOLDERS} folders"
        )
    if not all(0 < len(folder) <= LONGEST_PATH for folder in fonts):
        raise UserError(f"its source's folders must have 1 to {LONGEST_PATH:,} letters")
    axes, size = value.get("axes", []), value.get("image_size")
    if not _are_texts(axes):
        raise UserError("its source's axes must be a list of texts")
    try:
        read_axes(axes)
    except UserError as problem:
        raise UserError(f"its source: {problem}") from problem
    if size is not None and not (isinstance(size, list) and [*map(type, size)] == [int, int]):
        raise UserError("its source's image_size must be two whole numbers")
    if size is not None and not all(1 <= side <= MOST_SIDE for side in size):
        raise UserError(f"its source's image_size must be of 1 to {MOST_SIDE} pixels")
    return FontSource(dataset, tuple(fonts), tuple(axes), None if size is None else tuple(size))


def _hashes_of(value: Any) -> dict[str, str]:
    if value is None:
        return {}
    if not isinstance(value, dict) or not all(map(_is_hash, value.values())):
        raise UserError("its hashes must be 64 digits from 0 to f by typeface")
    return value


def _is_hash(value: Any) -> bool:
    return isinstance(value, str) and re.fullmatch("[0-9a-f]{64}", value) is not None


def _are_texts(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(item, str) for item in value)
