"""Surroundings that nobody wants: full disks, read-only folders, wild names, no room, no clock."""

import os
import shlex
import subprocess
import sys
import time

import numpy as np
import pytest

from latent.maps.embedding_file import load_embedding, save_embedding
from latent.training.weights_file import load_weights
from tests.helpers.maps import grid_map
from tests.helpers.refusals import error_line_of
from tests.helpers.scripts import (
    ROOT,
    check_error_line,
    load_script,
    one_error_line,
    run_script,
    script_environment,
)

in_campaign = pytest.mark.skipif(
    not os.environ.get("LATENT_CAMPAIGN"), reason="`make campaign` runs it"
)
SMALL = [
    "--dataset",
    "optdigits",
    "--n_train",
    "200",
    "--epochs",
    "1",
    "--no_plot",
    "--figures",
    "none",
    "--layers",
    "20",
]
MAP = ["--raw", "optdigits", "--n_train", "100", "--methods", "PCA", "--map_size", "300"]
WILD = "a b'\"\n\x1b[2J$(x)é"


def train(out, *flags):
    return load_script("dense").main([*SMALL, "--name", "a", "--out", str(out), *map(str, flags)])


def make_map(out):
    return load_script("embed").main([*MAP, "--out", str(out)])


@pytest.fixture
def mounted(tmp_path):
    """Return a function that mounts a small file system; skips where that is not allowed."""
    folders = []

    def mount(options):
        folder = tmp_path / f"mounted{len(folders)}"
        folder.mkdir()
        command = ["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(folder)]
        try:
            subprocess.run(command, check=True, capture_output=True)
        except (OSError, subprocess.CalledProcessError):
            pytest.skip("only root may mount")
        folders.append(folder)
        return folder

    yield mount
    for folder in folders:
        subprocess.run(["umount", str(folder)], check=True)


def fill(folder, left):
    """Fill a small file system until `left` bytes are free."""
    free = os.statvfs(folder)
    (folder / "filling").write_bytes(b"x" * (free.f_bavail * free.f_frsize - left))


def names_in(folder):
    return sorted(path.name for path in folder.iterdir())


@pytest.mark.parametrize(
    ("script", "flags", "left"),
    [("dense.py", SMALL, 100_000), ("embed.py", MAP, 50_000), ("embed.py", MAP, 0)],
)
def test_a_full_disk_ends_in_one_line_with_nothing_half_written(
    mounted, capsys, script, flags, left
):
    folder = mounted("size=4m")
    fill(folder, left)
    main = load_script(script[:-3]).main
    with pytest.raises(SystemExit) as end:
        main([*flags, "--out", str(folder)])
    assert end.value.code == 2
    said = capsys.readouterr().err.splitlines()
    assert said[-1].startswith(f"{script}: error: cannot write {folder}")
    assert "the disk is full" in said[-1]
    assert names_in(folder) == ["filling"]


def test_a_full_disk_keeps_what_there_was(mounted, capsys):
    folder = mounted("size=4m")
    assert train(folder) == 0
    before = (folder / "a.weights.h5").read_bytes()
    fill(folder, 100_000)
    with pytest.raises(SystemExit):
        train(folder)
    assert "the disk is full" in capsys.readouterr().err.splitlines()[-1]
    assert (folder / "a.weights.h5").read_bytes() == before
    assert load_weights(folder / "a.weights.h5").record.epoch == 1


def test_a_full_disk_for_the_cache_is_only_a_warning(mounted, tmp_path, monkeypatch, caplog):
    from tests.data.test_tmnist import ALPHANUMERIC, read_tmnist, row, write_csv

    folder = mounted("size=1m")
    fill(folder, 0)
    monkeypatch.setenv("LATENT_CACHE", str(folder))
    write_csv(tmp_path, row("A-Bold", "x", "5"))
    assert read_tmnist(ALPHANUMERIC, tmp_path).images[0, 0, 0] == 5
    assert "from their source each time" in caplog.text
    assert names_in(folder) == ["filling"]


def test_a_read_only_folder_is_said_before_long_work(mounted, capsys):
    folder = mounted("ro")
    for script, flags in (("dense.py", SMALL), ("embed.py", MAP)):
        main = load_script(script[:-3]).main
        line = error_line_of(capsys, script, main, *flags, "--out", folder)
        assert line.startswith(f"cannot write {folder}")
        assert "the folder is read-only, choose another with --out" in line


@in_campaign
def test_folders_and_files_may_have_any_name_that_a_system_has(tmp_path, capsys):
    folder = tmp_path / WILD / ("x" * 200) / os.fsdecode(b"\xff\xfe")
    folder.mkdir(parents=True)
    link = tmp_path / "link"
    link.symlink_to(folder, target_is_directory=True)
    assert train(link) == 0
    assert train(folder) == 0
    assert load_weights(folder / "a.weights.h5").record.epoch == 2
    assert make_map(folder) == 0
    flags = [str(folder / "a.weights.h5"), "--methods", "PCA", "--map_size", "300", "--out"]
    assert load_script("embed").main([*flags, str(folder)]) == 0
    path = folder / "a.weights.h5.embed-PCA.pkl"
    assert load_embedding(path).weights_path == str(folder / "a.weights.h5")
    picture = folder / "window.png"
    assert load_script("explore_latent").main([str(path), "--snapshot", str(picture)]) == 0
    assert picture.exists()
    out = capsys.readouterr().out
    assert all(line.isprintable() for line in out.splitlines())


@pytest.mark.parametrize("length", [195, 241, 255, 300])
def test_a_name_that_is_too_long_for_the_system_is_said(tmp_path, capsys, length):
    line = error_line_of(
        capsys,
        "dense.py",
        load_script("dense").main,
        *SMALL,
        "--out",
        tmp_path,
        "--name",
        "x" * length,
    )
    assert "the name is too long, choose a shorter one with --name" in line
    assert names_in(tmp_path) == []


@in_campaign
def test_images_of_ones_own_may_lie_in_folders_with_any_name(tmp_path):
    from PIL import Image

    from latent.data import load

    folder = tmp_path / os.fsdecode(b"own \xff")
    for name in (WILD, os.fsdecode(b"\xfe"), "c" * 200):
        (folder / name).mkdir(parents=True)
        for k in range(3):
            Image.new("L", (8, 8), 40 * k).save(folder / name / f"{k}.png")
    dataset = load(str(folder))
    assert len(dataset.label_names) == 3
    assert all(name.isprintable() for name in dataset.label_names)
    flags = ["--dataset", str(folder), "--epochs", "1", "--no_plot", "--layers", "--out"]
    assert load_script("dense").main([*flags, str(tmp_path / "out"), "--name", "a"]) == 0
    source = ["--raw", str(folder), "--methods", "PCA", "--map_size", "300", "--out"]
    assert load_script("embed").main([*source, str(tmp_path / "maps")]) == 0


@in_campaign
def test_a_clock_that_goes_back_changes_nothing(tmp_path, monkeypatch):
    moments = iter(range(10**9, 0, -3600))
    monkeypatch.setattr(time, "time", lambda: next(moments))
    assert train(tmp_path) == 0
    for path in tmp_path.iterdir():
        os.utime(path, (4e9, 4e9))
    assert train(tmp_path) == 0
    assert load_weights(tmp_path / "a.weights.h5").record.epoch == 2


def test_a_second_run_in_one_folder_is_refused_and_nothing_is_mixed(tmp_path, capsys):
    from latent.tools.lock import writing_alone

    train(tmp_path)
    before = {path: path.read_bytes() for path in tmp_path.iterdir()}
    capsys.readouterr()
    main = load_script("dense").main
    with writing_alone(tmp_path / "a.weights.h5"):
        line = error_line_of(capsys, "dense.py", main, *SMALL, "--name", "a", "--out", tmp_path)
        assert f"is being written by process {os.getpid()} since" in line
        assert train(tmp_path, "--name", "b") == 0
    assert {path: path.read_bytes() for path in before} == before


def test_a_second_run_of_embed_is_refused_only_for_the_same_maps(tmp_path, capsys):
    from latent.tools.lock import writing_alone

    held = tmp_path / "raw-optdigits-n_train100.embed-PCA.pkl"
    with writing_alone(held):
        line = error_line_of(capsys, "embed.py", load_script("embed").main, *MAP, "--out", tmp_path)
        assert line.startswith(f"{held} is being written by process {os.getpid()}")
        assert load_script("embed").main([*MAP, "--methods", "KPCA", "--out", str(tmp_path)]) == 0


@in_campaign
def test_two_trainings_started_at_once_are_one_training_and_one_refusal(tmp_path):
    flags = ["dense.py", *SMALL, "--epochs", "300", "--name", "a", "--out", str(tmp_path)]
    processes = [
        subprocess.Popen(
            [sys.executable, *flags],
            cwd=ROOT,
            env=script_environment(),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(2)
    ]
    said = [process.communicate(timeout=300)[1] for process in processes]
    statuses = [process.returncode for process in processes]
    assert sorted(statuses) == [0, 2]
    assert "is being written by process" in said[statuses.index(2)].splitlines()[-1]
    assert load_weights(tmp_path / "a.weights.h5").record.epoch == 300


@in_campaign
@pytest.mark.parametrize("around", ["env -u HOME", "env LC_ALL=C", "env LC_ALL=C PYTHONUTF8=0"])
def test_scripts_need_no_home_and_no_language(tmp_path, around):
    done = shell(f"{around} {command(tmp_path)} <&-")
    assert done.returncode == 0, done.stderr
    assert "test MSE" in done.stdout


@in_campaign
def test_output_may_end_early_or_nowhere(tmp_path):
    done = shell(f"{command(tmp_path)} | head -1")
    assert len(done.stdout.splitlines()) == 1
    assert "Traceback" not in done.stderr
    assert shell(f"{command(tmp_path)} >&-").returncode == 0
    for flags in ("", "--help"):
        done = shell(f"{command(tmp_path)} {flags} >/dev/full")
        assert done.returncode == 2
        last = "\n".join(done.stderr.splitlines()[-1:])
        assert "cannot write to standard output" in check_error_line(last, "dense.py")


@in_campaign
def test_two_gigabytes_of_address_space_are_enough_or_it_is_said(tmp_path):
    assert "raise the limit with ulimit -v" in one_error_line(
        shell(f"ulimit -v 2097152; {command(tmp_path)}"), "dense.py"
    )
    flags = shlex.join([*MAP, "--out", str(tmp_path)])
    done = shell(f"ulimit -v 2097152; {shlex.quote(sys.executable)} embed.py {flags}")
    assert done.returncode == 0, done.stderr


@in_campaign
def test_weights_that_are_trained_on_under_an_open_window_are_said(tmp_path, capsys):
    train(tmp_path)
    flags = ["--methods", "PCA", "--map_size", "300", "--out", str(tmp_path)]
    assert load_script("embed").main([str(tmp_path / "a.weights.h5"), *flags]) == 0
    path = tmp_path / "a.weights.h5.embed-PCA.pkl"
    from latent.commands.explore import open_explorer
    from latent.windows.screen import Screen

    window = open_explorer(path, Screen(snapshot=str(tmp_path / "a.png")))
    train(tmp_path)  # while the decoder may still be loading
    try:
        window.window.background.finish()
    except Exception as problem:
        assert "was changed since" in str(problem)
    else:
        content = load_embedding(path)
        decoded = window.explorer.coder.decode(content.codes[:1])
        assert np.isfinite(decoded).all()
    capsys.readouterr()
    line = error_line_of(
        capsys, "explore_latent.py", load_script("explore_latent").main, path, "--snapshot", "b.png"
    )
    assert "was changed since" in line


def test_a_map_that_disappears_while_its_window_is_open_is_said(tmp_path):
    from latent.windows.explorer.window import ExploreWindow
    from tests.helpers.maps import fake_decode
    from tests.helpers.windows import UNSEEN

    folder = tmp_path / "gone"
    folder.mkdir()
    path = folder / "a.pkl"
    content = grid_map()
    save_embedding(path, content)
    window = ExploreWindow(content, path, UNSEEN, lambda: fake_decode)
    window.window.background.finish()
    window.explorer.tabs.board.pick(1)
    path.unlink()
    folder.rmdir()
    folder.write_text("a file now")
    window.keeping.save()
    assert "cannot write" in window.status.words


def command(out):
    return shlex.join([sys.executable, "dense.py", *SMALL, "--out", str(out), "--name", "a"])


def shell(line):
    return subprocess.run(
        ["bash", "-c", line],
        cwd=ROOT,
        env=script_environment(),
        capture_output=True,
        encoding="utf-8",
        timeout=600,
    )


@pytest.mark.parametrize("words", ["--help", "--epochs 0"])
def test_closed_streams_are_no_reason_to_fail(words):
    done = shell(f"{shlex.quote(sys.executable)} dense.py {words} <&- >&- 2>&-")
    assert done.returncode == (0 if words == "--help" else 2)
    assert run_script(["dense.py", *words.split()]).returncode == done.returncode
