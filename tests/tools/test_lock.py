import os
import signal
import subprocess
import sys
import threading
import time

import pytest

from latent.tools.lock import writing_alone
from tests.helpers.refusals import refusal_of
from tests.helpers.scripts import ROOT

HOLD = """
import sys, time
from latent.tools.lock import writing_alone
with writing_alone(sys.argv[1]):
    print("held", flush=True)
    time.sleep(600)
"""


def take(path, wait=0.0):
    with writing_alone(path, wait):
        pass


@pytest.fixture
def holder(tmp_path):
    """Return a process that holds the lock of tmp_path / "a"."""
    command = [sys.executable, "-c", HOLD, str(tmp_path / "a")]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert process.stdout.readline() == "held\n"
    yield process
    process.kill()
    process.communicate()


def test_a_second_process_is_refused_by_the_name_of_the_first(tmp_path, holder):
    said = refusal_of(take, tmp_path / "a")
    assert f"{tmp_path / 'a'} is being written by process {holder.pid} since 20" in said
    assert "(-c" in said
    take(tmp_path / "b")


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM])
def test_a_killed_process_leaves_no_lock_behind(tmp_path, holder, number):
    os.kill(holder.pid, number)
    holder.wait()
    take(tmp_path / "a")
    assert list(tmp_path.iterdir()) == []


def test_who_waits_gets_its_turn(tmp_path, holder):
    threading.Timer(0.5, holder.kill).start()
    before = time.monotonic()
    take(tmp_path / "a", wait=30)
    assert 0.2 < time.monotonic() - before < 20


def test_it_is_held_once_within_a_process_too_and_gone_after_an_error(tmp_path):
    with pytest.raises(ZeroDivisionError), writing_alone(tmp_path / "a"):
        assert str(os.getpid()) in refusal_of(take, tmp_path / "a")
        raise ZeroDivisionError
    take(tmp_path / "a")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "content", [b"", b"{", b"\xff", b"[1]", b'{"process": "\\u001b[2J"}', b"[" * 9999]
)
def test_a_lock_that_says_nonsense_still_holds(tmp_path, holder, content):
    (tmp_path / ".lock-a").write_bytes(content)
    assert "is being written by another process" in refusal_of(take, tmp_path / "a")


def test_many_threads_never_hold_it_at_once(tmp_path):
    inside, most, turns = 0, 0, []

    def work():
        nonlocal inside, most
        for _ in range(20):
            with writing_alone(tmp_path / "a", wait=60):
                inside += 1
                most = max(most, inside)
                time.sleep(0.0005)
                inside -= 1
                turns.append(1)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (most, len(turns)) == (1, 80)


def test_a_folder_that_cannot_be_is_said(tmp_path):
    (tmp_path / "file").write_text("")
    assert f"cannot write {tmp_path / 'file' / 'a'}" in refusal_of(take, tmp_path / "file" / "a")
