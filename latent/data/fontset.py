"""Font sets: some typefaces and some characters, as the clustering window saves them.

The file is JSON: `{"charset": [...], "clusters": [{"font_names": [...]}]}`.
"""

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from latent.data.characters import CHARACTERS, choose_characters
from latent.tools.check import UserError
from latent.tools.files import read_json, write_json
from latent.tools.plain_words import shown

ENDING = ".json"


@dataclass(frozen=True)
class FontSet:
    """Characters, and the names of typefaces cluster by cluster."""

    charset: tuple[str, ...]
    clusters: tuple[tuple[str, ...], ...]

    @property
    def characters(self) -> str:
        """The characters in ASCII's order, each once."""
        return "".join(sorted(set(self.charset)))

    @property
    def font_names(self) -> tuple[str, ...]:
        """All typefaces in alphabetical order, each once."""
        return tuple(sorted({name for cluster in self.clusters for name in cluster}))


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
    font_set = FontSet(tuple(charset), tuple(tuple(cluster["font_names"]) for cluster in clusters))
    if not font_set.font_names:
        raise UserError(f"{path}: its clusters hold no typeface, save a set with at least one")
    return font_set


def write_font_set(path: str | os.PathLike, font_set: FontSet) -> None:
    """Write a font set that `read_font_set` reads, whole or not at all."""
    clusters = [{"font_names": list(names)} for names in font_set.clusters]
    write_json(path, {"charset": list(font_set.charset), "clusters": clusters})


def is_font_set_path(name: str) -> bool:
    """Say whether the word after `--dataset` is the path of a font set."""
    return name.lower().endswith(ENDING) and not Path(name).is_dir()


def choose_font_set(path: str, charset: str | None) -> tuple[str, tuple[str, ...]]:
    """Read a font set; returns the characters that `charset` means, and its typefaces.

    They are all that is needed of it: a model that holds them does not need the file. Without
    `charset` the characters are the set's own.
    """
    font_set = read_font_set(path)
    characters = choose_characters(charset or "set", own=font_set.characters)
    return characters, font_set.font_names


def _are_texts(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(item, str) for item in value)
