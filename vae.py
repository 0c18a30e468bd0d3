#!/usr/bin/env python3
"""Train a variational autoencoder and save its weights, its history and figures of its codes."""

import sys

from latent import cli
from latent.settings import DEFAULT_REG_LAMBDA, VaeSettings


def build_parser() -> cli.Parser:
    """Return the parser of vae.py's flags."""
    parser = cli.Parser(prog="vae.py", description=__doc__)
    cli.add_training_flags(parser, VaeSettings)
    penalty = parser.add_argument_group(
        "weight of the KL divergence",
        "The loss is the mean error of the pixels + REG_LAMBDA × the mean KL divergence of the "
        "code units. In sums: the summed squared error (with --loss bce: cross-entropy) + BETA × "
        "the summed KL divergence, where BETA = REG_LAMBDA × 784 / d_latent (with --loss rmse: "
        "28 / d_latent). With --loss bce the sums are in nats and what is lowered; BETA = 1 makes "
        "them the negative ELBO.",
    )
    penalty.add_argument(
        "--reg_lambda",
        type=float,
        help=f"weight of the mean KL divergence (default: {DEFAULT_REG_LAMBDA})",
    )
    penalty.add_argument(
        "--beta", type=float, help="instead of --reg_lambda: weight of the summed KL divergence"
    )
    penalty.add_argument(
        "--anneal",
        type=cli.whole_or_fraction,
        nargs=5,
        metavar=("M_CYCLES", "LEAD_FRAC", "RAMP_FRAC", "BETA_MIN", "BETA_MAX"),
        help="instead of --reg_lambda: BETA is BETA_MIN for a share LEAD_FRAC of all steps; in "
        "each of M_CYCLES cycles after that it rises to BETA_MAX over a share RAMP_FRAC of the "
        "cycle and stays there",
    )
    return parser


@cli.script
def main(argv: list[str] | None = None) -> None:
    """Train as the flags say; see `--help`."""
    settings, options = cli.read_training_flags(build_parser().parse_args(argv), VaeSettings)

    # Imported one by one, so that wrong flags and missing data are said before TensorFlow starts.
    from latent.data import load_for

    dataset = load_for(settings, options.data_dir, options.most_images)

    from latent.commands.train import TrainingRun

    TrainingRun(settings, options, dataset).run()


if __name__ == "__main__":
    sys.exit(main())
