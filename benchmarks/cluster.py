"""What two workers of a Dask cluster make of what one makes, and what a large cluster would need.

    python benchmarks/cluster.py                           the sample state; about ten minutes
    python benchmarks/cluster.py WORKSPACE --districts 24  more districts, steadier
    python benchmarks/cluster.py --send                    workers that do not see the workspace

One worker and two, of one thread each, make the same districts on this machine, in turn and several
rounds. Time counts from the first district's start, when hosts have loaded everything, to the last
packet. Both workers need a core of their own: on a busy machine the share says little.
"""

from __future__ import annotations

import argparse
import math
import os
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import mean, median

from distributed import LocalCluster

from rar import places
from rar.batch.choose import review_year
from rar.batch.cluster import run_on_cluster
from rar.batch.cluster.ship import WORKSPACE, Sources, unpack
from rar.batch.job import Event
from rar.batch.run import Choices, make_jobs
from rar.packet.folders import prepare_folder, year_folder
from rar.packet.make import keep_failed, work
from rar.store import PINNED, build
from rar.workspace import Workspace

COUNTRY, NIGHT = 13_000, 10 * 3600  # districts of all states; seconds
WORKERS = (1, 2)
MB, GB = 1e6, 1e9


@dataclass(frozen=True)
class Taken:
    """One run: seconds from the first start to the last packet, and those of each district."""

    workers: int
    seconds: float
    each: list[float]

    @property
    def busy(self) -> float:
        """The share of the workers' time in which they made districts."""
        return sum(self.each) / (self.workers * self.seconds)


@contextmanager
def stripped(sources: Sources, districts: list[str]) -> Iterator[Path]:
    """A workspace without the state's files, whose packets nobody misses afterwards."""
    with tempfile.TemporaryDirectory(prefix="rarkit-") as place:
        unpack(sources.for_all(shared=False)[WORKSPACE], Path(place))
        for district in districts:
            unpack(sources.for_one(district), Path(place))
        os.environ[PINNED] = sources.build
        yield Path(place)


def run(workers: int, workspace: Path, districts: list[str], year: int, share: bool) -> Taken:
    """Make the districts on a new cluster of so many workers."""
    times: list[float] = []
    each: list[float] = []

    def report(event: Event) -> None:
        times.append(time.monotonic())
        if event.kind not in ("started", "made"):
            raise SystemExit(f"{event.job.district_id}: {event.failure}")
        if event.kind == "made":
            each.append(event.seconds)

    prepare_folder(year_folder(workspace, year))
    jobs = make_jobs(workspace, districts, year, Choices())
    with LocalCluster(
        n_workers=workers, threads_per_worker=1, host="127.0.0.1",
        dashboard_address="127.0.0.1:0", memory_limit=0,
    ) as cluster:  # fmt: skip
        run_on_cluster(cluster.scheduler_address, jobs, work, report, keep_failed, share)
    return Taken(workers, times[-1] - times[0], each)


def size(folder: Path) -> int:
    """The bytes of all files in a folder."""
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())


def print_times(taken: list[Taken], districts: int) -> tuple[float, float]:
    """The table; returns seconds a district on one worker, and the share of the ideal."""
    by = {n: [one for one in taken if one.workers == n] for n in WORKERS}
    seconds = {n: median(one.seconds for one in by[n]) for n in WORKERS}
    print("| workers | seconds | a district | share of ideal | of workers' time at districts |")
    print("|---|---|---|---|---|")
    for n in WORKERS:
        share = seconds[WORKERS[0]] / (n * seconds[n])
        busy = median(one.busy for one in by[n])
        print(
            f"| {n} | {seconds[n]:.1f} | {seconds[n] / districts:.2f} | {share:.0%} | {busy:.1%} |"
        )
    last = WORKERS[-1]
    return seconds[1] / districts, seconds[1] / (last * seconds[last])


def print_night(each: float, share: float) -> None:
    """How many workers make the country's districts in one night."""
    used = min(share, 1.0)
    workers = math.ceil(COUNTRY * each / (NIGHT * used))
    hours = COUNTRY * each / 3600
    print(
        f"\n{COUNTRY:,} districts x {each:.2f} s = {hours:.1f} hours of one worker; "
        f"/ {NIGHT // 3600} hours / {used:.0%} = {workers} workers of one thread"
    )


def print_storage(sources: Sources, packets: list[Path], districts: list[str]) -> None:
    """What it all takes on disk, and on the wire where workers do not see the workspace."""
    folder = sources.facts.parent
    own = mean(size(folder / "districts" / district) for district in districts)
    statewide = size(folder / "state")
    packet = mean(size(one) for one in packets)
    print(f"\na packet {packet / MB:.2f} MB; x {COUNTRY:,} = {COUNTRY * packet / GB:.1f} GB")
    print(
        f"a build of the store: {own / MB:.2f} MB a district and {statewide / MB:.2f} MB for the "
        f"whole state; x {COUNTRY:,} districts = {COUNTRY * own / GB:.1f} GB"
    )
    sent = sum(map(len, sources.for_all(shared=False).values())) / MB
    rows = mean(len(sources.for_one(district)) for district in districts) / MB
    print(f"sent, where it must be: {sent:.2f} MB to each worker, {rows:.2f} MB with each district")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("workspace", type=Path, nargs="?", default=Path("data_samples"))
    parser.add_argument("--districts", type=int, default=8)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--send", action="store_true", help="as if no worker saw the workspace")
    asked = parser.parse_args()
    workspace = Workspace.open(asked.workspace)
    store = build(workspace)
    year = review_year(workspace, store, None)
    districts = store.district_ids(year)[: asked.districts]
    sources = Sources(workspace.folder, places.notebooks(), store.folder.name, "internal")
    with stripped(sources, districts) as place:
        taken = [
            run(workers, place, districts, year, not asked.send)
            for _ in range(asked.rounds)
            for workers in WORKERS
        ]
        print(
            f"{len(districts)} districts, median of {asked.rounds} rounds, {os.cpu_count()} cores\n"
        )
        each, share = print_times(taken, len(districts))
        print_night(each, share)
        packets = [file.parent for file in year_folder(place, year).glob("*/manifest.json")]
        print_storage(sources, packets, districts)


if __name__ == "__main__":
    main()
