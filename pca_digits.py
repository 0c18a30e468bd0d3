#!/usr/bin/env python3
"""Show what principal components keep of images, and what trained autoencoders keep beside them."""

import sys
from pathlib import Path

from latent import cli
from latent.settings import Settings
from latent.tools.files import check_writable


def build_parser() -> cli.Parser:
    """Return the parser of pca_digits.py's flags."""
    parser = cli.Parser(prog="pca_digits.py", description=__doc__)
    cli.add_dataset_flag(parser)
    cli.add_data_flags(parser)
    parser.add_argument("--binary_input", action="store_true", help="make every pixel 0 or 1")
    parser.add_argument(
        "--dims",
        type=int,
        nargs="+",
        metavar="K",
        help="numbers of components to show (default: 2 5 10 25 50 100 200)",
    )
    parser.add_argument(
        "--weights",
        nargs="+",
        default=[],
        metavar="FILE",
        help=".weights.h5 files trained on the same data: their test errors are drawn as points "
        "at the sizes of their codes; files of other data are passed over with a word",
    )
    parser.add_argument(
        "--map_size",
        type=int,
        default=2048,
        metavar="PIXELS",
        help="side of the map's picture",
    )
    parser.add_argument("--out", default="results", help="folder for the figures")
    parser.add_argument(
        "--no_plot", action="store_true", help="save the figures without showing them"
    )
    return parser


@cli.script
def main(argv: list[str] | None = None) -> None:
    """Make the figures and print the table; see `--help`."""
    values = vars(build_parser().parse_args(argv))
    data = Settings(
        n_train=values["n_train"], binary_input=values["binary_input"], **cli.choose_data(values)
    )

    # Imported here, so that wrong flags are said before anything slow starts.
    from latent.data import load_for
    from latent.tiles.map_drawing import check_map_size

    check_map_size(values["map_size"])
    dataset = load_for(data, values["data_dir"], may_stay_in_file=True)

    from latent.commands.report_pca import PCAReport

    check_writable(values["out"])
    report = PCAReport(dataset, values["dims"])
    for line in report.add_models(values["weights"], data):
        print(line, file=sys.stderr)
    for line in report.table():
        print(line)
    report.save(Path(values["out"]), f"pca-{data.data_name}", values["map_size"])
    if not values["no_plot"]:
        report.show()


if __name__ == "__main__":
    sys.exit(main())
