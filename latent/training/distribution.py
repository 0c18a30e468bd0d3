"""Training on several devices or machines by TensorFlow's own distribution strategies.

Every replica has all weights and all images. For each step it takes its slice of the batch; the
slices' gradients are added up, so the weights stay equal everywhere.
"""

import hashlib
import io
import os
import re
import signal
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress

import numpy as np

from latent.tools.aligned import ALIGNMENT
from latent.tools.check import UserError
from latent.tools.quiet_tensorflow import silent_stderr, tf
from latent.tools.tf_config import Cluster, read_cluster

# What TensorFlow raises when another worker has ended, or has been silent for 10 seconds.
LOST = (
    tf.errors.AbortedError,
    tf.errors.CancelledError,
    tf.errors.DeadlineExceededError,
    tf.errors.UnavailableError,
)


class Distribution:
    """How the work of training is spread: a `tf.distribute` strategy and this process's part in it.

    `n_replicas`: the slices a batch is cut into, all workers together. `cluster`: the machines, or
    None where there is only this process. `is_chief`: whether this process is the one that writes.
    """

    def __init__(self, strategy: tf.distribute.Strategy, cluster: Cluster | None = None):
        self.strategy = strategy
        self.cluster = cluster
        self.n_workers = 1 if cluster is None else len(cluster.tasks)
        self.n_replicas = strategy.num_replicas_in_sync
        self.is_chief = cluster is None or cluster.number == 0
        self._compiled_sum = tf.function(self.sum_over_workers)

    @property
    def words(self) -> str:
        """What is trained on, in a line; empty for one device."""
        if self.cluster is not None:
            names = ", ".join(map(self.cluster.name, range(self.n_workers)))
            return f"training on {self.n_workers} workers: {names}; {self.n_replicas} replicas"
        if self.n_replicas > 1:
            devices = self.strategy.extended.worker_devices
            names = " ".join(":".join(device.rsplit(":", 2)[-2:]) for device in devices)
            return f"training on {self.n_replicas} devices: {names}"
        return ""

    @property
    def worker_name(self) -> str:
        """This process's name for messages; empty where it is the only one."""
        return "" if self.cluster is None else self.cluster.name(self.cluster.number)

    def check_batch_size(self, batch_size: int) -> None:
        """Raise UserError if there are not as many images in a batch as replicas."""
        if batch_size < self.n_replicas:
            raise UserError(
                f"--batch_size {batch_size}: is split over {self.n_replicas} replicas, "
                f"must be at least {self.n_replicas}"
            )

    def on_every_device(self, array: np.ndarray):
        """Put an array where every local replica has it at hand, to be given to `run`."""
        if self.n_replicas == 1 and not tf.config.list_logical_devices("GPU"):
            return _shared_tensor(array)
        return self.strategy.experimental_distribute_values_from_function(
            lambda _: tf.constant(array)
        )

    def run(self, function, *arguments) -> list:
        """Run a function on every replica; returns its results summed over the local ones."""
        results = self.strategy.run(function, arguments)
        return [tf.add_n(self.strategy.experimental_local_results(result)) for result in results]

    def own_rows(self, rows, n_rows: int):
        """Return a replica's slice of the `n_rows` rows of a batch; slices differ by 1 at most."""
        if self.n_replicas == 1:
            return rows
        replica = tf.distribute.get_replica_context().replica_id_in_sync_group
        start, stop = (k * n_rows // self.n_replicas for k in (replica, replica + 1))
        own = rows[start:stop]
        if n_rows % self.n_replicas == 0:
            own = tf.ensure_shape(own, [n_rows // self.n_replicas, *rows.shape[1:]])
        return own

    def sum_over_workers(self, values):
        """Return the sum of a tensor that every worker has; all of them must call this."""
        if self.n_workers == 1:
            return values
        n_local = self.n_replicas // self.n_workers

        def add(values):
            replica = tf.distribute.get_replica_context()
            # One replica of each worker speaks for it.
            speaks = tf.cast(replica.replica_id_in_sync_group % n_local == 0, values.dtype)
            return replica.all_reduce(tf.distribute.ReduceOp.SUM, values * speaks)

        return self.strategy.experimental_local_results(self.strategy.run(add, (values,)))[0]

    def any_worker(self, answer: bool) -> bool:
        """Return whether any worker's answer is yes; all of them must call this."""
        return bool(self._added(np.array([answer], np.int32))[0])

    def part(self) -> None:
        """Wait until all workers have made their last step; all of them must call this.

        A worker that ended before could take with it what another still waits for. Who does not
        answer here any more has ended, and is not missed.
        """
        with suppress(*LOST):
            self.any_worker(False)

    def share(self, content: bytes = b"") -> bytes:
        """Return the chief's bytes on every worker; all of them must call this."""
        if self.n_workers == 1:
            return content
        mine = np.frombuffer(content if self.is_chief else b"", np.uint8).astype(np.int32)
        size = int(self._added(np.array([len(mine)], np.int32))[0])
        if size == 0:
            return b""
        added = self._added(mine if self.is_chief else np.zeros(size, np.int32))
        return added.astype(np.uint8).tobytes()

    def share_arrays(self, arrays: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
        """Return the chief's arrays, by name, on every worker; all of them must call this."""
        packed = io.BytesIO()
        np.savez(packed, **arrays)
        with np.load(io.BytesIO(self.share(packed.getvalue())), allow_pickle=False) as shared:
            return dict(shared)

    def check_same(self, what: str, content: bytes | Iterable[np.ndarray]) -> None:
        """Raise UserError on every worker if one of them has other content than the chief.

        Arrays that come one after the other count as one.
        """
        if self.n_workers == 1:
            return
        digests = np.zeros((self.n_workers, 32), np.int32)
        digest = hashlib.sha256()
        for part in [content] if isinstance(content, bytes) else content:
            digest.update(np.ascontiguousarray(part) if isinstance(part, np.ndarray) else part)
        digests[self.cluster.number] = list(digest.digest())
        digests = self._added(digests)
        other = np.flatnonzero((digests != digests[0]).any(axis=1))
        if len(other):
            names = ", ".join(map(self.cluster.name, other))
            raise UserError(
                f"{names}: has other {what} than {self.cluster.name(0)}, "
                "start the same command with the same data on every machine"
            )

    @contextmanager
    def reporting_lost_workers(self, advice: str) -> Iterator[None]:
        """Turn the loss of another worker within the block into a UserError with this advice."""
        try:
            yield
        except LOST as problem:
            if self.cluster is None:
                raise
            raise UserError(
                f"{self._lost_worker(str(problem))} does not answer any more, and no step can be "
                f"made without it; {advice}"
            ) from problem

    def _added(self, values: np.ndarray) -> np.ndarray:
        if self.n_workers == 1:
            return values
        return self._compiled_sum(tf.constant(values)).numpy()

    def _lost_worker(self, problem: str) -> str:
        found = re.findall(r"/job:(\w+)(?:/replica:\d+)?/task:(\d+)", problem)
        for job, index in reversed(found):
            task = (job, int(index))
            if task in self.cluster.tasks and task != self.cluster.tasks[self.cluster.number]:
                return self.cluster.name(self.cluster.tasks.index(task))
        # Workers hear from the chief who is there; one that hears nothing has lost the chief.
        return "another worker" if self.is_chief else self.cluster.name(0)


def make_distribution(kind: str | None = None, devices: tuple[str, ...] = ()) -> Distribution:
    """Make what `--distribute` and `--devices` ask for.

    `kind`: "none", "mirrored", "multiworker", or None for "mirrored" where there are several GPUs
    and else "none". `devices`: names like "GPU:0"; empty for all GPUs. With "multiworker" it waits
    for the others. Raises UserError for devices that are not there and for workers that do not
    come. It must come before TensorFlow does anything else.
    """
    if kind == "multiworker":
        return _join_cluster(read_cluster())
    found = tf.config.list_physical_devices("GPU")
    gpus = tuple(device.name.removeprefix("/physical_device:") for device in found)
    if kind == "mirrored" or (kind is None and len(gpus) > 1):
        devices = devices or gpus
        if len(devices) < 2:
            raise UserError(
                f"--distribute mirrored: needs at least 2 devices, TensorFlow sees {len(gpus)} "
                "GPUs; for a try, make processors of one: --devices CPU:0 CPU:1"
            )
        _make_processors(devices)
        numbers = {kind: len(tf.config.list_logical_devices(kind)) for kind in ("CPU", "GPU")}
        known = [f"{kind}:{k}" for kind, n in numbers.items() for k in range(n)]
        for name in devices:
            if name not in known:
                raise UserError(f"--devices {name}: must be one of {', '.join(known)}")
        return Distribution(tf.distribute.MirroredStrategy([f"/{name}" for name in devices]))
    return Distribution(tf.distribute.get_strategy())


def _make_processors(devices: tuple[str, ...]) -> None:
    """Split the processor into as many logical ones as the names ask for."""
    numbers = [int(name.removeprefix("CPU:")) for name in devices if name.startswith("CPU:")]
    if numbers and max(numbers) > 0:
        processor = tf.config.list_physical_devices("CPU")[0]
        parts = [tf.config.LogicalDeviceConfiguration()] * (max(numbers) + 1)
        # Once TensorFlow works they are what they are, and the names are checked against them.
        with suppress(RuntimeError):
            tf.config.set_logical_device_configuration(processor, parts)


def _join_cluster(cluster: Cluster) -> Distribution:
    cluster.wait_for_all()
    # Else gRPC would look for the other machines through a proxy that is meant for the web.
    os.environ["no_grpc_proxy"] = ",".join(cluster.hosts)  # noqa: SIM112, it reads this spelling
    # While TensorFlow meets the others Python hears nothing: Ctrl-C must end the process itself.
    with _signals_as_by_default(), silent_stderr():
        strategy = tf.distribute.MultiWorkerMirroredStrategy()
    return Distribution(strategy, cluster)


@contextmanager
def _signals_as_by_default() -> Iterator[None]:
    """Let signals end the process; afterwards they do again what they did, whoever changed it."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    heard = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        for number in heard:
            signal.signal(number, signal.SIG_DFL)
        yield
    finally:
        for number, handler in heard.items():
            signal.signal(number, handler)


def _shared_tensor(array: np.ndarray):
    """Return an array as a tensor that uses its memory, where that can be; else as a copy.

    `tf.constant` would take twice the memory of the array while it copies. Nobody may write to
    the array as long as the tensor is used.
    """
    is_shareable = array.flags.c_contiguous and array.flags.writeable
    if not is_shareable or array.ctypes.data % ALIGNMENT or array.size == 0:
        return tf.constant(array)
    return tf.experimental.dlpack.from_dlpack(array.__dlpack__())
