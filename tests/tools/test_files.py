import errno
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from latent.tools.check import UserError
from latent.tools.files import (
    ABANDONED_AFTER_SECONDS,
    check_writable,
    read_json,
    replacing,
    sha256,
    write_json,
)
from tests.helpers.scripts import ROOT

FULL_DEVICE = Path("/dev/full")


def names_in(folder):
    return sorted(path.name for path in folder.iterdir())


@pytest.fixture
def old_file(tmp_path):
    path = tmp_path / "notes.txt"
    path.write_text("old")
    return path


def test_a_file_is_replaced_when_the_block_ends_well(old_file):
    with replacing(old_file) as part:
        part.write_text("new")
        assert old_file.read_text() == "old"
    assert old_file.read_text() == "new"
    assert names_in(old_file.parent) == ["notes.txt"]


def test_who_is_reading_the_old_file_reads_it_to_its_end(old_file):
    with old_file.open() as reader:
        write_json(old_file, {"a": 1})
        assert reader.read() == "old"


def test_the_folder_is_made_if_it_is_missing(tmp_path):
    with replacing(tmp_path / "a" / "b" / "notes.txt") as part:
        part.write_text("new")
    assert (tmp_path / "a" / "b" / "notes.txt").read_text() == "new"


def test_the_path_to_write_to_has_the_same_ending_in_the_same_folder(tmp_path):
    with replacing(tmp_path / "x.weights.h5") as part:
        assert part.parent == tmp_path
        assert part.name.endswith(".weights.h5")
        part.touch()


@pytest.mark.parametrize("problem", [ValueError, KeyboardInterrupt, MemoryError])
def test_the_old_file_stays_when_the_block_fails(old_file, problem):
    with pytest.raises(problem), replacing(old_file) as part:
        part.write_text("half of the n")
        raise problem
    assert old_file.read_text() == "old"
    assert names_in(old_file.parent) == ["notes.txt"]


def test_a_block_that_writes_nothing_is_an_error_and_the_old_file_stays(old_file):
    with pytest.raises(UserError, match=r"cannot write .*notes.txt"), replacing(old_file):
        pass
    assert old_file.read_text() == "old"


@pytest.mark.skipif(not FULL_DEVICE.exists(), reason="there is no /dev/full here")
def test_a_full_disk_is_said_in_one_line_and_the_old_file_stays(old_file):
    with pytest.raises(UserError) as refusal, replacing(old_file) as part:
        part.symlink_to(FULL_DEVICE)  # every write to it fails as on a full disk
        part.write_text("new")
    assert str(refusal.value) == (
        f"cannot write {old_file}: the disk is full, make room or choose another folder with --out"
    )
    assert old_file.read_text() == "old"
    assert names_in(old_file.parent) == ["notes.txt"]


def test_json_on_a_full_disk_leaves_the_old_file(old_file, monkeypatch):
    def write_half(self, text, **_):
        with self.open("w") as file:
            file.write(text[: len(text) // 2])
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(Path, "write_text", write_half)
    with pytest.raises(UserError, match="the disk is full"):
        write_json(old_file, {"a": 1})
    assert old_file.read_text() == "old"
    assert names_in(old_file.parent) == ["notes.txt"]


def test_a_disk_that_is_full_only_when_the_file_is_flushed_leaves_the_old_file(
    old_file, monkeypatch
):
    def fail(_):
        raise OSError(errno.EDQUOT, os.strerror(errno.EDQUOT))

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(UserError, match="the disk quota is used up"):
        write_json(old_file, {"a": 1})
    assert old_file.read_text() == "old"
    assert names_in(old_file.parent) == ["notes.txt"]


def test_a_folder_that_is_a_file_is_said(old_file):
    for path in (old_file / "x.json", old_file / "deeper" / "x.json"):
        with pytest.raises(UserError, match="a part of the path is a file, choose another folder"):
            write_json(path, {})
        with pytest.raises(UserError, match="a part of the path is a file, choose another folder"):
            check_writable(path.parent)
    assert old_file.read_text() == "old"


@pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write into any folder"
)
def test_a_read_only_folder_is_said_and_the_old_file_stays(old_file):
    old_file.parent.chmod(0o500)
    try:
        with pytest.raises(UserError, match="permission denied, choose another folder"):
            write_json(old_file, {})
    finally:
        old_file.parent.chmod(0o700)
    assert old_file.read_text() == "old"


def test_a_folder_in_the_place_of_the_file_is_said_and_stays(tmp_path):
    (tmp_path / "x.json").mkdir()
    with pytest.raises(UserError, match="there is a folder of that name"):
        write_json(tmp_path / "x.json", {})
    assert names_in(tmp_path) == ["x.json"]


def test_a_name_that_is_too_long_is_said(tmp_path):
    with pytest.raises(UserError, match="the name is too long, choose a shorter one with --name"):
        write_json(tmp_path / ("x" * 300), {})
    assert names_in(tmp_path) == []


def test_a_kill_in_the_middle_of_writing_leaves_the_old_file(old_file):
    writer = (
        "import sys, time\n"
        "from latent.tools.files import replacing\n"
        "with replacing(sys.argv[1]) as part, part.open('w') as file:\n"
        "    file.write('half of the n')\n"
        "    file.flush()\n"
        "    print('writing', flush=True)\n"
        "    time.sleep(600)\n"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", writer, old_file], cwd=ROOT, stdout=subprocess.PIPE
    )
    with process:
        assert process.stdout.readline() == b"writing\n"
        process.kill()
    assert process.returncode == -signal.SIGKILL
    assert old_file.read_text() == "old"
    write_json(old_file, {"a": 1})  # what the kill left behind is not in the way
    assert read_json(old_file, "notes") == {"a": 1}


def test_parts_of_killed_runs_are_removed_only_when_they_are_old(old_file):
    folder = old_file.parent
    now = time.time()
    ages = {
        ".part-1-notes.txt": ABANDONED_AFTER_SECONDS + 60,
        ".part-2-notes.txt": ABANDONED_AFTER_SECONDS - 60,
        ".part-3-others.json": ABANDONED_AFTER_SECONDS + 60,
        "part-4-notes.txt": ABANDONED_AFTER_SECONDS + 60,
    }
    for name, age in ages.items():
        (folder / name).touch()
        os.utime(folder / name, (now - age, now - age))
    with replacing(old_file) as part:
        part.write_text("new")
    assert names_in(folder) == [
        ".part-2-notes.txt",
        ".part-3-others.json",
        "notes.txt",
        "part-4-notes.txt",
    ]


def test_json_is_sorted_indented_and_ends_with_a_newline(tmp_path):
    path = tmp_path / "x.json"
    write_json(path, {"b": [1, 2.5], "a": "é"})
    assert path.read_bytes().decode("utf-8") == (
        '{\n  "a": "é",\n  "b": [\n    1,\n    2.5\n  ]\n}\n'
    )


def test_json_that_is_read_is_what_was_written(tmp_path):
    value = {"a": [1, None, True, "ß"], "b": {"c": 0.1}}
    write_json(tmp_path / "x.json", value)
    assert read_json(tmp_path / "x.json", "a history") == value


def test_json_never_holds_a_number_that_is_not_finite(old_file):
    with pytest.raises(ValueError, match="not JSON compliant"):
        write_json(old_file, {"loss": float("nan")})
    assert old_file.read_text() == "old"


@pytest.mark.parametrize(
    "content",
    [b"", b'{"a": 1', b"\xff\xfe\x00", b"[" * 200_000, b'{"a": ' + b"9" * 10_000 + b"}"],
    ids=["empty", "cut off", "not UTF-8", "nested too deep", "a number too long"],
)
def test_what_is_not_json_is_said(tmp_path, content):
    path = tmp_path / "x.json"
    path.write_bytes(content)
    with pytest.raises(UserError) as refusal:
        read_json(path, "a history")
    assert str(refusal.value) == f"{path} is not a history: it is not valid JSON"


def test_json_that_is_not_there_is_said(tmp_path):
    with pytest.raises(UserError, match=r"cannot read a history .*x.json: No such file"):
        read_json(tmp_path / "x.json", "a history")


def test_sha256_is_that_of_the_bytes(tmp_path):
    path = tmp_path / "abc"
    path.write_bytes(b"abc")  # the example of FIPS 180-2
    assert sha256(path) == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"


def test_sha256_reads_a_file_to_its_end(tmp_path):
    large = bytes(3 << 20)
    (tmp_path / "a").write_bytes(large)
    (tmp_path / "b").write_bytes(large[:-1] + b"\x01")
    assert sha256(tmp_path / "a") != sha256(tmp_path / "b")


def test_looking_whether_a_folder_can_be_written_leaves_nothing_in_it(tmp_path):
    check_writable(tmp_path / "results")
    assert names_in(tmp_path / "results") == []
