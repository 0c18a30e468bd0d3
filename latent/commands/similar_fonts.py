"""From a typeface's name to those most like it: a table, a picture, a window."""

import argparse
import re
from pathlib import Path

import numpy as np

from latent.cli import font_choice_of
from latent.clustering.settings import ClusterSettings, listed
from latent.clustering.similar import find_similar
from latent.data.families import family_of
from latent.data.loading import load_alphabets
from latent.data.typeface_names import find_typeface
from latent.figures.display import Display
from latent.figures.drawing import Drawing
from latent.figures.similar import similar_typefaces
from latent.tools.files import check_writable
from latent.tools.plain_words import shown

UNSAFE, MOST_LETTERS = r"[^\w-]", 80  # in a file's name


class SimilarTypefaces:
    """The typefaces most like the one that the flags name.

    Raises UserError, with the nearest names, if there is none of that name.
    """

    def __init__(self, arguments: argparse.Namespace, settings: ClusterSettings):
        check_writable(arguments.out)
        choice = font_choice_of(arguments)
        self._alphabets = load_alphabets(arguments.dataset, arguments.data_dir, **choice)
        self._settings = settings
        self._has_family = not arguments.without_family
        font = find_typeface(self._alphabets, arguments.like, "--like")
        self.name = self._alphabets.font_names[font]
        self.similar = find_similar(
            self._alphabets,
            font,
            settings.characters,
            settings.metric,
            arguments.n_similar,
            self._has_family,
        )

    @property
    def about(self) -> str:
        """What was compared, in words."""
        family = "" if self._has_family else ", its own family left out"
        characters = listed(self._settings.characters)
        return f"by {characters}, {self._settings.metric} distance{family}"

    def lines(self) -> list[str]:
        """Return a table: place, distance, name and family of each, the nearest first."""
        names = [self._alphabets.font_names[font] for font in self.similar.fonts]
        width = max((len(shown(name)) for name in names), default=0)
        lines = [f"{self.name}, the {len(names)} most like it {self.about}:"]
        for place, (name, distance) in enumerate(
            zip(names, self.similar.distances, strict=True), 1
        ):
            lines.append(f"{place:4}  {distance:8.4f}  {shown(name):{width}}  {family_of(name)}")
        return lines

    def drawing(self) -> Drawing:
        """Return a figure of the strips of all of them."""
        characters = self._settings.characters
        fonts = np.concatenate([[self.similar.font], self.similar.fonts]).astype(np.int64)
        own, *others = self._alphabets.of_fonts(fonts, characters)
        names = [self._alphabets.font_names[font] for font in self.similar.fonts]
        rows = list(zip(names, self.similar.distances.tolist(), others, strict=True))
        return similar_typefaces(
            self.name, own, rows, f"Typefaces like {shown(self.name)}", self.about
        )

    def save(self, folder: Path) -> Path:
        """Write the figure; returns its path."""
        path = folder / f"similar-{re.sub(UNSAFE, '_', self.name)[:MOST_LETTERS]}.png"
        self.drawing().save(path)
        return path

    def show(self) -> None:
        """Show the figure until it is closed, if this computer has a display."""
        display = Display(wanted=True)
        display.show(self.name, self.drawing())
        display.wait_until_closed()
