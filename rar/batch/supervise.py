"""One process for each district: started, watched, ended, and its end reported.

The same loop serves both ways of starting a process: `fork` from a process that has everything
loaded (Linux), and `spawn` of a fresh one (everywhere). A district that raises, hangs, or whose
process dies never stops the others.
"""

from __future__ import annotations

import os
import signal
import sys
import tempfile
import time
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from multiprocessing.context import BaseContext
from pathlib import Path
from typing import Any

from rar.batch.execute import Failure

START_LIMIT = 120.0  # seconds for a process to begin, on a busy machine with a slow disk
TICK = 0.5  # seconds between two looks at the clock when no district reports


@dataclass(frozen=True)
class Job:
    """One district's work: plain strings and numbers, so that it travels to any process.

    district_id and year; limit is the seconds that one step (a notebook, the documents) may take;
    details is for the function that does the work.
    """

    district_id: str
    year: int
    limit: float
    details: dict[str, Any] = field(default_factory=dict, hash=False)


@dataclass(frozen=True)
class Event:
    """What a district reports while it runs. kind: 'started', 'step', 'made' or 'failed'."""

    kind: str
    job: Job
    step: str = ""
    seconds: float = 0.0
    failure: Failure | None = None
    result: Any = None


Work = Callable[[Job, Callable[[str], None]], Any]
"""Does one district: calls back with the name of each step as it begins; returns the result."""


@dataclass
class _Running:
    job: Job
    process: Any
    log: Path
    started: float
    step: str = ""
    step_started: float = 0.0
    ended: Event | None = None


def supervise(
    jobs: Iterable[Job],
    work: Work,
    context: BaseContext,
    workers: int,
    report: Callable[[Event], None],
    parent: Connection | None = None,
) -> None:
    """Run `work` for each job, at most `workers` at once, and report every event as it comes.

    Each job ends with exactly one event 'made' or 'failed'. Where `parent` is given, its closing
    (the process that asked has gone) ends everything at once.
    """
    waiting, running = deque(jobs), {}
    try:
        while waiting or running:
            while waiting and len(running) < workers:
                _start(waiting.popleft(), work, context, running, report)
            ready = wait([*running, *([parent] if parent else [])], timeout=TICK)
            if parent in ready:
                return
            for connection in ready:
                _listen(connection, running, report)
            _end_overdue(running, report)
    finally:
        for one in running.values():
            one.process.kill()
            one.log.unlink(missing_ok=True)


def _start(
    job: Job, work: Work, context: BaseContext, running: dict, report: Callable[[Event], None]
) -> None:
    ours, theirs = context.Pipe(duplex=False)
    handle, name = tempfile.mkstemp(prefix="rarkit-", suffix=".log")
    os.close(handle)
    process = context.Process(target=_child, args=(work, job, theirs, name), daemon=False)
    process.start()
    theirs.close()  # so that the pipe ends when the child does
    now = time.monotonic()
    running[ours] = _Running(job, process, Path(name), now, step_started=now)
    report(Event("started", job))


def _listen(connection: Connection, running: dict, report: Callable[[Event], None]) -> None:
    one = running[connection]
    try:
        event = connection.recv()
    except (EOFError, OSError):
        _finish(connection, running, report)
        return
    if event.kind == "step":
        one.step, one.step_started = event.step, time.monotonic()
        report(event)
    else:
        one.ended = event


def _finish(
    connection: Connection, running: dict, report: Callable[[Event], None], reason: str = ""
) -> None:
    """The child has gone: report its own last event, or that it went without one."""
    one = running.pop(connection)
    connection.close()
    one.process.join()
    event = one.ended
    if event is None or reason:
        last = _last_words(one.log)
        reason = reason or f"its process ended with exit code {one.process.exitcode}"
        error = f"{reason} ({last})" if last else reason
        event = Event("failed", one.job, failure=Failure(one.step, "", error))
    one.log.unlink(missing_ok=True)
    seconds = time.monotonic() - one.started
    report(
        Event(event.kind, one.job, one.step, seconds, failure=event.failure, result=event.result)
    )


def _last_words(log: Path) -> str:
    lines = log.read_text(encoding="utf-8", errors="replace").strip().splitlines()
    return lines[-1][:300] if lines else ""


def _end_overdue(running: dict, report: Callable[[Event], None]) -> None:
    now = time.monotonic()
    for connection, one in list(running.items()):
        limit = one.job.limit if one.step else max(one.job.limit, START_LIMIT)
        if now - one.step_started > limit:
            one.process.kill()
            reason = f"it was ended after its time limit of {limit:g} seconds"
            _finish(connection, running, report, reason)


def _child(work: Work, job: Job, connection: Connection, log: str) -> None:
    """The body of a district's process. Whatever it prints goes to the log, not to the screen."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # ctrl-C is for the parent, which ends us
    with Path(log).open("a", encoding="utf-8") as file:
        os.dup2(file.fileno(), 1)
        os.dup2(file.fileno(), 2)
    sys.stdout = sys.stderr = os.fdopen(2, "w", buffering=1, encoding="utf-8", closefd=False)
    from rar.batch.execute import NotebookFailed
    from rar.errors import RarError

    try:
        result = work(job, lambda step: connection.send(Event("step", job, step)))
    except NotebookFailed as error:
        connection.send(Event("failed", job, failure=error.failure))
    except RarError as error:
        connection.send(Event("failed", job, failure=Failure("", "", str(error))))
    else:
        connection.send(Event("made", job, result=result))
    connection.close()
