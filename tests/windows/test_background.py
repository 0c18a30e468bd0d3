import threading

import pytest

from latent.windows.background import Background


def test_results_come_in_the_thread_that_asks_for_them():
    background, seen = Background(), []
    background.start(
        "work", threading.get_ident, lambda worker: seen.append((worker, threading.get_ident()))
    )
    assert not seen
    background.finish()
    ((worker, receiver),) = seen
    assert receiver == threading.get_ident()
    assert worker != receiver


def test_of_two_works_of_the_same_name_only_the_later_delivers():
    background, seen = Background(), []
    may_end = threading.Event()
    background.start("work", lambda: (may_end.wait(10), "old")[1], seen.append)
    background.start("work", lambda: "new", seen.append)
    background.finish()
    may_end.set()
    background.start("other", lambda: "other", seen.append)
    background.finish()
    assert seen == ["new", "other"]


def test_forgotten_work_delivers_nothing():
    background, seen = Background(), []
    background.start("work", lambda: 1, seen.append)
    background.forget("work")
    assert not background.is_busy()
    background.finish()
    assert seen == []


def test_what_goes_wrong_is_handed_over_or_raised():
    background, problems = Background(), []
    background.start("work", lambda: 1 / 0, print, problems.append)
    background.finish()
    assert isinstance(problems[0], ZeroDivisionError)
    background.start("work", lambda: 1 / 0, print)
    with pytest.raises(ZeroDivisionError):
        background.finish()
    assert not background.is_busy("work")


def test_work_can_start_further_work():
    background, seen = Background(), []
    background.start(
        "first", lambda: 1, lambda one: background.start("second", lambda: one + 1, seen.append)
    )
    background.finish()
    assert seen == [2]


def test_work_tells_how_far_it_is_until_it_is_out_of_date():
    background, told, results = Background(), [], []

    def work(number):
        background.tell("a", told.append, number)
        return number

    background.start("a", lambda: work(1), results.append)
    background.finish()
    assert (told, results) == ([1], [1])
    background.tell("a", told.append, 2)  # nothing of this name is under way
    background.deliver()
    assert told == [1]
