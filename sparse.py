#!/usr/bin/env python3
"""Train an autoencoder with sparse binary codes and save its weights, history and figures."""

import sys
from dataclasses import fields

from latent import cli
from latent.settings import REG_METHODS, SparseSettings


def build_parser() -> cli.Parser:
    """Return the parser of sparse.py's flags."""
    parser = cli.Parser(prog="sparse.py", description=__doc__)
    cli.add_training_flags(parser, SparseSettings)
    default = {field.name: field.default for field in fields(SparseSettings)}
    code = parser.add_argument_group("sparse code")
    code.add_argument(
        "--real_code_activations",
        action="store_true",
        help="leave the thresholds out: the decoder gets the sigmoid units' own activations, which "
        "are cut at 0.5 where bits are wanted",
    )
    code.add_argument(
        "--reg_method",
        choices=REG_METHODS,
        default=default["reg_method"],
        help="what is penalised: L1 = the number of active bits; entropy = that of the sigmoid "
        "units, in bits; either of them squared; log = log(1 + mean activation squared), summed "
        "over the bits; kl = how far each bit's mean activation is from --sparsity "
        "(default: %(default)s)",
    )
    code.add_argument(
        "--reg_lambda",
        type=float,
        default=default["reg_lambda"],
        help="weight λ of the penalty. The loss of an image is its reconstruction loss summed over "
        "the pixels (with --loss mse: the summed squared error) + λ × penalty, so with L1 λ is the "
        "price of one active bit (default: %(default)s)",
    )
    code.add_argument(
        "--reg_warmup",
        type=float,
        default=default["reg_warmup"],
        metavar="SHARE",
        help="share of the training over which λ rises from 0; a high λ from the start can switch "
        "every bit off (default: %(default)s)",
    )
    code.add_argument(
        "--sparsity",
        type=float,
        default=default["sparsity"],
        metavar="P",
        help="kl: the share of images for which a bit is to be on (default: %(default)s)",
    )
    return parser


@cli.script
def main(argv: list[str] | None = None) -> None:
    """Train as the flags say; see `--help`."""
    settings, options = cli.read_training_flags(build_parser().parse_args(argv), SparseSettings)

    # Imported one by one, so that wrong flags and missing data are said before TensorFlow starts.
    from latent.data import load_for

    dataset = load_for(settings, options.data_dir, options.most_images)

    from latent.commands.train import TrainingRun

    TrainingRun(settings, options, dataset).run()


if __name__ == "__main__":
    sys.exit(main())
