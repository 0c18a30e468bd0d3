#!/usr/bin/env python3
"""Draw all 94 characters of a typeface of which only a few are known."""

import argparse
import sys
from pathlib import Path

from latent import cli
from latent.data.characters import PRESETS_IN_WORDS
from latent.tools.check import UserError


def build_parser() -> cli.Parser:
    """Return the parser of complete_typeface.py's flags."""
    parser = cli.Parser(prog="complete_typeface.py", description=__doc__)
    given = parser.add_argument_group("what is known")
    given.add_argument(
        "files",
        nargs="*",
        metavar="FILE",
        help="a font file, or pictures named after their characters: A.png, U+002F.png",
    )
    given.add_argument(
        "--from",
        dest="typeface",
        metavar="NAME",
        help="a typeface of the data set, which is completed as if the rest of it were unknown",
    )
    given.add_argument(
        "--characters",
        help=f"which of its characters are given: {PRESETS_IN_WORDS}, or the characters themselves "
        "(default: all that a font file has)",
    )
    learned = parser.add_argument_group("typefaces to learn from")
    cli.add_typefaces_flag(learned)
    cli.add_data_dir_flag(learned)
    cli.add_fonts_flag(learned)
    cli.add_image_size_flag(learned, cli.SIZE_OF_FONTS)
    parser.add_argument(
        "--seed",
        type=int,
        default=0,
        help="draws the pixels by which the smoothness is chosen",
    )
    parser.add_argument(
        "--out", default="results", metavar="FOLDER", help="folder for the picture and the table"
    )
    parser.add_argument(
        "--no_plot", action="store_true", help="save the picture without showing it"
    )
    return parser


@cli.script
def main(argv: list[str] | None = None) -> None:
    """Complete the typeface that the flags name; see `--help`."""
    arguments = build_parser().parse_args(argv)
    check(arguments)

    # It imports scikit-learn, so only once the flags are right.
    from latent.commands.complete import complete
    from latent.figures.display import Display

    typeface = complete(arguments)
    for line in typeface.words():
        print(line)
    for path in typeface.save(Path(arguments.out)):
        print(path)
    display = Display(not arguments.no_plot)
    display.show(typeface.given.name, typeface.drawing())
    display.wait_until_closed()


def check(arguments: argparse.Namespace) -> None:
    """Raise UserError for flags that clash."""
    if bool(arguments.files) == bool(arguments.typeface):
        raise UserError("give either files, a font or pictures, or --from NAME with --characters")


if __name__ == "__main__":
    sys.exit(main())
