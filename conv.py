#!/usr/bin/env python3
"""Train a convolutional autoencoder and save its weights, its history and figures."""

import argparse
import sys

from latent import cli
from latent.commands.train import train
from latent.settings import DOWNSAMPLINGS, POOLINGS, UPSAMPLINGS, ConvSettings


def build_parser() -> cli.Parser:
    """Return the parser of conv.py's flags."""
    parser = cli.Parser(prog="conv.py", description=__doc__)
    cli.add_training_flags(parser, ConvSettings)
    pictures = cli.SettingFlags(parser, ConvSettings, "convolutions")
    pictures.add("--filters", "filters of each convolution of the encoder", type=int, nargs="+")
    pictures.add("--kernel", "side of the encoder's kernels in pixels", type=int)
    pictures.add(
        "--downsample",
        "what halves the picture: 2×2 pooling after a convolution, or its own stride of 2",
        choices=DOWNSAMPLINGS,
    )
    pictures.add(
        "--pooling", "what 2×2 pooling keeps: the largest value or the mean", choices=POOLINGS
    )
    pictures.add(
        "--pad",
        "pixels of ground on each side of the picture within the network; what is drawn there is "
        "cut off again",
        metavar="N",
    )
    pictures.add(
        "--strides",
        "for each of --filters 2 if the picture is halved there, else 1 (default with other "
        "--filters: always 2)",
        type=int,
        nargs="+",
    )
    pictures.add(
        "--dec_filters",
        "channels of the small picture that the decoder starts from, then filters of each "
        "convolution but the last, which has 1",
        type=int,
        nargs="+",
    )
    pictures.add(
        "--dec_kernel",
        "side of the decoder's kernels: one for all, or one for each convolution",
        type=int,
        nargs="+",
    )
    pictures.add(
        "--dec_strides",
        "for each convolution of the decoder 2 if the picture is doubled before it, else 1",
        type=int,
        nargs="+",
    )
    pictures.add(
        "--upsampling",
        "what doubles the picture: each pixel becomes four equal ones before a convolution, or "
        "the convolution is a transposed one with a stride of 2",
        choices=UPSAMPLINGS,
    )
    pictures.add(
        "--batch_norm",
        "normalise what each convolution but the last gives, over the images of a batch",
        action=argparse.BooleanOptionalAction,
    )
    pictures.add(
        "--residual",
        "after each convolution but the last add what two further ones make of the picture",
        action=argparse.BooleanOptionalAction,
    )
    return parser


@cli.script
def main(argv: list[str] | None = None) -> None:
    """Train as the flags say; see `--help`."""
    train(build_parser(), ConvSettings, argv)


if __name__ == "__main__":
    sys.exit(main())
