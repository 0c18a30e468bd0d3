#!/usr/bin/env python3
"""Measure how fast the tile renderer draws a map of real images, and save what it draws."""

import sys
from dataclasses import replace
from itertools import product
from pathlib import Path

import numpy as np

from latent import cli
from latent.settings import Settings
from latent.tools.check import check_whole_number
from latent.tools.files import check_writable


def build_parser() -> cli.Parser:
    """Return the parser of draw_tiles.py's flags."""
    parser = cli.Parser(
        prog="draw_tiles.py",
        description=__doc__,
        epilog="Columns: the kernel's time; tiles and frames it draws in a second; tiles that fit "
        "into a frame at 30 frames a second; the time that memory alone would take as a share of "
        "the kernel's; how many times as long the plain numpy twin takes; whether both pictures "
        "are equal.",
    )
    cli.add_dataset_flag(parser)
    cli.add_data_flags(parser)
    parser.add_argument(
        "--n",
        type=int,
        nargs="+",
        metavar="TILES",
        help="numbers of tiles (default: 1000, 10000 and all images)",
    )
    parser.add_argument(
        "--size",
        type=int,
        nargs="+",
        default=[1000],
        metavar="PIXELS",
        help="sides of the images that are drawn (default: 1000)",
    )
    parser.add_argument(
        "--tile",
        type=int,
        nargs="+",
        default=[8, 14, 28],
        metavar="PIXELS",
        help="sides of the tiles (default: 8 14 28)",
    )
    parser.add_argument("--out", default="results", help="folder for the pictures")
    return parser


@cli.script
def main(argv: list[str] | None = None) -> int:
    """Measure, print a line for every combination and save its picture; see `--help`."""
    values = vars(build_parser().parse_args(argv))
    data = Settings(n_train=values["n_train"], **cli.choose_data(values))

    # Imported here, so that wrong flags are said before anything slow starts.
    from latent.data import load_for
    from latent.tiles.map_drawing import check_map_size

    for size in values["size"]:
        check_map_size(size, "--size")
    for tile_size in values["tile"]:
        check_whole_number("--tile", tile_size, least=1, most=min(values["size"]))
    dataset = load_for(data, values["data_dir"], may_stay_in_file=True).few_in_memory()
    dataset = replace(dataset, x_train=dataset.pictures(dataset.x_train))
    n_images = len(dataset.x_train)
    for n in values["n"] or ():
        check_whole_number("--n", n, least=1, most=n_images)
    numbers = values["n"] or sorted({min(n, n_images) for n in (1000, 10_000, n_images)})
    folder = Path(values["out"])
    check_writable(folder)

    from latent import figures
    from latent.commands.time_tiles import HEADER, measure_tiles, memory_bandwidth
    from latent.data.gray_levels import pixel_vectors
    from latent.maps import make_embedding

    positions = make_embedding("PCA").fit(pixel_vectors(dataset.x_train))
    bandwidth = memory_bandwidth()
    print(f"{dataset.title} on the plane of their first two principal components")
    print(f"memory: {bandwidth / 1e9:.1f} GB/s, copied by all cores\n{HEADER}")
    is_equal = True
    for n, size, tile_size in product(numbers, values["size"], values["tile"]):
        some = np.linspace(0, n_images - 1, n).astype(int)
        labels = dataset.y_train[some]
        speed = measure_tiles(positions[some], dataset.x_train[some], labels, size, tile_size)
        print(speed.line(bandwidth), flush=True)
        title = f"{n:,} {dataset.title} as tiles of {tile_size} pixels, on {size} × {size} pixels"
        note = "PCA of the pixels"
        drawing = figures.framed_map(speed.picture, dataset.label_names, title, note)
        name = f"draw_tiles-{data.data_name}-n{n}-size{size}-tile{tile_size}.png"
        drawing.save(folder / name)
        is_equal = is_equal and speed.is_equal
    print(f"pictures: {folder}/draw_tiles-{data.data_name}-*.png")
    return 0 if is_equal else 1


if __name__ == "__main__":
    sys.exit(main())
