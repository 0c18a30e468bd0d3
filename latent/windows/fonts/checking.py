"""What is found out about clusters: how far they can be believed, and what other numbers give."""

from collections.abc import Callable
from functools import partial

from latent.clustering.checks import Check, KPoint, numbers_to_try
from latent.clustering.result import Report
from latent.clustering.workbench import Workbench
from latent.windows.fonts.state import ClusterState
from latent.windows.fonts.work import Work


class Checking:
    """Checks the clusters of a state, and tries other numbers of them, as its `work`.

    `changed` hears when something was found, and `failed` what went wrong.
    """

    def __init__(
        self,
        state: ClusterState,
        workbench: Workbench,
        work: Work,
        changed: Callable[[], object],
        failed: Callable[[Exception], object],
    ):
        self.work = work
        self._state, self._workbench = state, workbench
        self._changed, self._failed = changed, failed

    def check(self) -> None:
        """Find out how clear the clusters are, and whether other seeds find them too."""
        clustering, made_by = self._state.clustering, self._state.clustered_by

        def take(found: Check) -> None:
            if self._state.clustering is clustering:
                self._state.check = found
                self._changed()

        check = partial(self._workbench.check, made_by, clustering)
        self.work.start(check, take, self._failed)

    def try_numbers(self) -> None:
        """Find out how clear and how stable other numbers of clusters are, one after the other."""
        state, made_by = self._state, self._state.clustered_by
        numbers = numbers_to_try(made_by.n_clusters, len(state.alphabets))

        def add(point: KPoint) -> None:
            state.add_number(point)
            self._changed()

        def work(report: Report) -> None:
            self._workbench.try_numbers(made_by, numbers, report, partial(self.work.tell, add))

        state.begin_numbers(made_by)
        self.work.start(work, lambda _: self._changed(), self._failed)
