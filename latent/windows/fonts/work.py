"""Work beside the living window that can be stopped at any step."""

import threading
import time
from collections.abc import Callable
from typing import Any

from latent.clustering.result import Cancelled, Report
from latent.windows.background import Background


class Work:
    """Work of one name, one at a time. `doing`: what it is at, in words.

    `lock`: held while it is done; works that share it wait for each other.
    """

    def __init__(self, name: str, background: Background, lock: threading.Lock):
        self.doing = ""
        self._name, self._background, self._lock = name, background, lock
        self._started, self._cancelled = 0.0, threading.Event()

    @property
    def is_busy(self) -> bool:
        """Whether it is under way."""
        return self._background.is_busy(self._name)

    @property
    def seconds(self) -> float:
        """How long ago it began."""
        return time.monotonic() - self._started

    def start(
        self,
        work: Callable[[Report], Any],
        then: Callable[[Any], object],
        otherwise: Callable[[Exception], object],
    ) -> None:
        """Stop what is under way and begin `work`, which reports each step.

        `then` and `otherwise` hear in the window's thread of its result or of what it raised.
        """
        self.cancel()
        cancelled = self._cancelled = threading.Event()
        self.doing, self._started = "starting", time.monotonic()

        def report(words: str) -> None:
            self.doing = words
            if cancelled.is_set():
                raise Cancelled

        def work_alone() -> Any:
            with self._lock:  # one that was cancelled may still be at its last step
                report("starting")
                return work(report)

        self._background.start(self._name, work_alone, then, otherwise)

    def tell(self, told: Callable[[Any], object], value: Any) -> None:
        """Let `told` hear of a value in the window's thread; for the work itself to call."""
        self._background.tell(self._name, told, value)

    def cancel(self) -> None:
        """Stop it, if it is under way."""
        self._cancelled.set()
        self._background.forget(self._name)
