"""Packets over many districts: which way processes are started, and what came of each district.

engine
  fork     one process loads everything, then forks one child for each district (Linux)
  process  one new process for each district (Windows, macOS)
  plain    as process, and every notebook in a kernel of its own, by papermill's own engine: slow,
           and the reference the other two are tested against
  auto     fork where it is safe, process elsewhere
"""

from __future__ import annotations

import multiprocessing
import os
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rar import places
from rar.batch.execute import FRESH_KERNEL, Failure
from rar.batch.supervise import Event, Job, Work, supervise
from rar.errors import RarError

if TYPE_CHECKING:
    from rar.packet.programs import Printers

ENGINES = ("auto", "fork", "process", "plain")
STEP_LIMIT = 600.0  # seconds for one notebook; the slowest takes about one


@dataclass(frozen=True)
class Outcome:
    """What came of one district: its packet, or where and why it stopped.

    folder is the packet's, or that of the marked notebooks; facts is what `rar.packet.make.make`
    returned (empty for a failure).
    """

    district_id: str
    folder: Path | None
    failure: Failure | None
    seconds: float
    facts: dict[str, Any] = field(default_factory=dict)

    @property
    def made(self) -> bool:
        """Whether the packet is there, whole."""
        return self.failure is None


def choose_engine(engine: str) -> str:
    """The engine that will be used. Raises RarError for an unknown one, or fork where it cannot."""
    if engine not in ENGINES:
        raise RarError(f"There is no engine {engine!r}.", cure=f"Choose {', '.join(ENGINES)}.")
    can_fork = sys.platform.startswith("linux")
    if engine == "fork" and not can_fork:
        raise RarError(
            "This system cannot fork safely.", cure="Leave --engine out, or choose process."
        )
    return ("fork" if can_fork else "process") if engine == "auto" else engine


def default_workers() -> int:
    """One for each core this process may use."""
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:  # not on Windows and macOS
        return os.cpu_count() or 1


def run_jobs(
    jobs: Iterable[Job],
    work: Work,
    workers: int,
    engine: str = "auto",
    progress: Callable[[Event], None] = lambda event: None,
) -> list[Event]:
    """Do `work` for each job in its own process; return the last event of each, in the jobs' order.

    `progress` sees every event as it comes, in this process.
    """
    jobs = list(jobs)
    ends: dict[str, Event] = {}

    def report(event: Event) -> None:
        if event.kind in ("made", "failed"):
            ends[event.job.district_id] = event
        progress(event)

    if choose_engine(engine) == "fork":
        _run_forked(jobs, work, workers, report)
    else:
        supervise(jobs, work, multiprocessing.get_context("spawn"), workers, report)
    gone = Failure("", "", "the process that runs the districts ended early")
    for job in jobs:
        if job.district_id not in ends:
            report(Event("failed", job, failure=gone))
    return [ends[job.district_id] for job in jobs]


def _run_forked(jobs: list[Job], work: Work, workers: int, report: Callable[[Event], None]) -> None:
    """Have one fresh process load everything and fork; pass on what it reports.

    A fresh one, because forking is safe only in a process that never started a thread.
    """
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    foreman = context.Process(target=_foreman, args=(jobs, work, workers, theirs))
    foreman.start()
    theirs.close()
    try:
        while True:
            try:
                report(ours.recv())
            except EOFError:
                break
    finally:
        ours.close()  # the foreman ends its children when this end closes
        foreman.join(timeout=10)
        foreman.kill()


def _foreman(jobs: list[Job], work: Work, workers: int, connection: Connection) -> None:
    import signal

    from rar.batch.warm import warm_up

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    warm_up()
    supervise(jobs, work, multiprocessing.get_context("fork"), workers, connection.send, connection)


def make_jobs(
    workspace: Path,
    districts: Iterable[str],
    year: int,
    edition: str,
    engine: str,
    notebooks: Path | None = None,
    limit: float = STEP_LIMIT,
    printers: Printers | None = None,
) -> list[Job]:
    """A job for each district, in plain strings and numbers."""
    details = {
        "workspace": str(workspace),
        "notebooks": str(notebooks or places.notebooks()),
        "edition": edition,
        "engine": FRESH_KERNEL if engine == "plain" else "rar",
        "printers": printers,
    }
    return [Job(district, year, limit, details) for district in districts]


def run_districts(
    workspace: Path,
    districts: Iterable[str],
    year: int,
    edition: str = "internal",
    workers: int | None = None,
    engine: str = "auto",
    progress: Callable[[Event], None] = lambda event: None,
    notebooks: Path | None = None,
    limit: float = STEP_LIMIT,
    printers: Printers | None = None,
) -> list[Outcome]:
    """Make the packet of each district; a district that fails never stops the others.

    `notebooks` is the folder of the notebooks to run (ours), limit the seconds each may take;
    with printers (`rar.packet.programs`) page and protocol are also made as PDF. The store must be
    there (`rar.store.build`). Returns an outcome for each district, in order. Raises RarError when
    no packet can be written at all: a read-only folder, a packet in use.
    """
    from rar.packet.make import keep_failed, prepare_folder, work, year_folder

    engine = choose_engine(engine)
    prepare_folder(year_folder(workspace, year))
    jobs = make_jobs(workspace, districts, year, edition, engine, notebooks, limit, printers)
    with _one_build(workspace):
        events = run_jobs(jobs, work, workers or default_workers(), engine, progress)
    return [_outcome(event, keep_failed) for event in events]


@contextmanager
def _one_build(workspace: Path) -> Iterator[None]:
    """Every district of the run is made from the build in use now, whatever changes meanwhile."""
    from rar.store import PINNED, Store
    from rar.workspace import Workspace

    store = Store.open(Workspace.open(workspace))
    if store is None:
        raise RarError(
            "The store is not built yet.", cure=f"Run first: rarkit build {Path(workspace).name}"
        )
    before = os.environ.get(PINNED)
    os.environ[PINNED] = store.folder.name  # processes started from here on inherit it
    try:
        yield
    finally:
        del os.environ[PINNED]
        if before is not None:
            os.environ[PINNED] = before


def _outcome(event: Event, keep_failed: Callable[[Job, Failure], Path | None]) -> Outcome:
    district, facts = event.job.district_id, event.result or {}
    if event.failure is None:
        return Outcome(district, Path(facts["folder"]), None, event.seconds, facts)
    folder = keep_failed(event.job, event.failure)
    return Outcome(district, folder, event.failure, event.seconds)
