"""Progress of long work: a bar with the time left on a terminal, plain lines elsewhere."""

import sys
import time

from tqdm import tqdm

from latent.tools.plain_words import printable

SECONDS_BETWEEN_LINES = 5
SMALL_SHARE = 0.1  # of the work, told first: most of the time until then was preparation


class ProgressReport:
    """Says on standard error how far `total` units of work have come.

    Use as a context manager; `advance` as the work goes on, `say` for lines that stay.
    """

    def __init__(self, title: str, total: float, done: float = 0):
        self.title, self.total, self.done = printable(title), total, done
        self._first_done, self._start = done, time.monotonic()
        self._last_line = self._start
        self._bar = None
        if sys.stderr.isatty():
            layout = "{desc}: {percentage:3.0f}% |{bar:24}| {remaining} left{postfix}"
            self._bar = tqdm(
                total=total, initial=done, desc=self.title, bar_format=layout, leave=False
            )
        else:
            print(self.title, file=sys.stderr, flush=True)

    def __enter__(self) -> "ProgressReport":
        return self

    def __exit__(self, *_) -> None:
        if self._bar is not None:
            self._bar.close()

    def advance(self, amount: float, note: str = "") -> None:
        """Count `amount` more units as done; `note` stands behind the bar or on the line."""
        is_first = self.done == self._first_done
        self.done += amount
        if is_first and 0 < amount < SMALL_SHARE * self.total:
            self._first_done, self._start = self.done, time.monotonic()
        if self._bar is not None:
            if note:
                self._bar.set_postfix_str(note, refresh=False)
            self._bar.update(amount)
        elif time.monotonic() - self._last_line >= SECONDS_BETWEEN_LINES:
            self._last_line = time.monotonic()
            self._write_line(note)

    def say(self, line: str) -> None:
        """Write a line that stays, above the bar if there is one."""
        if self._bar is not None:
            self._bar.write(line, file=sys.stderr)
        else:
            print(line, file=sys.stderr, flush=True)

    def advance_to(self, done: float, note: str = "") -> None:
        """Count the work as done up to `done` units."""
        self.advance(done - self.done, note)

    def _write_line(self, note: str) -> None:
        line = f"{self.title}: {self.done / self.total:.0%}"
        worked = self.done - self._first_done
        if worked > 0:
            seconds_left = (self._last_line - self._start) / worked * (self.total - self.done)
            line += f", about {seconds_left:.0f} s left"
        print(f"{line}, {note}" if note else line, file=sys.stderr, flush=True)
