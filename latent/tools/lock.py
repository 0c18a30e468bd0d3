"""Who writes a file now: a lock that a second run finds, and that no killed run leaves behind.

The lock is the system's own, on a hidden file beside the one that is written: it ends with the
process that holds it, however that ends. What stands in the hidden file only says who that is.
Where the system has no such locks, as on Windows and on some network drives, there are none.
"""

import json
import os
import shlex
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from latent.tools.check import UserError
from latent.tools.files import cannot_write
from latent.tools.plain_words import shown

SECONDS_BETWEEN_TRIES = 0.05
MOST_BYTES = 10_000  # of what says who holds a lock


@contextmanager
def writing_alone(path: str | os.PathLike, wait: float = 0) -> Iterator[None]:
    """Let no other process write `path`, which need not be there yet, within this block.

    `wait`: for how many seconds to wait for another that does. Raises UserError that names it, or
    if the folder cannot be written.
    """
    path, deadline = Path(path), time.monotonic() + wait
    lock_path = path.with_name(f".lock-{path.name}")
    while (file := _try_to_hold(lock_path)) is None:
        if time.monotonic() >= deadline:
            raise UserError(
                f"{path} is being written by {_holder(lock_path)}: wait until that has ended, or "
                "write into another folder"
            )
        time.sleep(SECONDS_BETWEEN_TRIES)
    try:
        yield
    finally:
        with suppress(OSError):
            lock_path.unlink()
        file.close()


def _try_to_hold(lock_path: Path) -> BinaryIO | None:
    """Return the locked file, or None if another process holds it."""
    try:
        lock_path.parent.mkdir(parents=True, exist_ok=True)
        file = lock_path.open("ab+")
    except OSError as problem:
        raise cannot_write(lock_path.with_name(lock_path.name[6:]), problem) from problem
    try:
        import fcntl

        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        file.close()
        return None
    except (ImportError, OSError):
        return file  # a system without locks
    with suppress(OSError):
        # Whoever held it before has removed it, and a third may hold the next file of this name.
        if os.fstat(file.fileno()).st_ino == lock_path.stat().st_ino:
            _say_who(file)
            return file
    file.close()
    return _try_to_hold(lock_path)


def _say_who(file: BinaryIO) -> None:
    command = shlex.join([Path(sys.argv[0]).name, *sys.argv[1:]])
    since = datetime.now().strftime("%Y-%m-%d %H:%M:%S")
    holder = {"process": os.getpid(), "command": shown(command, 300), "since": since}
    with suppress(OSError):
        file.truncate(0)
        file.write(json.dumps(holder).encode())
        file.flush()


def _holder(lock_path: Path) -> str:
    """Return in words who holds a lock."""
    try:
        with lock_path.open("rb") as file:
            holder = json.loads(file.read(MOST_BYTES))
        process, command, since = (holder[name] for name in ("process", "command", "since"))
        return f"process {shown(process)} since {shown(since)} ({shown(command, 300)})"
    except (OSError, ValueError, LookupError, TypeError, RecursionError):
        return "another process"
