"""What is found out about clusters beside the living window, and can be stopped at any time."""

import threading
from collections.abc import Callable
from functools import partial

from latent.clustering.checks import Check, KPoint, numbers_to_try
from latent.clustering.result import Cancelled, Report
from latent.clustering.workbench import Workbench
from latent.windows.background import Background
from latent.windows.fonts.state import ClusterState

WORK = "checking"


class Checking:
    """Checks the clusters of a state, and tries other numbers of them.

    `lock`: held while the workbench is used. `changed` hears when something was found, and `failed`
    what went wrong.
    """

    def __init__(
        self,
        state: ClusterState,
        workbench: Workbench,
        lock: threading.Lock,
        background: Background,
        changed: Callable[[], object],
        failed: Callable[[Exception], object],
    ):
        self.doing = ""
        self._state, self.workbench, self._lock = state, workbench, lock
        self._background, self._changed, self._failed = background, changed, failed
        self._cancelled = threading.Event()

    @property
    def is_busy(self) -> bool:
        """Whether something is being found out."""
        return self._background.is_busy(WORK)

    def check(self) -> None:
        """Find out how clear the clusters are, and whether other seeds find them too."""
        clustering, made_by = self._state.clustering, self._state.clustered_by

        def work(report: Report) -> Check:
            return self.workbench.check(made_by, clustering, report)

        def take(found: Check) -> None:
            if self._state.clustering is clustering:
                self._state.check = found
                self._changed()

        self._start(work, take)

    def try_numbers(self) -> None:
        """Find out how clear and how stable other numbers of clusters are, one after the other."""
        state, made_by = self._state, self._state.clustered_by
        numbers = numbers_to_try(made_by.n_clusters, len(state.alphabets))

        def add(point: KPoint) -> None:
            state.add_number(point)
            self._changed()

        def work(report: Report) -> None:
            tell = partial(self._background.tell, WORK, add)
            self.workbench.try_numbers(made_by, numbers, report, tell)

        state.begin_numbers(made_by)
        self._start(work, lambda _: self._changed())

    def cancel(self) -> None:
        """Stop; what was found stays."""
        self._cancelled.set()
        self._background.forget(WORK)

    def _start(self, work: Callable[[Report], object], take: Callable[[object], object]) -> None:
        self.cancel()
        cancelled = self._cancelled = threading.Event()
        self.doing = "starting"

        def report(words: str) -> None:
            self.doing = words
            if cancelled.is_set():
                raise Cancelled

        def work_alone() -> object:
            with self._lock:  # one that was cancelled may still be at its last step
                report("starting")
                return work(report)

        self._background.start(WORK, work_alone, take, self._failed)
