"""Draw the figures of saved weights again, all of them or those that are named."""

from pathlib import Path

from latent import cli
from latent.settings import WEIGHTS_ENDING
from latent.settings.figure_names import FIGURES, choose_figures
from latent.tools.files import check_writable

PROG = "python -m latent.figures"


def build_parser() -> cli.Parser:
    """Return the parser of this module's flags."""
    parser = cli.Parser(prog=PROG, description=__doc__)
    parser.add_argument(
        "weights", metavar="WEIGHTS", help="a .weights.h5 file of a training script"
    )
    parser.add_argument(
        "names",
        nargs="*",
        metavar="NAME",
        help="figures to draw, as far as the model can have them, of "
        f"{', '.join(row.name for row in FIGURES)} (default: all)",
    )
    cli.add_data_dir_flag(parser)
    parser.add_argument(
        "--out", metavar="FOLDER", help="folder for the figures (default: that of the weights)"
    )
    return parser


@cli.script(prog=PROG)
def main(argv: list[str] | None = None) -> None:
    """Draw what the flags ask for; see `--help`."""
    arguments = build_parser().parse_args(argv)

    from latent.data import load_for
    from latent.reports.draw import draw_figures, what_is_missing
    from latent.reports.evaluation import Evaluation
    from latent.tools.lock import writing_alone
    from latent.training.weights_file import load_weights

    weights = Path(arguments.weights)
    saved = load_weights(weights)
    settings = saved.model.settings
    names = choose_figures(settings.model, tuple(arguments.names) or ("all",), "figure")
    dataset = load_for(settings, arguments.data_dir, may_stay_in_file=True).few_in_memory()
    folder = weights.parent if arguments.out is None else Path(arguments.out)
    check_writable(folder)
    evaluation = Evaluation(saved.model, dataset, saved.record, saved.film)
    stem = weights.name.removesuffix(WEIGHTS_ENDING)
    with writing_alone(folder / f"{stem}.figures"):
        for path in draw_figures(evaluation, names, folder, stem):
            print(path, flush=True)
    if arguments.names:
        for line in what_is_missing(evaluation, names):
            print(line)
