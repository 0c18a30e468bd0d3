"""A function run on many items in processes that may crash or hang: only their own item is lost."""

import multiprocessing
import os
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from multiprocessing.connection import Connection, wait
from types import ModuleType
from typing import Any

MOST_MEMORY = 4 << 30  # bytes a worker may ask for, so that a damaged file cannot take them all
START_SECONDS = 60  # for a worker to start and import what it needs
_READY = "a worker is ready"


class Lost:
    """What stands for the result of an item whose worker crashed or did not answer in time."""

    def __init__(self, reason: str):
        self.reason = reason


def map_safely(
    function: Callable[[Any], Any],
    items: Iterable[Any],
    seconds: float,
    n_workers: int | None = None,
) -> Iterator[tuple[Any, Any]]:
    """Give each item and its result, or `Lost`, as they come, from `n_workers` processes.

    `function` belongs to a module, and does not raise; `seconds` is how long one item may take.
    A worker that crashes or takes longer is replaced. Without `n_workers` there is one per core.
    """
    waiting = list(items)[::-1]
    n_workers = max(1, min(n_workers or os.cpu_count() or 1, len(waiting)))
    workers: list[_Worker] = []
    try:
        while waiting or workers:
            while waiting and len(workers) < n_workers:
                workers.append(_Worker(function, waiting.pop(), seconds))
            deadline = min(worker.deadline for worker in workers)
            wait([w.connection for w in workers], max(0.0, deadline - time.monotonic()))
            for worker in list(workers):
                result = worker.result(seconds)
                if result is None:
                    continue
                yield worker.item, result[0]
                if isinstance(result[0], Lost) or not waiting:
                    worker.stop()
                    workers.remove(worker)
                else:
                    worker.give(waiting.pop(), seconds)
    finally:
        for worker in workers:
            worker.stop()


class _Worker:
    """One process, and the item it is at."""

    def __init__(self, function: Callable[[Any], Any], item: Any, seconds: float):
        context = multiprocessing.get_context("spawn")
        self.connection, other = context.Pipe()
        self._process = context.Process(target=_work, args=(function, other), daemon=True)
        with _no_main_module():
            self._process.start()
        other.close()
        self.give(item, START_SECONDS)

    def give(self, item: Any, seconds: float) -> None:
        self.item, self.deadline = item, time.monotonic() + seconds
        with suppress(OSError):  # it died at once: `result` will find out
            self.connection.send(item)

    def result(self, seconds: float) -> tuple[Any] | None:
        """Return the result in a tuple, or None if there is none yet."""
        try:
            if self.connection.poll():
                result = self.connection.recv()
                if result == _READY:
                    self.deadline = time.monotonic() + seconds
                    return None
                return (result,)
        except (EOFError, OSError):
            return (Lost("crashes what reads it"),)
        if time.monotonic() >= self.deadline:
            return (Lost(f"takes what reads it more than {seconds:g} seconds"),)
        return None

    def stop(self) -> None:
        self.connection.close()
        self._process.kill()
        self._process.join()


@contextmanager
def _no_main_module() -> Iterator[None]:
    """Let a process that starts within this block not run the main script's lines again.

    Else whoever reads weights in a few lines of a script would have to put them into a function.
    """
    main = sys.modules["__main__"]
    sys.modules["__main__"] = ModuleType("__main__")
    try:
        yield
    finally:
        sys.modules["__main__"] = main


def _work(function: Callable[[Any], Any], connection: Connection) -> None:
    with suppress(ImportError, ValueError, OSError):
        import resource  # not on Windows

        resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    with suppress(EOFError, OSError, KeyboardInterrupt):
        connection.send(_READY)
        while True:
            connection.send(function(connection.recv()))
