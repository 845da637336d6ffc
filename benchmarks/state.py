"""What whole packets of a state cost: time by district, CPU, and memory over the run.

    python benchmarks/state.py WORKSPACE                     every district
    python benchmarks/state.py WORKSPACE --districts 40      so many, spread over the state
    python benchmarks/state.py --small WORKSPACE --large WORKSPACE --districts 20

The store is built before, which is not counted. Packets are written into the workspace, as
`rarkit packets` does.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from statistics import mean, median

from measure import RATIO_HEAD, Ratio, Stopwatch, Taken, duration, in_turn, machine, print_table
from memory import Sampler

from rar.batch.choose import review_year
from rar.batch.job import Event
from rar.batch.lock import only_run
from rar.batch.run import Choices, default_workers, run_districts
from rar.store import Store, build
from rar.workspace import Workspace

MEMORY = 700  # MB a worker may take
WITHIN = 1.15  # a district of a large state against one of a small one


@dataclass(frozen=True)
class Chosen:
    """The districts of one state that are run."""

    workspace: Workspace
    store: Store
    year: int
    districts: list[str]

    @classmethod
    def of(cls, folder: Path, number: int | None) -> Chosen:
        """So many districts, evenly spread over the state's ids; all where number is None."""
        workspace = Workspace.open(folder)
        store = build(workspace, lambda line: print(line, file=sys.stderr))
        year = review_year(workspace, store, None)
        every = store.district_ids(year)
        step = max(1.0, len(every) / number) if number else 1.0
        chosen = [every[int(i * step)] for i in range(min(number or len(every), len(every)))]
        return cls(workspace, store, year, chosen)

    @property
    def schools(self) -> float:
        """Schools of a district, on average."""
        frames = [self.store.district(one, "schools") for one in self.districts]
        return mean(int((frame["year"] == self.year).sum()) for frame in frames)


@dataclass(frozen=True)
class Run:
    """What came of one run: seconds of each district, all it took, and the memory."""

    seconds: list[float]
    taken: Taken
    memory: Sampler


def run(chosen: Chosen, workers: int, number: int = 0) -> Run:
    """Make the packets. Ends the benchmark where a district fails or breaks down."""
    started: list[float] = []
    twice: list[str] = []

    def progress(event: Event) -> None:
        started.append(watch.seconds())
        if event.kind == "retry":
            twice.append(f"{event.job.district_id} broke down and was run once more")
        if event.kind == "made":
            print(f"  {event.job.district_id}: {event.seconds:.1f} s", file=sys.stderr, flush=True)

    folder = chosen.workspace.folder
    with only_run(folder), Sampler() as memory:
        watch = Stopwatch()
        outcomes = run_districts(
            folder, chosen.districts, chosen.year, Choices(workers=workers), progress
        )
    taken = watch.taken(len(outcomes), started[0])
    failed = [f"{one.district_id}: {one.failure}" for one in outcomes if not one.made]
    if failed or twice:
        raise SystemExit("\n".join(failed + twice))
    return Run([one.seconds for one in outcomes], taken, memory)


def print_state(chosen: Chosen, one: Run, markdown: bool) -> None:
    """Time, CPU and memory of a run."""
    seconds = sorted(one.seconds)
    rows = [
        ["districts", str(len(seconds))],
        ["wall, start included", duration(one.taken.wall)],
        ["of that, start", duration(one.taken.start)],
        ["wall a district, start left out", f"{one.taken.each:.2f} s"],
        ["CPU a district, start included", f"{one.taken.cpu / len(seconds):.2f} s"],
        ["one district: least", f"{seconds[0]:.1f} s"],
        ["one district: median", f"{median(seconds):.1f} s"],
        ["one district: most", f"{seconds[-1]:.1f} s"],
    ]
    print_table((chosen.workspace.profile.name, ""), rows, markdown)
    print_table(
        ("part of the run", "the process that loads, MB", "largest worker, MB", "its own, MB"),
        [[name, *(f"{mb:,.0f}" for mb in values)] for name, values in _quarters(one.memory)],
        markdown,
    )
    peak = one.memory.largest().resident
    print(
        f"A worker took at most {peak:,.0f} MB, with what it shares with the process that loads; "
        f"target at most {MEMORY} MB: {'met' if peak <= MEMORY else 'not met'}.\n"
    )


def _quarters(memory: Sampler) -> Iterator[tuple[str, tuple[float, float, float]]]:
    for number, name in enumerate(("first quarter", "second", "third", "last")):
        worker = memory.largest(number / 4, (number + 1) / 4)
        yield name, (memory.loader(number / 4, (number + 1) / 4), worker.resident, worker.own)


def compare(args: argparse.Namespace) -> None:
    """A district of the large state against one of the small, in turn."""
    states = {"small": Chosen.of(args.small, args.districts)}
    states["large"] = Chosen.of(args.large, args.districts)
    ways = {name: partial(run, chosen, args.workers) for name, chosen in states.items()}
    results = in_turn(ways, args.rounds)
    each = {name: [one.taken.each for one in runs] for name, runs in results.items()}
    cpu = {name: [one.taken.cpu / one.taken.things for one in r] for name, r in results.items()}
    rows = [
        [name, chosen.workspace.profile.name, str(len(chosen.store.district_ids(chosen.year))),
         str(len(chosen.districts)), f"{chosen.schools:.1f}", f"{median(each[name]):.2f} s",
         f"{median(cpu[name]):.2f} s",
         f"{max(one.memory.largest().resident for one in results[name]):,.0f} MB"]
        for name, chosen in states.items()
    ]  # fmt: skip
    head = ("", "state", "districts", "run", "schools in each", "wall a district",
            "CPU a district", "largest worker")  # fmt: skip
    print_table(head, rows, args.markdown)
    name = "large / small, wall a district"
    ratio = Ratio(name, each["large"], each["small"], WITHIN, at_least=False)
    print_table(RATIO_HEAD, [ratio.row()], args.markdown)


def main() -> None:
    """One state, or two in turn."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("workspace", type=Path, nargs="?")
    parser.add_argument("--small", type=Path)
    parser.add_argument("--large", type=Path)
    parser.add_argument("--districts", type=int, help="so many, spread over the state (all)")
    parser.add_argument("--rounds", type=int, default=5, help="of small and large (5)")
    parser.add_argument("--workers", type=int, default=default_workers())
    parser.add_argument("--markdown", action="store_true", help="for benchmarks/README.md")
    args = parser.parse_args()
    if not args.workspace and not (args.small and args.large):
        parser.error("name a workspace, or two: --small WORKSPACE --large WORKSPACE")
    print(machine(args.workers) + "\n")
    if args.workspace:
        chosen = Chosen.of(args.workspace, args.districts)
        print_state(chosen, run(chosen, args.workers), args.markdown)
    else:
        compare(args)


if __name__ == "__main__":
    main()
