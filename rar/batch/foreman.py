"""The foreman: a process that loads everything once and forks a child for each district.

It is a fresh process, because forking is safe only in one that never started a thread.
"""

from __future__ import annotations

import multiprocessing
import signal
from collections.abc import Callable, Iterator
from multiprocessing.connection import Connection
from pathlib import Path

from rar.batch.job import Event, Job, Keep, Work
from rar.batch.supervise import supervise
from rar.errors import RarError
from rar.processes import interrupts_wait

FOREMEN = 3  # one that was killed is followed by another, but not for ever
LEAVE = 10.0  # seconds a foreman has to end its children before it is ended itself


def run_forked(
    left: Callable[[], list[Job]],
    work: Work,
    workers: int,
    report: Callable[[Event], None],
    keep: Keep,
) -> None:
    """Have a foreman do the jobs that `left` says are left, and pass on what it reports.

    Where the foreman itself was killed, another one does the rest. Raises RarError for what keeps
    any district from being started.
    """
    for _ in range(FOREMEN):
        jobs = left()
        if not jobs or not _one_foreman(jobs, work, workers, report, keep):
            return


def _one_foreman(
    jobs: list[Job], work: Work, workers: int, report: Callable[[Event], None], keep: Keep
) -> bool:
    """Whether it was killed before its end."""
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    foreman = context.Process(target=_body, args=(jobs, work, workers, theirs, keep))
    with interrupts_wait() as hear:  # it inherits that; ctrl-C is for this process, which ends it
        foreman.start()
        theirs.close()
        try:
            hear()
            for told in _received(ours):
                if isinstance(told, RarError):
                    raise told
                report(told)
        finally:
            ours.close()  # the foreman ends its children when this end closes
            foreman.join(timeout=LEAVE)
            foreman.kill()
            foreman.join()
    return foreman.exitcode < 0


def _received(connection: Connection) -> Iterator[Event | RarError]:
    while True:
        try:
            yield connection.recv()
        except (EOFError, OSError):
            return


def _body(jobs: list[Job], work: Work, workers: int, connection: Connection, keep: Keep) -> None:
    from rar.batch.warm import warm_up

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    workspace = jobs[0].details.get("workspace")
    warm_up(Path(workspace) if workspace else None)
    fork = multiprocessing.get_context("fork")
    try:
        supervise(jobs, work, fork, workers, connection.send, connection, keep)
    except BrokenPipeError:
        return  # whoever asked is gone
    except OSError as error:
        connection.send(
            RarError(
                "No process could be started for the next district.",
                cure=f"The system says: {error.strerror or error}. Free memory or space in the "
                "temporary folder, and run the command again; it continues.",
            )
        )
