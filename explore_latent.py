#!/usr/bin/env python3
"""Open the map of an embedding file: point, pick, and see what lies between and beyond images."""

import sys

from latent import cli
from latent.windows.screen import add_screen_flags, read_screen


def build_parser() -> cli.Parser:
    """Return the parser of explore_latent.py's flags."""
    parser = cli.Parser(prog="explore_latent.py", description=__doc__)
    parser.add_argument(
        "embeddings",
        nargs="+",
        metavar="EMBEDDING",
        help="a .pkl file that embed.py wrote; "
        "give two or three maps of the same images to compare them",
    )
    parser.add_argument(
        "--weights",
        action="append",
        metavar="FILE",
        help="where the weights are, if they were moved since the map was made; give "
        "it again for another map",
    )
    parser.add_argument(
        "--picks",
        metavar="FILE.json",
        help="begin with the picks that were saved with the key s",
    )
    parser.add_argument(
        "--image",
        metavar="FILE",
        help="show an image of your own on the map, what the model makes of it, and what is near",
    )
    parser.add_argument(
        "--do",
        metavar="COMMANDS",
        help='do this first, as by mouse and keys, like "search 7; neighbours"; semicolons part '
        "commands, which docs/explore_latent.md lists",
    )
    add_screen_flags(parser)
    return parser


@cli.script
def main(argv: list[str] | None = None) -> None:
    """Open the window that the flags ask for; see `--help`."""
    arguments = build_parser().parse_args(argv)
    screen = read_screen(arguments)

    # It imports matplotlib, so only once the flags are right.
    from latent.commands.explore import open_explorer
    from latent.windows.explorer.script import read_script

    commands = arguments.do or ""
    read_script(commands)
    opened = open_explorer(
        arguments.embeddings, screen, arguments.weights, arguments.picks, arguments.image
    )
    opened.run(commands)


if __name__ == "__main__":
    sys.exit(main())
