"""The short part of the campaign, and whether it can fail at all."""

import random

import pytest

from latent.tools.check import UserError
from tests.campaign import damaged, flags, windows
from tests.campaign.mutate import KINDS, changed_value, wild_value
from tests.campaign.pickles import OPCODES, instruction, random_pickle
from tests.campaign.targets import TARGETS, Target, whole_embedding
from tests.helpers.scripts import run_script

# Of each kind of file, in this process; weights and embeddings have further tests of their own.
N_OF_EACH = {"weights": 4, "embedding": 12, "picks": 8}
N_FLAGS = 60


@pytest.mark.parametrize("name", TARGETS)
def test_damaged_files_are_read_right_or_refused_in_one_line(name, tmp_path, monkeypatch):
    # Readers that a target replaces come back after the test.
    from latent.data import image_folder, tmnist
    from latent.training import weights_file

    for module, names in (
        (image_folder, ("load_cached", "store_cached")),
        (tmnist, ("load_cached", "store_cached")),
        (weights_file, ("check_stored",)),
    ):
        for each in names:
            monkeypatch.setattr(module, each, getattr(module, each))
    monkeypatch.setenv("LATENT_CACHE", str(tmp_path))
    outcomes = [damaged.try_one(name, number) for number in range(N_OF_EACH.get(name, 25))]
    assert [str(outcome) for outcome in outcomes if not outcome.is_good] == []


def test_a_fault_is_told_with_its_number_and_how_to_do_it_again(tmp_path, monkeypatch):
    def read(path):
        content = path.read_bytes()
        if content[0] == 1:
            raise UserError("refused")
        if content[0] == 2:
            raise ZeroDivisionError
        if content[0] == 3:
            raise MemoryError

    def damage(folder, rng):
        path = folder / "a"
        path.write_bytes(bytes([rng.randrange(4)]))
        return path

    monkeypatch.setitem(TARGETS, "made up", Target("made up", 1.0, damage, read))
    outcomes = [damaged.try_one("made up", number) for number in range(40)]
    assert {outcome.kind for outcome in outcomes} == {"read", "refused", "traceback", "memory"}
    bad = next(outcome for outcome in outcomes if outcome.kind == "traceback")
    assert "ZeroDivisionError" in str(bad)
    assert f"--target made up --number {bad.number}" in str(bad)
    assert damaged.try_one("made up", bad.number).kind == "traceback"


def test_a_reader_that_crashes_or_hangs_is_found(tmp_path):
    reader = damaged.Reader("font_set")
    reader._process = damaged.subprocess.Popen(
        [damaged.sys.executable, "-c", "import os; input(); os.abort()"],
        stdin=damaged.subprocess.PIPE,
        stdout=damaged.subprocess.PIPE,
        stderr=damaged.subprocess.DEVNULL,
        text=True,
    )
    assert reader.try_one(3).kind in ("crash", "hang")
    assert not damaged.is_contained("font_set", 3)


def test_the_same_number_gives_the_same_damage():
    for kind in KINDS:
        once, again = (kind(bytearray(b"abcdefgh" * 50), random.Random(5)) for _ in range(2))
        assert once == again
    assert repr(wild_value(random.Random(3))) == repr(wild_value(random.Random(3)))
    value = {"a": [1, 2, {"b": 3}]}
    assert any(changed_value(value, random.Random(k)) != value for k in range(5))
    assert value == {"a": [1, 2, {"b": 3}]}


def test_pickles_of_every_instruction_are_tried():
    rng = random.Random(0)
    for opcode in OPCODES:
        assert instruction(rng, opcode).startswith(opcode.code.encode("latin-1"))
    assert len(OPCODES) > 60
    whole, _ = whole_embedding()
    assert len({random_pickle(random.Random(k), whole) for k in range(50)}) > 20


def test_command_lines_end_with_0_or_2():
    assert flags.run(N_FLAGS) == []


@pytest.mark.parametrize("name", windows.WINDOWS)
def test_random_events_and_files_that_change_raise_nothing(name):
    assert windows.try_events(name, 400, seed=1) == ""


def test_picks_and_redraws_leave_nothing_behind():
    assert windows.try_picks(50) == ""


def test_kills_while_a_window_saves_leave_whole_files():
    done = run_script(["-m", "tests.campaign.kills", "--work", "fonts", "--kills", "2"])
    assert done.returncode == 0, done.stdout + done.stderr
    assert "kills, fonts: 2" in done.stdout
