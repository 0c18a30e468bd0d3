#!/usr/bin/env python3
"""Group typefaces that look alike, and choose those to train on, in a window or without one."""

import argparse
import sys
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from latent import cli
from latent.clustering.settings import ALGORITHMS, METRICS, PARAMETERS, ClusterSettings
from latent.data.characters import PRESETS_IN_WORDS, choose_characters
from latent.tools.check import UserError, check_whole_number
from latent.windows.screen import add_screen_flags, read_screen

N_SIMILAR, MOST_SIMILAR = 20, 200
CLUSTERING = ("select", "save", "check", "try_k")  # flags for which clusters are made at once


def build_parser() -> cli.Parser:
    """Return the parser of cluster_fonts.py's flags."""
    parser = cli.Parser(prog="cluster_fonts.py", description=__doc__)
    default = ClusterSettings()
    _add_data_flags(parser.add_argument_group("typefaces"), default)
    _add_parameters(parser.add_argument_group("clustering"), default)
    _add_like_flags(parser.add_argument_group("one typeface"))
    choice = parser.add_argument_group("choice")
    choice.add_argument(
        "--select",
        metavar='"CLUSTER:PERCENT ..."',
        help="cluster, and choose shares of clusters, the least typical typefaces first: "
        '"3:50 7:100" is half of the third largest cluster and all of the seventh; '
        '"noise:10" is a tenth of the typefaces in no cluster',
    )
    choice.add_argument(
        "--open", metavar="FILE.json", help="begin with an earlier choice, a font set"
    )
    choice.add_argument(
        "--save",
        action="store_true",
        help="write font_set.json, font_chars.png and clusters.csv without opening the window",
    )
    choice.add_argument(
        "--overwrite", action="store_true", help="with --save: also over files that are there"
    )
    choice.add_argument(
        "--out", default=".", metavar="FOLDER", help="folder to save into (default: this one)"
    )
    add_screen_flags(parser)
    return parser


def _add_data_flags(data, default: ClusterSettings) -> None:
    cli.add_typefaces_flag(data)
    cli.add_data_dir_flag(data)
    cli.add_fonts_flag(data)
    cli.add_image_size_flag(data, cli.SIZE_OF_FONTS)
    data.add_argument(
        "--characters",
        help=f"which characters are compared, and saved: {PRESETS_IN_WORDS}, or the characters "
        f"themselves (default: {default.characters}, or those of --open)",
    )


def _add_like_flags(group) -> None:
    group.add_argument(
        "--like",
        metavar="NAME",
        help="list the typefaces most like this one by --characters and --metric, and draw them "
        "into similar-NAME.png, instead of clustering",
    )
    group.add_argument(
        "--n_similar", type=int, metavar="N", help=f"how many (default: {N_SIMILAR})"
    )
    group.add_argument(
        "--without_family", action="store_true", help="leave out those of its own family"
    )
    group.add_argument("--no_plot", action="store_true", help="save the picture without showing it")


def _add_parameters(group, default: ClusterSettings) -> None:
    group.add_argument(
        "--algorithm",
        type=str.lower,
        choices=list(ALGORITHMS),
        help=f"how to cluster, and do so at once (default: {default.algorithm})",
    )
    parameters = {
        "n_clusters": (int, "N", "kmeans, spectral: number of clusters"),
        "pca_dims": (int, "N", "principal components to keep of the pixels; 0: all pixels"),
        "n_neighbors": (int, "K", "spectral: neighbours of each typeface in the graph"),
        "min_size": (int, "N", "dbscan, dbscan-auto: least typefaces of a cluster"),
        "epsilon": (float, "SHARE", "dbscan: radius, as a share of the largest distance"),
    }
    for name, (kind, metavar, words) in parameters.items():
        group.add_argument(
            f"--{name}",
            type=kind,
            metavar=metavar,
            help=f"{words} (default: {getattr(default, name)})",
        )
    group.add_argument(
        "--metric",
        choices=METRICS,
        help="how typefaces are compared: by distance, or by direction alone, which minds less how "
        f"dark they are (default: {default.metric})",
    )
    group.add_argument(
        "--mutual",
        action="store_const",
        const=True,
        help="spectral: neighbours are only those that count each other",
    )
    group.add_argument(
        "--seed",
        type=int,
        help=f"same seed, same clusters (default: {default.seed})",
    )
    group.add_argument(
        "--check",
        action="store_true",
        help="cluster, and say how clear the clusters are and how far four other seeds agree",
    )
    group.add_argument(
        "--try_k",
        type=int,
        nargs="+",
        metavar="K",
        help="kmeans, spectral: say that of these numbers of clusters",
    )


@cli.script
def main(argv: list[str] | None = None) -> None:
    """Cluster and choose as the flags say, or open the window; see `--help`."""
    arguments = build_parser().parse_args(argv)
    settings = read_settings(arguments)
    screen = read_screen(arguments)
    if arguments.like is not None:
        _show_similar(arguments, settings)
        return

    # It imports scikit-learn, so only once the flags are right.
    from latent.commands.choose_fonts import FontChooser

    chooser = FontChooser(arguments, settings)
    if arguments.open is not None:
        chooser.open(arguments.open)
    elif screen.snapshot is not None or any(getattr(arguments, name) for name in CLUSTERING):
        chooser.cluster()
    if arguments.check:
        chooser.check()
    if arguments.try_k is not None:
        chooser.try_numbers(arguments.try_k)
    if arguments.select is not None:
        chooser.select()
    if arguments.save:
        print(chooser.save(), flush=True)
    if not (screen.is_desktop and (arguments.save or arguments.check or arguments.try_k)):
        chooser.show(screen, clusters_at_once=arguments.algorithm is not None)


def _show_similar(arguments: argparse.Namespace, settings: ClusterSettings) -> None:
    # It imports matplotlib, so only once the flags are right.
    from latent.commands.similar_fonts import SimilarTypefaces

    found = SimilarTypefaces(arguments, settings)
    print("\n".join(found.lines()))
    print(found.save(Path(arguments.out)), flush=True)
    if not arguments.no_plot:
        found.show()


def _check_like(arguments: argparse.Namespace, given: Iterable[str]) -> None:
    """Raise UserError for flags that clash with --like, or that need it."""
    if arguments.like is None:
        for name in ("n_similar", "without_family", "no_plot"):
            if getattr(arguments, name):
                raise UserError(f"--{name}: goes with --like NAME")
        return
    others = (*CLUSTERING, "algorithm", "seed", "open", "overwrite", "snapshot", "web")
    others = [name for name in others if getattr(arguments, name) not in (None, False)]
    for name in (*(name for name in given if name != "metric"), *others):
        raise UserError(f"--{name}: clashes with --like, which does not cluster")
    if arguments.n_similar is None:
        arguments.n_similar = N_SIMILAR
    check_whole_number("--n_similar", arguments.n_similar, least=1, most=MOST_SIMILAR)


def read_settings(arguments: argparse.Namespace) -> ClusterSettings:
    """Make settings of parsed flags; raises UserError for values that clash."""
    given = {name: getattr(arguments, name) for name in PARAMETERS}
    given = {name: value for name, value in given.items() if value is not None}
    _check_like(arguments, given)
    if arguments.open is not None:
        others = ("algorithm", "select", "seed", "try_k")
        clashing = [*given, *(name for name in others if getattr(arguments, name) is not None)]
        if clashing:
            raise UserError(f"--open: clashes with --{clashing[0]}, the font set has its clusters")
    if arguments.save and arguments.select is None and arguments.open is None:
        raise UserError("--save: needs a choice, give --select or --open")
    if arguments.overwrite and not arguments.save:
        raise UserError("--overwrite: goes with --save; the window asks before it overwrites")
    values = dict(given)
    if arguments.algorithm is not None:
        values["algorithm"] = arguments.algorithm
    if arguments.characters is not None:
        values["characters"] = choose_characters(arguments.characters, flag="--characters")
    if arguments.seed is not None:
        values["seed"] = arguments.seed
    settings = ClusterSettings(**values)
    settings.check_parameters(given)
    if arguments.try_k is not None:
        if "n_clusters" not in settings.parameters:
            raise UserError(f"--try_k: {settings.title} has no number of clusters to try")
        for k in arguments.try_k:
            replace(settings, n_clusters=k)  # raises for one that cannot be
    return settings


if __name__ == "__main__":
    sys.exit(main())
