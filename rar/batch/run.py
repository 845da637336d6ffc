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
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rar import places
from rar.batch.failure import Failure
from rar.batch.foreman import run_forked
from rar.batch.job import FRESH_KERNEL, Event, Job, Keep, Work
from rar.batch.limits import GB, MEMORY_LIMIT, STEP_LIMIT
from rar.batch.supervise import keep_nothing, supervise
from rar.errors import RarError
from rar.processes import room_for_workers, variable

if TYPE_CHECKING:
    from rar.packet.programs import Printers

ENGINES = ("auto", "fork", "process", "plain")
WORKER_MEMORY = 1 * GB  # what a machine should have for each district at work
STOPPED = Failure("", "", "the run was stopped")
GONE = Failure("", "", "the process that runs the districts ended early")


@dataclass(frozen=True)
class Outcome:
    """What came of one district: its packet, or where and why it stopped.

    kind is 'made', 'failed' or 'stopped' (the run ended before it was made). folder is the
    packet's, or that of the marked notebooks; facts is what `rar.packet.make.work` returned (empty
    for a failure).
    """

    district_id: str
    kind: str
    folder: Path | None
    failure: Failure | None
    seconds: float
    facts: dict[str, Any] = field(default_factory=dict)

    @property
    def made(self) -> bool:
        """Whether the packet is there, whole."""
        return self.kind == "made"


@dataclass(frozen=True)
class Choices:
    """How a run is done: in which edition, how fast, within which limits, with which programs.

    workers: districts at the same time, None for one a core; engine: see this module; cluster: the
    address of a Dask scheduler, '' for this machine; limit: seconds for one notebook; memory: bytes
    for one district; printers: what prints PDF, None for no PDF; made_from: for each district what
    its packet follows from, as `rar.packet.made_from` has it, {} for nothing to note.
    """

    edition: str = "internal"
    workers: int | None = None
    engine: str = "auto"
    cluster: str = ""
    limit: float = STEP_LIMIT
    memory: int = int(MEMORY_LIMIT * GB)
    notebooks: Path | None = None
    printers: Printers | None = None
    made_from: dict[str, dict[str, str]] = field(default_factory=dict)


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
    """One for each core this process may use, where there is memory for as many."""
    try:
        cores = len(os.sched_getaffinity(0))
    except AttributeError:  # not on Windows and macOS
        cores = os.cpu_count() or 1
    return min(cores, room_for_workers(WORKER_MEMORY))


def run_jobs(
    jobs: Iterable[Job],
    work: Work,
    workers: int,
    engine: str = "auto",
    progress: Callable[[Event], None] = lambda event: None,
    keep: Keep = keep_nothing,
    cluster: str = "",
) -> list[Event]:
    """Do `work` for each job in its own process; return the last event of each, in the jobs' order.

    `progress` sees every event as it comes, in this process; `keep` puts aside what a failed job
    left. Ctrl-C ends what runs; what was not made is then 'stopped'.
    """
    jobs = list(jobs)
    ends: dict[str, Event] = {}

    def report(event: Event) -> None:
        if event.last:
            ends[event.job.district_id] = event
        progress(event)

    def left() -> list[Job]:
        return [job for job in jobs if job.district_id not in ends]

    reason = GONE
    try:
        if cluster:
            from rar.batch.cluster import run_on_cluster

            run_on_cluster(cluster, jobs, work, report, keep)
        elif choose_engine(engine) == "fork":
            run_forked(left, work, workers, report, keep)
        else:
            spawn = multiprocessing.get_context("spawn")
            supervise(jobs, work, spawn, workers, report, keep=keep)
    except KeyboardInterrupt:
        reason = STOPPED
    for job in left():
        report(Event("stopped" if reason is STOPPED else "failed", job, failure=reason))
    return [ends[job.district_id] for job in jobs]


def make_jobs(
    workspace: Path, districts: Iterable[str], year: int, choices: Choices = Choices()
) -> list[Job]:
    """A job for each district, in plain strings and numbers."""
    details = {
        "workspace": str(workspace),
        "notebooks": str(choices.notebooks or places.notebooks()),
        "edition": choices.edition,
        "engine": FRESH_KERNEL if choices.engine == "plain" else "rar",
        "printers": choices.printers,
    }
    return [
        Job(district, year, choices.limit,
            {**details, "made_from": choices.made_from.get(district, {})}, choices.memory)
        for district in districts
    ]  # fmt: skip


def run_districts(
    workspace: Path,
    districts: Iterable[str],
    year: int,
    choices: Choices = Choices(),
    progress: Callable[[Event], None] = lambda event: None,
) -> list[Outcome]:
    """Make the packet of each district; a district that fails never stops the others.

    The store must be there (`rar.store.build`), and nobody else may run packets of this workspace
    (`rar.batch.lock`). Returns an outcome for each district, in order. Raises RarError when no
    packet can be written at all.
    """
    from rar.packet.folders import prepare_folder, sweep, year_folder
    from rar.packet.make import keep_failed, work

    choose_engine(choices.engine)
    folder = year_folder(workspace, year, choices.edition)
    prepare_folder(folder)
    sweep(folder)
    jobs = make_jobs(workspace, districts, year, choices)
    with _one_build(workspace, choices.edition):
        workers = choices.workers or default_workers()
        events = run_jobs(jobs, work, workers, choices.engine, progress, keep_failed,
                          choices.cluster)  # fmt: skip
    sweep(folder)
    return [_outcome(event) for event in events]


@contextmanager
def _one_build(workspace: Path, edition: str) -> Iterator[None]:
    """Every district of the run is made from the build in use now, whatever changes meanwhile."""
    from rar.store import PINNED, Store
    from rar.workspace import Workspace

    store = Store.open(Workspace.open(workspace), edition)
    if store is None:
        raise RarError(
            "The store is not built yet.", cure=f"Run first: rarkit build {Path(workspace).name}"
        )
    with variable(PINNED, store.folder.name):  # processes started from here on inherit it
        yield


def _outcome(event: Event) -> Outcome:
    facts = event.result or {}
    folder = facts.get("folder") or event.kept
    return Outcome(event.job.district_id, event.kind, Path(folder) if folder else None,
                   event.failure, event.seconds, facts)  # fmt: skip
