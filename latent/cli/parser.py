"""The parser of all scripts, and what becomes of errors: one line, and an exit status."""

import argparse
import functools
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import NoReturn

from latent.tools.check import UserError
from latent.tools.plain_words import OutputLost, plain_output, printable

USER_ERROR = 2
INTERRUPTED = 130

Main = Callable[[list[str] | None], int | None]


class Parser(argparse.ArgumentParser):
    """A parser whose errors are one line and whose flags cannot be abbreviated."""

    def __init__(self, **options):
        super().__init__(allow_abbrev=False, formatter_class=_HelpFormatter, **options)

    def error(self, message: str) -> NoReturn:
        """End with status 2 and one line on standard error."""
        words = UserError(" ".join(message.split()))
        self.exit(USER_ERROR, f"{self.prog}: error: {words}\n")


class _HelpFormatter(argparse.HelpFormatter):
    def __init__(self, prog: str):
        # One width everywhere, so that the help in the documents is the help on a terminal.
        super().__init__(prog, width=96, max_help_position=30)

    def _get_help_string(self, action: argparse.Action) -> str:
        """Add the default to the help of a flag that does not say it in words of its own."""
        words, default = action.help, action.default
        is_shown = isinstance(default, (int, float, str)) and not isinstance(default, bool)
        if not is_shown or default == argparse.SUPPRESS or "(default" in words:
            return words
        return f"{words} (default: %(default)s)"


def script(main: Main | None = None, prog: str | None = None) -> Callable:
    """Turn what a user can cause into one line and an exit status, for a command's `main`.

    `prog`: what the command is called, with which its lines begin; without it, as the file is. The
    wrapped `main(argv=None)` returns 0 when done and 130 after Ctrl-C; it raises SystemExit(2)
    after a UserError, as argparse does for wrong flags.
    """
    if main is None:
        return functools.partial(script, prog=prog)
    prog = prog or Path(sys.modules[main.__module__].__file__).name

    @functools.wraps(main)
    def guarded(argv: list[str] | None = None) -> int:
        try:
            with plain_output():
                return main(argv) or 0
        except (UserError, MemoryError, OutputLost) as problem:
            words = "out of memory, try fewer images with --n_train"
            if isinstance(problem, UserError):
                words = str(problem)
            elif isinstance(problem, OutputLost):
                words = f"cannot write to standard output: {problem}"
            sys.stderr.write(f"{prog}: error: {words}\n")
            raise SystemExit(USER_ERROR) from problem
        except BrokenPipeError:
            return 0  # whoever read our output has read enough, as in `dense.py | head`
        except KeyboardInterrupt as problem:
            words = printable(str(problem)) or "stopped, nothing half-written"
            sys.stderr.write(f"{prog}: {words}\n")
            return INTERRUPTED

    return guarded


def whole_or_fraction(text: str) -> int | float:
    """Read a flag's number, whole if it is written so."""
    for number_type in (int, float):
        with suppress(ValueError):
            return number_type(text)
    raise argparse.ArgumentTypeError(f"must be a number, not {text!r}")
