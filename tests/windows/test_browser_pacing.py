import pytest

from latent.windows.pacing import MOST_WAITING, Pace

FRAME = 100_000  # bytes


def frames_per_second(delay, service, n_bytes=FRAME, seconds=20):
    """Return how many frames of a size a line shows, and how long the last ones were under way.

    `delay`: both ways together; `service`: for one frame. Every moment has something new to show.
    """
    pace, now, number, free, arriving, shown = Pace(), 0.0, 0, 0.0, [], []
    pace.measure(delay)
    while now < seconds:
        while pace.has_room:
            number += 1
            free = max(free, now + delay / 2) + service
            pace.send(number, n_bytes, now)
            arriving.append((free + delay / 2, number, now))
        now, newest, sent = arriving.pop(0)
        pace.show(newest, now)
        shown.append(now - sent)
    return len(shown) / seconds, max(shown[-5:])


def test_nothing_more_is_sent_before_the_first_frame_is_shown():
    pace = Pace()
    assert pace.has_room
    pace.send(1, FRAME, 0.0)
    assert not pace.has_room
    pace.show(1, 5.0)  # without a measured delay nothing is known of the line
    assert pace.has_room
    pace.send(2, FRAME, 5.0)
    assert not pace.has_room


@pytest.mark.parametrize("delay", [0.0, 0.05, 0.2])
def test_a_long_line_is_kept_busy(delay):
    speed, lag = frames_per_second(delay, service=0.03)
    assert speed > 0.95 / 0.03
    assert lag < delay + MOST_WAITING + 2 * 0.03


@pytest.mark.parametrize("delay", [0.0, 0.2])
def test_on_a_slow_line_only_one_frame_is_under_way(delay):
    speed, lag = frames_per_second(delay, service=1.0)
    assert speed == pytest.approx(1 / (1 + delay), rel=0.1)
    assert lag == pytest.approx(1 + delay)


def test_a_large_frame_is_not_sent_behind_another_one_because_small_ones_were_quick():
    pace, now = Pace(), 0.0
    pace.measure(0.2)
    for number in range(1, 20):
        pace.send(number, 2000, now)
        now += 0.2 + 2000 / FRAME  # FRAME takes a second
        pace.show(number, now)
    pace.send(20, FRAME, now)
    assert not pace.has_room


def test_one_that_is_shown_was_preceded_by_all_before_it_and_others_count_for_nothing():
    pace = Pace()
    pace.measure(0.1)
    for number in (1, 2, 3):
        pace.send(number, 10, 0.0)
    pace.show(9, 0.1)
    assert not pace.is_idle
    pace.show(2, 0.2)
    assert not pace.is_idle
    pace.show(3, 0.2)
    assert pace.is_idle
    pace.send(4, 10, 0.3)
    pace.forget()
    assert pace.is_idle
