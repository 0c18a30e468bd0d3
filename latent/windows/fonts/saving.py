"""Writing what was chosen: the font set, and a picture of it."""

import csv
import shlex
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from latent.data.alphabets import Alphabets
from latent.data.families import family_of
from latent.data.font_hashes import SHAPE, hashes_of_fonts
from latent.data.fontset import FontSet, FontSource, write_font_set
from latent.tools.files import replacing
from latent.tools.lock import writing_alone
from latent.windows.fonts.font_sheet import font_sheet, save_picture
from latent.windows.fonts.state import ClusterState

FONT_SET = "font_set.json"
FONT_CHARS = "font_chars.png"
CLUSTERS = "clusters.csv"
COLUMNS = ("cluster", "rank", "distance", "chosen", "name", "family", "style", "file")

Row = tuple[str, int, float, bool, str, str, str, str]  # of the table, in the order of COLUMNS


@dataclass(frozen=True)
class Choice:
    """What is chosen at one moment, to be written while the choice may already change."""

    alphabets: Alphabets
    font_set: FontSet
    groups: list[tuple[str, np.ndarray]]
    rows: list[Row]

    @classmethod
    def of(cls, state: ClusterState) -> "Choice":
        """Take a state's choice; raises UserError if it is empty."""
        font_set = replace(state.font_set(), choosing=state.choosing())
        return cls(state.alphabets, font_set, state.chosen_groups(), _rows_of(state))


@dataclass(frozen=True)
class Target:
    """The folder to write to, and where the typefaces came from, which is written too."""

    folder: Path
    source: FontSource | None = None

    @property
    def paths(self) -> tuple[Path, Path, Path]:
        """The font set's file, the picture's and that of the table of all clusters."""
        return self.folder / FONT_SET, self.folder / FONT_CHARS, self.folder / CLUSTERS

    @property
    def taken(self) -> list[Path]:
        """Those of the files that are there already."""
        return [path for path in self.paths if path.exists()]

    def save(self, choice: Choice) -> str:
        """Write all files; returns words that say so, and how to train on them.

        Raises UserError if the folder cannot be written, or if another process writes into it.
        """
        with writing_alone(self.paths[0]):
            return self._save(choice)

    def _save(self, choice: Choice) -> str:
        set_path, picture_path, table_path = self.paths
        characters = "".join(choice.font_set.charset)
        n_fonts, n_characters = len(choice.font_set.font_names), len(characters)
        size = f"{n_fonts:,} {'typeface' if n_fonts == 1 else 'typefaces'} × {n_characters}"
        title = f"{size} characters, {n_fonts * n_characters:,} images"
        picture = font_sheet(choice.alphabets, choice.groups, characters, title)
        save_picture(picture, picture_path)
        _write_rows(table_path, choice.rows)
        fonts = np.flatnonzero(np.isin(choice.alphabets.font_names, choice.font_set.font_names))
        is_usual = choice.alphabets.images.shape[1:] == SHAPE  # which hashes are of
        hashes = hashes_of_fonts(choice.alphabets, fonts.tolist()) if is_usual else {}
        # Last: with it, all is there.
        write_font_set(set_path, replace(choice.font_set, source=self.source, hashes=hashes))
        words = ["python", "dense.py", "--dataset", str(set_path)]
        return (
            f"{set_path}: {size} characters = {n_fonts * n_characters:,} images, drawn in "
            f"{picture_path.name}, all clusters in {table_path.name}; train on it: "
            f"{shlex.join(words)}"
        )


def _rows_of(state: ClusterState) -> list[Row]:
    """Return a row for every typeface, cluster by cluster, the most typical first."""
    rows = []
    for label in state.groups:
        members = state.members(label)
        chosen = state.is_chosen(members).tolist()
        for rank, (font, is_chosen) in enumerate(zip(members.tolist(), chosen, strict=True), 1):
            name = state.alphabets.font_names[font]
            family = family_of(name)
            style = name.removeprefix(family).strip("-")
            distance = float(state.clustering.distances[font])
            words = (name, family, style, state.alphabets.file_of(font))
            rows.append((state.name_of(label), rank, distance, is_chosen, *words))
    return rows


def _write_rows(path: Path, rows: list[Row]) -> None:
    with replacing(path) as part, part.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(COLUMNS)
        for cluster, rank, distance, is_chosen, *names in rows:
            writer.writerow([cluster, rank, f"{distance:.6g}", "yes" if is_chosen else "", *names])
