"""Threads of our own in place of those that libraries start."""

import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

from threadpoolctl import threadpool_limits


def alone() -> threadpool_limits:
    """Return a block in which BLAS and OpenMP start no threads.

    Theirs wait for each other in busy loops, and where anything else uses the computer's cores
    take up to ten times as long as one thread alone. They also add in a changing order.
    """
    return threadpool_limits(1)


@contextmanager
def workers() -> Iterator[ThreadPoolExecutor]:
    """Give a pool of one thread per core, each of which computes alone, see `alone`.

    What has not begun when the block fails is dropped.
    """
    with (
        alone(),
        # OpenMP counts threads for each thread that calls it, so each one is told.
        ThreadPoolExecutor(os.cpu_count(), initializer=threadpool_limits, initargs=(1,)) as pool,
    ):
        try:
            yield pool
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise
