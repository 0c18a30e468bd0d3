"""From the flags of cluster_fonts.py to clusters, a choice among them, files and a window."""

import argparse
import logging
from pathlib import Path

from latent.cli import font_choice_of
from latent.clustering.settings import ClusterSettings
from latent.clustering.workbench import Workbench
from latent.data.fontset import read_font_set
from latent.data.loading import load_alphabets
from latent.tools.check import UserError
from latent.tools.files import check_writable
from latent.tools.plain_words import shown
from latent.windows.fonts.saving import Choice, Target
from latent.windows.fonts.state import ClusterState, parse_selection
from latent.windows.screen import Screen

log = logging.getLogger(__name__)


class FontChooser:
    """Loads the typefaces that the flags name, and does with them what is asked for.

    Raises UserError, before typefaces are loaded, for a choice that cannot be read or saved.
    """

    def __init__(self, arguments: argparse.Namespace, settings: ClusterSettings):
        self._selection = None if arguments.select is None else parse_selection(arguments.select)
        self._font_set = None if arguments.open is None else read_font_set(arguments.open)
        fonts = font_choice_of(arguments)
        other_flags = tuple(
            word
            for name in ("axes", "image_size")
            if fonts[name]
            for word in (f"--{name}", *map(str, fonts[name]))
        )
        self.target = Target(Path(arguments.out), fonts["fonts"], other_flags)
        if arguments.save:
            if self.target.taken and not arguments.overwrite:
                raise UserError(
                    f"--save: {self.target.taken[0]} is there already, choose another folder with "
                    "--out or give --overwrite"
                )
            check_writable(arguments.out)
        self._characters = settings.characters if arguments.characters is not None else None
        alphabets = load_alphabets(arguments.dataset, arguments.data_dir, **fonts)
        self.workbench = Workbench(alphabets)
        self.state = ClusterState(alphabets, settings)
        self.message = ""

    def open(self, path: str) -> None:
        """Go on with the earlier choice that the flags name; messages call it `path`."""
        self.message = self.state.open(self._font_set)
        if self.message:
            log.warning("%s: %s", path, self.message)
        if self._characters is not None:
            self.state.choose_characters(self._characters)

    def cluster(self) -> None:
        """Cluster, and print what was found."""
        settings = self.state.settings
        self.state.take(self.workbench.cluster(settings), settings)
        names = self.state.alphabets.font_names
        print(f"{self.state.title}: {self.state.found_words()}")
        for name, value in self.state.summary_lines():
            print(f"{name}: {value}")
        for label in self.state.groups:
            members = self.state.members(label)
            print(
                f"{self.state.name_of(label)}: {len(members):,} typefaces, the most typical "
                f"{shown(names[members[0]])}",
                flush=True,
            )
        self.message = self.state.found_words()

    def select(self) -> None:
        """Choose the shares of clusters that the flags name."""
        self.state.select(self._selection)

    def save(self) -> str:
        """Write the choice; returns words that say so."""
        return self.target.save(Choice.of(self.state))

    def show(self, screen: Screen, clusters_at_once: bool) -> None:
        """Open the window; if nothing is clustered yet, begin at once if that is wanted."""
        from latent.windows.fonts.window import ClusterWindow

        window = ClusterWindow(self.state, self.workbench, screen, self.target, self.message)
        if self.state.clustering is None and clusters_at_once:
            window.cluster()
        window.run()
