"""Processes that work for another: their memory, and that none outlives the one it works for."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager, suppress
from multiprocessing import resource_tracker
from multiprocessing.connection import wait

import psutil


def memory_of(pid: int) -> int:
    """Bytes in memory of a process and all it started (a kernel, a browser); 0 when it is gone.

    What a forked process shares with the one it was forked from is counted, too.
    """
    try:
        process = psutil.Process(pid)
        family = [process, *process.children(recursive=True)]
    except psutil.NoSuchProcess:
        return 0
    total = 0
    for one in family:
        with suppress(psutil.NoSuchProcess):  # it ended while we counted
            total += one.memory_info().rss
    return total


def end_family(pid: int, itself: bool = True) -> None:
    """End a process and all it started at once; with itself=False, only those it started."""
    try:
        process = psutil.Process(pid)
        family = process.children(recursive=True)
    except psutil.NoSuchProcess:
        return
    for one in [process, *family] if itself else family:
        with suppress(psutil.NoSuchProcess):
            one.kill()


def end_with_parent() -> None:
    """End this process, and all it started, when the one that started it is gone.

    Else what was begun for a run that was killed would go on, and write beside the next run's.
    """
    parent = multiprocessing.parent_process()

    def watch() -> None:
        wait([parent.sentinel])
        end_family(os.getpid(), itself=False)
        os._exit(1)

    if parent is not None:
        threading.Thread(target=watch, name="watch", daemon=True).start()


@contextmanager
def interrupts_wait() -> Iterator[Callable[[], None]]:
    """Ctrl-C is heard when what is given is called, at the latest at the end, and not lost.

    For the time in which processes are started: one that is given only half of what it needs ends
    with a traceback. They inherit that ctrl-C waits, where the system knows that. Only in the main
    thread, which alone is interrupted; elsewhere nothing changes.
    """
    if threading.current_thread() is not threading.main_thread():
        yield lambda: None
        return
    heard: list[int] = []
    masks = hasattr(signal, "pthread_sigmask")  # not on Windows
    if masks:
        resource_tracker.ensure_running()  # its start would let signals through again
        mask = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    # the mask is this thread's alone: another thread may take the signal, and tell this one
    before = {
        one: signal.signal(one, lambda number, _: heard.append(number)) or signal.SIG_DFL
        for one in (signal.SIGINT, signal.SIGTERM)
    }

    def hear() -> None:
        if masks:
            signal.pthread_sigmask(signal.SIG_SETMASK, mask)
        for one, handler in before.items():
            signal.signal(one, handler)
        if heard:
            number = heard[-1]
            heard.clear()
            signal.raise_signal(number)

    try:
        yield hear
    finally:
        hear()


@contextmanager
def workers(
    count: int, begin: Callable[..., None] | None = None, *given: object
) -> Iterator[Callable[..., Iterator]]:
    """A function like `map` that works in fresh processes, results in the order of the tasks.

    Each process begins with begin(*given). Where what is done with the results raises, ctrl-C too,
    they are ended at once.
    """
    others = set(multiprocessing.active_children())
    spawn = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(count, spawn, initializer=_begin, initargs=(begin, given)) as pool:

        def each(function: Callable, *tasks: Iterable) -> Iterator:
            with interrupts_wait():
                return pool.map(function, *tasks)

        try:
            yield each
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            for one in set(multiprocessing.active_children()) - others:
                one.kill()
            raise


def _begin(begin: Callable[..., None] | None, given: tuple) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # ctrl-C is for the process that asked
    end_with_parent()
    if begin is not None:
        begin(*given)


def say_nothing() -> None:
    """Print nothing from now on: a process that solves would say whose the solver is."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)


def cap_growth(limit: int) -> None:
    """Let this process allocate at most `limit` bytes more than now, where the system allows it.

    A notebook that takes more then stops with MemoryError in the cell that did, which says more
    than a process that was ended. Linux keeps to it; elsewhere the supervising process looks.
    """
    try:
        import resource
    except ImportError:  # Windows
        return
    wanted = psutil.Process().memory_info().vms + limit
    _, most = resource.getrlimit(resource.RLIMIT_DATA)
    if most != resource.RLIM_INFINITY:
        wanted = min(wanted, most)
    with suppress(ValueError, OSError):  # a system that keeps its own, lower limit
        resource.setrlimit(resource.RLIMIT_DATA, (wanted, most))


@contextmanager
def variable(name: str, value: str) -> Iterator[None]:
    """A variable of the environment as this process and those begun in here have it."""
    before = os.environ.get(name)
    os.environ[name] = value
    try:
        yield
    finally:
        del os.environ[name]
        if before is not None:
            os.environ[name] = before


def room_for_workers(each: int) -> int:
    """How many processes of `each` bytes this machine has memory for; at least one."""
    return max(1, int(psutil.virtual_memory().total // each))
