#!/usr/bin/env python3
"""Train a convolutional autoencoder and save its weights, its history and figures."""

import sys

from latent import cli
from latent.settings import DOWNSAMPLINGS, ConvSettings


def build_parser() -> cli.Parser:
    """Return the parser of conv.py's flags."""
    parser = cli.Parser(prog="conv.py", description=__doc__)
    cli.add_training_flags(parser, ConvSettings)
    pictures = parser.add_argument_group(
        "convolutions", "Where nothing else is said, the default is the preset's."
    )
    pictures.add_argument(
        "--filters", type=int, nargs="+", help="filters of each convolution of the encoder"
    )
    pictures.add_argument("--kernel", type=int, help="side of the encoder's kernels in pixels")
    pictures.add_argument(
        "--downsample",
        choices=DOWNSAMPLINGS,
        help="what halves the picture: 2×2 max pooling after a convolution, or its own stride of 2",
    )
    pictures.add_argument(
        "--strides",
        type=int,
        nargs="+",
        help="for each of --filters 2 if the picture is halved there, else 1 (default with other "
        "--filters: always 2)",
    )
    pictures.add_argument(
        "--dec_filters",
        type=int,
        nargs="+",
        help="channels of the small picture that the decoder starts from, then filters of each "
        "convolution but the last, which has 1",
    )
    pictures.add_argument(
        "--dec_kernel",
        type=int,
        nargs="+",
        help="side of the decoder's kernels: one for all, or one for each convolution",
    )
    pictures.add_argument(
        "--dec_strides",
        type=int,
        nargs="+",
        help="for each convolution of the decoder 2 if the picture is doubled before it, else 1",
    )
    return parser


@cli.script
def main(argv: list[str] | None = None) -> None:
    """Train as the flags say; see `--help`."""
    settings, options = cli.read_training_flags(build_parser().parse_args(argv), ConvSettings)

    # Imported one by one, so that wrong flags and missing data are said before TensorFlow starts.
    from latent.data import load_for

    dataset = load_for(settings, options.data_dir, options.most_images)

    from latent.commands.train import TrainingRun

    TrainingRun(settings, options, dataset).run()


if __name__ == "__main__":
    sys.exit(main())
