#!/usr/bin/env python3
"""Train a dense autoencoder and save its weights, its history and figures of what it keeps."""

import sys

from latent import cli
from latent.commands.train import train
from latent.settings import DenseSettings


def build_parser() -> cli.Parser:
    """Return the parser of dense.py's flags."""
    parser = cli.Parser(prog="dense.py", description=__doc__)
    cli.add_training_flags(parser, DenseSettings)
    return parser


@cli.script
def main(argv: list[str] | None = None) -> None:
    """Train as the flags say; see `--help`."""
    train(build_parser(), DenseSettings, argv)


if __name__ == "__main__":
    sys.exit(main())
