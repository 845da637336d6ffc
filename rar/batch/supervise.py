"""One process for each district: started, watched, ended, and its end reported.

The same loop serves both ways of starting a process: `fork` from a process that has everything
loaded (Linux), and `spawn` of a fresh one (everywhere). A district that raises, hangs, takes too
much memory, or whose process dies never stops the others. One that broke down without a word (the
last three) is tried once more by papermill's own engine; only a full disk ends the run.
"""

from __future__ import annotations

import os
import tempfile
import time
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from multiprocessing.connection import Connection, wait
from multiprocessing.context import BaseContext
from pathlib import Path
from typing import Any

from rar.batch import child
from rar.batch.failure import Failure, no_room
from rar.batch.job import Event, Job, Keep, Work
from rar.batch.limits import GB
from rar.processes import end_family, memory_of

START_LIMIT = 120.0  # seconds for a process to begin, on a busy machine with a slow disk
TICK = 0.5  # seconds between two looks at clock and memory


def keep_nothing(job: Job, failure: Failure) -> str:
    """For work that leaves nothing behind."""
    return ""


@dataclass
class _Running:
    job: Job
    process: Any
    log: Path
    started: float
    step: str = ""
    step_started: float = 0.0
    peak: int = 0
    ended: Event | None = None

    def trouble(self, now: float) -> str:
        """Why it must be ended now; '' when it may go on."""
        limit = self.job.limit if self.step else max(self.job.limit, START_LIMIT)
        if now - self.step_started > limit:
            return f"it was ended after its time limit of {limit:g} seconds"
        self.peak = max(self.peak, memory_of(self.process.pid))
        if self.peak > self.job.memory:
            return f"it was ended because it took more than {self.job.memory / GB:g} GB of memory"
        return ""


def supervise(
    jobs: Iterable[Job],
    work: Work,
    context: BaseContext,
    workers: int,
    report: Callable[[Event], None],
    parent: Connection | None = None,
    keep: Keep = keep_nothing,
) -> None:
    """Run `work` for each job, at most `workers` at once, and report every event as it comes.

    Each job ends with exactly one event 'made', 'failed' or 'stopped'. `keep` is called, in this
    process, with each job that failed or is about to be tried again. Where `parent` is given, its
    closing (the process that asked has gone) ends everything at once, unreported. Raises OSError
    when no process can be started.
    """
    _Supervisor(jobs, work, context, workers, report, keep).run(parent)


class _Supervisor:
    def __init__(self, jobs, work, context, workers, report, keep):
        self.waiting, self.running = deque(jobs), {}
        self.work, self.context, self.workers = work, context, workers
        self.report, self.keep = report, keep
        self.looked = time.monotonic()

    def run(self, parent: Connection | None) -> None:
        """Until every job has ended or the one that asked has gone; nothing is left running."""
        try:
            while self.waiting or self.running:
                while self.waiting and len(self.running) < self.workers:
                    self.start(self.waiting.popleft())
                ready = wait([*self.running, *([parent] if parent else [])], timeout=TICK)
                if parent in ready:
                    return
                for connection in ready:
                    self.listen(connection)
                self.look()
        finally:
            for one in self.running.values():
                end_family(one.process.pid)
                one.process.join()
                one.log.unlink(missing_ok=True)

    def start(self, job: Job) -> None:
        """Begin a job in a process of its own."""
        ours, theirs = self.context.Pipe(duplex=False)
        handle, name = tempfile.mkstemp(prefix="rarkit-", suffix=".log")
        os.close(handle)
        process = self.context.Process(
            target=child.run, args=(self.work, job, theirs, name), daemon=False
        )
        process.start()
        theirs.close()  # so that the pipe ends when the child does
        now = time.monotonic()
        self.running[ours] = _Running(job, process, Path(name), now, step_started=now)
        self.report(Event("started", job))

    def listen(self, connection: Connection) -> None:
        """Take what a child tells; its pipe ends when it does."""
        one = self.running[connection]
        try:
            event = connection.recv()
        except (EOFError, OSError):
            self.finish(connection)
            return
        if event.kind == "step":
            one.step, one.step_started = event.step, time.monotonic()
            self.report(event)
        else:
            one.ended = event

    def look(self) -> None:
        """End what takes too long or too much."""
        now = time.monotonic()
        if now - self.looked < TICK:
            return
        self.looked = now
        for connection, one in list(self.running.items()):
            trouble = one.trouble(now) if one.ended is None else ""
            if trouble:
                end_family(one.process.pid)
                self.finish(connection, trouble)

    def finish(self, connection: Connection, trouble: str = "") -> None:
        """The child has gone: report its own last event, or that it went without one."""
        one = self.running.pop(connection)
        connection.close()
        one.process.join()
        seconds = time.monotonic() - one.started
        event = one.ended or Event("failed", one.job, failure=_broken_down(one, trouble))
        one.log.unlink(missing_ok=True)
        event = replace(event, step=one.step, seconds=seconds, peak=one.peak)
        if event.failure is not None:
            event = self.failed(event, one)
        self.report(event)

    def failed(self, event: Event, one: _Running) -> Event:
        """The event as it is reported: what was left is put aside, a breakdown is tried again."""
        failure = event.failure
        if not failure.notebook:
            failure = replace(failure, notebook=one.step)
        try:
            kept = self.keep(one.job, failure)
        except OSError as error:
            full = no_room(error) is not None
            more = f"; what it left could not be put aside: {error.strerror or error}"
            failure = replace(failure, error=failure.error + more, no_room=failure.no_room or full)
            kept = ""
        event = replace(event, failure=failure, kept=kept)
        if failure.no_room:
            self.stop(failure)
        elif one.ended is None and not one.job.again:
            self.waiting.appendleft(one.job.once_more())
            return replace(event, kind="retry")
        return event

    def stop(self, failure: Failure) -> None:
        """Nothing more can be made: the rest is not begun."""
        while self.waiting:
            self.report(Event("stopped", self.waiting.popleft(), failure=failure))


def _broken_down(one: _Running, trouble: str) -> Failure:
    reason = trouble or f"its process ended with exit code {one.process.exitcode}"
    if one.job.again:
        reason += ", also when each notebook had a kernel of its own"
    last = _last_words(one.log)
    return Failure(one.step, "", f"{reason} ({last})" if last else reason, kind=reason)


def _last_words(log: Path) -> str:
    lines = log.read_text(encoding="utf-8", errors="replace").strip().splitlines()
    return lines[-1][:300] if lines else ""
