"""What running notebooks costs: papermill's command, a pool of papermill, ours, the floor.

    python benchmarks/engine.py                      the sample state, five rounds: about 15 minutes
    python benchmarks/engine.py WORKSPACE --rounds 3 --markdown

All ways run the same notebooks of the same districts with the same parameters and leave the same
executed notebooks, which is checked. The store is built before, and every way reads that build
(none looks whether the state's files have changed).
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any

import floor
from equal import differences, shown
from measure import (
    RATIO_HEAD,
    Ratio,
    Stopwatch,
    Taken,
    duration,
    in_turn,
    machine,
    ms,
    print_table,
)  # fmt: skip

from rar import places
from rar.batch.choose import review_year
from rar.batch.execute import run_notebook
from rar.batch.job import Event, Job, Work
from rar.batch.run import choose_engine, make_jobs, run_jobs
from rar.packet.make import parameters
from rar.store import PINNED, Store, build
from rar.workspace import Workspace

if TYPE_CHECKING:
    from nbformat import NotebookNode

STATE = 80  # districts of the state that the second figure is reckoned for
LOOP, POOL, OURS, PROCESS, FLOOR, START = (
    "a) shell loop of papermill", "b) papermill in a pool of processes", "c) ours, fork",
    "c) ours, process", "d) the floor, plain function calls", "start",
)  # fmt: skip


@dataclass(frozen=True)
class Bench:
    """What all ways share: the districts' jobs, the workers, and where notebooks are written."""

    jobs: list[Job]
    workers: int
    folder: Path

    def some(self, number: int, count: int) -> list[Job]:
        """`count` of the districts, others in each round."""
        return [self.jobs[(number * count + i) % len(self.jobs)] for i in range(count)]

    def tasks(self, way: str, jobs: list[Job]) -> Iterator[tuple[Path, Path, dict[str, Any]]]:
        """For each notebook of each district: the source, where it goes, and the parameters."""
        for job in jobs:
            folder = self.folder / way / job.district_id
            folder.mkdir(parents=True, exist_ok=True)
            for name in job.details["names"]:
                yield places.notebooks() / name, folder / name, job.details["parameters"]


def shell_loop(bench: Bench, number: int) -> Taken:
    """One `papermill` command a notebook, one after another, for one district."""
    tasks = list(bench.tasks("loop", bench.some(number, 1)))
    watch = Stopwatch()
    for source, output, given in tasks:
        command = [sys.executable, "-m", "papermill", str(source), str(output),
                   "--no-progress-bar", "--cwd", str(output.parent)]  # fmt: skip
        for name, value in given.items():
            command += ["-r" if isinstance(value, str) else "-p", name, str(value)]
        subprocess.run(command, check=True, capture_output=True)
    return watch.taken(len(tasks))


def pool(bench: Bench, number: int) -> Taken:
    """papermill.execute_notebook in a pool, for as many districts as there are workers."""
    import papermill  # noqa: F401  as a user's script has it, before the pool is made

    count = min(bench.workers, len(bench.jobs))  # a district twice would be one file for two
    tasks = list(bench.tasks("pool", bench.some(number, count)))
    watch = Stopwatch()
    with ProcessPoolExecutor(bench.workers) as processes:
        list(processes.map(_by_papermill, tasks))
    return watch.taken(len(tasks))


def _by_papermill(task: tuple[Path, Path, dict[str, Any]]) -> None:
    import papermill

    source, output, given = task
    papermill.execute_notebook(source, output, given, progress_bar=False, cwd=output.parent)


def by_jobs(bench: Bench, engine: str, work: Work, jobs: list[Job]) -> tuple[Taken, list[Event]]:
    """The packets' own way: a process for each district, with `work` in it."""
    watch, seen, kinds = Stopwatch(), [], set()

    def progress(event: Event) -> None:
        seen.append(watch.seconds())
        kinds.add(event.kind)

    ends = run_jobs(jobs, work, bench.workers, engine, progress)
    taken = watch.taken(sum(len(job.details["names"]) for job in jobs), seen[0])
    if not kinds <= {"started", "step", "made"}:
        raise SystemExit("\n".join(f"{end.job.district_id}: {end.failure}" for end in ends))
    return taken, ends


def all_jobs(bench: Bench, engine: str, work: Work, number: int) -> Taken:
    """All districts, each time."""
    return by_jobs(bench, engine, work, bench.jobs)[0]


def start(bench: Bench, number: int) -> Taken:
    """Nothing but the start: everything loaded once, one process forked, no notebook."""
    return by_jobs(bench, "fork", nothing, bench.jobs[:1])[0]


def nothing(job: Job, step: Callable[[str], None]) -> None:
    """No work."""


def notebooks(job: Job, step: Callable[[str], None]) -> None:
    """The part of a packet's work that runs the notebooks."""
    executed(job, step)


def executed(job: Job, step: Callable[[str], None]) -> dict[str, NotebookNode]:
    """Run a district's notebooks, by name without ending."""
    folder = Path(job.details["folder"]) / job.district_id
    folder.mkdir(parents=True, exist_ok=True)
    made = {}
    for name in job.details["names"]:
        step(name)
        source, given = places.notebooks() / name, job.details["parameters"]
        made[source.stem] = run_notebook(
            source, folder / name, given, job.details["engine"], folder
        )
    return made


def opened(folder: Path) -> tuple[Workspace, Store, int]:
    """The workspace, its store (built where it is not there, and pinned) and the year.

    Raises RarError where the system cannot fork: ours and the floor are measured by forking.
    """
    choose_engine("fork")
    workspace = Workspace.open(folder)
    store = build(workspace, lambda line: print(line, file=sys.stderr))
    os.environ[PINNED] = store.folder.name  # inherited by the processes of every way
    return workspace, store, review_year(workspace, store, None)


def make_jobs_for(
    workspace: Workspace, districts: list[str], year: int, names: list[str], folder: Path
) -> list[Job]:
    """A job for each district that runs the notebooks of these names, written below the folder."""
    jobs = []
    for job in make_jobs(workspace.folder.resolve(), districts, year):
        given = parameters(job) | {"workspace": job.details["workspace"]}
        # papermill's command writes what -p gives before what -r gives, that is texts last
        given = dict(sorted(given.items(), key=lambda item: isinstance(item[1], str)))
        more = {"names": names, "parameters": given, "folder": str(folder)}
        jobs.append(replace(job, details=job.details | more))
    return jobs


def unequal(bench: Bench) -> Iterator[str]:
    """Where the ways differ in what they left, of all that they ran."""
    ours = bench.folder / "ours"
    for way in ("loop", "pool"):
        yield from differences(bench.folder / way, ours)
    for end in by_jobs(bench, "fork", floor.told, bench.jobs)[1]:
        for name, hashes in end.result.items():
            if list(shown(ours / end.job.district_id / name)) != hashes:
                yield f"floor {end.job.district_id}/{name}: it does not show what the notebook does"


def print_results(results: dict[str, list[Taken]], bench: Bench, markdown: bool) -> None:
    """The tables: what a notebook costs each way, and the ratios with their targets."""
    started = median(taken.start for taken in results[OURS])
    cpu_start = median(taken.cpu for taken in results[START])
    each = {name: [t.each for t in taken] for name, taken in results.items()}
    many = STATE * len(bench.jobs[0].details["names"])
    begins = {name: started if name in (OURS, FLOOR) else 0.0 for name in results}
    state = {n: [one + begins[n] / many for one in values] for n, values in each.items()}
    cpu = {
        name: [(one.cpu - (cpu_start if begins[name] else 0.0)) / one.things for one in taken]
        for name, taken in results.items()
    }
    rows = [
        [name, str(results[name][0].things), ms(median(each[name])), ms(median(cpu[name])),
         duration(median(state[name]) * many)]
        for name in (LOOP, POOL, OURS, PROCESS, FLOOR)
    ]  # fmt: skip
    head = ("way", "notebooks a round", "wall a notebook", "CPU a notebook",
            f"{STATE} districts, start included")  # fmt: skip
    print_table(head, rows, markdown)
    print(
        f"Start of the process that has everything loaded: {started:.1f} s wall, {cpu_start:.1f} s "
        "CPU, once a run; left out of c) fork and d) but in the last column.\n"
    )
    ratios = []
    for said, values in (("", each), (f", {STATE} districts, start included", state)):
        ours = values[OURS]
        ratios += [
            Ratio(f"a) shell loop / ours{said}", values[LOOP], ours, 25),
            Ratio(f"b) pool / ours{said}", values[POOL], ours, 12),
            Ratio(f"ours / d) floor{said}", ours, values[FLOOR], 1.15, at_least=False),
        ]
    ratios.append(Ratio("ours / d) floor, CPU", cpu[OURS], cpu[FLOOR]))
    print_table(RATIO_HEAD, [ratio.row() for ratio in ratios], markdown)


def main() -> None:
    """Take the ways in turn, compare what they left, print the tables."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    root = Path(__file__).resolve().parents[1]
    parser.add_argument("workspace", type=Path, nargs="?", default=root / "data_samples")
    parser.add_argument("--districts", type=int, default=4, help="of ours and the floor (4)")
    parser.add_argument("--notebooks", type=int, help="the first so many only, for a trial")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--markdown", action="store_true", help="for benchmarks/README.md")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        workspace, store, year = opened(args.workspace)
        names = [source.name for source in places.notebook_files()][: args.notebooks]
        districts = store.district_ids(year)[: args.districts]
        ours = Path(folder) / "ours"
        jobs = make_jobs_for(workspace, districts, year, names, ours)
        bench = Bench(jobs, args.workers, Path(folder))
        ways = {
            LOOP: partial(shell_loop, bench),
            POOL: partial(pool, bench),
            OURS: partial(all_jobs, bench, "fork", notebooks),
            PROCESS: partial(all_jobs, bench, "process", notebooks),
            FLOOR: partial(all_jobs, bench, "fork", floor.floor),
            START: partial(start, bench),
        }
        results = in_turn(ways, args.rounds)
        differing = list(unequal(bench))
    print(machine(args.workers))
    print(
        f"{len(bench.jobs[0].details['names'])} notebooks; medians of {args.rounds} rounds, taken "
        f"in turn. Of {len(bench.jobs)} districts, a) runs one a round and b) one for each worker, "
        "others each time, because one takes so long; c) and d) run all.\n"
    )
    print_results(results, bench, args.markdown)
    print("\n".join(differing) or "The notebooks are equal, and the floor shows the same.")


if __name__ == "__main__":
    main()
