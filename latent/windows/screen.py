"""Where a window appears: on the desktop, in a browser, or as a picture in a file."""

import argparse
from dataclasses import dataclass
from pathlib import Path

from latent.tools.check import UserError, check_whole_number

DEFAULT_PORT = 8988


@dataclass(frozen=True)
class Screen:
    """The file `snapshot`, as a picture, or a page at `port` of this computer, else the desktop.

    Raises UserError if both are given, for a port outside 1 to 65535, or a picture that is no PNG.
    """

    snapshot: str | None = None
    port: int | None = None

    def __post_init__(self) -> None:
        if self.snapshot is not None and self.port is not None:
            raise UserError("--snapshot: clashes with --web, give one of them")
        if self.port is not None:
            check_whole_number("--web", self.port, least=1, most=65535)
        if self.snapshot is not None and Path(self.snapshot).suffix.lower() != ".png":
            raise UserError(f"--snapshot {self.snapshot}: must be a file name that ends in .png")

    @property
    def is_desktop(self) -> bool:
        """Whether it is the desktop, as it is without a flag."""
        return self.snapshot is None and self.port is None


def add_screen_flags(parser: argparse.ArgumentParser) -> None:
    """Add the flags that say where the window appears, for a computer without a display."""
    group = parser.add_argument_group("without a desktop")
    group.add_argument(
        "--snapshot", metavar="FILE.png", help="draw the window into a file instead of opening it"
    )
    group.add_argument(
        "--web",
        type=int,
        nargs="?",
        const=DEFAULT_PORT,
        metavar="PORT",
        help="serve the window to a browser on this computer instead of opening it "
        f"(default PORT: {DEFAULT_PORT})",
    )


def read_screen(arguments: argparse.Namespace) -> Screen:
    """Make a Screen of parsed flags; raises UserError if they clash."""
    return Screen(arguments.snapshot, arguments.web)
