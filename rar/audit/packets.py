"""The audit of a year's public packets: what `rarkit audit` and `rarkit packets` run."""

from __future__ import annotations

import os
import time
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from rar.audit.facts import known_facts
from rar.audit.published import current, withheld_cells
from rar.audit.reading.observed import Observed
from rar.audit.reading.packet import read_files
from rar.audit.remedy import write_remedy
from rar.audit.report import Leak, Report
from rar.audit.run import run, tasks
from rar.audit.truth import COMPOSITION
from rar.dimensions import METRICS
from rar.packet.folders import year_folder
from rar.packet.manifest import NAME, packets_of, sha256
from rar.release.history import released_before
from rar.release.ledger import read_ledger
from rar.release.verdict import Verdict, write_verdict
from rar.store import FACTS, Store
from rar.workspace import INTERNAL, PUBLIC, Workspace


def audit_packets(
    workspace: Workspace, year: int | None = None, edition: str = PUBLIC,
    districts: Iterable[str] | None = None, workers: int | None = None,
) -> Report:  # fmt: skip
    """Audit the store of an edition and the packets made from it.

    year: the packets' year, None for the latest; every year of the store is audited, as all are in
    it. districts: whose leaders are taken to look as well, with all of their own numbers; None for
    nobody's. Writes audit.json beside the year's packets, where there are any, and the lines that
    mend what was found (`write_remedy`). Raises RarError where there is no such store, or it cannot
    be read as one set of numbers.
    """
    start = time.perf_counter()
    build = current(workspace.store, edition)
    store = Store(build)
    years = store.facts["years"]
    internal = Store.open(workspace, INTERNAL)
    truth = internal.folder if internal and (internal.folder / FACTS).is_file() else None
    packets = year_folder(workspace.folder, year or years[-1], edition)
    facts, leaks = _known(workspace, build, packets)
    made = tasks(build, years, truth, facts, tuple(districts or ()))
    layers = run(made, workers or os.cpu_count() or 1)
    report = Report(layers, leaks, truth is not None, time.perf_counter() - start)
    if edition == PUBLIC:
        report = replace(report, remedy=write_remedy(workspace, report.breaches["cell"]))
    _write(workspace, year or years[-1], edition, report)
    return report


def _known(
    workspace: Workspace, build: Path, year_folder: Path
) -> tuple[dict[str, float], list[Leak]]:
    """What is known from elsewhere, from earlier releases, and from the packets' own files."""
    facts = known_facts(workspace.references)
    for one in released_before(workspace.folder, PUBLIC):
        observed = read_files(one.files, int(one.row.year))
        for seen in observed:
            facts |= _counts(seen)
    leaks: list[Leak] = []
    hidden = withheld_cells(build)
    for packet in packets_of(year_folder):
        files = {name: packet.folder / name for name in packet.files}
        for seen in read_files(files, packet.manifest["year"]):
            if seen.cell in hidden or seen.what:
                place = f"{packet.folder.name}/{seen.file}"
                leaks.append(Leak(seen.cell or seen.what, seen.text, place, seen.place))
                facts |= _counts(seen)
    return facts, leaks


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


def _write(workspace: Workspace, year: int, edition: str, report: Report) -> None:
    folder = year_folder(workspace.folder, year, edition)
    packets = {one.district_id: sha256(one.folder / NAME) for one in packets_of(folder)}
    if packets:
        rows = read_ledger(workspace.folder)
        last = rows[-1].hash if rows else ""
        write_verdict(folder, Verdict(report.clean, packets, last, report.facts()))
