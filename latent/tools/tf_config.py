"""The machines that TF_CONFIG names: read, checked in words, and waited for.

TensorFlow's own reader checks nothing, and it waits for missing machines without hearing Ctrl-C. So
TF_CONFIG is checked here, and the machines wait for each other here, before TensorFlow reads it.
"""

import json
import os
import socket
import sys
import threading
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass

from latent.tools.check import UserError

SECONDS_TO_WAIT = 300
SECONDS_BETWEEN_TRIES = 0.2
SECONDS_TO_ANSWER = 2
GREETING = "latent autoencoders: "
JOBS = ("chief", "worker")
EXAMPLE = (
    '{"cluster": {"worker": ["host1:2222", "host2:2222"]}, "task": {"type": "worker", "index": 0}}'
)


@dataclass(frozen=True)
class Cluster:
    """All workers of a run, the chief first, and which of them this process is.

    `tasks`: each one's job, "chief" or "worker", and its index there. `addresses`: "host:port" of
    each. `number`: the place of this one.
    """

    tasks: tuple[tuple[str, int], ...]
    addresses: tuple[str, ...]
    number: int

    @property
    def hosts(self) -> list[str]:
        """The machines without their ports, each once."""
        return sorted({_host_and_port(address)[0] for address in self.addresses})

    def name(self, number: int) -> str:
        """Return a worker's name for messages, like "worker 1 (host2:2222)"."""
        job, index = self.tasks[number]
        job = job if job == "chief" else f"{job} {index}"
        return f"{job} ({self.addresses[number]})"

    def wait_for_all(self, seconds: float = SECONDS_TO_WAIT) -> None:
        """Wait until every worker of the cluster has been started.

        Raises UserError if this one's port is taken, if at another's address somebody else
        answers, or if one has not come within `seconds`.
        """
        missing = [number for number in range(len(self.tasks)) if number != self.number]
        end = time.monotonic() + seconds
        with self._answering():
            for number in missing:
                is_said = False
                while not self._answers(number):
                    if time.monotonic() > end:
                        raise UserError(
                            f"{self.name(number)} was not there within {seconds:.0f} seconds: "
                            "start the same command there with its own TF_CONFIG, and see that "
                            "the address is right and no firewall is between"
                        )
                    if not is_said:
                        print(f"waiting for {self.name(number)}", file=sys.stderr, flush=True)
                        is_said = True
                    time.sleep(SECONDS_BETWEEN_TRIES)

    def _answering(self) -> "_Doorman":
        _, port = _host_and_port(self.addresses[self.number])
        return _Doorman(port, f"{GREETING}{self.number}", self.name(self.number))

    def _answers(self, number: int) -> bool:
        try:
            with socket.create_connection(
                _host_and_port(self.addresses[number]), SECONDS_TO_ANSWER
            ) as line:
                said = line.recv(64).decode("utf-8", "replace")
        except OSError:
            return False
        if said.startswith(GREETING) and said != f"{GREETING}{number}":
            raise UserError(
                f"TF_CONFIG: at {self.addresses[number]} somebody answers as number "
                f"{said.removeprefix(GREETING)} of the cluster, not as {self.name(number)}: "
                'give each machine its own "index"'
            )
        return True  # also when TensorFlow itself is there already, and says something else


class _Doorman:
    """Tells whoever connects to a port who will listen there, until the block is over."""

    def __init__(self, port: int, greeting: str, name: str):
        self._greeting = greeting.encode()
        self._door = socket.socket()
        self._door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            self._door.bind(("", port))
            self._door.listen()
        except OSError as problem:
            self._door.close()
            raise UserError(
                f"TF_CONFIG: port {port} of {name} cannot be used on this computer "
                f"({problem.strerror or problem}): end what uses it, or choose another port"
            ) from problem
        self._thread = threading.Thread(target=self._work, daemon=True)

    def __enter__(self) -> None:
        self._door.settimeout(SECONDS_BETWEEN_TRIES)
        self._is_open = True
        self._thread.start()

    def __exit__(self, *_) -> None:
        self._is_open = False
        self._thread.join()
        self._door.close()

    def _work(self) -> None:
        while self._is_open:
            with suppress(OSError):  # nobody came, or went away at once
                line, _ = self._door.accept()
                with line:
                    line.sendall(self._greeting)


def read_cluster(environment: Mapping[str, str] = os.environ) -> Cluster:
    """Read TF_CONFIG as TensorFlow documents it; raises UserError, in words, if it is wrong."""
    text = environment.get("TF_CONFIG", "")
    if not text:
        raise UserError(
            "--distribute multiworker: the environment variable TF_CONFIG is missing, "
            f"set it on each machine to something like {EXAMPLE}"
        )
    try:
        config = json.loads(text)
    except (ValueError, RecursionError) as problem:
        raise _wrong(f"it is not valid JSON ({problem})") from problem
    if not isinstance(config, dict):
        raise _wrong("it must be a JSON object")
    for part in ("cluster", "task"):
        if not isinstance(config.get(part), dict) or not config[part]:
            raise _wrong(f'it has no "{part}"')
    tasks, addresses = _read_addresses(config["cluster"])
    task = config["task"].get("type"), config["task"].get("index")
    job, index = task
    if not isinstance(job, str) or job not in config["cluster"]:
        known = ", ".join(config["cluster"])
        raise _wrong(f'"type" {job!r} of "task" must be a job of "cluster": {known}')
    n_tasks = len(config["cluster"][job])
    if type(index) is not int or not 0 <= index < n_tasks:
        raise _wrong(
            f'"index" {index!r} of "task" must be a whole number from 0 to {n_tasks - 1}, '
            f"because there are {n_tasks} of type {job}"
        )
    return Cluster(tasks, addresses, tasks.index(task))


def _read_addresses(cluster: dict) -> tuple[tuple[tuple[str, int], ...], tuple[str, ...]]:
    tasks, addresses = [], []
    for job in cluster:
        if job not in JOBS:
            raise _wrong(f'job {job!r} of "cluster" must be one of {", ".join(JOBS)}')
    for job in JOBS:
        listed = cluster.get(job, [])
        if not isinstance(listed, list) or (job == "chief" and len(listed) > 1):
            raise _wrong(f'"{job}" of "cluster" must be a list of addresses, "chief" of one')
        for index, address in enumerate(listed):
            _check_address(address)
            tasks.append((job, index))
            addresses.append(address)
    if len(tasks) < 2:
        raise _wrong(f'"cluster" has {len(tasks)} workers, needs at least 2')
    if len(set(addresses)) < len(addresses):
        raise _wrong('two workers of "cluster" have the same address')
    return tuple(tasks), tuple(addresses)


def _check_address(address: object) -> None:
    host, _, port = address.rpartition(":") if isinstance(address, str) else ("", "", "")
    if not host or not (port.isascii() and port.isdigit()) or not 0 < int(port) < 2**16:
        raise _wrong(f"address {address!r} must be like host:2222")
    try:
        socket.getaddrinfo(host.strip("[]"), int(port))
    except (OSError, UnicodeError) as problem:
        raise _wrong(f"host {host!r} is not known to this computer") from problem


def _host_and_port(address: str) -> tuple[str, int]:
    host, _, port = address.rpartition(":")
    return host.strip("[]"), int(port)


def _wrong(what: str) -> UserError:
    return UserError(f"TF_CONFIG: {what}; it should be like {EXAMPLE}")
