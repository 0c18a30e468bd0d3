"""Damaged files of every kind: each is read right, or refused in one line, in 5 s and 1 GB.

python -m tests.campaign.damaged                     20,000 tries
python -m tests.campaign.damaged --target font --number 7       one of them again, with all it says
"""

import argparse
import json
import os
import random
import resource
import select
import shutil
import subprocess
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from latent.tools.check import UserError
from latent.tools.processes import Lost, map_safely

ROOT = Path(__file__).resolve().parents[2]
MOST_SECONDS = 5  # of the processor's time, which does not depend on what else the computer does
MOST_WAIT = 60  # seconds of the clock, for one that hangs
MOST_MEMORY = 1 << 30  # bytes, above what a reader takes before it reads
LONGEST_LINE = 2_000
N_TRIES = 20_000


class Outcome(NamedTuple):
    """What came of one try: "read", "refused", or what is wrong."""

    target: str
    number: int
    kind: str
    words: str

    @property
    def is_good(self) -> bool:
        """Whether this is as it should be."""
        return self.kind in ("read", "refused")

    def __str__(self) -> str:
        again = f"python -m tests.campaign.damaged --target {self.target} --number {self.number}"
        return f"{self.kind}: {self.words}\n  again: {again}"


def try_one(target_name: str, number: int) -> Outcome:
    """Damage a file by its number, and read it, within this process."""
    from tests.campaign.targets import TARGETS

    target = TARGETS[target_name]
    folder = Path(tempfile.mkdtemp(prefix="damaged-"))
    try:
        path = target.damage(folder, random.Random(f"{target_name} {number}"))
        before = time.process_time()
        kind, words = "read", ""
        try:
            target.read(path)
        except UserError as problem:
            kind, words = "refused", str(problem)
            if not words.isprintable() or len(words) > LONGEST_LINE:
                kind = "refused in wild words"
        except MemoryError:
            kind, words = "memory", "it takes more than a gigabyte"
        except BaseException:
            kind, words = "traceback", _traceback()
        seconds = time.process_time() - before
        if seconds > MOST_SECONDS:
            kind, words = "slow", f"{seconds:.1f} s, {words}"
        return Outcome(target_name, number, kind, words)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _traceback() -> str:
    lines = traceback.format_exc(limit=-4).splitlines()
    return "\n".join(line if len(line) < 300 else f"{line[:300]} …" for line in lines)


def work(target_name: str) -> None:
    """Try each number that comes on standard input; says on standard output what came of it."""
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    os.dup2(1, 2)
    is_limited = False
    for line in sys.stdin:
        outcome = try_one(target_name, int(line))
        if not is_limited:  # the first one has imported what is needed
            is_limited = True
            size = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
            limit = size + MOST_MEMORY
            resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
        answers.write(json.dumps(outcome) + "\n")
        answers.flush()


class Reader:
    """A process that tries one number after the other, and another one when it is gone."""

    def __init__(self, target_name: str):
        self.target_name, self._process = target_name, None

    def try_one(self, number: int) -> Outcome:
        """Return what came of a try in the process, which may crash or hang."""
        if self._process is None:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "tests.campaign.damaged", "--work", self.target_name],
                cwd=ROOT,
                env=os.environ | {"MALLOC_ARENA_MAX": "2", "OMP_NUM_THREADS": "1"},
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
            )
            wait = 3 * MOST_WAIT  # it has to import and to make whole files first
        else:
            wait = MOST_WAIT
        line = ""
        try:
            self._process.stdin.write(f"{number}\n")
            self._process.stdin.flush()
            if select.select([self._process.stdout], [], [], wait)[0]:
                line = self._process.stdout.readline()
        except OSError:
            pass
        if line:
            return Outcome(*json.loads(line))
        has_ended = self._process.poll() is not None
        self.close()
        return Outcome(self.target_name, number, "crash" if has_ended else "hang", "")

    def close(self) -> None:
        """End the process."""
        if self._process is not None:
            self._process.kill()
            self._process.communicate()
            self._process = None


def is_contained(target_name: str, number: int) -> bool:
    """Whether what crashes or hangs a reader is refused where another process reads first."""
    from tests.campaign.targets import TARGETS

    if not TARGETS[target_name].is_contained:
        return False
    folder = Path(tempfile.mkdtemp(prefix="damaged-"))
    try:
        path = TARGETS[target_name].damage(folder, random.Random(f"{target_name} {number}"))
        if target_name == "weights":
            from latent.training.stored import Unreadable, check_stored

            try:
                check_stored(path)
            except (Unreadable, ValueError):
                return True
            return False
        from latent.data.rendering import render_file

        ((_, result),) = map_safely(render_file, [str(path)], 30)
        return isinstance(result, Lost)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def run_tries(target_name: str, numbers: Iterable[int]) -> Iterator[Outcome]:
    """Give what came of each number."""
    reader = Reader(target_name)
    try:
        for number in numbers:
            outcome = reader.try_one(number)
            if outcome.kind in ("crash", "hang") and is_contained(target_name, number):
                outcome = outcome._replace(kind="refused", words="by the process that reads first")
            yield outcome
    finally:
        reader.close()


def run(n_tries: int, first: int = 0, names: Iterable[str] | None = None) -> list[Outcome]:
    """Make so many tries, shared among the kinds of files; prints a line for each; the bad ones."""
    from tests.campaign.targets import TARGETS

    bad = []
    for name in names or TARGETS:
        n = max(1, round(TARGETS[name].share * n_tries))
        counts: Counter = Counter()
        for outcome in run_tries(name, range(first, first + n)):
            counts[outcome.kind] += 1
            if not outcome.is_good:
                bad.append(outcome)
                print(f"{name} {outcome}", flush=True)
        said = ", ".join(f"{count:,} {kind}" for kind, count in sorted(counts.items()))
        print(f"damaged files, {name}: {said}", flush=True)
    return bad


def main() -> int:
    """Run what the flags ask for; the status says whether all went well."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--tries", type=int, default=N_TRIES)
    parser.add_argument("--first", type=int, default=0, help="number of the first try")
    parser.add_argument("--target", help="one kind of file only")
    parser.add_argument("--number", type=int, help="one try of --target only, in this process")
    parser.add_argument("--work", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.work:
        work(arguments.work)
        return 0
    if arguments.number is not None:
        outcome = try_one(arguments.target, arguments.number)
        print(outcome)
        return 0 if outcome.is_good else 1
    names = [arguments.target] if arguments.target else None
    return 1 if run(arguments.tries, arguments.first, names) else 0


if __name__ == "__main__":
    sys.exit(main())
