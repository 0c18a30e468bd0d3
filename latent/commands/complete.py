"""From a few characters of a typeface to all 94: read, completed, compared, written."""

import argparse
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from latent.cli import font_choice_of
from latent.codes.completion import Completion
from latent.codes.measures import squared_error_per_image
from latent.data.alphabets import Alphabets
from latent.data.characters import CHARACTERS, choose_characters
from latent.data.families import family_of
from latent.data.font_files import ENDINGS
from latent.data.given_characters import characters_of_font, characters_of_pictures
from latent.data.glyph_table import write_glyph_table
from latent.data.gray_levels import from_bytes
from latent.data.loading import load_alphabets
from latent.data.typeface_names import find_typeface
from latent.figures.drawing import Drawing
from latent.figures.specimen import specimen
from latent.figures.text import shortened
from latent.tools.check import UserError
from latent.tools.files import check_writable

MOST_NAMED = 16  # characters in a file's name
UNSAFE, MOST_LETTERS = r"[^\w-]", 80


@dataclass(frozen=True, eq=False)
class Given:
    """What is known of a typeface: its name, characters in order, and images uint8 (n, h, w).

    `true`: all 94 characters where they are known, by character.
    """

    name: str
    characters: str
    images: np.ndarray
    true: Mapping[str, np.ndarray]


class CompletedTypeface:
    """One typeface whose characters were given in part and drawn for the rest."""

    def __init__(self, given: Given, alphabets: Alphabets, seed: int):
        self.given = given
        family = family_of(given.name)
        others = [
            font for font, name in enumerate(alphabets.font_names) if family_of(name) != family
        ]
        completion = Completion(alphabets, np.array(others), given.characters, seed)
        rest = "".join(c for c in CHARACTERS if c not in given.characters)
        drawn = completion.complete(given.images[None], rest)[0]
        self.drawn = dict(zip(given.characters, given.images, strict=True))
        self.drawn |= dict(zip(rest, drawn, strict=True))
        self.nearest, _ = completion.nearest(given.images[None])
        self._nearest_glyphs = dict(
            zip(
                rest,
                alphabets.of_fonts(np.array([alphabets.font_names.index(self.nearest)]), rest)[0],
                strict=True,
            )
        )
        self.n_learned_from = len(others)
        self._rest = rest

    def words(self) -> list[str]:
        """Say what was learned from, and how near the truth the drawn characters are."""
        given, rest = self.given, self._rest
        lines = [
            f"{given.name}: {len(rest)} characters drawn from {given.characters}, learned from "
            f"{self.n_learned_from:,} typefaces of other families"
        ]
        known = [character for character in rest if character in given.true]
        if known:
            own, nearest = (self._error(some, known) for some in (self.drawn, self._nearest_glyphs))
            lines.append(
                f"mean squared error over {len(known)} characters: {own:.4f}; those of the "
                f"nearest typeface, {self.nearest}, {nearest:.4f}"
            )
        else:
            lines.append(f"nearest typeface: {self.nearest}")
        return lines

    def save(self, folder: Path) -> list[Path]:
        """Write the specimen's picture and the table of all 94; returns their paths."""
        name, characters = self.given.name, self.given.characters
        is_short = characters.isalnum() and len(characters) <= MOST_NAMED
        source = characters if is_short else f"{len(characters)}-characters"
        stem = f"{re.sub(UNSAFE, '_', name)[:MOST_LETTERS]}-from-{source}"
        sheet, table = (folder / f"{stem}.{end}" for end in ("specimen.png", "glyphs.csv"))
        images = np.stack([self.drawn[character] for character in CHARACTERS])
        self.drawing().save(sheet)
        write_glyph_table(table, self.given.name, CHARACTERS, images)
        return [sheet, table]

    def drawing(self) -> Drawing:
        """Return the specimen: given characters framed, true ones below the drawn ones."""
        true = {c: image for c, image in self.given.true.items() if c in self._rest}
        _, about = self.words()
        framed = "; framed: given" + ("; pale: the true characters" if true else "")
        title = f"{shortened(self.given.name)}, completed from {self.given.characters}"
        return specimen(self.drawn, self.given.characters, true, title, about + framed)

    def _error(self, images: Mapping[str, np.ndarray], characters: list[str]) -> float:
        truth, drawn = (
            np.stack([each[character] for character in characters])
            for each in (self.given.true, images)
        )
        return float(squared_error_per_image(truth, from_bytes(drawn)).mean())


def complete(arguments: argparse.Namespace) -> CompletedTypeface:
    """Do what the flags of complete_typeface.py ask for; raises UserError for what cannot be."""
    check_writable(arguments.out)
    wanted = None
    if arguments.characters is not None:
        wanted = choose_characters(arguments.characters, flag="--characters")
        if wanted == CHARACTERS:
            raise UserError("--characters all: nothing is left to draw, give fewer")
    choice = font_choice_of(arguments)
    if arguments.typeface is None:
        # Before the typefaces, which take longer.
        given = _read(arguments.files, wanted, choice["image_size"])
        alphabets = load_alphabets(arguments.dataset, arguments.data_dir, **choice)
    else:
        alphabets = load_alphabets(arguments.dataset, arguments.data_dir, **choice)
        given = _take(alphabets, arguments.typeface, wanted)
    print(f"drawing the other characters as {len(alphabets):,} typefaces suggest", flush=True)
    return CompletedTypeface(given, alphabets, arguments.seed)


def _read(files: list[str], wanted: str | None, image_size: tuple[int, int] | None) -> Given:
    paths = [Path(file) for file in files]
    is_font = [path.suffix.lower() in ENDINGS for path in paths]
    if any(is_font):
        if len(paths) > 1:
            raise UserError(f"{paths[is_font.index(True)]}: give one font file, and nothing else")
        name, true = characters_of_font(paths[0], image_size)
        there = "".join(true)
        if wanted is None and there == CHARACTERS:
            raise UserError(f"{paths[0]} has all 94 characters: say which are given, --characters")
        lacking = sorted(set(wanted or "") - set(there))
        if lacking:
            raise UserError(
                f"{paths[0]}: {name} has no {' '.join(lacking)}, give --characters of {there}"
            )
        return _given(name, wanted or there, true)
    if wanted is not None:
        raise UserError("--characters: pictures say by their names which characters they are")
    if image_size is not None:
        raise UserError(
            "--image_size: goes with a font file or --from, as pictures do not say where their "
            "baseline is: leave it out"
        )
    characters, images = characters_of_pictures(paths)
    if characters == CHARACTERS:
        raise UserError("all 94 characters are given: nothing is left to draw")
    folder = paths[0].resolve().parent.name
    return Given(folder or "pictures", characters, images, {})


def _take(alphabets: Alphabets, name: str, wanted: str | None) -> Given:
    if wanted is None:
        raise UserError("--from: goes with --characters, those that are given, such as RSTW")
    font = find_typeface(alphabets, name, "--from")
    images = alphabets.of_fonts(np.array([font]), CHARACTERS)[0]
    return _given(alphabets.font_names[font], wanted, dict(zip(CHARACTERS, images, strict=True)))


def _given(name: str, characters: str, true: Mapping[str, np.ndarray]) -> Given:
    images = np.stack([true[character] for character in characters])
    return Given(name, characters, images, true)
