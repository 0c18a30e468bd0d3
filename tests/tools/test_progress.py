import functools
import io
import sys
from types import SimpleNamespace

import pytest
from tqdm import tqdm

from latent.tools import progress
from latent.tools.progress import SECONDS_BETWEEN_LINES, ProgressReport


class Terminal(io.StringIO):
    def isatty(self):
        return True


@pytest.fixture
def clock(monkeypatch):
    """A clock that stands still until a test moves it."""
    clock = SimpleNamespace(now=100.0)
    monkeypatch.setattr(progress, "time", SimpleNamespace(monotonic=lambda: clock.now))
    return clock


def use_terminal(monkeypatch):
    """Make standard error a terminal; not in a fixture, after which pytest takes it back."""
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    monkeypatch.setattr(progress, "tqdm", functools.partial(tqdm, mininterval=0))
    return terminal


def test_lines_that_stay_are_said_whole_on_a_terminal_and_in_a_pipe(monkeypatch, capsys):
    with ProgressReport("training", total=4) as report:
        report.say("epoch 1: loss 0.5")
    assert capsys.readouterr().err.splitlines() == ["training", "epoch 1: loss 0.5"]
    terminal = use_terminal(monkeypatch)
    with ProgressReport("training", total=4) as report:
        report.say("epoch 1: loss 0.5")
    assert "epoch 1: loss 0.5\n" in terminal.getvalue()


def test_piped_progress_is_the_title_and_then_plain_lines_with_the_time_left(clock, capsys):
    with ProgressReport("training", total=40) as report:
        clock.now += 10
        report.advance(10, "loss 0.5")
        clock.now += 10
        report.advance(20)
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err == (
        "training\ntraining: 25%, about 30 s left, loss 0.5\ntraining: 75%, about 7 s left\n"
    )


def test_preparation_before_the_first_small_part_does_not_count_for_the_time_left(clock, capsys):
    with ProgressReport("UMAP", total=1.0) as report:
        clock.now += 50
        report.advance_to(0.02)
        clock.now += 10
        report.advance_to(0.52)
    assert capsys.readouterr().err == "UMAP\nUMAP: 2%\nUMAP: 52%, about 10 s left\n"


def test_piped_lines_do_not_come_too_often(clock, capsys):
    with ProgressReport("training", total=1000) as report:
        for _ in range(100):
            clock.now += SECONDS_BETWEEN_LINES / 10
            report.advance(1)
    assert len(capsys.readouterr().err.splitlines()) == 1 + 10


def test_work_done_before_does_not_make_the_rest_seem_fast(clock, capsys):
    with ProgressReport("training", total=100, done=80) as report:
        clock.now += 10
        report.advance_to(90)
    assert capsys.readouterr().err == "training\ntraining: 90%, about 10 s left\n"


def test_progress_can_be_given_as_a_total_or_as_what_was_added(clock, capsys):
    with ProgressReport("map", total=1.0) as report:
        report.advance(0.25)
        clock.now += 10
        report.advance_to(0.5)
    assert report.done == 0.5
    assert capsys.readouterr().err == "map\nmap: 50%, about 10 s left\n"


def test_the_time_left_is_not_guessed_before_anything_is_done(clock, capsys):
    with ProgressReport("training", total=10, done=5) as report:
        clock.now += 10
        report.advance(0, "first step")
    assert capsys.readouterr().err == "training\ntraining: 50%, first step\n"


def test_a_terminal_shows_a_bar_with_the_note_behind_it(monkeypatch):
    terminal = use_terminal(monkeypatch)
    with ProgressReport("training", total=40) as report:
        report.advance(10, "loss 0.5")
        shown = terminal.getvalue()
    assert "\n" not in shown
    last = shown.rpartition("\r")[2]
    assert last.startswith("training:  25% |")
    assert " left, loss 0.5" in last


def test_a_bar_starts_where_the_work_does(monkeypatch):
    terminal = use_terminal(monkeypatch)
    with ProgressReport("training", total=40, done=20):
        assert terminal.getvalue().rpartition("\r")[2].startswith("training:  50% |")


def test_a_bar_is_taken_away_at_the_end_even_after_an_error(monkeypatch):
    terminal = use_terminal(monkeypatch)
    with pytest.raises(KeyboardInterrupt), ProgressReport("training", total=40) as report:
        report.advance(10)
        raise KeyboardInterrupt
    shown = terminal.getvalue()
    assert "training:  25%" in shown
    assert shown.rstrip("\r").rpartition("\r")[2].strip() == ""
    assert "\n" not in shown
