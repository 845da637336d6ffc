"""Processes that work for another: their memory, and that none outlives the one it works for."""

from __future__ import annotations

import multiprocessing
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
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
