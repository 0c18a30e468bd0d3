"""Starts training scripts as workers of a cluster on this computer, for tests."""

import json
import socket
import subprocess
import sys
import time
from contextlib import contextmanager

from tests.helpers import ROOT, script_environment

SECONDS = 80


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


@contextmanager
def workers(flags_of_each, ports=None):
    """Run dense.py as one worker for each list of flags; all have ended when the block is over."""
    ports = ports or free_ports(len(flags_of_each))
    started = []
    try:
        for index, flags in enumerate(flags_of_each):
            started.append(
                subprocess.Popen(
                    [sys.executable, "dense.py", "--distribute", "multiworker", *map(str, flags)],
                    cwd=ROOT,
                    env=script_environment(
                        TF_CONFIG=cluster_config(ports, index), PYTHONUNBUFFERED=1
                    ),
                    stdout=subprocess.PIPE,
                    stderr=subprocess.PIPE,
                    text=True,
                )
            )
        yield started
    finally:
        for process in started:
            process.kill()
            process.communicate()


def ended(process):
    """Wait for a worker's end; returns its exit status, standard output and standard error."""
    out, said = process.communicate(timeout=SECONDS)
    return process.returncode, out, said


def wait_for(condition, process):
    """Wait until a condition holds, as long as the process lives."""
    end = time.monotonic() + SECONDS
    while not condition():
        assert process.poll() is None, process.stderr.read()
        assert time.monotonic() < end
        time.sleep(0.05)
