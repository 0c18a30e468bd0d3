import signal
import threading

import pytest

from latent.tools.interrupts import Interrupts


@pytest.fixture(autouse=True)
def handler_before():
    """Check after every test that Ctrl-C works as it did before: as Python has it by itself.

    A shell can start what runs the tests so that it hears no Ctrl-C.
    """
    whoever_runs = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield signal.default_int_handler
    after = signal.signal(signal.SIGINT, whoever_runs)
    assert after is signal.default_int_handler


def test_without_ctrl_c_nothing_is_asked():
    with Interrupts() as interrupts:
        assert not interrupts.asked
    assert not interrupts.asked


def test_the_first_ctrl_c_is_only_noted_and_stays_known_afterwards():
    with Interrupts() as interrupts:
        signal.raise_signal(signal.SIGINT)
        assert interrupts.asked
    assert interrupts.asked


def test_the_second_ctrl_c_stops_at_once():
    with pytest.raises(KeyboardInterrupt), Interrupts():
        signal.raise_signal(signal.SIGINT)
        signal.raise_signal(signal.SIGINT)
        pytest.fail("the second Ctrl-C was not heard")


def test_ctrl_c_works_as_before_once_the_block_is_over(handler_before):
    with Interrupts():
        assert signal.getsignal(signal.SIGINT) is not handler_before
    with pytest.raises(KeyboardInterrupt):
        signal.raise_signal(signal.SIGINT)


def test_an_error_in_the_block_gives_ctrl_c_back():
    with pytest.raises(ZeroDivisionError), Interrupts():
        raise ZeroDivisionError


def test_outside_the_main_thread_nothing_changes(handler_before):
    seen = []

    def work():
        with Interrupts() as interrupts:
            seen.extend([interrupts.asked, signal.getsignal(signal.SIGINT)])

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert seen == [False, handler_before]
