#!/usr/bin/env python3
"""Train a dense autoencoder and save its weights, its history and figures of what it keeps."""

import sys

from latent import cli
from latent.settings import DenseSettings


def build_parser() -> cli.Parser:
    """Return the parser of dense.py's flags."""
    parser = cli.Parser(prog="dense.py", description=__doc__)
    cli.add_training_flags(parser, DenseSettings)
    return parser


@cli.script
def main(argv: list[str] | None = None) -> None:
    """Train as the flags say; see `--help`."""
    settings, options = cli.read_training_flags(build_parser().parse_args(argv), DenseSettings)

    # Imported one by one, so that wrong flags and missing data are said before TensorFlow starts.
    from latent.data import load_for

    dataset = load_for(settings, options.data_dir, options.most_images)

    from latent.commands.train import TrainingRun

    TrainingRun(settings, options, dataset).run()


if __name__ == "__main__":
    sys.exit(main())
