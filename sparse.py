#!/usr/bin/env python3
"""Train an autoencoder with sparse binary codes and save its weights, history and figures."""

import sys

from latent import cli
from latent.commands.train import train
from latent.settings import DEFAULT_LAMBDAS, REG_METHODS, SparseSettings


def build_parser() -> cli.Parser:
    """Return the parser of sparse.py's flags."""
    parser = cli.Parser(prog="sparse.py", description=__doc__)
    default_lambdas = ", ".join(
        f"{method} {value:g}" for method, value in DEFAULT_LAMBDAS.items() if method != "none"
    )
    cli.add_training_flags(parser, SparseSettings)
    code = cli.SettingFlags(parser, SparseSettings, "sparse code")
    code.add(
        "--real_code_activations",
        "leave the thresholds out: the decoder gets the sigmoid units' own activations, which "
        "are cut at 0.5 where bits are wanted",
    )
    code.add(
        "--reg_method",
        "what is penalised: L1 = the number of active bits; entropy = that of the sigmoid "
        "units, in bits; either of them squared; log = log(1 + mean activation squared), summed "
        "over the bits; kl = how far each bit's mean activation is from --sparsity",
        choices=REG_METHODS,
    )
    code.add(
        "--reg_lambda",
        "weight λ of the penalty. The loss of an image is its reconstruction loss summed over "
        "the pixels (with --loss mse: the summed squared error) + λ × penalty, so with L1 λ is the "
        f"price of one active bit (default: {default_lambdas})",
        type=float,
    )
    code.add(
        "--reg_warmup",
        "share of the training over which λ rises from 0; a high λ from the start can switch "
        "every bit off",
        metavar="SHARE",
    )
    code.add("--sparsity", "kl: the share of images for which a bit is to be on", metavar="P")
    return parser


@cli.script
def main(argv: list[str] | None = None) -> None:
    """Train as the flags say; see `--help`."""
    train(build_parser(), SparseSettings, argv)


if __name__ == "__main__":
    sys.exit(main())
