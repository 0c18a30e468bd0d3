#!/usr/bin/env python3
"""Group typefaces that look alike, and choose those to train on, in a window or without one."""

import argparse
import sys

from latent import cli
from latent.clustering.settings import ALGORITHMS, METRICS, PARAMETERS, ClusterSettings
from latent.data.characters import PRESETS_IN_WORDS, choose_characters
from latent.tools.check import UserError
from latent.windows.screen import add_screen_flags, read_screen


def build_parser() -> cli.Parser:
    """Return the parser of cluster_fonts.py's flags."""
    parser = cli.Parser(prog="cluster_fonts.py", description=__doc__)
    default = ClusterSettings()
    _add_data_flags(parser.add_argument_group("typefaces"), default)
    _add_parameters(parser.add_argument_group("clustering"), default)
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
        default=default.seed,
        help="same seed, same clusters (default: %(default)s)",
    )


@cli.script
def main(argv: list[str] | None = None) -> None:
    """Cluster and choose as the flags say, or open the window; see `--help`."""
    arguments = build_parser().parse_args(argv)
    settings = read_settings(arguments)
    screen = read_screen(arguments)

    # It imports scikit-learn, so only once the flags are right.
    from latent.commands.choose_fonts import FontChooser

    chooser = FontChooser(arguments, settings)
    if arguments.open is not None:
        chooser.open(arguments.open)
    elif arguments.select is not None or arguments.save or screen.snapshot is not None:
        chooser.cluster()
    if arguments.select is not None:
        chooser.select()
    if arguments.save:
        print(chooser.save(), flush=True)
    if not (arguments.save and screen.is_desktop):
        chooser.show(screen, clusters_at_once=arguments.algorithm is not None)


def read_settings(arguments: argparse.Namespace) -> ClusterSettings:
    """Make settings of parsed flags; raises UserError for values that clash."""
    given = {name: getattr(arguments, name) for name in PARAMETERS}
    given = {name: value for name, value in given.items() if value is not None}
    if arguments.open is not None:
        clashing = [*given, *(n for n in ("algorithm", "select") if getattr(arguments, n))]
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
    settings = ClusterSettings(**values, seed=arguments.seed)
    settings.check_parameters(given)
    return settings


if __name__ == "__main__":
    sys.exit(main())
