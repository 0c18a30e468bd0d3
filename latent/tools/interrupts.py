"""Ctrl-C that is heard at the next good moment instead of in the middle of a step."""

import signal
import threading


class Interrupts:
    """Inside the block, the first Ctrl-C only sets `asked`; the second one stops at once."""

    def __init__(self):
        self.asked = False
        self._original = None

    def __enter__(self) -> "Interrupts":
        # Python hears signals in its main thread only; elsewhere Ctrl-C works as ever.
        if threading.current_thread() is threading.main_thread():
            self._original = signal.signal(signal.SIGINT, self._hear)
        return self

    def __exit__(self, *_) -> None:
        if self._original is not None:
            signal.signal(signal.SIGINT, self._original)

    def _hear(self, number: int, frame: object) -> None:
        if self.asked:
            raise KeyboardInterrupt
        self.asked = True
