#!/usr/bin/env python3
"""Answer questions about trained models with numbers and pictures, beside pixels and PCA."""

import sys

from latent import cli
from latent.settings.question_names import QUESTION_NAMES
from latent.tools.check import check_option, check_whole_number
from latent.tools.file_names import check_file_name
from latent.tools.files import check_writable


def build_parser() -> cli.Parser:
    """Return the parser of evaluate.py's flags."""
    parser = cli.Parser(prog="evaluate.py", description=__doc__)
    parser.add_argument(
        "weights",
        nargs="*",
        metavar="WEIGHTS",
        help=".weights.h5 files of training scripts; the first says which data are used, and those "
        "of other data are passed over",
    )
    questions = "; ".join(f"{name} ({meaning}?)" for name, meaning in QUESTION_NAMES.items())
    parser.add_argument(
        "--only",
        nargs="+",
        default=tuple(QUESTION_NAMES),
        metavar="QUESTION",
        help=f"ask only some of the questions: {questions}",
    )
    parser.add_argument(
        "--n_train",
        type=int,
        metavar="N",
        help="use N training images, as many of each class (default: as the first model)",
    )
    parser.add_argument(
        "--seed", type=int, default=0, help="same seed, same numbers (default: %(default)s)"
    )
    cli.add_data_dir_flag(parser)
    parser.add_argument(
        "--out", default="results", help="folder for numbers and figures (default: %(default)s)"
    )
    parser.add_argument("--name", help="name of the files (default: made from the models)")
    return parser


@cli.script
def main(argv: list[str] | None = None) -> None:
    """Ask the questions and write down the answers; see `--help`."""
    parser = build_parser()
    arguments = parser.parse_args(argv)
    # A file that follows --only is not a question.
    questions = [word for word in arguments.only if not word.endswith(".h5")]
    weights = arguments.weights + [word for word in arguments.only if word.endswith(".h5")]
    for word in questions:
        check_option("--only", word, QUESTION_NAMES)
    if not weights:
        parser.error("give at least one WEIGHTS file that a training script wrote")
    check_whole_number("--seed", arguments.seed, least=0, most=2**31 - 1)
    check_file_name("--name", arguments.name)

    from latent.commands import evaluate  # TensorFlow, so only once the flags are right

    check_writable(arguments.out)
    data = evaluate.load_models(weights, arguments.n_train, arguments.data_dir)
    evaluation = evaluate.Evaluation(data, arguments.seed, arguments.out, arguments.name)
    evaluation.ask([name for name in QUESTION_NAMES if name in questions])


if __name__ == "__main__":
    sys.exit(main())
