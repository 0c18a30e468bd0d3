"""Words that a user or a file chose, made fit to stand in a line on a terminal.

A name in a file can hold anything: codes that clear a terminal, letters that turn the line around,
half characters that cannot be printed at all, a million letters.
"""

import logging
import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TextIO

MOST_LETTERS = 80  # of a name within a line
CUT = "…"


def printable(words: str) -> str:
    r"""Return words on one line, with all that cannot be printed written as Python writes it.

    >>> print(printable("a\nb\x1b[2J"))
    a\nb\x1b[2J
    """
    if words.isprintable():
        return words
    return "".join(letter if letter.isprintable() else _escaped(letter) for letter in words)


def shown(value: Any, most_letters: int = MOST_LETTERS) -> str:
    """Return a value out of a file as words for a line: printable, and cut in the middle.

    >>> shown("a long name that nobody would read", most_letters=12)
    'a lon…d read'
    """
    try:
        words = value if isinstance(value, str) else str(value)
    except (ValueError, RecursionError):  # a number of more digits, or lists deeper, than it takes
        words = f"a {type(value).__name__} beyond all size"
    # Cut first, because escaping makes words longer, and again after it.
    return _cut(printable(_cut(words, most_letters)), most_letters)


class OutputLost(Exception):
    """What is written to standard output cannot be written; its text says why."""


class PlainStream:
    """A stream of words that reach `stream` line by line, all else in them escaped.

    Raises BrokenPipeError if nobody reads them any more, OutputLost if they cannot be kept.
    """

    def __init__(self, stream: TextIO):
        self._stream = stream

    def write(self, words: str) -> int:
        """Write words; their line breaks stay."""
        with self._reporting():
            self._stream.write("\n".join(map(printable, words.split("\n"))))
        return len(words)

    def writelines(self, lines: Iterable[str]) -> None:
        """Write several words."""
        for words in lines:
            self.write(words)

    def flush(self) -> None:
        """Hand over what was written."""
        with self._reporting():
            self._stream.flush()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)

    @contextmanager
    def _reporting(self) -> Iterator[None]:
        try:
            yield
        except BrokenPipeError:
            raise
        except OSError as problem:
            raise OutputLost(problem.strerror or str(problem)) from problem


class _PlainFormatter(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        return "\n".join(map(printable, super().format(record).split("\n")))


@contextmanager
def plain_output() -> Iterator[None]:
    """Write nothing but plain words within the block, to standard output and as warnings.

    At its end all is written. Raises BrokenPipeError or OutputLost if that is not possible, and
    what comes then is written nowhere.
    """
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:  # closed by who started us
            setattr(sys, name, Path(os.devnull).open("w", encoding="utf-8"))  # noqa: SIM115
    stream, handler = sys.stdout, logging.lastResort
    former = handler.formatter
    if hasattr(stream, "reconfigure"):
        stream.reconfigure(errors="backslashreplace")  # of what this terminal's letters lack
    sys.stdout = PlainStream(stream)
    handler.setFormatter(_PlainFormatter())
    try:
        try:
            yield
        finally:
            sys.stdout.flush()
    except (BrokenPipeError, OutputLost):
        # Python writes at its end what is left, and would fail once more.
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
        raise
    finally:
        sys.stdout = stream
        handler.setFormatter(former)


def _escaped(letter: str) -> str:
    return letter.encode("unicode_escape", "surrogatepass").decode("ascii")


def _cut(words: str, most_letters: int) -> str:
    if len(words) <= most_letters:
        return words
    start = (most_letters - 1) // 2
    return f"{words[:start]}{CUT}{words[len(words) - (most_letters - 1 - start) :]}"
