"""The audit of a whole public store: layer after layer, as anybody and as a district's leaders."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import pandas as pd

from rar import processes
from rar.audit.attack import Attacked, bounds
from rar.audit.besides import Besides, inform
from rar.audit.insider import insiders
from rar.audit.layers import BELIEFS, Believed, cell_ids, denominators, numerators
from rar.audit.outside import Judge
from rar.audit.published import Published, read_published, true_counts
from rar.audit.released import Released
from rar.audit.truth import COMPOSITION, agree, homes, true_of
from rar.dimensions import METRICS

INDEX = "index"
BEFORE = "; and what was released before, or is known from elsewhere"
FOUND = ["cell", "lower", "upper", "told", "unsafe", "by", "sentences"]


@dataclass(frozen=True)
class Audited:
    """What was found in one layer: hidden cells that are told or no longer safe, and counts.

    found has the columns FOUND; clashes: sentences that cannot all be true; believed: what had to
    be given up of what an outsider assumes, as the numbers contradict it.
    """

    layer: str
    year: int
    hidden: int
    exact: int
    found: pd.DataFrame
    clashes: tuple[str, ...]
    corrected: int
    believed: Believed
    seconds: float


@dataclass(frozen=True)
class Task:
    """One year of the metrics that count the same people."""

    build: Path
    truth: Path | None
    year: int
    people: str
    metrics: tuple[str, ...]
    besides: Besides = field(default_factory=Besides)  # what is known from elsewhere
    districts: tuple[str, ...] | None = ()  # whose leaders look as well; None: of all


def tasks(
    build: Path, years: Iterable[int], truth: Path | None, besides: Besides,
    districts: tuple[str, ...] | None,
) -> list[Task]:  # fmt: skip
    """The tasks of a build."""
    by_people: dict[str, list[str]] = defaultdict(list)
    for metric in METRICS.values():
        if metric.kind != INDEX:
            by_people[metric.needs[-1]].append(metric.id)
    return [
        Task(build, truth, year, people, tuple(own), besides.of(year, own), districts)
        for year in years
        for people, own in by_people.items()
    ]


def run(made: list[Task], workers: int = 1) -> list[Audited]:
    """Every layer of the tasks, in their order."""
    by_year: dict[int, list[Task]] = defaultdict(list)
    for task in made:
        by_year[task.year].append(task)
    lots = [lot[at::2] for lot in by_year.values() for at in range(2)]
    if workers < 2:
        return [one for lot in lots for one in _of_year(lot)]
    with processes.workers(workers, processes.say_nothing) as each:
        return [one for lot in each(_of_year, lots) for one in lot]


def _of_year(lot: list[Task]) -> list[Audited]:
    if not lot:
        return []
    published = read_published(lot[0].build, [lot[0].year])
    truth = true_counts(lot[0].truth, [lot[0].year]) if lot[0].truth else None
    return [one for task in lot for one in _layers(task, published, truth)]


def _layers(task: Task, published: Published, truth: pd.DataFrame | None) -> list[Audited]:
    """The people counted among, together where the metrics agree on them, and each numerator."""
    metrics = [m for m in task.metrics if len(published.of([m], task.year).measures)]
    if not metrics:
        return []
    together = agree(published.of(metrics, task.year), truth)
    people, attacked = (
        _people(task, published, truth, metrics, task.people) if together else (None, None)
    )
    if people is None or (people.clashes and len(metrics) > 1):
        each = [(m, _people(task, published, truth, [m], f"{task.people} of {m}")) for m in metrics]
    else:
        each = [(m, (people, attacked)) for m in metrics]
    found = []
    for metric, (one, ends) in each:
        found += [one, _counts(task, published, truth, metric, one.layer, ends.cells["upper"])]
    return list({(one.layer, one.year): one for one in found}.values())


def _people(
    task: Task, published: Published, truth: pd.DataFrame | None, metrics: list[str], layer: str
) -> tuple[Audited, Attacked]:
    own = published.of(metrics, task.year)
    wide = {m for m in metrics if METRICS[m].kind == COMPOSITION}
    make = partial(denominators, layer, own, task.year, wide)
    known = None if truth is None else true_of(own, truth, layer, task.year, "denominator", wide)
    home = homes(own, layer, task.year, wide)
    # how many there can be bounds how many of them there can be
    return _attacked(task, layer, own, make, known, None, home, people=True)


def _counts(
    task: Task, published: Published, truth: pd.DataFrame | None, metric: str, people: str,
    upper: pd.Series,
) -> Audited:  # fmt: skip
    part = published.of([metric], task.year)
    if METRICS[metric].kind == COMPOSITION:
        part = part.with_everyone()
    most = upper.reindex(cell_ids(part.measures, people, task.year)).to_numpy()
    share = METRICS[metric].unit == "share"
    make = partial(numerators, metric, part, task.year, most, share)
    known = among = None
    if truth is not None:
        known = true_of(part, truth, metric, task.year, "numerator")
        among = true_of(part, truth, metric, task.year, "denominator") if share else None
    home = homes(part, metric, task.year)
    return _attacked(task, metric, part, make, known, among, home, people=False)[0]


def _attacked(
    task: Task,
    layer: str,
    part: Published,
    make,
    truth: pd.Series | None,
    among: pd.Series | None,
    home: pd.Series,
    people: bool,
) -> tuple[Audited, Attacked]:
    """people: a layer of denominators, of whose intervals both ends are found; of others only
    whether enough is left.
    """
    start = time.perf_counter()
    for believed in BELIEFS:
        released = make(believed, truth=truth)
        informed = inform(released, layer, task.besides, part.measures, truth, people)
        released = informed.released
        judge = Judge(released.cells, part.n, truth, among)
        enough = None if people else lambda cells, judge=judge: judge.of(cells).enough
        attacked = bounds(released, enough=enough)
        if not attacked.clashes:
            break
    found = _found("anyone", attacked.cells, judge)
    inside = []
    if truth is not None and task.districts != ():
        inside = [
            _found(f"the leaders of {district}", seen, judge)
            for district, seen in insiders(released, truth, home, task.districts, judge)
        ]
        inside = [one[~one["cell"].isin(found["cell"])] for one in inside]
    every = pd.concat([found, *inside], ignore_index=True)
    every["sentences"] = _sentences(released, every["cell"]) + (BEFORE if informed.more else "")
    exact = int((attacked.cells["seen_lower"] >= attacked.cells["seen_upper"]).sum())
    clashes = tuple(str(one) for one in attacked.clashes)
    audited = Audited(layer, task.year, len(attacked.cells), exact, every, clashes,
                      informed.corrected, believed, time.perf_counter() - start)  # fmt: skip
    return audited, attacked


def _found(by: str, attacked: pd.DataFrame, judge: Judge) -> pd.DataFrame:
    """The cells of which anything is told; what no table has been seen for counts as ruled out."""
    judge = judge.of(attacked.index.to_numpy())
    ends = attacked[["seen_lower", "seen_upper"]].set_axis(["lower", "upper"], axis=1)
    unsafe = ~judge.safe(ends["lower"].to_numpy(), ends["upper"].to_numpy())
    kinds = judge.told(ends)
    made = attacked[["lower", "upper"]].assign(told=kinds, unsafe=unsafe, by=by)
    made = made[(kinds != "") | unsafe]
    return made.rename_axis("cell").reset_index()


def _sentences(released: Released, cells: pd.Series) -> pd.Series:
    """The sentences each cell stands in."""
    terms = released.terms[released.terms["cell"].isin(cells)]
    names = terms.assign(name=released.rows["name"].to_numpy()[terms["row"].to_numpy(int)])
    joined = names.groupby("cell")["name"].agg("; ".join) if len(names) else {}
    return pd.Series([joined.get(cell, "") for cell in cells], index=cells.index, dtype="object")
