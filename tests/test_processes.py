"""Processes that work for another start whole, and end with what they work for."""

import multiprocessing
import signal
import threading
import time

import psutil
import pytest

from rar.processes import interrupts_wait, workers


@pytest.fixture
def heard_as_ever():
    """Ctrl-C raises, also where the tests were begun in the background, which ignores it."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


def test_ctrl_c_waits_whichever_thread_hears_it(heard_as_ever):
    """A signal to a process is taken by any of its threads, and told to the first."""
    begin, done = threading.Event(), threading.Event()

    def another() -> None:
        begin.wait()
        signal.raise_signal(signal.SIGINT)
        done.set()

    threading.Thread(target=another).start()
    heard = "too early"
    with pytest.raises(KeyboardInterrupt), interrupts_wait() as hear:
        begin.set()
        done.wait()
        time.sleep(0.1)  # in which it would be raised
        heard = "not yet"
        hear()
        heard = "lost"
    assert heard == "not yet"
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_what_was_not_interrupted_goes_on():
    with interrupts_wait() as hear:
        hear()


def test_results_come_in_the_order_of_the_tasks():
    with workers(2) as each:
        assert list(each(pow, [2, 3, 4], [3, 2, 1])) == [8, 9, 4]


def test_workers_are_ended_at_once_when_what_is_done_with_their_results_fails():
    before = set(multiprocessing.active_children())
    with pytest.raises(ZeroDivisionError), workers(2) as each:
        each(time.sleep, [600, 600])
        begun = set(multiprocessing.active_children()) - before
        begun = [psutil.Process(one.pid) for one in begun]
        assert len(begun) == 2
        raise ZeroDivisionError
    _, left = psutil.wait_procs(begun, timeout=60)
    assert not left
