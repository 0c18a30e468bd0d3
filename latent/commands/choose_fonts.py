"""From the flags of cluster_fonts.py to clusters, a choice among them, files and a window."""

import argparse
import logging
from dataclasses import replace
from pathlib import Path

from latent.cli import font_choice_of
from latent.clustering.checks import KPoint
from latent.clustering.settings import ClusterSettings
from latent.clustering.workbench import Workbench
from latent.data.font_choice import FontChoice
from latent.data.fontset import FontSet, FontSource, is_folder, read_font_set
from latent.data.loading import choose_typefaces, load_alphabets
from latent.tools.check import UserError
from latent.tools.files import check_writable
from latent.tools.plain_words import shown
from latent.windows.fonts.opening import open_font_set
from latent.windows.fonts.saving import Choice, Target
from latent.windows.fonts.shares import parse_selection
from latent.windows.fonts.state import ClusterState
from latent.windows.fonts.summary import check_lines, found_words, summary_lines
from latent.windows.screen import Screen

log = logging.getLogger(__name__)


class FontChooser:
    """Loads the typefaces that the flags name, and does with them what is asked for.

    Raises UserError, before typefaces are loaded, for a choice that cannot be read or saved.
    """

    def __init__(self, arguments: argparse.Namespace, settings: ClusterSettings):
        self._selection = None if arguments.select is None else parse_selection(arguments.select)
        self._font_set = None if arguments.open is None else read_font_set(arguments.open)
        source = choose_source(arguments, self._font_set)
        self.target = Target(Path(arguments.out), source)
        if arguments.save:
            if self.target.taken and not arguments.overwrite:
                raise UserError(
                    f"--save: {self.target.taken[0]} is there already, choose another folder with "
                    "--out or give --overwrite"
                )
            check_writable(arguments.out)
        self._characters = settings.characters if arguments.characters is not None else None
        fonts = (source.fonts, source.axes, source.image_size)
        alphabets = load_alphabets(source.dataset, arguments.data_dir, *fonts)
        self.workbench = Workbench(alphabets)
        self.state = ClusterState(alphabets, settings)
        self.message = ""

    def open(self, path: str) -> None:
        """Go on with the earlier choice that the flags name; messages call it `path`."""
        if self._font_set.choosing is not None and self._font_set.choosing.clustering:
            print(f"{path}: making its clusters again", flush=True)
        try:
            self.message = open_font_set(self.state, self._font_set, self.workbench.cluster)
        except UserError as problem:
            raise UserError(f"{path}: {problem}") from problem
        if self.message:
            log.warning("%s: %s", path, self.message)
        if self._characters is not None:
            self.state.choose_characters(self._characters)

    def cluster(self) -> None:
        """Cluster, and print what was found."""
        settings = self.state.settings
        print(f"clustering {len(self.state.alphabets):,} typefaces", flush=True)
        self.state.take(self.workbench.cluster(settings), settings)
        names = self.state.alphabets.font_names
        print(f"{self.state.title}: {found_words(self.state)}")
        for name, value in summary_lines(self.state):
            print(f"{name}: {value}")
        for label in self.state.groups:
            members = self.state.members(label)
            print(
                f"{self.state.name_of(label)}: {len(members):,} typefaces, the most typical "
                f"{shown(names[members[0]])}",
                flush=True,
            )
        self.message = found_words(self.state)

    def check(self) -> None:
        """Find out how far the clusters can be believed, and print it."""
        made_by, state = self.state.clustered_by, self.state
        if made_by is None:
            raise UserError("--check: the font set does not say what its clusters were made by")
        state.check = self.workbench.check(made_by, state.clustering)
        for name, value in check_lines(state):
            print(f"{name}: {value}")
        for label, stable in state.check.clusters.items():
            print(f"{state.name_of(label)}: stable {stable:.2f}", flush=True)

    def try_numbers(self, numbers: list[int]) -> None:
        """Print how clear and how stable clusters are of which there are so many."""
        made_by = self.state.clustered_by
        self.state.begin_numbers(made_by)

        def tell(point: KPoint) -> None:
            self.state.add_number(point)
            print(
                f"{point.k} clusters: silhouette {point.silhouette:.3f}, agreement of seeds "
                f"{point.agreement:.3f}",
                flush=True,
            )

        self.workbench.try_numbers(made_by, sorted(set(numbers)), tell=tell)

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


def choose_source(arguments: argparse.Namespace, font_set: FontSet | None) -> FontSource:
    """Return where the typefaces are: where the flags say, else where an earlier choice's were.

    Raises UserError if those are not there any more.
    """
    choice = FontChoice(*font_choice_of(arguments).values())
    is_named = arguments.dataset is not None or choice.folders
    if not is_named and font_set is not None and font_set.source is not None:
        for folder in font_set.source.fonts:
            if not is_folder(folder):
                raise UserError(
                    f"{arguments.open}: its typefaces were in {shown(folder)}, which is not there: "
                    "give --fonts"
                )
        kept = font_set.source
        axes, size = choice.axes or kept.axes, choice.image_size or kept.image_size
        return replace(kept, axes=axes, image_size=size)
    dataset = arguments.dataset or choose_typefaces(arguments.data_dir, choice)
    return FontSource(dataset, choice.folders, choice.axes, choice.image_size)
