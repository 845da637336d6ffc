"""The audit of a year's public packets: what `rarkit audit` and `rarkit packets` run."""

from __future__ import annotations

import os
import time
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from rar.audit.besides import Besides
from rar.audit.facts import known_facts
from rar.audit.published import current, withheld_cells
from rar.audit.reading.observed import Observed
from rar.audit.reading.packet import read_files
from rar.audit.reading.pooled import Pooled
from rar.audit.remedy import write_remedy
from rar.audit.report import Leak, Report
from rar.audit.run import run, tasks
from rar.audit.truth import COMPOSITION
from rar.dimensions import METRICS
from rar.errors import Problem, RarError
from rar.packet.folders import year_folder
from rar.packet.manifest import NAME, packets_of, sha256
from rar.release.history import released_before, with_their_own
from rar.release.ledger import last_hash
from rar.release.verdict import Verdict, write_verdict
from rar.store import FACTS, Store
from rar.workspace import INTERNAL, PUBLIC, Workspace


def audit_packets(
    workspace: Workspace, year: int | None = None, edition: str = PUBLIC,
    districts: Iterable[str] | None = None, workers: int | None = None,
) -> Report:  # fmt: skip
    """Audit the store of an edition and the packets made from it.

    year: the packets' year, None for the latest; every year of the store is audited, as all are in
    it. districts: whose leaders are taken to look as well, with all of their own numbers, beside
    those whom the ledger says have received their district edition. Writes audit.json beside the
    year's packets, where there are any, and the lines that mend what was found (`write_remedy`).
    Raises RarError where there is no such store, or it cannot be read as one set of numbers, and
    where leaders look but what they know is not at hand.
    """
    start = time.perf_counter()
    ledger = last_hash(workspace.folder)  # what is released from here on is not counted
    build = current(workspace.store, edition)
    years = Store(build).facts["years"]
    truth = _truth(workspace)
    leaders = tuple(sorted({*(districts or ()), *with_their_own(workspace.folder)}))
    if leaders and truth is None:
        raise _not_at_hand(leaders)
    packets = year_folder(workspace.folder, year or years[-1], edition)
    besides, leaks = _known(workspace, build, packets)
    layers = run(tasks(build, years, truth, besides, leaders), workers or os.cpu_count() or 1)
    report = Report(
        layers, leaks, truth is not None, time.perf_counter() - start, leaders=len(leaders)
    )
    if edition == PUBLIC:
        report = replace(report, remedy=write_remedy(workspace, report.breaches["cell"]))
    _write(packets, report, ledger)
    return report


def _truth(workspace: Workspace) -> Path | None:
    """The internal store, where there is one."""
    internal = Store.open(workspace, INTERNAL)
    return internal.folder if internal and (internal.folder / FACTS).is_file() else None


def _not_at_hand(leaders: tuple[str, ...]) -> RarError:
    return RarError(
        "The release cannot be audited: what leaders of districts know is not at hand.",
        [Problem("its leaders know all numbers of their own", value=one) for one in leaders],
        "Build the internal store (rarkit build), which holds these numbers, and audit again.",
    )


def _known(
    workspace: Workspace, build: Path, year_folder: Path
) -> tuple[Besides, list[Leak]]:  # fmt: skip
    """What is known from elsewhere, from earlier releases, and from the packets' own files."""
    facts = known_facts(workspace.references)
    pooled: list[Pooled] = []
    for one in released_before(workspace.folder, PUBLIC):
        read = read_files(one.files, int(one.row.year))
        pooled += _placed(read.pooled, f"released before, {one.row.packet}")
        for seen in read.observed:
            facts |= _counts(seen)
    leaks: list[Leak] = []
    hidden = withheld_cells(build)
    for packet in packets_of(year_folder):
        files = {name: packet.folder / name for name in packet.files}
        read = read_files(files, packet.manifest["year"])
        pooled += _placed(read.pooled, packet.folder.name)
        for seen in read.observed:
            if seen.cell in hidden or seen.what:
                place = f"{packet.folder.name}/{seen.file}"
                leaks.append(Leak(seen.cell or seen.what, seen.text, place, seen.place))
                facts |= _counts(seen)
    return Besides(facts, tuple(dict.fromkeys(pooled))), leaks


def _placed(pooled: list[Pooled], packet: str) -> list[Pooled]:
    """Rates with the packet they are printed in, as every packet has a file of that name."""
    return [replace(one, name=f"{packet}/{one.name}") for one in pooled]


def _counts(seen: Observed) -> dict[str, float]:
    """The counts that a file prints: of the cell and of the people it was counted among."""
    found = {} if seen.count is None else {seen.cell: seen.count}
    if seen.people is not None:
        metric, year, school, group = seen.cell.split("|", 3)
        about = METRICS.get(metric)
        if about is not None:
            group = "all" if about.kind == COMPOSITION else group
            found[f"{about.needs[-1]}|{year}|{school}|{group}"] = seen.people
    return found


def _write(folder: Path, report: Report, ledger: str) -> None:
    packets = {one.district_id: sha256(one.folder / NAME) for one in packets_of(folder)}
    if packets:
        write_verdict(folder, Verdict(report.clean, packets, ledger, report.facts()))
