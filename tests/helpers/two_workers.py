"""Starts dense.py as workers of a cluster on this computer, for tests.

Run as a script it is where they come from: it imports TensorFlow once and forks a child for every
worker that standard input asks for, because importing takes longer than what is tested.
"""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tests.helpers.scripts import ROOT, load_script, script_environment

# That a nursery has for all its workers together: 20 are enough, but not where others work too.
SECONDS = 600
SECONDS_TO_DIE = 60


def free_ports(n):
    """Return ports that nobody listens on now."""
    doors = [socket.create_server(("127.0.0.1", 0)) for _ in range(n)]
    ports = [door.getsockname()[1] for door in doors]
    for door in doors:
        door.close()
    return ports


def cluster_config(ports, index):
    """Return TF_CONFIG of worker `index` of those that listen on these ports of loopback."""
    addresses = [f"127.0.0.1:{port}" for port in ports]
    task = {"type": "worker", "index": index}
    return json.dumps({"cluster": {"worker": addresses}, "task": task})


@dataclass
class Worker:
    """A process that runs dense.py; what it says goes to files."""

    nursery: "Nursery"
    pid: int
    files: tuple[Path, Path]
    status: int | None = None

    def has_ended(self):
        """Return whether it has; its status is known then."""
        if self.status is None:
            self.status = self.nursery.ask({"status of": self.pid})
        return self.status is not None

    def end(self):
        """Wait until it has ended; returns its exit status, standard output and standard error."""
        self.wait_for(lambda: False)
        return self.status, *(path.read_text(encoding="utf-8") for path in self.files)

    def wait_for(self, condition, end=None):
        """Wait until a condition holds, or until it has ended."""
        end = self.nursery.end if end is None else end
        while not condition() and not self.has_ended():
            assert time.monotonic() < end, self.files[1].read_text(encoding="utf-8")
            time.sleep(0.05)

    def signal(self, number):
        """Send it a signal, unless it has ended."""
        if not self.has_ended():
            os.kill(self.pid, number)


class Nursery:
    """The process that workers are forked from; with it all of them end."""

    def __init__(self, folder):
        self.folder = folder
        self.workers = []
        self.end = time.monotonic() + SECONDS
        self.process = subprocess.Popen(
            [sys.executable, __file__],
            cwd=ROOT,
            env=script_environment(PYTHONUNBUFFERED=1),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def ask(self, order):
        """Give an order and return the answer."""
        self.process.stdin.write(json.dumps(order) + "\n")
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())

    @contextmanager
    def run(self, flags_of_each):
        """Run dense.py as one worker for each list of flags; they have ended after the block."""
        ports = free_ports(len(flags_of_each))
        started = []
        try:
            for index, flags in enumerate(flags_of_each):
                stem = self.folder / f"worker{len(self.workers)}"
                files = stem.with_suffix(".out"), stem.with_suffix(".err")
                order = {
                    "flags": ["--distribute", "multiworker", *map(str, flags)],
                    "config": cluster_config(ports, index),
                    "files": [str(path) for path in files],
                }
                started.append(Worker(self, self.ask(order), files))
                self.workers.append(started[-1])
            yield started
        finally:
            for worker in started:
                worker.signal(signal.SIGKILL)
            for worker in started:
                worker.wait_for(lambda: False, time.monotonic() + SECONDS_TO_DIE)

    def close(self):
        """End it."""
        self.process.stdin.close()
        with suppress(subprocess.TimeoutExpired):
            self.process.wait(10)
        self.process.kill()
        self.process.wait()
        self.process.stdout.close()


def fork(order, main):
    """Start a child that runs `main` with the order's flags; returns its id."""
    child = os.fork()
    if child:
        return child
    status = 1
    try:
        os.environ["TF_CONFIG"] = order["config"]
        for descriptor, path in zip((1, 2), order["files"], strict=True):
            os.dup2(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC), descriptor)
        status = main(order["flags"])
    except SystemExit as end:
        status = end.code
    finally:
        sys.stdout.flush()
        os._exit(status)


def main():
    """Obey one order a line: to start a worker, or to say with which status one has ended."""
    from latent.commands import training_run  # noqa: F401, imported before children are forked

    dense = load_script("dense")

    for line in sys.stdin:
        order = json.loads(line)
        if "status of" in order:
            pid, ended = os.waitpid(order["status of"], os.WNOHANG)
            answer = os.waitstatus_to_exitcode(ended) if pid else None
        else:
            answer = fork(order, dense.main)
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
