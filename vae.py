#!/usr/bin/env python3
"""Train a variational autoencoder and save its weights, its history and figures of its codes."""

import sys

from latent import cli
from latent.commands.train import train
from latent.settings import DEFAULT_REG_LAMBDA, VaeSettings


def build_parser() -> cli.Parser:
    """Return the parser of vae.py's flags."""
    parser = cli.Parser(prog="vae.py", description=__doc__)
    cli.add_training_flags(parser, VaeSettings)
    penalty = cli.SettingFlags(
        parser,
        VaeSettings,
        "weight of the KL divergence",
        "The loss is the mean error of the pixels + REG_LAMBDA × the mean KL divergence of the "
        "code units. In sums: the summed squared error (with --loss bce: cross-entropy) + BETA × "
        "the summed KL divergence, where BETA = REG_LAMBDA × 784 / d_latent (with --loss rmse: "
        "28 / d_latent). With --loss bce the sums are in nats and what is lowered; BETA = 1 makes "
        "them the negative ELBO.",
    )
    penalty.add(
        "--reg_lambda",
        f"weight of the mean KL divergence (default: {DEFAULT_REG_LAMBDA})",
        type=float,
    )
    penalty.add("--beta", "instead of --reg_lambda: weight of the summed KL divergence", type=float)
    penalty.add(
        "--anneal",
        "instead of --reg_lambda: BETA is BETA_MIN for a share LEAD_FRAC of all steps; in "
        "each of M_CYCLES cycles after that it rises to BETA_MAX over a share RAMP_FRAC of the "
        "cycle and stays there",
        type=cli.whole_or_fraction,
        nargs=5,
        metavar=("M_CYCLES", "LEAD_FRAC", "RAMP_FRAC", "BETA_MIN", "BETA_MAX"),
    )
    return parser


@cli.script
def main(argv: list[str] | None = None) -> None:
    """Train as the flags say; see `--help`."""
    train(build_parser(), VaeSettings, argv)


if __name__ == "__main__":
    sys.exit(main())
