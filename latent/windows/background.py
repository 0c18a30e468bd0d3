"""Work that must not keep a window waiting, and the way its results come back to the window."""

import itertools
import queue
import threading
import time
from collections.abc import Callable
from typing import Any

SECONDS_BETWEEN_LOOKS = 0.005


def _raise(problem: Exception) -> None:
    raise problem


class Background:
    """Runs work in threads of its own; what follows runs in the thread that calls `deliver`.

    Work has a name. Of two works with the same name only the one that was started later delivers,
    so a window never gets what is out of date.
    """

    def __init__(self) -> None:
        self._done: queue.SimpleQueue = queue.SimpleQueue()
        self._numbers = itertools.count()
        self._latest: dict[str, int] = {}
        self._own = threading.local()  # the number of the work that a thread does

    def start(
        self,
        name: str,
        work: Callable[[], Any],
        then: Callable[[Any], object] = lambda result: None,
        otherwise: Callable[[Exception], object] = _raise,
    ) -> None:
        """Begin `work()` at once; `deliver` will call `then` with what it returns.

        If it raises, `deliver` calls `otherwise` with the exception; by default it raises it.
        """
        number = self._latest[name] = next(self._numbers)

        def run() -> None:
            self._own.number = number
            try:
                self._done.put((name, number, then, work(), True))
            except Exception as problem:
                self._done.put((name, number, otherwise, problem, True))

        threading.Thread(target=run, name=name).start()

    def tell(self, name: str, told: Callable[[Any], object], value: Any) -> None:
        """Let `deliver` call `told` with a value while the latest work of a name is under way.

        That work calls this from its own thread; what it tells is dropped once it is out of date.
        """
        self._done.put((name, getattr(self._own, "number", None), told, value, False))

    def is_busy(self, name: str | None = None) -> bool:
        """Whether something (of this name) is under way or waits to be delivered."""
        return bool(self._latest) if name is None else name in self._latest

    def forget(self, name: str) -> None:
        """Let the work of this name deliver nothing any more."""
        self._latest.pop(name, None)

    def deliver(self) -> bool:
        """Hand over what is finished; returns whether there was anything."""
        anything = False
        while not self._done.empty():
            name, number, follow, result, is_end = self._done.get()
            if name in self._latest and self._latest[name] == number:
                if is_end:
                    del self._latest[name]
                anything = True
                follow(result)
        return anything

    def finish(self) -> None:
        """Wait for all that is under way, and for what it starts, and deliver it."""
        while self.is_busy():
            if not self.deliver():
                time.sleep(SECONDS_BETWEEN_LOOKS)
