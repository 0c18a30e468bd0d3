"""How much may be under way to a page: enough to use its line, not so much that frames wait."""

from collections import deque

MOST_WAITING = 0.1  # seconds that a frame may wait until others are served
MEMORY = 0.8  # what each frame counts for the speed of the line, as a share of the next one
LEAST_SERVICE = 0.001  # seconds


class Pace:
    """What is under way to one page, and how long it takes. Times are seconds of one clock.

    A frame takes a delay, whatever its size, and then a service: its way through the narrowest
    place of the line, and being shown. Only one frame is served at a time, but others can be on
    their delay meanwhile. So as much may be under way as is served within the delay, and one
    frame always.
    """

    def __init__(self) -> None:
        self._under_way: deque[tuple[int, int, float]] = deque()  # number, bytes, when sent
        self._delay = float("inf")
        self._served = self._service = self._last_shown = 0.0

    @property
    def is_idle(self) -> bool:
        """Whether nothing is under way."""
        return not self._under_way

    @property
    def has_room(self) -> bool:
        """Whether one more frame may be sent now."""
        n_bytes = sum(size for _, size, _ in self._under_way)
        return self.is_idle or n_bytes < self._speed * (self._delay + MOST_WAITING)

    def measure(self, delay: float) -> None:
        """Note how long something small took to the page and back while nothing was under way."""
        self._delay = min(self._delay, delay)

    def send(self, number: int, n_bytes: int, now: float) -> None:
        """Note that a frame is sent."""
        self._under_way.append((number, n_bytes, now))

    def show(self, number: int, now: float) -> None:
        """Note that the page shows a frame, and so all before it, if it was sent that."""
        if all(each != number for each, _, _ in self._under_way):
            return
        shown, served = None, 0
        while shown != number:
            shown, n_bytes, sent = self._under_way.popleft()
            served += n_bytes
        if self._delay < float("inf"):
            service = now - max(sent + self._delay, self._last_shown)
            self._served = MEMORY * self._served + served
            self._service = MEMORY * self._service + max(service, LEAST_SERVICE)
        self._last_shown = now

    def forget(self) -> None:
        """Take nothing to be under way any more."""
        self._under_way.clear()

    @property
    def _speed(self) -> float:
        """Bytes in a second of service, or 0 while nothing is known."""
        return self._served / self._service if self._service else 0.0
