"""Processes that work for another start whole, and end with what they work for."""

import multiprocessing
import signal
import threading
import time

import pytest

from rar.processes import interrupts_wait, workers


def test_ctrl_c_waits_whichever_thread_hears_it():
    """A signal to a process is taken by any of its threads, and told to the first."""
    begin, done = threading.Event(), threading.Event()

    def another() -> None:
        begin.wait()
        signal.raise_signal(signal.SIGINT)
        done.set()

    threading.Thread(target=another).start()
    before, heard = signal.getsignal(signal.SIGINT), "too early"
    with pytest.raises(KeyboardInterrupt), interrupts_wait() as hear:
        begin.set()
        done.wait()
        time.sleep(0.1)  # in which it would be raised
        heard = "not yet"
        hear()
        heard = "lost"
    assert heard == "not yet"
    assert signal.getsignal(signal.SIGINT) is before


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
        assert len(set(multiprocessing.active_children()) - before) == 2
        raise ZeroDivisionError
    for one in set(multiprocessing.active_children()) - before:
        one.join(timeout=30)
        assert one.exitcode is not None
