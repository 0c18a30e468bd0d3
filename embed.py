#!/usr/bin/env python3
"""Encode a data set with trained weights and lay the codes out on two-dimensional maps."""

import argparse
import sys
from pathlib import Path

from latent import cli
from latent.tools.check import UserError, check_whole_number
from latent.tools.files import check_writable


def build_parser() -> cli.Parser:
    """Return the parser of embed.py's flags."""
    parser = cli.Parser(prog="embed.py", description=__doc__)
    parser.add_argument(
        "weights", nargs="?", metavar="WEIGHTS", help="a .weights.h5 file of a training script"
    )
    parser.add_argument(
        "--raw",
        metavar="DATASET",
        help=f"instead of WEIGHTS: map the pixels of a data set themselves: {cli.DATASETS}",
    )
    parser.add_argument(
        "--methods",
        nargs="+",
        default=["PCA", "TSNE", "UMAP"],
        help="maps to make, of PCA, TSNE, UMAP and KPCA (default: PCA TSNE UMAP)",
    )
    parser.add_argument(
        "--perplexity",
        type=float,
        default=30,
        help="t-SNE: how many neighbours each image minds",
    )
    parser.add_argument(
        "--neighbors",
        type=int,
        default=15,
        help="UMAP: neighbours of each image, itself among them",
    )
    parser.add_argument("--seed", type=int, default=0, help="same seed, same maps")
    parser.add_argument(
        "--map_size",
        type=int,
        default=4096,
        metavar="PIXELS",
        help="side of the map's picture",
    )
    parser.add_argument(
        "--tiles",
        choices=["decoded", "original"],
        help="draw what the model makes of each image, or the image itself (default: decoded; "
        "with --raw: original)",
    )
    parser.add_argument(
        "--sample",
        type=int,
        metavar="N",
        help="make the maps by N of the images, as many of each class, and of these alone",
    )
    parser.add_argument(
        "--place_rest",
        action="store_true",
        help="with --sample: place all other images on the maps made by these",
    )
    parser.add_argument(
        "--specimen",
        metavar="TEXT",
        help="of whole typefaces: the letters that stand for each on the map, of the chosen "
        "characters (default: Rag, or others where these were not chosen)",
    )
    parser.add_argument("--out", default="embeddings", help="folder for what is made")
    cli.add_data_flags(parser)
    return parser


def read_words(argv: list[str] | None) -> argparse.Namespace:
    """Parse flags; a file's name at the end of `--methods TSNE WEIGHTS` is the WEIGHTS."""
    arguments = build_parser().parse_args(argv)
    *others, last = arguments.methods
    if others and arguments.weights is None and arguments.raw is None and Path(last).suffix:
        arguments.methods, arguments.weights = others, last
    return arguments


@cli.script
def main(argv: list[str] | None = None) -> None:
    """Make the maps that the flags ask for; see `--help`."""
    arguments = read_words(argv)
    if (arguments.weights is None) == (arguments.raw is None):
        raise UserError("give either a WEIGHTS file or --raw DATASET")
    if arguments.raw is not None and arguments.tiles == "decoded":
        raise UserError("--tiles decoded: clashes with --raw, which has no model to decode with")
    for flag in ("n_train", "charset", "unit", "fonts", "axes", "image_size", "color"):
        if arguments.weights is not None and getattr(arguments, flag):
            raise UserError(f"--{flag}: goes with --raw; weights know which images they belong to")

    if arguments.place_rest and arguments.sample is None:
        raise UserError("--place_rest: goes with --sample N, the images that maps are made by")
    if arguments.sample is not None:
        check_whole_number("--sample", arguments.sample, least=1)

    from latent.commands import make_maps, map_source  # slow, so only once the flags are right
    from latent.tiles.map_drawing import check_map_size

    check_whole_number("--seed", arguments.seed, least=0, most=2**31 - 1)
    check_map_size(arguments.map_size)
    methods = make_maps.choose_methods(arguments.methods, arguments.perplexity, arguments.neighbors)
    chosen = {name: getattr(arguments, name) for name in ("specimen", "sample", "place_rest")}
    if arguments.raw is not None:
        source = map_source.source_from_pixels(
            cli.choose_data({**vars(arguments), "dataset": arguments.raw}),
            arguments.charset,
            arguments.n_train,
            arguments.data_dir,
            **chosen,
        )
    else:
        tiles = arguments.tiles or "decoded"
        source = map_source.source_from_weights(
            arguments.weights, arguments.data_dir, tiles, **chosen
        )
    check_writable(arguments.out)
    maker = make_maps.MapMaker(source, methods, arguments.seed, arguments.map_size, arguments.out)
    with maker.alone():
        print(maker.codes_words(), flush=True)
        for method in methods:
            print(maker.make(method), flush=True)


if __name__ == "__main__":
    sys.exit(main())
